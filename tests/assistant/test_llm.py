"""Every way an endpoint can fail ends in one of our errors, in time, and no cut answer passes for a whole one."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from assistant.errors import LLMBusyError, LLMCutError, LLMError, LLMOverflowError, LLMRefusedError, LLMUnreachableError
from assistant.llm import Message, OpenAIEndpoint
from assistant.local_llm import Address
from tests.scripted_llm import Reply, ScriptedLLM

ASK = [Message("user", "What?")]


def endpoint(base_url: str, timeout: float = 5.0) -> OpenAIEndpoint:
    return OpenAIEndpoint("scripted", "the test", lambda: Address(base_url, "key"), timeout)


def said(llm: OpenAIEndpoint) -> str:
    return "".join(piece.text for piece in llm.stream(ASK, 50))


def test_an_answer_is_streamed_piece_by_piece_with_its_usage_last() -> None:
    with ScriptedLLM(["It rains today."]) as server:
        pieces = list(endpoint(server.base_url).stream(ASK, 50))
    assert [piece.text for piece in pieces] == ["It ", "rains ", "today.", ""]
    assert pieces[-1].usage is not None
    assert (pieces[-1].usage.prompt_tokens, pieces[-1].usage.cached_tokens) == (400, 300)


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply("half an", finish=None), LLMCutError, "broke off"),
        (Reply("too long", finish="length"), LLMCutError, "longer than allowed"),
        (Reply("hidden", finish="content_filter"), LLMRefusedError, "content filter"),
        (Reply(status=401, body=b"{}"), LLMRefusedError, "DATELINE_LLM_API_KEY"),
        (Reply(status=404, body=b"{}"), LLMRefusedError, "DATELINE_LLM_MODEL"),
        (Reply(status=429, body=b"{}", headers={"Retry-After": "120"}), LLMBusyError, "wait 120 s"),
        (Reply(status=500, body=b"oops"), LLMError, "status 500"),
        (Reply(status=503, body=b"{}"), LLMBusyError, "not ready"),
        (Reply(status=307, body=b"", headers={"Location": "http://127.0.0.1:9/v1"}), LLMRefusedError, "redirects"),
        (
            Reply(status=400, body=b'{"error": {"type": "exceed_context_size_error", "message": "too long"}}'),
            LLMOverflowError,
            "longer than the model",
        ),
        (Reply(body=b"<html>a portal</html>", headers={"Content-Type": "text/html"}), LLMError, "web page"),
        (Reply(body=b"data: {not json\n\n", headers={"Content-Type": "text/event-stream"}), LLMError, "cannot be read"),
        (
            Reply(body=b'data: {"choices": []}\n\n', headers={"Content-Type": "text/event-stream"}),
            LLMError,
            "broke off",
        ),
    ],
)
def test_each_fault_has_its_error_and_says_what_to_do(reply: Reply, error: type[LLMError], words: str) -> None:
    begun = time.monotonic()
    with ScriptedLLM([reply]) as server, pytest.raises(error, match=words) as caught:
        said(endpoint(server.base_url))
    assert isinstance(caught.value, LLMError)
    assert time.monotonic() - begun < 5


def test_an_endpoint_that_stalls_is_given_up_in_time() -> None:
    with ScriptedLLM([Reply("slow", delay=3)]) as server, pytest.raises(LLMUnreachableError, match="in time"):
        said(endpoint(server.base_url, timeout=0.5))


def test_an_endpoint_that_is_not_there_is_named() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    with pytest.raises(LLMUnreachableError, match="cannot be reached"):
        said(endpoint(f"http://127.0.0.1:{port}/v1"))


def test_probability_is_the_share_of_yes_among_yes_and_no() -> None:
    with ScriptedLLM(probability=0.8) as server:
        probability, _ = endpoint(server.base_url).probability(ASK, "yes", "no")
    assert probability == pytest.approx(0.8)


def test_without_logprobs_the_word_itself_counts() -> None:
    with ScriptedLLM(probability=0.8, logprobs=False) as server:
        assert endpoint(server.base_url).probability(ASK, "yes", "no")[0] == 1.0


def test_an_endpoint_that_refuses_logprobs_is_asked_again_without() -> None:
    refusal = Reply(status=400, body=b'{"error": {"message": "logprobs is not supported"}}')
    with ScriptedLLM(probabilities=[refusal], probability=0.1, logprobs=False) as server:
        llm = endpoint(server.base_url)
        assert llm.probability(ASK, "yes", "no")[0] == 0.0
        assert "logprobs" not in server.requests[-1].body
        llm.probability(ASK, "yes", "no")
    assert len(server.requests) == 3


def chunk(content: object) -> bytes:
    choice = {"index": 0, "delta": {"content": content}, "finish_reason": None}
    return b"data: " + json.dumps({**HEAD, "object": "chat.completion.chunk", "choices": [choice]}).encode() + b"\n\n"


HEAD = {"id": "drip-1", "created": 1, "model": "drip"}
DRIPS = {"comments": b": keep-alive\n\n", "nothing": chunk(""), "words": chunk("word ")}


@pytest.fixture
def dripping(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an endpoint that sends the same piece again and again, for ten seconds at most."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            with contextlib.suppress(OSError):  # the client goes away, as it should
                for _ in range(200):
                    self.wfile.write(DRIPS[request.param])
                    self.wfile.flush()
                    time.sleep(0.05)

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("dripping", "error"),
    [("comments", LLMUnreachableError), ("nothing", LLMUnreachableError), ("words", LLMCutError)],
    indirect=["dripping"],
)
def test_an_endpoint_that_never_comes_to_an_end_is_given_up(dripping: str, error: type[LLMError]) -> None:
    begin = time.monotonic()
    with contextlib.closing(endpoint(dripping, timeout=1.0)) as llm, pytest.raises(error):
        list(llm.stream([Message("user", "?")], 10))
    assert time.monotonic() - begin < 6


@pytest.mark.parametrize("logprob", [float("nan"), 1000.0, -1e9])
def test_a_probability_that_is_none_decides_nothing(logprob: float) -> None:
    token = {"token": "yes", "logprob": logprob, "bytes": None}
    content = [{**token, "top_logprobs": [token]}]
    choice = {
        "index": 0,
        "finish_reason": "stop",
        "message": {"role": "assistant", "content": "maybe"},
        "logprobs": {"content": content, "refusal": None},
    }
    body = json.dumps({**HEAD, "object": "chat.completion", "choices": [choice]}).encode()
    with ScriptedLLM(probabilities=[Reply(body=body)]) as server, contextlib.closing(endpoint(server.base_url)) as llm:
        probability, _ = llm.probability([Message("user", "?")], "yes", "no")
    assert probability in (None, 1.0)  # one that is too large is as sure as can be


@pytest.mark.parametrize(
    ("name", "value"), [("ALL_PROXY", "socks5://127.0.0.1:9"), ("SSL_CERT_FILE", "/nowhere"), ("HTTP_PROXY", "ftp://x")]
)
def test_an_environment_that_cannot_be_used_is_named(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    with (
        contextlib.closing(endpoint("http://127.0.0.1:9/v1")) as llm,
        pytest.raises(LLMUnreachableError, match=r"ALL_PROXY|cannot be reached"),
    ):
        llm.probability([Message("user", "?")], "yes", "no")
