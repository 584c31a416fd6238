"""What every response carries and which requests are refused. Plain ASGI, so that streams stay streams."""

import base64
import hashlib
import ipaddress
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_INLINE = re.compile(rb"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL | re.IGNORECASE)
_MANIFEST = b'<link rel="manifest" href="/manifest.json" />'
LOOPBACK = ("127.0.0.1", "localhost", "[::1]", "::1")


def loopback(host: str) -> bool:
    """Whether an address can only be reached from this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def allowed_hosts(host: str) -> list[str]:
    """The names a request may address us by. A page served on every address cannot know its names: any will do then,
    because off loopback accounts are asked for, and a login's cookie belongs to one name."""
    try:
        if ipaddress.ip_address(host.strip("[]")).is_unspecified:
            return ["*"]
    except ValueError:
        pass
    return [*LOOPBACK, host.lower()]


def policy(scripts: Sequence[bytes] = ()) -> str:
    """The content security policy; `scripts` are the inline scripts of the page, let through by their hash.

    `unsafe-eval` is there because gradio's HTML component compiles its (constant) template in the browser, and
    `unsafe-inline` for styles because its components set their sizes so. Inline scripts and `on…=` attributes are not
    let through: even markup that slipped past the renderer could run nothing and load nothing from elsewhere.
    """
    hashes = " ".join(f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'" for script in scripts)
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' 'unsafe-eval' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "base-uri 'self'",
        ]
    )


def inline_scripts(page: bytes) -> list[bytes]:
    """The inline scripts of a page, as the browser will hash them."""
    return [match.group(1).replace(b"\r\n", b"\n") for match in _INLINE.finditer(page)]


class Guard:
    """Sets the security headers, and refuses what another site's page sends us."""

    def __init__(self, app: ASGIApp, root_path: str = "") -> None:
        """Our style is named in the page's head: it cannot wait for gradio to start."""
        self.app = app
        self.pages = ("/", f"{root_path}/")
        self.head = f'<link rel="icon" href="{root_path}/favicon.ico">'.encode()
        self.head += f'<link rel="stylesheet" href="{root_path}/page.css">'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        page = _Page(send, self.head if scope["path"] in self.pages else b"")
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
            await PlainTextResponse("Requests from other sites are refused.", 403)(scope, receive, page.send)
            return
        await self.app(scope, receive, page.send)


class _Page:
    """One response: HTML is held until it is whole, because its policy names its scripts; the rest passes through."""

    def __init__(self, send: Send, head: bytes) -> None:
        self._send = send
        self._head = head
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers["Content-Security-Policy"] = policy()
            headers["X-Content-Type-Options"] = "nosniff"
            # Not `no-referrer`: browsers would send our own forms with the origin "null".
            headers["Referrer-Policy"] = "same-origin"
            headers["Cross-Origin-Opener-Policy"] = "same-origin"
            headers["Cross-Origin-Resource-Policy"] = "same-origin"
            headers.setdefault("Cache-Control", "no-cache")
            if headers.get("content-type", "").startswith("text/html") and "content-encoding" not in headers:
                self._start = message
                return
        elif self._start is not None and message["type"] == "http.response.body":
            self._body += message.get("body", b"")
            if message.get("more_body"):
                return
            await self._finish(self._start)
            return
        await self._send(message)

    async def _finish(self, start: Message) -> None:
        # The manifest is for pages that are installed; its link knows nothing of a path prefix.
        body = self._body.replace(_MANIFEST, b"", 1).replace(b"</head>", self._head + b"</head>", 1)
        headers = MutableHeaders(scope=start)
        headers["Content-Security-Policy"] = policy(inline_scripts(body))
        if "content-length" in headers and self._body:  # the answer to a HEAD request keeps the length of its page
            headers["Content-Length"] = str(len(body))
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body})
