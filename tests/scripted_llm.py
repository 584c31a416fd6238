"""A real OpenAI-compatible server on loopback that says what it was told to say, and remembers what it was asked.

    with ScriptedLLM(["Campbell named three sectors [1]."], probability=0.9) as llm:
        ... DATELINE_LLM_BASE_URL=llm.base_url, DATELINE_LLM_MODEL="scripted" ...
    assert "Campbell" in llm.requests[0].prompt

Streamed calls (answers) take their replies from one queue, calls for logprobs (checks) from another.
"""

import json
import math
import re
import threading
import time
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any

USAGE = {
    "prompt_tokens": 400,
    "completion_tokens": 20,
    "total_tokens": 420,
    "prompt_tokens_details": {"cached_tokens": 300},
}
"""What every call says it used."""


@dataclass(frozen=True)
class Reply:
    """One answer of the server: by default a well-formed one, word by word."""

    text: str = ""
    finish: str | None = "stop"
    """`finish_reason` of the stream; None: the stream ends without one, as a cut one does."""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    """Sent as it is, in place of a well-formed answer."""
    delay: float = 0.0
    """Seconds before each piece."""
    cut: int = 0
    """Characters of each piece; 0: a word each."""


@dataclass(frozen=True)
class Asked:
    """One request as it came."""

    path: str
    headers: Mapping[str, str]
    body: Mapping[str, Any]

    @property
    def stream(self) -> bool:
        return bool(self.body.get("stream"))

    @property
    def prompt(self) -> str:
        """All messages in one text."""
        return "\n\n".join(str(message["content"]) for message in self.body["messages"])

    @property
    def last(self) -> str:
        """The last message: what was asked after the worked examples."""
        return str(self.body["messages"][-1]["content"])


class ScriptedLLM:
    """The server. Replies that were not queued are `default`; without one, status 500 says so."""

    def __init__(
        self,
        replies: Iterable[Reply | str] = (),
        *,
        default: Reply | str | None = None,
        probabilities: Iterable[float | Reply] = (),
        probability: float = 0.95,
        key: str | None = None,
        logprobs: bool = True,
    ) -> None:
        """`probabilities` is the queue of P(yes), `probability` what comes after it; `key`: another one gets a 401."""
        self.replies = deque(replies)
        self.default = default
        self.probabilities = deque(probabilities)
        self.probability = probability
        self.key = key
        self.logprobs = logprobs
        self.requests: list[Asked] = []
        self._lock = threading.Lock()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make Dateline ask this server."""
        return {
            "DATELINE_LLM": "endpoint",
            "DATELINE_LLM_BASE_URL": self.base_url,
            "DATELINE_LLM_MODEL": "scripted",
            "DATELINE_LLM_API_KEY": self.key or "unused",
        }

    def __enter__(self) -> "ScriptedLLM":
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def next_reply(self, asked: Asked) -> Reply | float:
        """What comes next for this request; a float is a check's P(yes)."""
        with self._lock:
            self.requests.append(asked)
            if self.key is not None and asked.headers.get("authorization") != f"Bearer {self.key}":
                return Reply(status=401, body=b'{"error": {"message": "Incorrect API key provided"}}')
            if not asked.stream:
                return self.probabilities.popleft() if self.probabilities else self.probability
            reply = self.replies.popleft() if self.replies else self.default
        if reply is None:
            return Reply(status=500, body=b'{"error": {"message": "no reply is queued"}}')
        return Reply(reply) if isinstance(reply, str) else reply


def _handler(llm: ScriptedLLM) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            reply = llm.next_reply(asked)
            try:
                if isinstance(reply, float | int):
                    self._send(200, json.dumps(_checked(reply, llm.logprobs)).encode())
                elif reply.status != 200 or reply.body is not None:
                    self._send(reply.status, reply.body or b"{}", reply.headers)
                elif asked.stream:
                    self._stream(reply)
                else:
                    self._send(200, json.dumps(_whole(reply.text)).encode(), reply.headers)
            except (BrokenPipeError, ConnectionResetError):
                pass  # the client went away: it may

        def _send(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **(headers or {})}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def _stream(self, reply: Reply) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for piece in re.findall(f"(?s:.{{1,{reply.cut}}})" if reply.cut else r"\S+\s*|\s+", reply.text):
                time.sleep(reply.delay)
                self._event({"content": piece}, None)
            if reply.finish is not None:
                self._event({}, reply.finish)
                self._chunk([], USAGE)
                self.wfile.write(b"data: [DONE]\n\n")

        def _event(self, delta: dict[str, str], finish: str | None) -> None:
            self._chunk([{"index": 0, "delta": delta, "finish_reason": finish}], None)

        def _chunk(self, choices: list[dict[str, Any]], usage: dict[str, Any] | None) -> None:
            chunk = {**_head("chat.completion.chunk"), "choices": choices, "usage": usage}
            self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
            self.wfile.flush()

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing: a test's output is the program's."""

    return Handler


def _head(kind: str) -> dict[str, Any]:
    return {"id": "scripted-1", "object": kind, "created": 1, "model": "scripted"}


def _whole(text: str, logprobs: dict[str, Any] | None = None) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": logprobs}
    return {**_head("chat.completion"), "choices": [choice], "usage": USAGE}


def _checked(p_yes: float, logprobs: bool) -> dict[str, Any]:
    word = "yes" if p_yes >= 0.5 else "no"
    if not logprobs:
        return _whole(word)
    top = [
        {"token": token, "logprob": math.log(max(share, 1e-9)), "bytes": None}
        for token, share in (("yes", p_yes), ("no", 1 - p_yes))
    ]
    chosen = next(item for item in top if item["token"] == word)
    return _whole(word, {"content": [{**chosen, "top_logprobs": top}]})
