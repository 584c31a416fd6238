"""A question -> ranked passages: by meaning and by words, one score a passage, filtered; always in one order."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.embed import Vectors
from index.errors import NotFoundError
from index.library import Library
from index.types import Article, Filters, Hit

POOL = 100
"""How many passages each of the two searches puts forward."""
COSINE, BEST_SENTENCE, WORDS = 0.7, 0.5, 1.2
"""Weights of the passage's cosine, of its nearest sentence's, and of its BM25 as a share of the most that the
question's words could score. Each is a figure of the passage and the question alone, so that scores mean the same from
one question to the next and do not depend on what else was found. Found on development questions, see
evals/bench/NOTES.md."""


@dataclass(frozen=True)
class Found:
    """The hits, best first, and the question's vector, which whoever goes on with the hits needs again."""

    hits: list[Hit]
    vector: Vectors


def search(library: Library, text: str, k: int = 10, filters: Filters | None = None) -> Found:
    """The `k` best passages for `text` among the articles that pass the filters."""
    library.sync()
    vector = library.embedder.embed_question(text)
    ids = _put_forward(library, text, vector, max(POOL, k), filters)
    scored = _score(library, text, vector, ids)
    return Found(_hits(library, scored, k), vector)


def _put_forward(library: Library, text: str, vector: Vectors, pool: int, filters: Filters | None) -> list[int]:
    """The ids of the passages nearest by meaning and best by words, in order of id."""
    if filters is None or filters.empty:
        dense = library.vectors.search(vector, pool)
        lexical = library.words.search(text, pool)
        return sorted({number for number, _ in (*dense, *lexical)})
    only = library.catalog.passage_ids(filters)
    dense = library.vectors.search(vector, pool, only)
    lexical = library.words.search(text, pool, only)
    return sorted({number for number, _ in (*dense, *lexical)})


@dataclass(frozen=True)
class _Scored:
    number: int
    score: float
    cosine: float


def _score(library: Library, text: str, vector: Vectors, ids: Sequence[int]) -> list[_Scored]:
    """The passages with their scores, best first; those that are gone from the catalog are left out."""
    shares = library.words.shares(text, ids)
    scored = []
    sentences = library.catalog.sentence_vectors(ids)
    for number, row in library.catalog.vectors(ids):  # a derived index can be behind while another process writes
        if number not in sentences:
            continue
        cosine = float(row @ vector)
        nearest = max((sentences[number] @ vector).tolist(), default=cosine)
        score = COSINE * cosine + BEST_SENTENCE * nearest + WORDS * shares.get(number, 0.0)
        scored.append(_Scored(number, score, cosine))
    return sorted(scored, key=lambda item: (-item.score, item.number))


def _hits(library: Library, scored: Sequence[_Scored], k: int) -> list[Hit]:
    catalog = library.catalog
    best = scored[: 2 * k]
    stored = catalog.passages([item.number for item in best])
    articles: dict[str, tuple[Article, str]] = {}
    hits: list[Hit] = []
    for item in best:
        found = stored.get(item.number)
        if found is None or len(hits) == k:
            continue
        try:
            if found.article_id not in articles:
                text = catalog.text(found.article_id, found.version)
                articles[found.article_id] = catalog.article(found.article_id), text
        except NotFoundError:
            continue  # another process removed it in this instant
        article, text = articles[found.article_id]
        words = text[found.passage.start : found.passage.end]
        hits.append(Hit(len(hits) + 1, item.score, article, found, words, item.cosine))
    return hits
