"""How soon is one told who finds no seat? `python -m evals.bench.overload ADDRESS [READERS]`, while `chat` runs there.

Asks one question in each of 50 sessions at once, as the page's script would, from a process of its own; prints how many
were answered and how many told to come back, the latest time of that word, and how many failed.
"""

import asyncio
import json
import sys
from dataclasses import dataclass

import httpx

from evals.bench.asking import Readers, RefusedError

QUESTION = "What sectors did Campbell name?"
BUSY = "Dateline is busy"


@dataclass(frozen=True)
class Outcome:
    """One reader's: the HTTP status, and seconds until the word that the page is busy, if it came."""

    status: int
    busy: float | None
    failed: bool = False
    """The page's own function did not come to its end."""


async def _ask(readers: Readers, session: str) -> Outcome:
    busy, failed = None, False
    try:
        async for heard in readers.ask(session, QUESTION):
            if busy is None and BUSY in heard.text:
                busy = heard.seconds
            told = json.loads(heard.text[6:])
            failed |= told["msg"] == "unexpected_error" or told.get("success") is False
    except RefusedError as error:
        return Outcome(error.status, error.seconds if BUSY in str(error) else None)
    return Outcome(200, busy, failed)


async def _run(address: str, number: int) -> list[Outcome]:
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=600, limits=limits) as client:
        readers = await Readers.at(client)
        return await asyncio.gather(*(_ask(readers, f"overload-{seat}") for seat in range(number)))


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
