"""A pass-through before the model's server that counts the tokens of every call, whoever makes it and however.

Everybody in the comparison talks to it over real HTTP, so a call that a library makes behind its own interface counts
too. The figures are the server's own (`usage` in its responses).
"""

import re
import socket
import threading
from contextlib import suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from urllib.parse import urlsplit

_PROMPT = re.compile(rb'"prompt_tokens":\s*(\d+)')
_CACHED = re.compile(rb'"cached_tokens":\s*(\d+)')
_PASSED_ON = ("Authorization", "Content-Type", "Accept")
_CHUNK = 65536


@dataclass(frozen=True)
class Tokens:
    """Model calls, the tokens of their prompts, and how many of these the server had still in its cache."""

    calls: int = 0
    prompt: int = 0
    cached: int = 0

    def __add__(self, other: "Tokens") -> "Tokens":
        return Tokens(self.calls + other.calls, self.prompt + other.prompt, self.cached + other.cached)


def tokens(body: bytes) -> Tokens:
    """The usage in a response, streamed or whole; its last word counts. Nothing for a response without."""
    prompt = _PROMPT.findall(body)
    if not prompt:
        return Tokens()
    cached = _CACHED.findall(body)
    return Tokens(1, int(prompt[-1]), int(cached[-1]) if cached else 0)


class Meter:
    """Listens on loopback while the block runs and passes everything on to the server at `base_url`."""

    def __init__(self, base_url: str) -> None:
        url = urlsplit(base_url)
        self.host, self.port = url.hostname or "127.0.0.1", url.port or 80
        self._changed = threading.Condition()
        self._counted = Tokens()
        self._live: set[socket.socket] = set()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.base_url = f"http://127.0.0.1:{self._server.server_port}{url.path}"
        self._thread = threading.Thread(target=self._server.serve_forever, name="token meter")

    def __enter__(self) -> "Meter":
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.drop()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(self) -> Tokens:
        """What was counted since the last time, once no call is under way any more."""
        with self._changed:
            self._changed.wait_for(lambda: not self._live, timeout=5)
            counted, self._counted = self._counted, Tokens()
            return counted

    def drop(self) -> None:
        """Hangs up on the server, which then stops writing answers that nobody waits for."""
        with self._changed:
            for connection in self._live:
                with suppress(OSError):  # it may just have ended by itself
                    connection.shutdown(socket.SHUT_RDWR)

    def begin(self, connection: socket.socket) -> None:
        with self._changed:
            self._live.add(connection)

    def end(self, connection: socket.socket, counted: Tokens) -> None:
        with self._changed:
            self._live.discard(connection)
            self._counted += counted
            self._changed.notify_all()


def _handler(meter: Meter) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self._pass_on(self.rfile.read(int(self.headers.get("Content-Length", 0))))

        def do_GET(self) -> None:
            self._pass_on(None)

        def _pass_on(self, body: bytes | None) -> None:
            upstream = HTTPConnection(meter.host, meter.port)
            try:
                upstream.connect()
            except OSError as error:
                self.send_error(502, str(error))
                return
            connection = upstream.sock
            meter.begin(connection)
            seen = bytearray()
            try:
                headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
                upstream.request(self.command, self.path, body, headers)
                response = upstream.getresponse()
                self.send_response(response.status)  # HTTP/1.0: the end of the connection ends the body
                self.send_header("Content-Type", response.getheader("Content-Type", "application/json"))
                self.end_headers()
                while piece := response.read1(_CHUNK):
                    seen += piece
                    self.wfile.write(piece)
            except (OSError, HTTPException):
                pass  # one of the two hung up; the other notices
            finally:
                meter.end(connection, tokens(bytes(seen)))
                upstream.close()

        def log_message(self, format: str, *args: object) -> None:
            """Silent: the address line of a request is nobody's concern."""

    return Handler
