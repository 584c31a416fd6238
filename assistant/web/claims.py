"""Whose is an open page? Gradio believes whoever names a page or an event by its id; here the first to use it owns it.

An id that is somebody else's is answered as if it did not exist.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl

from starlette.datastructures import Headers
from starlette.types import Message, Receive, Scope

CALLS = "/gradio_api/"
NEEDED = frozenset(
    "app_id call cancel heartbeat info login_check mcp openapi.json queue reset startup-events theme.css upload"
    " upload_progress user".split()
)
"""What of gradio's calls a page, its client and its MCP server need; the others are not there for accounts."""
LARGEST_CALL = 32 * 2**20
"""Bytes; uploads are counted elsewhere."""
_OWNING = ("session_hash", "upload_id", "session_id")
_NAMING = (*_OWNING, "event_id")
_LONGEST = 100
"""Letters of an id; gradio's own have 32 at most."""
_MOST = 200_000
"""Ids remembered. Gradio forgets a page 12 hours after its last click, and a thousand are seldom open at once."""


class Claims:
    """Which id belongs to which owner, while the page is served."""

    def __init__(self) -> None:
        self._owners: dict[str, str] = {}

    def claim(self, name: str, owner: str) -> bool:
        """Whether the id is this owner's: it was before, or nobody's."""
        found = self._owners.pop(name, owner)
        self._owners[name] = found  # the one that was used last stands last
        while len(self._owners) > _MOST:
            del self._owners[next(iter(self._owners))]
        return found == owner

    def foreign(self, name: str, owner: str) -> bool:
        return self._owners.get(name, owner) != owner

    def allow(self, scope: Scope, body: bytes, owner: str) -> bool:
        """Whether nothing a call names belongs to another; what it names first is its own from now on."""
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        named = [(key, value) for key, value in [*query, *named_in(body)] if key in _NAMING and value]
        named += _in_path(scope)
        if session := Headers(scope=scope).get("mcp-session-id"):
            named.append(("session_id", session))
        if any(len(name) > _LONGEST or self.foreign(name, owner) for _, name in named):
            return False
        return all(self.claim(name, owner) for key, name in named if key in _OWNING)


def _in_path(scope: Scope) -> list[tuple[str, str]]:
    """The id a path ends in, where one does: nobody may make a word of our paths their own."""
    call, *more = scope["path"].removeprefix(CALLS).rstrip("/").split("/")
    if call == "heartbeat" and more:
        return [("session_hash", more[-1])]
    if call == "call" and len(more) > 1 and scope["method"] != "POST":
        return [("event_id", more[-1])]
    return []


def named_in(body: bytes) -> Iterator[tuple[str, str]]:
    """The ids in a JSON body, however deep and however often: readers of JSON differ in which of two names counts."""
    for pairs in objects(body):
        yield from ((key, value) for key, value in pairs if key in _NAMING and isinstance(value, str))


def objects(body: bytes) -> list[list[tuple[str, Any]]]:
    """Every object of a JSON body, however deep, as its pairs: of two with one name both. None when it is no JSON."""
    found: list[list[tuple[str, Any]]] = []

    def look(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found.append(pairs)
        return dict(pairs)

    try:
        json.loads(body, object_pairs_hook=look)
    except (ValueError, RecursionError):
        return []  # gradio takes nothing else
    return found


async def whole(receive: Receive) -> bytes | None:
    """The body of a request; None when it is larger than any call, or its sender went away."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > LARGEST_CALL:
            return None
        if not message.get("more_body"):
            return bytes(body)


def again(body: bytes, receive: Receive) -> Receive:
    """Gives a body that was read to the one it was meant for."""
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
