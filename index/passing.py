"""Which passages pass a filter: read once, and kept for the questions asked under it until something changes."""

import threading
from collections.abc import Sequence

from index.catalog import Catalog
from index.types import Filters

KEPT = 4
"""Filters whose passages are kept: a million take 36 MB."""


class Passing:
    """The passages of one catalog by what they pass. For any thread."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog
        self._kept: dict[Filters, tuple[int, Sequence[int]]] = {}
        self._lock = threading.Lock()

    def ids(self, filters: Filters) -> Sequence[int]:
        """The ids of the passages that pass, in order; not to be changed."""
        generation = self._catalog.generation  # before the ids: what changes in between is read again next time
        with self._lock:
            kept = self._kept.pop(filters, None)
        if kept is None or kept[0] != generation:
            kept = generation, self._catalog.passage_ids(filters)
        with self._lock:
            self._kept[filters] = kept  # the last asked for stands last
            for oldest in list(self._kept)[:-KEPT]:
                del self._kept[oldest]
        return kept[1]
