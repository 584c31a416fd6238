"""What is measured of each peer: the same small functions for everybody."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from assistant.types import Citation
from evals import metrics
from evals.peers.declining import declines
from evals.peers.meter import Tokens
from evals.peers.talk import Cited, Reply
from evals.questions import GoldQuestion, GoldSpan
from index.types import Article


@dataclass(frozen=True)
class GivenText:
    """An article with the heading it was given to the peers under; `text` begins with it."""

    article: Article
    heading: str
    text: str


@dataclass(frozen=True)
class Result:
    """What became of one question; without a reply, `error` says why."""

    question: GoldQuestion
    spans: tuple[GoldSpan, ...]
    reply: Reply | None
    seconds: float
    tokens: Tokens
    error: str | None = None


@dataclass(frozen=True)
class Row:
    """One peer's figures: shares between 0 and 1, medians of all questions. None: there is nothing to measure."""

    name: str
    version: str = ""
    questions: int = 0
    failed: int = 0
    key_facts: float | None = None
    answer_words: float | None = None
    citations: int = 0
    citations_valid: float | None = None
    citation_words: float | None = None
    unanswerable_declined: float | None = None
    answerable_declined: float | None = None
    seconds: float | None = None
    prompt_tokens: float | None = None
    read_tokens: float | None = None
    """Of these, what the model had not in its cache."""
    ingest_seconds: float | None = None
    problem: str | None = None


def is_valid(cited: Cited, result: Result, given: Mapping[str, GivenText]) -> bool:
    """Whether the cited words stand in the article named and prove the answer (`metrics.proved`)."""
    known = given.get(cited.article)
    if known is None or not cited.text or result.reply is None:
        return False
    start = known.text.find(cited.text)
    while start >= 0:
        inside = start - len(known.heading)  # gold spans count from the story's first character
        citation = Citation(1, known.article, known.article.version, inside, inside + len(cited.text), cited.text)
        facts = result.question.metadata.key_facts
        if metrics.proved([citation], result.reply.answer, result.spans, facts):
            return True
        start = known.text.find(cited.text, start + 1)
    return False


def declined(result: Result) -> bool:
    """A question that failed was neither answered nor declined."""
    return result.reply is not None and declines(result.reply.answer)


def row(
    name: str,
    version: str,
    ingest_seconds: float | None,
    results: Sequence[Result],
    given: Mapping[str, GivenText],
    problem: str | None = None,
) -> Row:
    """The figures of one peer. A failed question found no fact; what declines needs no citation."""
    answerable = [result for result in results if result.question.metadata.answerable]
    unanswerable = [result for result in results if not result.question.metadata.answerable]
    facts = [
        metrics.key_fact_recall(result.question.metadata.key_facts, result.reply.answer) or 0.0 if result.reply else 0.0
        for result in answerable
    ]
    cited = [
        (item, result)
        for result in results
        if result.reply is not None and not declined(result)
        for item in result.reply.citations
    ]
    return Row(
        name,
        version,
        questions=len(results),
        failed=sum(result.reply is None for result in results),
        key_facts=_mean(facts),
        answer_words=_median([len(result.reply.answer.split()) for result in answerable if result.reply]),
        citations=len(cited),
        citations_valid=_mean([float(is_valid(item, result, given)) for item, result in cited]),
        citation_words=_median([len(item.text.split()) for item, _ in cited]),
        unanswerable_declined=_mean([float(declined(result)) for result in unanswerable]),
        answerable_declined=_mean([float(declined(result)) for result in answerable]),
        seconds=_median([result.seconds for result in results]),
        prompt_tokens=_median([result.tokens.prompt for result in results]),
        read_tokens=_median([result.tokens.prompt - result.tokens.cached for result in results]),
        ingest_seconds=ingest_seconds and round(ingest_seconds, 2),
        problem=problem,
    )


def line(name: str, result: Result) -> dict[str, object]:
    """One question's line of the JSON report."""
    reply = result.reply
    return {
        "peer": name,
        "id": result.question.id,
        "question": result.question.text,
        "answerable": result.question.metadata.answerable,
        "answer": reply.answer if reply else None,
        "declined": declined(result),
        "citations": [asdict(item) for item in reply.citations] if reply else [],
        "context_words": sum(len(text.split()) for text in reply.contexts) if reply else None,
        "seconds": round(result.seconds, 2),
        "tokens": asdict(result.tokens),
        "error": result.error,
    }


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 3) if values else None


def _median(values: Sequence[float]) -> float | None:
    return round(statistics.median(values), 2) if values else None
