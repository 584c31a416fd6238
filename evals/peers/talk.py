"""What the comparison and its peers say to each other: one JSON object a line over standard input and output.

Standard library only: peers run this in an environment of their own, where nothing of Dateline's is installed.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import IO, Protocol


@dataclass(frozen=True)
class GivenArticle:
    """An article as every peer gets it: heading (title, outlet, date) and story in one plain text."""

    id: str
    text: str


@dataclass(frozen=True)
class Job:
    """What every peer works with: the endpoint, the embedding model's folder and the articles."""

    base_url: str
    key: str
    model: str
    context: int
    """Tokens the endpoint's model reads and writes in one go."""
    answer_tokens: int
    """Tokens of an answer at most: some peers set no end, and a small model may repeat its sources until stopped."""
    timeout: float
    """Seconds after which a question counts as unanswered; no client should give up sooner."""
    embedder: str
    articles: tuple[GivenArticle, ...]

    @staticmethod
    def read(line: str) -> "Job":
        values = json.loads(line)
        return Job(**{**values, "articles": tuple(GivenArticle(**article) for article in values["articles"])})


@dataclass(frozen=True)
class Cited:
    """The words an answer points at, and the article it says they are from; no words when it points at nothing."""

    article: str
    text: str


@dataclass(frozen=True)
class Reply:
    """A peer's answer (empty when it declines without words), what it had read for it, and what it cites."""

    answer: str
    contexts: tuple[str, ...] = ()
    citations: tuple[Cited, ...] = ()


class Peer(Protocol):
    """What a peer's script has to offer. Models are loaded when it is made, so that `add` is ingest alone."""

    def add(self, articles: Sequence[GivenArticle]) -> None: ...

    def ask(self, question: str) -> Reply: ...


def serve(make: Callable[[Job], Peer], package: str) -> None:
    """The whole of a peer's process: takes the job, adds the articles, answers each question until input ends."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever a library prints must not be taken for a reply
    job = Job.read(sys.stdin.readline())
    peer = make(job)
    begun = time.perf_counter()
    peer.add(job.articles)
    _say(out, {"version": f"{package} {version(package)}", "ingest_seconds": time.perf_counter() - begun})
    for line in sys.stdin:
        question = json.loads(line)
        begun = time.perf_counter()
        try:
            said = asdict(peer.ask(question["text"]))
        except Exception as error:  # noqa: BLE001 - a question that failed is a result like another
            said = {"error": f"{type(error).__name__}: {error}"}
        _say(out, {"id": question["id"], "seconds": time.perf_counter() - begun, **said})


def _say(out: IO[str], what: dict[str, object]) -> None:
    print(json.dumps(what), file=out, flush=True)
