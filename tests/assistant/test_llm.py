"""Every way an endpoint can fail ends in one of our errors, in time, and no cut answer passes for a whole one."""

import socket
import time

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
        (Reply(body=b"<html>a portal</html>", headers={"Content-Type": "text/html"}), LLMError, "broke off"),
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
