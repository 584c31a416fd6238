"""An endpoint on loopback that is out of order in one chosen way, down to the bytes it sends.

with FaultyLLM(FAULTS["cut stream"]) as llm:
    ... DATELINE_LLM_BASE_URL=llm.base_url ...
"""

import contextlib
import json
import socket
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

CUT = "Campbell named half"
"""What the model had written when it was cut; it must never stand in an answer."""

Send = Callable[[socket.socket, threading.Event], None]


@dataclass(frozen=True)
class Fault:
    """What is sent to a request for an answer, and to one for a check (None: the fault is one of streams)."""

    says: str
    """What the reader has to be told (a regular expression)."""
    answer: Send | None
    """None: nobody listens at the address."""
    check: Send | None = None


def response(status: str, body: bytes, kind: str = "application/json", **headers: str) -> Send:
    """One whole response."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    data = "\r\n".join([*lines, "", ""]).encode() + body
    return lambda connection, over: connection.sendall(data)


def streamed(*events: object, chunked: bool = False) -> Send:
    """A stream of events; `chunked` ends it in the middle of what was announced."""
    head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n"
    body = b"".join(b"data: " + (e if isinstance(e, bytes) else json.dumps(e).encode()) + b"\n\n" for e in events)
    if chunked:
        head += "Transfer-Encoding: chunked\r\n"
        body = b"%x\r\n" % (len(body) + 100) + body
    return lambda connection, over: connection.sendall(head.encode() + b"\r\n" + body)


def dripping(data: bytes) -> Send:
    """A byte now and then, so that no single read ever takes long."""

    def send(connection: socket.socket, over: threading.Event) -> None:
        for number in range(4000):
            if over.wait(0.05):
                return
            connection.sendall(data[number % len(data)].to_bytes())

    return send


def stalled(connection: socket.socket, over: threading.Event) -> None:
    over.wait(60)


def gone(connection: socket.socket, over: threading.Event) -> None:
    """The connection ends without a word."""


def piece(text: str | None, finish: str | None = None) -> dict[str, Any]:
    delta = {} if text is None else {"content": text}
    choices = [{"index": 0, "delta": delta, "finish_reason": finish}]
    return {"id": "f", "object": "chat.completion.chunk", "created": 1, "model": "faulty", "choices": choices}


def failure(kind: str, **more: object) -> bytes:
    return json.dumps({"error": {"message": f"this failed: {kind}", "type": kind, **more}}).encode()


def both(says: str, send: Send) -> Fault:
    return Fault(says, send, send)


NO_CHOICES = {"id": "f", "object": "chat.completion", "created": 1, "model": "faulty", "choices": []}
OVERFLOW = failure("exceed_context_size_error", n_ctx=512)
DRIP = b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 4000

FAULTS: Mapping[str, Fault] = {
    "refused": Fault("cannot be reached", None),
    "401": both("refused the key.*DATELINE_LLM_API_KEY", response("401 Unauthorized", failure("invalid_api_key"))),
    "404 model": both("no such model.*DATELINE_LLM_MODEL", response("404 Not Found", failure("model_not_found"))),
    "429": both("wait 120 s", response("429 Too Many Requests", failure("rate_limit"), Retry_After="120")),
    "500": both("failed .status 500", response("500 Internal Server Error", b"oops", "text/plain")),
    "503 loading": both("not ready yet", response("503 Service Unavailable", failure("unavailable_error"))),
    "stall": both("in time", stalled),
    "slow drip": both("in time", dripping(DRIP)),
    "cut stream": Fault(
        "broke off before its end|cannot be reached", streamed(piece(CUT), chunked=True), response("200 OK", b"")
    ),
    "no finish_reason": Fault("broke off before its end", streamed(piece(CUT), b"[DONE]")),
    "length": Fault("longer than allowed", streamed(piece(CUT), piece(None, "length"), b"[DONE]")),
    "content filter": Fault(
        "content filter",
        streamed(piece(CUT), piece(None, "content_filter"), b"[DONE]"),
        response("400 Bad Request", failure("content_filter")),
    ),
    "malformed JSON": Fault("cannot be read", streamed(piece(CUT), b'{"choi'), response("200 OK", b'{"choi')),
    "HTML": both("web page.*BASE_URL", response("200 OK", b"<html>Sign in to the portal</html>", "text/html")),
    "empty choices": Fault(
        "before its first word|without content",
        streamed(NO_CHOICES, b"[DONE]"),
        response("200 OK", json.dumps(NO_CHOICES).encode()),
    ),
    "overflow": both("longer than the model", response("400 Bad Request", OVERFLOW)),
    "redirect": both("redirects elsewhere", response("307 Moved", b"", Location="http://127.0.0.1:9/v1")),
    "error amid the answer": Fault("error of its own", streamed(piece(CUT), failure("server_error"))),
}
"""Eighteen ways, by name."""


class FaultyLLM:
    """The server: one fault, at the answer or at its check."""

    def __init__(self, fault: Fault, good_answer: Send | None = None) -> None:
        """With a `good_answer` the fault comes when that is checked."""
        self.requests: list[dict[str, Any]] = []
        self.asked = threading.Event()
        """Set once the first request is there."""
        self._send = {True: good_answer or fault.answer, False: fault.check or fault.answer}
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.base_url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/v1"
        self._threads = [threading.Thread(target=self._serve, name="faulty endpoint", daemon=True)]
        if fault.answer is None:
            self._listener.close()

    @property
    def environment(self) -> dict[str, str]:
        """The variables that make Dateline ask this server, and give it up after a second."""
        return {
            "DATELINE_LLM": "endpoint",
            "DATELINE_LLM_BASE_URL": self.base_url,
            "DATELINE_LLM_MODEL": "faulty",
            "DATELINE_LLM_API_KEY": "unused",
            "DATELINE_LLM_TIMEOUT": "1",
        }

    def __enter__(self) -> "FaultyLLM":
        self._threads[0].start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        with contextlib.suppress(OSError):  # wakes who waits for a connection
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._answer, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):  # the client may go away
            file = connection.makefile("rb")
            length = 0
            while (line := file.readline().strip()) != b"":
                if line.lower().startswith(b"content-length:"):
                    length = int(line.partition(b":")[2])
            body = json.loads(file.read(length))
            self.requests.append(body)
            self.asked.set()
            send = self._send[bool(body.get("stream"))]
            assert send is not None
            send(connection, self._over)
