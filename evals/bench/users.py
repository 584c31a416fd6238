"""Several who ask at once: `python -m evals.bench.users [READERS] [--embedded]`.

Serves the sample articles with `dateline chat`, a program of its own, and asks a golden question on each of 20 open
pages at the same time. Of the model there is a script that takes 3 s an answer, four at once in the line; with
`--embedded` the embedded one, whose weights are there already. Prints when each saw its evidence and its place in the
line, and what went wrong: an error, or words of somebody else's question. Exit status 0 when nothing did.
"""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

import evals
from assistant.settings import default_home
from evals import questions
from evals.bench.asking import Readers, RefusedError
from evals.bench.page import wait_for_page
from evals.bench.slow_model import slow_model

PORT = 7897
SECONDS = 3.0
GOLDEN = Path(evals.__file__).parent / "golden" / "questions.jsonl"
EVIDENCE = 'class=\\"passage\\"'
"""As it stands in a message: a passage in the pane."""
_PLACE = re.compile(r"Waiting for (\d+) question")
_OVER = ('class=\\"answer\\"', 'class=\\"abstention\\"')
_ERRORS = ("unexpected_error", 'class=\\"trouble\\"', 'class=\\"degraded\\"', "Dateline is busy")


@dataclass(frozen=True)
class Seen:
    """What one reader saw: seconds until the evidence and until the answer, the first place in the line and its
    seconds, and what should not have been there."""

    evidence: float | None
    place: int | None
    placed: float | None
    answered: float | None
    wrong: tuple[str, ...]


async def read(readers: Readers, name: str, question: str, others: Sequence[str]) -> Seen:
    """Asks one question and watches what comes of it."""
    evidence = place = placed = answered = None
    wrong: list[str] = []
    try:
        async for heard in readers.ask(name, question):
            if evidence is None and EVIDENCE in heard.text:
                evidence = heard.seconds
            if place is None and (found := _PLACE.search(heard.text)):
                place, placed = int(found.group(1)), heard.seconds
            if any(words in heard.text for words in _OVER):
                answered = heard.seconds
            wrong += [f"error: {words}" for words in _ERRORS if words in heard.text]
            wrong += [f"somebody else's question: {words}" for words in others if words in heard.text]
    except RefusedError as error:
        wrong.append(f"refused with status {error.status}: {error}")
    return Seen(evidence, place, placed, answered, tuple(dict.fromkeys(wrong)))


async def run(address: str, asked: Sequence[str]) -> list[Seen]:
    """All at once, each on a page that is open, after one question that loads the models."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(base_url=address, trust_env=False, timeout=1800, limits=limits) as client:
        readers = await Readers.at(client)
        await read(readers, "first", "How many articles are there on the river?", ())
        for number in range(len(asked)):
            await readers.open(f"reader-{number}")
        return await asyncio.gather(
            *(
                read(readers, f"reader-{number}", question, [other for other in asked if other != question])
                for number, question in enumerate(asked)
            )
        )


@contextlib.contextmanager
def page(environment: dict[str, str]) -> Iterator[str]:
    """The page's address, served by a program of its own over the sample articles."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        (Path(folder) / "weights").symlink_to(default_home() / "weights")
        command = [sys.executable, "-m", "assistant.cli", "chat", "--no-browser", "--port", str(PORT)]
        given = {**os.environ, "DATELINE_HOME": folder, **environment}
        process = subprocess.Popen(command, env=given, stderr=subprocess.DEVNULL)
        try:
            wait_for_page(process, f"http://127.0.0.1:{PORT}/")
            yield f"http://127.0.0.1:{PORT}/"
        finally:
            process.terminate()
            process.wait(60)


def report(seen: Sequence[Seen]) -> int:
    """Prints what was seen; how many saw something that should not have been there, or no evidence or answer."""
    waited = [item for item in seen if item.place is not None]
    lines = [
        ("evidence", sorted(item.evidence for item in seen if item.evidence is not None)),
        ("place in the line", sorted(item.placed for item in waited if item.placed is not None)),
        ("answer", sorted(item.answered for item in seen if item.answered is not None)),
    ]
    for name, seconds in lines:
        told = f"{name}: {len(seconds)} of {len(seen)} readers"
        if seconds:
            told += f", after {seconds[len(seconds) // 2]:.2f} s in the median, {seconds[-1]:.2f} s at the latest"
        sys.stdout.write(f"{told}\n")
    sys.stdout.write(f"places told first: {sorted(item.place for item in waited if item.place is not None)}\n")
    bad = [item for item in seen if item.wrong or item.evidence is None or item.answered is None]
    for item in bad:
        sys.stdout.write(f"wrong: {item}\n")
    return len(bad)


def main(number: int, embedded: bool) -> int:
    """Prints the figures; how many readers had something to complain of."""
    texts = list(dict.fromkeys(item.text for item in questions.read(GOLDEN) if not item.history))
    # Of two questions one must not be a part of the other: that would pass for words of somebody else.
    asked = [text for text in texts if not any(text in other for other in texts if other != text)][:number]
    with contextlib.ExitStack() as stack:
        environment = {"DATELINE_LLM": "embedded"}
        if not embedded:
            model = stack.enter_context(slow_model(SECONDS))
            environment = {
                "DATELINE_LLM": "endpoint",
                "DATELINE_LLM_BASE_URL": model,
                "DATELINE_LLM_MODEL": "slow",
                "DATELINE_LLM_API_KEY": "unused",
            }
        return report(asyncio.run(run(stack.enter_context(page(environment)), asked)))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:] if word.isdigit()]
    sys.exit(1 if main(numbers[0] if numbers else 20, "--embedded" in sys.argv[1:]) else 0)
