"""A reader without a browser: asks the page over HTTP as its script would, and hears what the page would show."""

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True)
class Heard:
    """One message of the page's event stream, and seconds since the question was sent."""

    seconds: float
    text: str


class Caller:
    """One open page."""

    def __init__(self, address: str, session: str, config: dict[str, Any] | None = None, **client: Any) -> None:
        self.session = session
        self.client = httpx.Client(base_url=address, trust_env=False, timeout=60, **client)
        config = config or self.client.get("/config").json()
        self.config = config
        box = next(item["id"] for item in config["components"] if item["props"].get("label") == "Question")
        call = next(item for item in config["dependencies"] if [box, "submit"] in item["targets"])
        self._filters = [""] * (len(call["inputs"]) - 2)
        self._call = {"fn_index": call["id"], "trigger_id": box, "event_data": None, "session_hash": session}

    def send(self, question: str) -> httpx.Response:
        """Puts a question in the page's queue."""
        return self.client.post("/gradio_api/queue/join", json={**self._call, "data": [question, None, *self._filters]})

    def heard(self, since: float) -> Iterator[Heard]:
        """What the page hears until all it asked for is done."""
        with self.client.stream("GET", "/gradio_api/queue/data", params={"session_hash": self.session}) as stream:
            for line in stream.iter_lines():
                if not line.startswith("data: "):
                    continue
                yield Heard(time.monotonic() - since, line)
                if json.loads(line[6:])["msg"] in ("close_stream", "unexpected_error"):
                    return

    def ask(self, question: str) -> list[Heard]:
        """Everything that is heard of one question; a refusal to queue it is the only thing then."""
        since = time.monotonic()
        sent = self.send(question)
        if sent.status_code != 200:
            return [Heard(time.monotonic() - since, f"{sent.status_code} {sent.text}")]
        return list(self.heard(since))

    def close(self) -> None:
        self.client.close()
