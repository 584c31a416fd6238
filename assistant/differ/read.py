"""The sentences in which a disagreement may lie: of the passages that were found, and of their articles' near-copies.

The search leaves copies out as long as they say nothing longer that is new; another name or number in words is short.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from assistant.differ.types import Told
from assistant.types import Evidence
from index.embed import Vectors
from index.library import Library
from index.search import Found
from index.split import sentences
from index.types import Article, Hit
from index.words import stems

COPIES = 12
"""Near-copies that are read at most; what a hundred outlets print, the first dozen show."""

_AMOUNT = re.compile(r"\bhow (?:many|much|old|big|large|long|far|high|often|tall|deep|heavy)\b", re.IGNORECASE)
"""What no answer repeats of its question."""


@dataclass(frozen=True)
class Read:
    """A sentence, its words' stems, those of what stands around it, and its vector where the search has one."""

    told: Told
    stems: frozenset[str]
    around: frozenset[str]
    own: float
    """Share of the question that it holds itself."""
    vector: Vectors | None = None


class Weighed:
    """How much of a question some words hold, by how much each tells."""

    def __init__(self, library: Library, question: str) -> None:
        self.stems = {stem: library.words.weight(stem) for stem in stems(_AMOUNT.sub(" ", question))}
        self._all = sum(self.stems.values()) or 1.0

    def share(self, words: frozenset[str]) -> float:
        return sum(self.stems[stem] for stem in sorted(words & self.stems.keys())) / self._all


def read(library: Library, question: Weighed, found: Found, evidence: Sequence[Evidence]) -> list[Read]:
    """All of them, those that bear most on the question first."""
    keys = {(hit.article.id, hit.stored.version) for hit in found.hits}
    told: dict[tuple[str, int], Read] = {}
    for hit in found.hits:
        text = found.texts[hit.article.id, hit.stored.version]
        for item in _of_hit(hit, text, found.vectors[hit.stored.id], question, evidence):
            told.setdefault((item.told.article.id, item.told.start), item)
    for item in _of_copies(library, found, {name for name, _ in keys}, question):
        told.setdefault((item.told.article.id, item.told.start), item)
    return sorted(told.values(), key=lambda item: (-item.told.score, item.told.article.id, item.told.start))


def _of_hit(hit: Hit, text: str, vectors: Vectors, question: Weighed, evidence: Sequence[Evidence]) -> Iterator[Read]:
    spans = hit.stored.passage.sentences
    around = frozenset(stems(hit.text)) | frozenset(stems(hit.article.title))
    for place, span in enumerate(spans):
        words = text[span.start : span.end]
        place_of = hit.article.id, hit.stored.version, span.start, span.end
        marker = next((item.marker for item in evidence if item.holds(*place_of)), None)
        yield _read(hit.article, hit.stored.version, span.start, words, marker, around, question, vectors[place])


def _of_copies(library: Library, found: Found, known: set[str], question: Weighed) -> Iterator[Read]:
    others: Mapping[str, Article] = {
        article.id: article for hit in found.hits for article in hit.also_in if article.id not in known
    }
    some = list(others.values())[:COPIES]
    texts = library.catalog.texts((article.id, article.version) for article in some)
    for article in some:
        text = texts.get((article.id, article.version))
        if text is None:
            continue
        title = frozenset(stems(article.title))
        spans = list(sentences(text))
        for place, span in enumerate(spans):
            near = spans[max(0, place - 2) : place + 3]
            around = title.union(*(stems(text[one.start : one.end]) for one in near))
            yield _read(article, article.version, span.start, text[span.start : span.end], None, around, question, None)


def _read(
    article: Article,
    version: int,
    start: int,
    words: str,
    marker: int | None,
    around: frozenset[str],
    question: Weighed,
    vector: Vectors | None,
) -> Read:
    mine = frozenset(stems(words))
    own = question.share(mine)
    score = own + question.share(mine | around)
    told = Told(article, version, start, start + len(words), words, score, marker)
    return Read(told, mine, around | mine, own, vector)


def nearness(one: Read, other: Read) -> float:
    """The cosine of two sentences; 0 when one's vector is not known."""
    if one.vector is None or other.vector is None:
        return 0.0
    return float(np.dot(one.vector, other.vector))
