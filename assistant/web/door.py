"""The one door where accounts are asked for: every request passes it before anything of the page sees it."""

import json
import time
from collections.abc import Awaitable, Callable

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.accounts.types import Visitor
from assistant.web.claims import CALLS, LARGEST_CALL, NEEDED, Claims, again, whole
from assistant.web.login import Entrance, wants_page
from assistant.web.login_page import place
from assistant.web.roles import Changes
from assistant.web.visitors import accompany

LOOKED_AFTER = 2.0
"""Seconds a stream goes on before it is asked again whether its reader is still logged in."""


class Door:
    """Lets logged-in visitors in, each to what is theirs; everybody else gets the login page and nothing more."""

    def __init__(self, app: ASGIApp, entrance: Entrance, changes: Changes) -> None:
        self.app = app
        self.entrance = entrance
        self.changes = changes
        self._claims = Claims()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        token = HTTPConnection(scope).cookies.get(self.entrance.cookie)
        visitor = await self.entrance.visitor(token)
        if scope["type"] == "websocket":
            await self._websocket(scope, receive, send, visitor)
            return
        request, path = Request(scope, receive), scope["path"].rstrip("/")
        if path == "/login":
            answer = await self.entrance.login(request)
        elif path == "/logout":
            answer = await self.entrance.logout(request)
        elif visitor is None:
            answer = self._turned_away(request)
        else:
            await self._let_in(scope, receive, _Watched(send, lambda: self.entrance.visitor(token)), visitor)
            return
        await answer(scope, receive, send)

    def _turned_away(self, request: Request) -> Response:
        if request.method in ("GET", "HEAD") and request.scope["path"] == "/" and wants_page(request):
            where = place(request.url.query)
            address = f"{self.entrance.root}/login{'?' if where else ''}{where}"
            return RedirectResponse(address, 303, headers={"Cache-Control": "no-store"})
        return JSONResponse({"detail": "Log in first."}, 401, headers={"Cache-Control": "no-store"})

    async def _let_in(self, scope: Scope, receive: Receive, watched: "_Watched", visitor: Visitor) -> None:
        """Passes on what is the visitor's to ask; what is not theirs is as if it did not exist."""
        scope, path = accompany(scope, visitor), scope["path"]
        send: Send = watched.send
        if path == "/":
            watched.caching = "no-store"  # after a logout, Back shows nothing
        elif path.startswith(CALLS):
            body = None
            if scope["method"] == "POST" and not path.startswith(f"{CALLS}upload"):
                body = await whole(receive)
                if body is None:
                    await _refuse(scope, receive, send, 413, f"A call has at most {LARGEST_CALL // 2**20} MB.")
                    return
                receive = again(body, receive)
            if refusal := self._refusal(scope, body or b"", visitor):
                await _refuse(scope, receive, send, *refusal)
                return
            if body is not None:
                send = self._claiming(send, visitor.owner)
        await self.app(scope, watched.listening(receive), send)

    def _refusal(self, scope: Scope, body: bytes, visitor: Visitor) -> tuple[int, str] | None:
        path = scope["path"]
        call = path.removeprefix(CALLS).partition("/")[0]
        if call not in NEEDED:
            return 404, "Not Found"
        if not visitor.may_change and scope["method"] == "POST":
            changing = call == "upload" or (call in ("queue", "call") and self.changes.asked(path, body))
            if changing:
                return 403, "Only editors may add and remove articles."
        return None if self._claims.allow(scope, body, visitor.owner) else (404, "Not Found")

    def _claiming(self, send: Send, owner: str) -> Send:
        """Notes the event a call is answered with: its answers are for whoever asked."""
        body = bytearray()

        async def noting(message: Message) -> None:
            if message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body"):
                    self._note(bytes(body), owner)
            await send(message)

        return noting

    def _note(self, body: bytes, owner: str) -> None:
        try:
            event = json.loads(body).get("event_id")
        except (ValueError, AttributeError):
            return
        if isinstance(event, str):
            self._claims.claim(event, owner)

    async def _websocket(self, scope: Scope, receive: Receive, send: Send, visitor: Visitor | None) -> None:
        if visitor is None:
            await receive()
            await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(accompany(scope, visitor), receive, send)


class _Watched:
    """A response that ends when its reader's login does: an answer may stream for minutes."""

    def __init__(self, send: Send, still: Callable[[], Awaitable[Visitor | None]]) -> None:
        self._send = send
        self._still = still
        self._looked = time.monotonic()
        self._over = False
        self.caching = "private, no-cache"

    async def send(self, message: Message) -> None:
        if self._over:
            return
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message).setdefault("Cache-Control", self.caching)
        elif message.get("more_body") and time.monotonic() - self._looked > LOOKED_AFTER:
            self._looked = time.monotonic()
            if await self._still() is None:
                self._over = True
                message = {"type": "http.response.body", "body": b"", "more_body": False}
        await self._send(message)

    def listening(self, receive: Receive) -> Receive:
        async def listen() -> Message:
            return {"type": "http.disconnect"} if self._over else await receive()

        return listen


async def _refuse(scope: Scope, receive: Receive, send: Send, status: int, why: str) -> None:
    await JSONResponse({"detail": why}, status)(scope, receive, send)
