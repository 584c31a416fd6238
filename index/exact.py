"""Nearest passages exactly: the question's vector multiplied with all the catalog's vectors, or with some of them.

Vectors are read from the catalog once and kept: those of the filters asked last, which a conversation goes on with, and
all of them only when Chroma cannot be asked (100,000 take 150 MB, and about 10 ms a question).
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from index.catalog import Catalog
from index.embed import Vectors

FEW = 200
"""Of no more passages than this the vectors are read each time, one query for all."""
MANY = 60_000
"""Of more passages than this the vectors are not kept beside those of all."""
_KEPT = 3
"""Filters whose vectors are kept."""
_GATHERED = 0.25
"""Below this share of all passages, copying their vectors together costs less than multiplying with all."""
_FOLLOWED = 0.1
"""When more than this share of the passages is new, all are read anew."""

Numbers = np.ndarray[Any, np.dtype[np.int64]]
Ranked = list[tuple[int, float]]
"""(passage id, cosine), nearest first."""


@dataclass(frozen=True)
class _Block:
    """Passage ids in order, shape (n,), and their vectors, shape (n, dimensions)."""

    ids: Numbers
    vectors: Vectors

    def nearest(self, vector: Vectors, k: int, only: Numbers | None = None) -> Ranked:
        if not len(self.ids):
            return []
        if only is None:
            places, scores = np.arange(len(self.ids)), self.vectors @ vector
        else:
            places = self._places(only)
            few = len(places) < len(self.ids) * _GATHERED
            scores = self.vectors[places] @ vector if few else (self.vectors @ vector)[places]
        best = places[_highest(scores, k)]
        return ordered([(int(self.ids[row]), float(self.vectors[row] @ vector)) for row in best])

    def _places(self, wanted: Numbers) -> Numbers:
        """Where the wanted ids stand; those that are not there are left out."""
        places = np.minimum(np.searchsorted(self.ids, wanted), len(self.ids) - 1)
        found: Numbers = places[self.ids[places] == wanted]
        return found


class ExactSearch:
    """Follows the catalog by its generation; safe from any thread."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._lock = threading.Lock()
        self._all: tuple[int, _Block] | None = None
        self._some: OrderedDict[bytes, tuple[int, _Block]] = OrderedDict()

    def nearest(self, vector: Vectors, k: int, only: Numbers | None = None) -> Ranked:
        """The `k` nearest of all passages, or `only` of these ids."""
        if only is not None and len(only) <= FEW:
            return _read(self._catalog, only.tolist()).nearest(vector, k)
        if only is not None and len(only) <= MANY:
            return self._chosen(only).nearest(vector, k)
        return self._everything().nearest(vector, k, only)

    def _chosen(self, only: Numbers) -> _Block:
        key, generation = only.tobytes(), self._catalog.generation
        with self._lock:
            kept = self._some.get(key)
            if kept is None or kept[0] != generation:
                kept = self._some[key] = generation, _read(self._catalog, only.tolist())
            self._some.move_to_end(key)
            while len(self._some) > _KEPT:
                self._some.popitem(last=False)
        return kept[1]

    def _everything(self) -> _Block:
        with self._lock:
            if self._all is None or self._all[0] != self._catalog.generation:
                self._all = self._followed(self._all) or (self._catalog.generation, _read(self._catalog, None))
            return self._all[1]

    def _followed(self, before: tuple[int, _Block] | None) -> tuple[int, _Block] | None:
        """All vectors by those of an earlier generation and what changed since; None when reading all is as quick."""
        if before is None or before[0] > self._catalog.generation:
            return None
        generation, block = before
        changes = self._catalog.changes_since(generation)
        touched = np.array([*changes.added, *changes.removed], np.int64)
        if len(touched) > _FOLLOWED * len(block.ids):
            return None
        stay = ~np.isin(block.ids, touched)
        new = _read(self._catalog, changes.added)
        ids, vectors = block.ids[stay], block.vectors[stay]
        if len(new.ids):
            ids, vectors = np.concatenate((ids, new.ids)), np.concatenate((vectors, new.vectors))
            order = np.argsort(ids, kind="stable")
            ids, vectors = ids[order], vectors[order]
        return changes.generation, _Block(ids, vectors)


def ordered(pairs: Iterable[tuple[int, float]]) -> Ranked:
    """Nearest first; of those as near, the lower id."""
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _highest(scores: Vectors, k: int) -> Numbers:
    """The places of the `k` highest scores; of those that are the same, the first."""
    if k < len(scores):
        least = np.partition(scores, len(scores) - k)[len(scores) - k]
        places = np.flatnonzero(scores >= least)
    else:
        places = np.arange(len(scores))
    best: Numbers = places[np.argsort(-scores[places], kind="stable")[:k]]
    return best


def _read(catalog: Catalog, ids: Sequence[int] | None) -> _Block:
    """These passages, or all; those that are gone are left out."""
    numbers, data = [], bytearray()  # grown in place: an array a passage would take as much again
    for number, vector in catalog.vectors(ids):
        numbers.append(number)
        data += vector.data
    matrix = np.frombuffer(data, np.float32).reshape(len(numbers), -1) if numbers else np.zeros((0, 1), np.float32)
    return _Block(np.array(numbers, np.int64), matrix)
