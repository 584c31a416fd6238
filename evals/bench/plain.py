"""The plain build that ours is measured against: two rankings fused by rank, and the best sentences one by one.

What a first version does: reciprocal rank fusion of the nearest passages and BM25, then sentences by their cosine, the
overlap of their words and the cosine of their passage. It stays as it is, so that figures can be compared over time.
"""

from collections import defaultdict
from dataclasses import dataclass

from index.embed import Vectors
from index.library import Library
from index.types import StoredPassage
from index.words import stems

POOL, RANK_CONSTANT = 100, 60
"""Passages from each ranking; k of reciprocal rank fusion (Cormack, Clarke, Buettcher, SIGIR 2009)."""
OVERLAP, PASSAGE = 0.4, 0.4


@dataclass(frozen=True)
class PlainFound:
    """The passages in order, with the question's vector."""

    passages: list[StoredPassage]
    vector: Vectors


def search(library: Library, text: str, k: int) -> PlainFound:
    """The `k` best passages by reciprocal rank fusion."""
    vector = library.embedder.embed_question(text)
    scores: dict[int, float] = defaultdict(float)
    for ranking in (library.vectors.search(vector, POOL), library.words.search(text, POOL)):
        for rank, (number, _) in enumerate(ranking, start=1):
            scores[number] += 1.0 / (RANK_CONSTANT + rank)
    order = sorted(scores, key=lambda number: (-scores[number], number))[:k]
    stored = library.catalog.passages(order)
    return PlainFound([stored[number] for number in order if number in stored], vector)


def choose(library: Library, question: str, found: PlainFound, most: int) -> list[tuple[str, int, int]]:
    """(article id, start, end) of the best sentences that fit into `most` words, best first."""
    wanted = {stem: library.words.weight(stem) for stem in stems(question)}
    total = sum(wanted.values()) or 1.0
    ids = [item.id for item in found.passages]
    vectors, passages = library.catalog.sentence_vectors(ids), dict(library.catalog.vectors(ids))
    texts = library.catalog.texts([(item.article_id, item.version) for item in found.passages])
    scored = []
    for item in found.passages:
        text = texts[item.article_id, item.version]
        for span, row in zip(item.passage.sentences, vectors[item.id], strict=True):
            overlap = sum(wanted[stem] for stem in set(stems(text[span.start : span.end])) & wanted.keys()) / total
            score = float(row @ found.vector) + OVERLAP * overlap + PASSAGE * float(passages[item.id] @ found.vector)
            length = len(text[span.start : span.end].split())
            scored.append((-score, item.article_id, span.start, span.end, length))
    chosen: list[tuple[str, int, int]] = []
    for _, key, start, end, length in sorted(scored):
        if not chosen or length <= most:
            chosen.append((key, start, end))
            most -= length
    return chosen
