"""How soon is one told who finds no seat? `python -m evals.bench.overload ADDRESS [READERS]`, while `chat` runs there.

Asks one question in each of 50 sessions at once, as the page's script would, from a process of its own; prints how many
were answered and how many told to come back, the latest time of that word, and how many failed.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from typing import Any

import httpx

QUESTION = "What sectors did Campbell name?"
BUSY = "Dateline is busy"


@dataclass(frozen=True)
class Outcome:
    """One reader's: the HTTP status, and seconds until the word that the page is busy, if it came."""

    status: int
    busy: float | None
    failed: bool = False
    """The page's own function did not come to its end."""


async def _ask(client: httpx.AsyncClient, call: dict[str, Any], session: str) -> Outcome:
    began = time.monotonic()
    sent = await client.post("/gradio_api/queue/join", json={**call, "session_hash": session})
    if sent.status_code != 200:
        return Outcome(sent.status_code, time.monotonic() - began if BUSY in sent.text else None)
    busy, failed = None, False
    async with client.stream("GET", "/gradio_api/queue/data", params={"session_hash": session}) as stream:
        async for line in stream.aiter_lines():
            if busy is None and BUSY in line:
                busy = time.monotonic() - began
            if not line.startswith("data: "):
                continue
            told = json.loads(line[6:])
            failed |= told["msg"] == "unexpected_error" or told.get("success") is False
            if told["msg"] in ("close_stream", "unexpected_error"):
                break
    return Outcome(stream.status_code, busy, failed)


async def _run(address: str, readers: int) -> list[Outcome]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=600, limits=limits) as client:
        config = (await client.get("/config")).json()
        box = next(item["id"] for item in config["components"] if item["props"].get("label") == "Question")
        asks = next(item for item in config["dependencies"] if [box, "submit"] in item["targets"])
        data = [QUESTION, None, *[""] * (len(asks["inputs"]) - 2)]
        call = {"fn_index": asks["id"], "trigger_id": box, "event_data": None, "data": data}
        return await asyncio.gather(*(_ask(client, call, f"overload-{number}") for number in range(readers)))


def main(address: str, readers: int) -> None:
    """Prints two lines of figures."""
    outcomes = asyncio.run(_run(address, readers))
    busy = sorted(item.busy for item in outcomes if item.busy is not None)
    failed = sum(item.failed or item.status >= 500 for item in outcomes)
    answered = readers - len(busy) - failed
    sys.stdout.write(f"{readers} at once: {answered} answered, {len(busy)} told busy, {failed} failed or of 5xx\n")
    if busy:
        sys.stdout.write(
            f"told busy after {busy[len(busy) // 2]:.2f} s in the median, {busy[-1]:.2f} s at the latest\n"
        )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 50)
