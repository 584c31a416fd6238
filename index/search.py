"""A question -> ranked passages: by meaning and by words, one score a passage, filtered; always in one order."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.embed import Vectors
from index.hits import Copied, Scored, gather
from index.library import Library
from index.types import Filters, Hit

POOL = 100
"""How many passages each of the two searches puts forward."""
_FILTERED_POOL = 10_000
_WIDER = 10
"""So many times as many passages are put forward when near-copies leave too few hits."""
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


def search(library: Library, text: str, k: int = 10, filters: Filters | None = None, copies: Copied = "all") -> Found:
    """The `k` best passages for `text` among the articles that pass the filters; near-copies of an article as `copies`
    says, see `index/hits.py`."""
    library.sync()
    vector = library.embedder.embed_question(text)
    pool = max(POOL, k)
    ids = _put_forward(library, text, vector, pool, filters)
    hits = gather(library.catalog, _score(library, text, vector, ids), k, copies)
    if copies != "all" and len(hits) < k and len(ids) >= pool:
        ids = _put_forward(library, text, vector, _WIDER * pool, filters)
        hits = gather(library.catalog, _score(library, text, vector, ids), k, copies)
    return Found(hits, vector)


def _put_forward(library: Library, text: str, vector: Vectors, pool: int, filters: Filters | None) -> list[int]:
    """The ids of the passages nearest by meaning and best by words, in order of id."""
    if filters is None or filters.empty:
        dense = library.vectors.search(vector, pool)
        lexical = library.words.search(text, pool)
        return sorted({number for number, _ in (*dense, *lexical)})
    only = library.catalog.passage_ids(filters)
    allowed = set(only)
    dense = library.vectors.search(vector, pool, only)
    lexical = [hit for hit in library.words.search(text, _FILTERED_POOL) if hit[0] in allowed][:pool]
    return sorted({number for number, _ in (*dense, *lexical)})


def _score(library: Library, text: str, vector: Vectors, ids: Sequence[int]) -> list[Scored]:
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
        scored.append(Scored(number, score, cosine))
    return sorted(scored, key=lambda item: (-item.score, item.number))
