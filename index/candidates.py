"""The passages that a search puts forward, with all that they are scored by and shown with: one query for all."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from sqlalchemy import Connection, bindparam, select

from index import schema
from index.aside import not_aside
from index.embed import Vectors
from index.types import Passage, Sentence, StoredPassage

_passages = schema.passages.c
# Made once: putting a query together takes longer than SQLite needs to answer it.
_QUERY = (
    select(*_passages, schema.articles.c.source)
    .join(schema.articles)
    .where(not_aside(_passages.article_id), _passages.id.in_(bindparam("ids", expanding=True)))
    .order_by(_passages.id)
)


class Candidates:
    """n passages with m sentences in all, in order of id."""

    def __init__(self, rows: Sequence[Any]) -> None:
        wide = len(rows[0].vector) // 4 if rows else 1
        self.ids: list[int] = [row.id for row in rows]
        self.sources: list[str] = [row.source for row in rows]
        """Their outlets."""
        self.vectors: Vectors = np.frombuffer(b"".join(row.vector for row in rows), np.float32).reshape(-1, wide)
        """Shape (n, dimensions)."""
        halves = np.frombuffer(b"".join(row.sentence_vectors for row in rows), np.float16)
        self._sentences: Vectors = halves.reshape(-1, wide).astype(np.float32)
        counts = np.array([len(row.sentence_vectors) // (2 * wide) for row in rows], np.int64)
        self._ends = np.cumsum(counts)
        self._starts = self._ends - counts
        self._rows = rows
        self._places = {number: place for place, number in enumerate(self.ids)}

    def cosines(self, vector: Vectors) -> tuple[Vectors, Vectors]:
        """The cosine of each passage and of its nearest sentence, each of shape (n,); one without sentences has its own
        in place of theirs.

        Row by row: as part of a product of matrices, the same vector can come out otherwise in another row.
        """
        passages = np.vecdot(self.vectors, vector)
        nearest = passages.copy()
        some = self._starts < self._ends
        if some.any():
            nearest[some] = np.maximum.reduceat(np.vecdot(self._sentences, vector), self._starts[some])
        return passages, nearest

    def stored(self, number: int) -> StoredPassage | None:
        """The passage with this id; None when it is gone."""
        place = self._places.get(number)
        if place is None:
            return None
        row = self._rows[place]
        return StoredPassage(row.id, row.article_id, row.version, passage_of(row))

    def sentence_vectors(self, number: int) -> Vectors:
        """The vectors of the sentences of a passage that is there: shape (sentences, dimensions)."""
        place = self._places[number]
        return self._sentences[self._starts[place] : self._ends[place]]


def read(connection: Connection, ids: Sequence[int]) -> Candidates:
    """Those of these passages that are there, and in no article that is set aside."""
    return Candidates(connection.execute(_QUERY, {"ids": list(ids)}).all())


def passage_of(row: Any) -> Passage:
    """The passage that a row of the table holds."""
    spans = np.frombuffer(row.sentences, np.int32).reshape(-1, 3).tolist()
    return Passage(row.start, row.end, tuple(Sentence(*span) for span in spans))
