"""Dateline as one of the peers: the real assistant in this process, its model reached through the same meter."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory

from assistant.llm import OpenAIEndpoint
from assistant.local_llm import Address
from assistant.open import open_library
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.peers.score import GivenText
from evals.peers.talk import Cited, Job, Reply
from index.ingest import add_samples
from index.library import Library
from index.types import Article


@contextmanager
def samples(settings: Settings) -> Iterator[tuple[Library, float]]:
    """A library of the sample articles alone, and the seconds they took; the embedder was loaded before."""
    with (
        TemporaryDirectory(prefix="dateline-peers-") as home,
        closing(open_library(settings.model_copy(update={"home": Path(home)}))) as library,
    ):
        assert library.embedder
        begun = time.perf_counter()
        add_samples(library)
        library.sync()
        yield library, time.perf_counter() - begun


def given(library: Library) -> dict[str, GivenText]:
    """The stored articles as the peers get them: what a text file of each would hold."""
    texts = {}
    for article in library.catalog.articles():
        heading = _heading(article)
        texts[article.id] = GivenText(article, heading, heading + library.catalog.text(article.id))
    return texts


def _heading(article: Article) -> str:
    about = ", ".join(filter(None, (article.source, (article.published or "")[:10])))
    return f"{article.title}\n{about}\n\n"


class Ours:
    """Asks the assistant at its defaults. Nothing is read ahead: its first question pays for the fixed prompt."""

    def __init__(self, library: Library, ingest_seconds: float, settings: Settings, job: Job) -> None:
        self.version = f"dateline {version('dateline')}"
        self.ingest_seconds = ingest_seconds
        address = Address(job.base_url, job.key)
        self._endpoint = OpenAIEndpoint(job.model, "on this machine", lambda: address, job.timeout, local=True)
        self._assistant = Assistant(library, self._endpoint, settings)

    def ask(self, id_: str, text: str, seconds: float) -> tuple[Reply | str, float]:
        """As `Child.ask`; its time is held by the endpoint's timeout."""
        begun = time.perf_counter()
        answer = self._assistant.ask(text)
        took = time.perf_counter() - begun
        if answer.degraded is not None:
            return answer.degraded, took
        citations = tuple(
            Cited(citation.article.id, citation.quote)
            for sentence in answer.sentences
            for citation in sentence.citations
        )
        said = "" if answer.abstained else answer.text
        return Reply(said, tuple(item.text for item in answer.evidence), citations), took

    def close(self) -> None:
        self._endpoint.close()
