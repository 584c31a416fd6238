"""Each metric is a small function of gold and output."""

import re
import unicodedata
from collections.abc import Callable, Sequence

from assistant.types import Citation
from evals.questions import GoldSpan, KeyFact

Proves = Callable[[Sequence[Citation], str], bool]
"""Whether the cited words, taken together, prove the words of a sentence."""


def unmarked(text: str) -> str:
    """A sentence of an answer without its citation markers."""
    return re.sub(r"\s*\[\d+\]", "", text)


def normal(text: str) -> str:
    """Lower case, plain quotation marks and spaces, no citation markers: what key facts are looked for in."""
    text = unmarked(text).lower()
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


def proved(citations: Sequence[Citation], sentence: str, spans: Sequence[GoldSpan], facts: Sequence[KeyFact]) -> bool:
    """Whether the cited words prove the sentence: some overlap a gold span, or together they hold the facts stated.

    ALCE's full support (Gao et al., EMNLP 2023), judged by gold spans instead of a model. The second way is for
    articles that say the same in other places.
    """
    if any(
        span.article_id == citation.article.id and citation.start < span.end and span.start < citation.end
        for citation in citations
        for span in spans
    ):
        return True
    stated = [fact for fact in facts if has_fact(fact, sentence)]
    cited = "\n".join(citation.quote for citation in citations)
    return bool(stated) and all(has_fact(fact, cited) for fact in stated)


def right_citations(citations: Sequence[Citation], sentence: str, proves: Proves) -> list[bool]:
    """For each citation of a sentence whether it is right, as ALCE's precision counts it (Gao et al., EMNLP 2023).

    It is when all of them together prove the sentence, and this one does so alone or the others would not without it.
    """
    if not citations or not proves(citations, sentence):
        return [False] * len(citations)
    return [
        proves([citation], sentence) or not proves([*citations[:place], *citations[place + 1 :]], sentence)
        for place, citation in enumerate(citations)
    ]


def is_verbatim(citation: Citation, text: str) -> bool:
    """Whether the quote is exactly `text[start:end]` of its article's text."""
    return text[citation.start : citation.end] == citation.quote


def holds(answer: str, wanted: Sequence[str]) -> bool:
    """Whether the answer holds one of the short answers wanted, compared as whole words without case and marks."""
    words = f" {_words(answer)} "
    return any(f" {_words(item)} " in words for item in wanted if _words(item))


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", normal(text))
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in plain if not unicodedata.combining(c))))


def covered(gold: Sequence[GoldSpan], found: Sequence[tuple[str, int, int]]) -> float:
    """Share of the gold spans that lie wholly in one of the spans found, (article id, start, end)."""
    within = [any(key == g.article_id and start <= g.start and g.end <= end for key, start, end in found) for g in gold]
    return sum(within) / len(within) if within else 0.0
