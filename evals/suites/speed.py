"""How fast: articles in, evidence out, answers. The sample articles, read and embedded anew each time."""

import functools
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.open import open_library
from assistant.settings import Settings
from assistant.wording import count
from evals import scoring
from evals.answering import outcome
from evals.measures import GOLDEN, Measure, ratio
from evals.piles import over_samples, with_weights
from evals.questions import read
from evals.suites.golden import QUESTIONS
from evals.types import Ask, Item, Outcome, Suite
from index.ingest import SAMPLES, add_articles
from index.readers import read_source
from index.split import passages, sentences

ASKED = 12
INGEST = "ingest"
HEAPS = 7
"""The sample articles come in so many heaps, one after the other, so that there are rates to resample."""


def speed() -> Suite:
    """Ingest first, heap by heap, then a few golden questions of all kinds, one after the other."""
    every = read(QUESTIONS)
    questions = {question.id: question for question in every[:: max(1, len(every) // ASKED)][:ASKED]}
    heaps = {f"{INGEST}-{n + 1}": n for n in range(HEAPS)}
    items = [Item(key, f"add sample articles, heap {n + 1} of {HEAPS}", INGEST) for key, n in heaps.items()]
    items += [Item(question.id, question.text, question.metadata.kind) for question in questions.values()]

    @contextmanager
    def open_samples(settings: Settings) -> Iterator[Ask]:
        with over_samples(settings) as assistant:
            added = functools.cache(lambda: _ingest(settings))

            def ask(item: Item) -> Outcome:
                if item.id in heaps:
                    return _told(added()[heaps[item.id]])
                question = questions[item.id]
                answer = assistant.ask(question.text, question.turns, question.filters)
                return outcome(answer, scoring.common(answer, answerable=question.metadata.answerable))

            yield ask

    times = [measure for measure in GOLDEN if measure.unit == "ms" or "tokens" in measure.name]
    return Suite("speed", items, open_samples, (*_MEASURES, *times))


@dataclass(frozen=True)
class _Added:
    """A heap of articles that was added, and how long that took."""

    articles: int
    passages: int
    seconds: float


def _ingest(settings: Settings) -> Sequence[_Added]:
    """Every heap, into one library of its own."""
    own = with_weights(settings)
    paths = sorted(SAMPLES.glob("*.txt"))
    added = []
    with (
        tempfile.TemporaryDirectory(prefix="dateline-speed-") as home,
        closing(open_library(own.model_copy(update={"home": Path(home)}))) as library,
    ):
        library.embedder.embed_question("Which article is first?")  # to load it, and to run it once, is not ingesting
        for n in range(HEAPS):
            begin = time.perf_counter()
            report = add_articles(library, (item for path in paths[n::HEAPS] for item in read_source(str(path))))
            seconds = time.perf_counter() - begin
            texts = [library.catalog.text(article.id) for article in report.articles]
            found = sum(len(passages(text, sentences(text), own.passage_words)) for text in texts)
            added.append(_Added(len(report.articles), found, seconds))
    return added


def _told(added: _Added) -> Outcome:
    said = f"{count(added.articles, 'article')}, {count(added.passages, 'passage')} in {added.seconds:.1f} s"
    scores = {"articles": added.articles, "passages": added.passages, "ingest_seconds": added.seconds}
    return Outcome(said, asdict(added), scores)


_MEASURES = (
    Measure("articles_per_second", "articles added a second", ratio("articles", "ingest_seconds")),
    Measure("passages_per_second", "passages added a second", ratio("passages", "ingest_seconds")),
)
