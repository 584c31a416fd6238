"""A pile of articles to ask of, in a home of its own beside the user's; the weights are the user's.

A pile is kept under `evals/piles/` in the home folder, named after what is in it and how it was read and embedded:
1,500 articles need not be embedded again for every run.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import index
from assistant.errors import DatelineError
from assistant.open import llm_weights, open_assistant
from assistant.pipeline import Assistant
from assistant.settings import Settings
from evals.errors import EvalError
from index import weights
from index.catalog import Catalog
from index.ingest import SAMPLES, add_articles, add_samples
from index.library import Library
from index.readers import read_source
from index.types import Failure, RawArticle

logger = logging.getLogger(__name__)

_WHOLE = "whole"
"""The name of the file that says that every article is in."""

Fill = Callable[[Library], object]


@contextmanager
def over_samples(settings: Settings) -> Iterator[Assistant]:
    """An assistant over the sample articles alone."""
    contents = [path.read_bytes() for path in sorted(SAMPLES.glob("*.txt"))]
    with _over(settings, SAMPLES, contents, add_samples) as assistant:
        yield assistant


@contextmanager
def over_corpus(settings: Settings, corpus: Path) -> Iterator[Assistant]:
    """An assistant over a corpus in BEIR's form, or a folder of articles."""
    files = [corpus] if corpus.is_file() else sorted(path for path in corpus.rglob("*") if path.is_file())
    with _over(
        settings,
        corpus,
        [path.read_bytes() for path in files],
        lambda library: add_articles(library, read_source(str(corpus))),
    ) as assistant:
        yield assistant


@contextmanager
def over_articles(settings: Settings, articles: Sequence[RawArticle], dataset: Path) -> Iterator[Assistant]:
    """An assistant over these articles of a dataset."""
    if not articles:
        raise EvalError(f"{dataset} holds no article to ask of.")
    with _over(
        settings,
        dataset,
        [repr(article).encode() for article in articles],
        lambda library: add_articles(library, articles),
    ) as assistant:
        yield assistant


@contextmanager
def over_library(settings: Settings) -> Iterator[Assistant]:
    """An assistant over the user's own library."""
    with open_assistant(settings) as assistant:
        if not assistant.library.catalog.searched().articles:
            raise EvalError("The library holds no article. Add some first: dateline add FILE.")
        _warm(assistant, settings)
        yield assistant


def library_now(settings: Settings) -> str:
    """Which articles the user's own library holds, in which versions."""
    path = settings.home / "catalog.sqlite"
    if not path.exists():
        return ""
    with closing(Catalog(path)) as catalog:
        return "\n".join(map(repr, catalog.articles()))


@contextmanager
def _over(settings: Settings, given: Path, contents: Iterable[bytes], fill: Fill) -> Iterator[Assistant]:
    own = with_weights(settings)
    home = settings.home / "evals" / "piles" / _key(own, contents)
    with open_assistant(own.model_copy(update={"home": home})) as assistant:
        if not (home / _WHOLE).exists():
            logger.info("reading and embedding the articles (kept in %s)", home)
            report = fill(assistant.library)
            failed: list[Failure] = getattr(report, "failed", [])
            if not assistant.library.catalog.searched().articles:
                reason = f"{failed[0].source}: {failed[0].reason}" if failed else "it is empty"
                raise EvalError(f"No article of {given} could be read: {reason}.")
            for failure in failed:
                logger.warning("%s was not added: %s", failure.source, failure.reason)
            (home / _WHOLE).touch()
        _warm(assistant, settings)
        yield assistant


def with_weights(settings: Settings) -> Settings:
    """The settings with the paths of the user's weights: for a home that has none of its own."""
    embedder = Path(settings.embedding).expanduser()
    if not embedder.is_dir():
        embedder = weights.fetch(settings.embedding, settings.home)
    changes = {"llm_weights": str(llm_weights(settings))} if settings.llm == "embedded" else {}
    return settings.with_embedding(embedder).model_copy(update=changes)


def _warm(assistant: Assistant, settings: Settings) -> None:
    if settings.llm != "none" and assistant.llm is None:
        raise EvalError("The model's weights are not there; `dateline doctor` says why. Nothing was asked.")
    try:
        assistant.warm_up()
    except DatelineError as error:
        raise EvalError(f"The model does not answer: {error} Nothing was asked.") from error


def _key(settings: Settings, contents: Iterable[bytes]) -> str:
    hashed = hashlib.sha256(f"{settings.embedding} {settings.passage_words}".encode())
    assert index.__file__
    for path in sorted(Path(index.__file__).parent.rglob("*.py")):
        hashed.update(path.read_bytes())
    for content in contents:
        hashed.update(hashlib.sha256(content).digest())
    return hashed.hexdigest()[:16]
