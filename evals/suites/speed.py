"""How fast: articles in, evidence out, answers. The sample articles, read and embedded anew each time."""

import contextlib
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.open import open_library
from assistant.settings import Settings
from evals import scoring
from evals.answering import outcome
from evals.measures import GOLDEN, Measure, mean
from evals.piles import over_samples, with_weights
from evals.questions import read
from evals.suites.golden import QUESTIONS
from evals.types import Ask, Item, Outcome, Suite
from index.ingest import add_samples
from index.split import passages, sentences

ASKED = 12
INGEST = "ingest"


def speed() -> Suite:
    """Ingest once, then a few golden questions of all kinds, one after the other."""
    every = read(QUESTIONS)
    questions = {question.id: question for question in every[:: max(1, len(every) // ASKED)][:ASKED]}
    items = [Item(INGEST, "add the sample articles", INGEST)]
    items += [Item(question.id, question.text, question.metadata.kind) for question in questions.values()]

    @contextmanager
    def open_samples(settings: Settings) -> Iterator[Ask]:
        with over_samples(settings) as assistant:

            def ask(item: Item) -> Outcome:
                if item.id == INGEST:
                    return _ingest(settings)
                question = questions[item.id]
                answer = assistant.ask(question.text, question.turns, question.filters)
                return outcome(answer, scoring.common(answer, answerable=question.metadata.answerable))

            yield ask

    times = [measure for measure in GOLDEN if measure.unit == "ms" or "tokens" in measure.name]
    return Suite("speed", items, open_samples, (*_MEASURES, *times))


def _ingest(settings: Settings) -> Outcome:
    own = with_weights(settings)
    with (
        tempfile.TemporaryDirectory(prefix="dateline-speed-") as home,
        contextlib.closing(open_library(own.model_copy(update={"home": Path(home)}))) as library,
    ):
        _ = library.embedder  # loading it is not ingesting
        begin = time.perf_counter()
        report = add_samples(library)
        seconds = time.perf_counter() - begin
        texts = [library.catalog.text(article.id) for article in library.catalog.articles()]
    found = sum(len(passages(text, sentences(text), own.passage_words)) for text in texts)
    scores = {"articles_per_second": len(report.articles) / seconds, "passages_per_second": found / seconds}
    said = f"{len(report.articles)} articles, {found} passages in {seconds:.1f} s"
    return Outcome(said, {"articles": len(report.articles), "passages": found, "seconds": seconds}, scores)


_MEASURES = (
    Measure("articles_per_second", "articles added a second", mean("articles_per_second")),
    Measure("passages_per_second", "passages added a second", mean("passages_per_second")),
)
