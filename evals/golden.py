"""The golden suite: our questions on the sample articles, asked of the real assistant in a fresh library."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assistant import serialise
from assistant.open import llm_weights, open_assistant
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.types import Answer
from evals import metrics
from evals.questions import GoldQuestion, locate, read
from index import weights
from index.ingest import add_samples

QUESTIONS = Path(__file__).parent / "golden" / "questions.jsonl"


@dataclass(frozen=True)
class Result:
    """One question with its answer and scores; None where a score does not apply."""

    question: GoldQuestion
    answer: Answer
    key_facts: float | None
    right_citations: int
    citations: int
    verbatim: bool


@contextmanager
def sample_assistant(settings: Settings, progress: weights.Progress | None = None) -> Iterator[Assistant]:
    """An assistant over the sample articles alone, in a home of its own; the weights are the user's."""
    embedder = Path(settings.embedder)
    if not embedder.is_dir():
        embedder = weights.fetch(settings.embedder, settings.home, progress=progress)
    changes: dict[str, object] = {"embedder": str(embedder)}
    if settings.llm == "embedded":
        changes["llm_weights"] = str(llm_weights(settings, progress))
    with tempfile.TemporaryDirectory(prefix="dateline-eval-") as home:
        own = settings.model_copy(update={**changes, "home": Path(home)})
        with open_assistant(own) as assistant:
            add_samples(assistant.library)
            yield assistant


def run(
    assistant: Assistant,
    split: str | None = None,
    path: Path = QUESTIONS,
    tell: Callable[[Result], None] | None = None,
) -> list[Result]:
    """Asks every question of the split (all when None) in order, after checking all of them against the articles."""
    questions = [question for question in read(path) if split in (None, question.metadata.split)]
    catalog = assistant.library.catalog
    spans = {question.id: locate(question, catalog) for question in questions}
    texts = {(article.id, article.version): catalog.text(article.id) for article in catalog.articles()}
    assistant.warm_up()
    results = []
    for question in questions:
        answer = assistant.ask(question.text, question.turns, question.filters)
        facts = question.metadata.key_facts
        right, all_ = metrics.citation_counts(answer, spans[question.id], facts)
        found = metrics.key_fact_recall(facts, answer.text) if question.metadata.answerable else None
        result = Result(question, answer, found, right, all_, metrics.quotes_are_verbatim(answer, texts))
        results.append(result)
        if tell:
            tell(result)
    return results


def summary(results: list[Result]) -> dict[str, object]:
    """The suite's figures; shares between 0 and 1, times in milliseconds."""
    answerable = [r for r in results if r.question.metadata.answerable]
    unanswerable = [r for r in results if not r.question.metadata.answerable]
    answered = [r for r in results if not r.answer.abstained and r.answer.degraded is None]
    totals = [r.answer.timings["total"] for r in results]
    short = [r.answer.timings["total"] for r in answered]
    first = [r.answer.timings["first_token"] for r in results if "first_token" in r.answer.timings]

    def share(rows: list[bool]) -> float:
        return round(sum(rows) / len(rows), 3) if rows else 0.0

    citations = sum(r.citations for r in results)
    return {
        "questions": len(results),
        "unanswerable": len(unanswerable),
        "key_facts": round(sum(r.key_facts or 0.0 for r in answerable) / max(1, len(answerable)), 3),
        "citation_precision": round(sum(r.right_citations for r in results) / max(1, citations), 3),
        "citations": citations,
        "quotes_verbatim": share([r.verbatim for r in results]),
        "abstention_recall": share([r.answer.abstained for r in unanswerable]),
        "false_abstentions": share([r.answer.abstained for r in answerable]),
        "degraded": sum(r.answer.degraded is not None for r in results),
        "evidence_ms_median": metrics.quantile([r.answer.timings["evidence"] for r in results], 0.5),
        "first_token_ms_median": metrics.quantile(first, 0.5),
        "total_ms_median": metrics.quantile(totals, 0.5),
        "answered_ms_median": metrics.quantile(short, 0.5),
        "total_ms_p90": metrics.quantile(totals, 0.9),
        "prompt_tokens_median": metrics.quantile([r.answer.usage.prompt_tokens for r in results], 0.5),
        "cached_tokens_median": metrics.quantile([r.answer.usage.cached_tokens for r in results], 0.5),
    }


def row(result: Result) -> dict[str, object]:
    """One question's line of the report."""
    return {
        "question": result.question.model_dump(mode="json", by_alias=True),
        "answer": serialise.answer_json(result.answer),
        "key_facts": result.key_facts,
        "right_citations": result.right_citations,
        "citations": result.citations,
        "verbatim": result.verbatim,
    }
