"""Each metric is a small function of gold and output."""

import re
from collections.abc import Sequence

from assistant.types import Answer, Citation
from evals.questions import GoldSpan, KeyFact


def normal(text: str) -> str:
    """Lower case, plain quotation marks and spaces, no citation markers: what key facts are looked for in."""
    text = re.sub(r"\s*\[\d+\]", "", text).lower()
    for typographic, plain in (("’", "'"), ("‘", "'"), ("“", '"'), ("”", '"'), ("\u00a0", " "), ("\u202f", " ")):
        text = text.replace(typographic, plain)
    return " ".join(text.split())


def has_fact(fact: KeyFact, text: str) -> bool:
    """Whether any of the fact's strings is in the text."""
    return any(normal(variant) in normal(text) for variant in fact.any_of)


def key_fact_recall(facts: Sequence[KeyFact], answer: str, importance: str = "vital") -> float | None:
    """Share of the key facts of this importance that the answer holds; None without facts (nugget recall, TREC RAG)."""
    wanted = [fact for fact in facts if fact.importance == importance]
    return sum(has_fact(fact, answer) for fact in wanted) / len(wanted) if wanted else None


def citation_is_right(citation: Citation, sentence: str, spans: Sequence[GoldSpan], facts: Sequence[KeyFact]) -> bool:
    """Whether a citation proves its sentence: it overlaps a gold span, or its quote holds the key facts stated.

    Citation precision in the sense of ALCE (Gao et al., EMNLP 2023), judged by gold spans instead of a model. The
    second way is for articles that say the same in other places.
    """
    if any(
        span.article_id == citation.article.id and citation.start < span.end and span.start < citation.end
        for span in spans
    ):
        return True
    stated = [fact for fact in facts if has_fact(fact, sentence)]
    return bool(stated) and all(has_fact(fact, citation.quote) for fact in stated)


def citation_counts(answer: Answer, spans: Sequence[GoldSpan], facts: Sequence[KeyFact]) -> tuple[int, int]:
    """(right citations, all citations) of an answer."""
    judged = [
        citation_is_right(citation, sentence.text, spans, facts)
        for sentence in answer.sentences
        for citation in sentence.citations
    ]
    return sum(judged), len(judged)


def quotes_are_verbatim(answer: Answer, texts: dict[tuple[str, int], str]) -> bool:
    """Whether every citation's quote is exactly `text[start:end]` of its article version."""
    return all(
        texts[citation.article.id, citation.version][citation.start : citation.end] == citation.quote
        for sentence in answer.sentences
        for citation in sentence.citations
    )


def quantile(values: Sequence[float], q: float) -> float:
    """The q-quantile by the nearest rank; 0 for no values."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(q * len(ordered)))] if ordered else 0.0
