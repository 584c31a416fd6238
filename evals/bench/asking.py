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

    def __init__(self, client: httpx.AsyncClient, call: dict[str, Any], boxes: int) -> None:
        self._client, self._call, self._boxes = client, call, boxes

    @classmethod
    async def at(cls, client: httpx.AsyncClient) -> "Readers":
        """As the page at the client's address describes itself."""
        config = (await client.get("/config")).json()
        box = next(item["id"] for item in config["components"] if item["props"].get("label") == "Question")
        event = next(item for item in config["dependencies"] if [box, "submit"] in item["targets"])
        call = {"fn_index": event["id"], "trigger_id": box, "event_data": None}
        return cls(client, call, len(event["inputs"]))

    async def ask(self, name: str, question: str) -> AsyncIterator[Heard]:
        """What the page `name` hears of one question until it is over; RefusedError when it is not taken."""
        began = time.monotonic()
        # The question, the conversation that the page holds, and the boxes of the filters.
        data = [question, None, *[""] * (self._boxes - 2)]
        call = {**self._call, "data": data, "session_hash": name}
        sent = await self._client.post("/gradio_api/queue/join", json=call)
        if sent.status_code != 200:
            raise RefusedError(sent.status_code, sent.text, time.monotonic() - began)
        async with self._client.stream("GET", "/gradio_api/queue/data", params={"session_hash": name}) as stream:
            async for line in stream.aiter_lines():
                if line.startswith("data: "):
                    yield Heard(time.monotonic() - began, line)
                    if json.loads(line[6:])["msg"] in ("close_stream", "unexpected_error"):
                        return
