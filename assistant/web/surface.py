"""What of gradio's surface is reachable, and how much may be sent: the page needs a small part of it.

Gradio also offers to call every function by name, to fetch web addresses on somebody's behalf and more. Nothing of
that is needed here, and what nobody can reach needs no trust. Plain ASGI, so that streams stay streams.
"""

import logging
import re
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.line import Line

logger = logging.getLogger(__name__)

API = "/gradio_api"
OPEN = re.compile(
    r"/(queue/(join|data)|upload|upload_progress|heartbeat/[a-z0-9_-]{1,100}|reset|cancel|startup-events|info|app_id"
    r"|theme\.css|user|login_check|mcp|call/(ask|search|add)(/[^/]+)?|file=(?!/*[a-z][a-z0-9+.-]*:).*)/?",
    re.IGNORECASE | re.DOTALL | re.ASCII,
)
"""Of gradio's own calls, those the page and programs make. `file=` leads to what was uploaded, never to a web
address; a page whose name makes no address would not be cleaned up after, so none has such a name."""
UPLOAD = f"{API}/upload"
JOIN = f"{API}/queue/join"
LARGEST_CALL = 12_000_000
"""Bytes of a request: a pasted article, and the rest of a form."""
LARGEST_UPLOADS = 1_000_000_000
"""Bytes of all the files that are sent together; each has its own limit."""


class Surface:
    """Turns away what the page has no use for, what is too large, and what is more than can be answered."""

    def __init__(self, app: ASGIApp, line: Line) -> None:
        self.app = app
        self.line = line

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path: str = scope["path"]
        if "\0" in path or (_within(path) and not OPEN.fullmatch(path.removeprefix(API))):
            await PlainTextResponse("There is nothing here.", 404)(scope, receive, send)
            return
        largest = LARGEST_UPLOADS if path.rstrip("/") == UPLOAD else LARGEST_CALL
        exchange = _Exchange(scope, receive, send, largest, self._busy if path.rstrip("/") == JOIN else None)
        if exchange.announced > largest:
            await exchange.refuse()
            return
        await exchange.run(self.app)

    def _busy(self) -> JSONResponse:
        return turned_away(self.line)


def _within(path: str) -> bool:
    return path == API or path.startswith(f"{API}/")


def turned_away(line: Line) -> JSONResponse:
    """What somebody gets for whom there is no seat; the page shows the words, and the question stays in its box."""
    return JSONResponse({"detail": line.busy()}, 429, {"Retry-After": str(line.wait)})


async def refuse_odd(request: Request, error: Exception) -> JSONResponse:
    """What a call gets that is none. FastAPI would repeat what was sent, and fail where that is no text."""
    return JSONResponse({"detail": "This call has not the form it needs."}, 422)


async def refuse_unknown(request: Request, error: Exception) -> JSONResponse:
    """What a call gets that names a function, component or session that is not there: gradio just looks them up."""
    return JSONResponse({"detail": "There is no such thing to call."}, 404)


async def refuse_no_file(request: Request, error: Exception) -> JSONResponse:
    """What an upload gets in which words stand for a file: gradio fails at them. No other failure is passed over."""
    if request.scope["path"].rstrip("/") != UPLOAD:
        raise error
    return await refuse_odd(request, error)


class _TooLargeError(Exception):
    """More came than may come."""


class _Exchange:
    """One request and its response."""

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, largest: int, busy: Callable[[], JSONResponse] | None
    ) -> None:
        """`busy` makes the answer in place of a 503; None: that stands."""
        self._scope, self._receive, self._send = scope, receive, send
        self._largest, self._busy = largest, busy
        self._came = 0
        self._begun = self._answered = self._streams = False

    @property
    def announced(self) -> int:
        """The length that the request says it has."""
        value = next((value for name, value in self._scope["headers"] if name == b"content-length"), b"0")
        return int(value) if value.isdigit() else 0

    async def refuse(self) -> None:
        told = PlainTextResponse(f"A request may have {self._largest / 1e6:.0f} MB.", 413, {"Connection": "close"})
        await told(self._scope, self._receive, self._send)

    async def run(self, app: ASGIApp) -> None:
        try:
            await app(self._scope, self.receive, self.send)
        except _TooLargeError:
            if self._begun:
                raise
            await self.refuse()
        except Exception as error:
            if not self._streams:
                raise
            # Gradio tells in the stream that there is no such page, and fails then. What was told stands; all that
            # is left to say is that it is over.
            if not isinstance(error.__cause__, HTTPException):
                logger.warning("a stream ended early: %r", error)
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._came += len(message.get("body", b""))
            if self._came > self._largest:
                raise _TooLargeError
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 503 and self._busy is not None:
            self._answered = True  # gradio's queue is full: that is ours to say, and no failure
            await self._busy()(self._scope, self._receive, self._send)
        if not self._answered:
            if message["type"] == "http.response.start":
                self._streams = Headers(raw=message["headers"]).get("content-type", "").startswith("text/event-stream")
            elif not message.get("more_body"):
                self._streams = False
            self._begun = True
            await self._send(message)
