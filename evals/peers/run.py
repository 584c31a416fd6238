"""The comparison itself: one server, one set of articles and questions, one peer after the other."""

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Protocol

from assistant.local_llm import Address, LlamaServer
from assistant.open import llm_weights
from assistant.settings import Settings
from evals.peers import score
from evals.peers.child import Child, LateError, PeerError
from evals.peers.choose import choose
from evals.peers.meter import Meter
from evals.peers.ours import Ours, given, samples
from evals.peers.talk import GivenArticle, Job, Reply
from evals.questions import GoldQuestion, GoldSpan, locate, read
from evals.suites.golden import QUESTIONS
from index import weights

QUESTION_SECONDS = 180.0
CONTEXT = 8192
"""Tokens: twice Dateline's default, which would be too little for what some peers put into a prompt."""
ANSWER_TOKENS = 512
LATE_AT_MOST = 3

DATELINE = "Dateline"
PEERS = {
    "LlamaIndex CitationQueryEngine": "llamaindex_peer",
    "LangChain + Chroma": "langchain_peer",
    "Haystack RAG pipeline": "haystack_peer",
    "txtai RAG": "txtai_peer",
}


class Asked(Protocol):
    """Somebody who is asked: Dateline, or a peer's process. The articles are added once it is there."""

    version: str
    ingest_seconds: float

    def ask(self, id_: str, text: str, seconds: float) -> tuple[Reply | str, float]: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Gold:
    """The questions with their gold spans, and the articles they are about."""

    questions: tuple[tuple[GoldQuestion, tuple[GoldSpan, ...]], ...]
    given: Mapping[str, score.GivenText]


Tell = Callable[[str, score.Result], None]
Outcome = tuple[score.Row, list[score.Result]]


def compare(settings: Settings, names: Sequence[str], limit: int, python: Path, tell: Tell) -> Iterator[Outcome]:
    """The row and results of each of `names`, as they are done."""
    embedder = Path(settings.embedding).expanduser()
    if not embedder.is_dir():
        embedder = weights.fetch(settings.embedding, settings.home)
    settings = settings.with_embedding(embedder)
    model = llm_weights(settings)
    with (
        samples(settings) as (library, ingest_seconds),
        _server(settings, model) as address,
        Meter(address.base_url) as meter,
    ):
        chosen = choose([q for q in read(QUESTIONS) if q.metadata.split == "dev"], limit)
        gold = Gold(tuple((q, tuple(locate(q, library.catalog))) for q in chosen), given(library))
        articles = tuple(GivenArticle(id_, item.text) for id_, item in gold.given.items())
        job = Job(
            meter.base_url,
            address.key,
            model.stem,
            CONTEXT,
            ANSWER_TOKENS,
            QUESTION_SECONDS,
            str(embedder),
            articles,
        )
        starts: dict[str, Callable[[], Asked]] = {DATELINE: partial(Ours, library, ingest_seconds, settings, job)}
        for name, module in PEERS.items():
            starts[name] = partial(Child, [str(python), "-m", f"evals.peers.{module}"], job)
        for name in names:
            yield ask_all(name, starts[name], gold, meter, tell)


def ask_all(name: str, start: Callable[[], Asked], gold: Gold, meter: Meter, tell: Tell) -> Outcome:
    """Asks one peer every question. One that cannot be run, dies or is late too often has the reason in its row."""
    results: list[score.Result] = []
    problem: str | None = None
    version, ingest_seconds = "", None
    asked: Asked | None = None
    late = 0
    try:
        for question, spans in gold.questions:
            if asked is None:
                asked = start()
                version, ingest_seconds = asked.version, ingest_seconds or asked.ingest_seconds
            meter.take()
            try:
                said, seconds = asked.ask(question.id, question.text, QUESTION_SECONDS)
            except LateError as error:
                said, seconds = str(error), QUESTION_SECONDS
                late += 1
                asked.close()
                asked = None
            reply, wrong = (None, said) if isinstance(said, str) else (said, None)
            if wrong is not None:
                meter.drop()  # the server would go on writing for nobody, and the next question wait for it
            results.append(score.Result(question, spans, reply, seconds, meter.take(), wrong))
            tell(name, results[-1])
            if late == LATE_AT_MOST:
                raise PeerError(f"late {late} times; the rest was not asked")
    except PeerError as error:
        problem = str(error)
    finally:
        meter.drop()
        if asked is not None:
            asked.close()
    return score.row(name, version, ingest_seconds, results, gold.given, problem), results


@contextmanager
def _server(settings: Settings, model: Path) -> Iterator[Address]:
    server = LlamaServer(model, CONTEXT, settings.llm_threads)
    try:
        yield server.address()
    finally:
        server.stop()


def default_python() -> Path:
    """The Python that `make peers` installs the peers for."""
    folder = "Scripts" if sys.platform == "win32" else "bin"
    return Path(__file__).parents[2] / ".venv-peers" / folder / "python"
