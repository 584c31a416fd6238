"""How the page is reached: on which address, by which names, below which path, and through which proxy."""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.errors import SettingsError
from assistant.settings import Settings
from assistant.web.guard import allowed_hosts, loopback

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\s]+)(:[0-9]+)?", re.ASCII)
_PORT = re.compile(r"^(?P<name>[^:]+|\[.*\]):[0-9]+$", re.ASCII)
_FORWARDED = (b"forwarded", b"x-real-ip", b"x-gradio-server")
"""Beside `x-forwarded-…`: what proxies tell of who asked. Gradio believes some of it from anybody."""


@dataclass(frozen=True)
class Reach:
    """Where the page is served, and how requests find their way there."""

    host: str = "127.0.0.1"
    root_path: str = ""
    """Path of the page for the browser, without a slash at its end."""
    names: tuple[str, ...] = ()
    """Names it is asked for by, beside those of `host`."""
    proxy: str | None = None
    """Address of the reverse proxy that is believed about who asked, and whether by https."""
    accounts: bool = False
    """Whether accounts are asked for on loopback too."""

    @classmethod
    def of(cls, settings: Settings, proxy: str | None = None, accounts: bool = False) -> "Reach":
        """As the settings say; SettingsError when the proxy's address is none."""
        if proxy is not None:
            try:
                proxy = str(ipaddress.ip_address(proxy.strip("[]")))
            except ValueError:
                raise SettingsError(
                    f"“{proxy}” is no address of a proxy; it is believed by its number, like 127.0.0.1."
                ) from None
        return cls(settings.host, settings.root_path or "", settings.allowed_hosts or (), proxy, accounts)

    @property
    def guarded(self) -> bool:
        """Whether accounts are asked for: in every case but the one of somebody alone at their machine."""
        return self.accounts or not loopback(self.host) or bool(self.root_path or self.names or self.proxy)

    @property
    def hosts(self) -> list[str]:
        """The names a request may address us by."""
        bound = allowed_hosts(self.host)
        if self.names and bound == ["*"]:
            bound = allowed_hosts("127.0.0.1")
        return [*bound, *self.names]


class Inward:
    """Turns a request as it came through proxies into one as if it had come directly, or refuses it."""

    def __init__(self, app: ASGIApp, reach: Reach) -> None:
        self.app = app
        self.reach = reach

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        told = [name for name, _ in scope["headers"] if name.startswith(b"x-forwarded-") or name in _FORWARDED]
        if told and not self.reach.guarded and scope["type"] == "http":
            await PlainTextResponse(
                "This page is for the machine it runs on, and was reached through a proxy. Whoever runs it can let"
                " others in: `dateline chat --behind-proxy ADDRESS` asks for accounts.",
                403,
            )(scope, receive, send)
            return
        root = self.reach.root_path
        if root and scope["path"] == root and scope["type"] == "http":
            query = scope["query_string"].decode("latin-1")
            await RedirectResponse(f"{root}/{'?' if query else ''}{query}", 307)(scope, receive, send)
            return
        scope = {**scope, **self._direct(scope), **_shortened(scope, root)}
        scope["headers"] = [item for item in scope["headers"] if item[0] not in told]
        await self.app(scope, receive, send)

    def _direct(self, scope: Scope) -> Scope:
        """Who asked and whether by https, when the one who says so is believed."""
        client = scope.get("client")
        if self.reach.proxy is None or client is None or not _same(client[0], self.reach.proxy):
            return {}
        headers = Headers(scope=scope)
        said: Scope = {}
        # The last entry is the proxy's own; what stands before it came from the browser, which may say anything.
        if client_address := _PORT.sub(r"\g<name>", _last(headers, "x-forwarded-for")).strip("[]"):
            said["client"] = (client_address, 0)
        if (scheme := _last(headers, "x-forwarded-proto")) in ("http", "https"):
            said["scheme"] = scheme
        return said


def _last(headers: Headers, name: str) -> str:
    return ",".join(headers.getlist(name)).rpartition(",")[2].strip()


def _shortened(scope: Scope, root: str) -> Scope:
    """The path without the prefix; a proxy may have taken it off already."""
    if not root or not scope["path"].startswith(f"{root}/"):
        return {}
    raw: bytes = scope.get("raw_path") or b""
    raw = raw.removeprefix(root.encode())
    return {"path": scope["path"].removeprefix(root), "raw_path": raw}


def _same(one: str, other: str) -> bool:
    """Whether two spellings are of one address; ::ffff:127.0.0.1 is 127.0.0.1 on a socket for both families."""
    try:
        found = ipaddress.ip_address(one)
    except ValueError:
        return False
    plain = getattr(found, "ipv4_mapped", None) or found
    return str(plain) == other


class KnownHosts:
    """Refuses requests for a name that is not ours: another site's name may have been pointed at this machine."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self.names = frozenset(names)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or "*" in self.names:
            await self.app(scope, receive, send)
            return
        asked = _HOST.fullmatch(Headers(scope=scope).get("host", "").lower())
        if asked and asked["name"] in self.names:
            await self.app(scope, receive, send)
            return
        await PlainTextResponse(
            "This page is not served under that name. Whoever runs it can allow the name: dateline chat"
            " --allow-host NAME.",
            400,
        )(scope, receive, send)
