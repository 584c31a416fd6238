"""Readers without a browser: each asks the page over HTTP as its script would, and hears what the page would show."""

import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Heard:
    """One message of the page's event stream, and seconds since the question was sent."""

    seconds: float
    text: str


class RefusedError(Exception):
    """The page did not take the question: the HTTP status, the words, and seconds since the question was sent."""

    def __init__(self, status: int, words: str, seconds: float) -> None:
        super().__init__(words)
        self.status, self.seconds = status, seconds


class Readers:
    """Open pages at one address, each by a name of its own."""

    def __init__(self, client: httpx.AsyncClient, call: dict[str, Any], boxes: int, visit: dict[str, Any]) -> None:
        self._client, self._call, self._boxes, self._visit = client, call, boxes, visit

    @classmethod
    async def at(cls, client: httpx.AsyncClient) -> "Readers":
        """As the page at the client's address describes itself."""
        config = (await client.get("/config")).json()
        box = next(item["id"] for item in config["components"] if item["props"].get("label") == "Question")
        event = next(item for item in config["dependencies"] if [box, "submit"] in item["targets"])
        call = {"fn_index": event["id"], "trigger_id": box, "event_data": None}
        loaded = next(item for item in config["dependencies"] if "load" in (name for _, name in item["targets"]))
        visit = {"fn_index": loaded["id"], "data": [None] * len(loaded["inputs"]), "event_data": None}
        return cls(client, call, len(event["inputs"]), visit)

    async def open(self, name: str) -> None:
        """Opens a page by this name, as a browser does before its reader asks; RefusedError when it is not let in."""
        async for _ in self._hear(self._visit, name):
            pass

    async def ask(self, name: str, question: str) -> AsyncIterator[Heard]:
        """What the page `name` hears of one question until it is over; RefusedError when it is not taken."""
        # The question, the conversation that the page holds, and the boxes of the filters.
        async for heard in self._hear({**self._call, "data": [question, None, *[""] * (self._boxes - 2)]}, name):
            yield heard

    async def _hear(self, call: dict[str, Any], name: str) -> AsyncIterator[Heard]:
        """What comes of an event until it is over."""
        began = time.monotonic()
        sent = await self._client.post("/gradio_api/queue/join", json={**call, "session_hash": name})
        if sent.status_code != 200:
            raise RefusedError(sent.status_code, sent.text, time.monotonic() - began)
        async with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": name}) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    yield Heard(time.monotonic() - began, line)
                    if json.loads(line[6:])["msg"] in ("close_stream", "unexpected_error"):
                        return
