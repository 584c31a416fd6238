"""A question -> ranked passages: by meaning and by words, fused, filtered by date and outlet; always in one order."""

from dataclasses import dataclass

from index.embed import Vectors
from index.errors import NotFoundError
from index.library import Library
from index.types import Article, Filters, Hit

POOL = 100
"""How many passages each of the two searches puts forward."""
RANK_CONSTANT = 60
"""k of reciprocal rank fusion (Cormack, Clarke, Buettcher, SIGIR 2009)."""
_FILTERED_POOL = 10_000


@dataclass(frozen=True)
class Found:
    """The hits, best first, and the question's vector, which whoever goes on with the hits needs again."""

    hits: list[Hit]
    vector: Vectors


def search(library: Library, text: str, k: int = 10, filters: Filters | None = None) -> Found:
    """The `k` best passages for `text` among the articles that pass the filters."""
    library.sync()
    vector = library.embedder.embed_question(text)
    catalog = library.catalog
    pool = max(POOL, k)
    only = None if filters is None or filters.empty else catalog.passage_ids(filters)
    dense = library.vectors.search(vector, pool, only)
    if only is None:
        lexical = library.words.search(text, pool)
    else:
        allowed = set(only)
        lexical = [hit for hit in library.words.search(text, _FILTERED_POOL) if hit[0] in allowed][:pool]
    scores: dict[int, float] = {}
    for ranking in (dense, lexical):
        for rank, (number, _) in enumerate(ranking, start=1):
            scores[number] = scores.get(number, 0.0) + 1.0 / (RANK_CONSTANT + rank)
    order = sorted(scores, key=lambda number: (-scores[number], number))
    return Found(_hits(library, order, scores, vector, k), vector)


def _hits(library: Library, order: list[int], scores: dict[int, float], vector: Vectors, k: int) -> list[Hit]:
    catalog = library.catalog
    best = order[: 2 * k]  # some ids may be gone: a derived index can be behind while another process writes
    stored = catalog.passages(best)
    alive = [number for number in best if number in stored][:k]
    cosines = {number: float(row @ vector) for number, row in catalog.vectors(alive)}
    articles: dict[str, tuple[Article, str]] = {}
    hits: list[Hit] = []
    for number in alive:
        item = stored[number]
        try:
            if item.article_id not in articles:
                text = catalog.text(item.article_id, item.version)
                articles[item.article_id] = catalog.article(item.article_id), text
        except NotFoundError:
            continue  # another process removed it in this instant
        article, text = articles[item.article_id]
        words = text[item.passage.start : item.passage.end]
        hits.append(Hit(len(hits) + 1, scores[number], article, item, words, cosines[number]))
    return hits
