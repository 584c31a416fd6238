"""A question is given its seat at the door: whoever finds none is told so before gradio has spent anything on it.

What gradio does for a question, all components of the page considered, takes longer than saying no to fifty. It is
plain ASGI.
"""

import json

import gradio as gr
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.web.line import Line
from assistant.web.surface import JOIN, turned_away

ASK = "ask"
"""What events that ask have as their `concurrency_id`."""
LARGEST = 100_000
"""Bytes of a call that may be a question; a larger one is looked at when it gets to the line."""


class Seating:
    """Keeps a seat in the line for each question that comes in, and turns away those for which there is none."""

    def __init__(self, app: ASGIApp, line: Line, blocks: gr.Blocks) -> None:
        self.app = app
        self.line = line
        events = [event for event in blocks.fns.values() if event.concurrency_id == ASK]
        self._asking = frozenset(event._id for event in events if event.api_visibility == "private")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].rstrip("/") != JOIN:
            await self.app(scope, receive, send)
            return
        came = await _all(receive)
        if (who := self._asks(came)) is not None and not self.line.keep(who):
            await turned_away(self.line)(scope, receive, send)
            return

        async def again() -> Message:
            return came.pop(0) if came else await receive()

        await self.app(scope, again, send)

    def _asks(self, came: list[Message]) -> str | None:
        """Whose question it is; None when it is none, or cannot be understood: then nobody will answer it."""
        body = b"".join(message.get("body", b"") for message in came)
        try:
            call = json.loads(body) if len(body) <= LARGEST else None
        except (ValueError, RecursionError):
            return None
        if not isinstance(call, dict) or not isinstance(who := call.get("session_hash"), str):
            return None
        number = call.get("fn_index")
        return who if type(number) is int and number in self._asking else None


async def _all(receive: Receive) -> list[Message]:
    """The messages of a request, to its end."""
    came = [await receive()]
    while came[-1]["type"] == "http.request" and came[-1].get("more_body"):
        came.append(await receive())
    return came
