"""A model that follows a script, slowly: an OpenAI-compatible endpoint on loopback that answers one call at a time."""

import contextlib
import json
import math
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

ANSWER = "Not in the articles."


@contextlib.contextmanager
def slow_model(seconds: float) -> Iterator[str]:
    """Its base URL. Each answer takes `seconds`, however many are asked for; a check is answered yes, at once."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(seconds))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1"
    server.shutdown()
    server.server_close()


def _handler(seconds: float) -> type[BaseHTTPRequestHandler]:
    turn = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # who asked may go away
                if asked.get("stream"):
                    with turn:
                        self._stream()
                else:
                    self._send("application/json", json.dumps(_checked()).encode())

        def _stream(self) -> None:
            self._head("text/event-stream")
            words = ANSWER.split(" ")
            for number, word in enumerate(words):
                time.sleep(seconds / len(words))
                self._chunk({"content": f" {word}" if number else word}, None)
            self._chunk({}, "stop")
            self.wfile.write(b"data: [DONE]\n\n")

        def _chunk(self, delta: dict[str, str], finish: str | None) -> None:
            choice = {"index": 0, "delta": delta, "finish_reason": finish}
            self.wfile.write(b"data: " + json.dumps({**_named("chat.completion.chunk"), "choices": [choice]}).encode())
            self.wfile.write(b"\n\n")
            self.wfile.flush()

        def _send(self, kind: str, body: bytes) -> None:
            self._head(kind, len(body))
            self.wfile.write(body)

        def _head(self, kind: str, length: int | None = None) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            if length is not None:
                self.send_header("Content-Length", str(length))
            self.end_headers()

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    return Handler


def _named(kind: str) -> dict[str, Any]:
    return {"id": "slow-1", "object": kind, "created": 1, "model": "slow"}


def _checked() -> dict[str, Any]:
    token = {"token": "yes", "logprob": math.log(0.95), "bytes": None}
    logprobs = {"content": [{**token, "top_logprobs": [token]}]}
    message = {"role": "assistant", "content": "yes"}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": logprobs}
    return {**_named("chat.completion"), "choices": [choice]}
