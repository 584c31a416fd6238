"""Nearest passages by meaning, from Chroma or exactly.

Chroma holds vectors and ids, no words, and follows the catalog (`index/derived.py`). Its embedded store is safe in one
process only, so the first process to open it keeps a lock file; every other process, and every search on a store that
failed or with a filter that leaves little, is answered exactly from the catalog's own vectors (`index/exact.py`).
"""

import itertools
import logging
import shutil
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from index import chroma, derived
from index.catalog import Catalog
from index.embed import Vectors
from index.exact import ExactSearch, Numbers, Ranked, ordered
from index.unfilled import blank

if TYPE_CHECKING:
    from index.chroma import Collection

logger = logging.getLogger(__name__)

_MADE_BY = "chromadb"
_SAME = 0.999
"""Cosine of a vector with itself as Chroma measures it, at least."""
_NEAREST = 10
MAX_BATCH = 5000  # Chroma takes at most 5,461 at once
BROAD, BROAD_SHARE = 20_000, 0.05
"""A filter that leaves as many passages, and as large a share of all, is applied to what Chroma finds without it."""
PATIENCE = 0.2
"""Seconds a search waits for Chroma: longer than another search takes, shorter than filling it anew."""


class VectorIndex:
    """Chroma when this process may use it, exact search otherwise."""

    def __init__(self, folder: Path, catalog: Catalog, url: str | None = None) -> None:
        """`url` is a Chroma server to use in place of the embedded store."""
        self.folder = folder
        self._catalog = catalog
        self._url = url
        self._client: Any = None
        self._collection: Collection | None = None
        self._exact = ExactSearch(catalog)
        self._held = 0  # vectors in Chroma when it was last brought up to date
        self._sums: derived.Sums = {}
        self._lock = threading.RLock()
        self._in_use = folder / "in-use"  # there while Chroma is open; it outlives a process that was ended
        self._owner = FileLock(folder.parent / "vectors.lock", thread_local=False)  # the process holds it, not a thread
        self.problem: str | None = None
        """Why Chroma is not in use, in words; None when it is."""

    # --- following the catalog --------------------------------------------------------------------------------------

    def sync(self) -> bool:
        """Opens Chroma if this process may, and brings it to the catalog's generation."""
        with self._lock:
            if not self._may_own():
                self.problem = "another Dateline process has Chroma open; exact search is used here"
                return False
            try:
                with derived.contained():
                    if self._collection is None:
                        self._refuse_unsound_files()
                        self._collection = self._open()
                    derived.follow(self, self._catalog, self._recover)
                    self._probe()
                    self._remember_files()
                self.problem = None
            except Exception as error:  # noqa: BLE001  Chroma's embedded store fails in many shapes; all mean "rebuild"
                logger.warning("chroma failed (%s), rebuilding it", type(error).__name__)
                return self._try_rebuild()
        return True

    def _probe(self) -> None:
        """Asks for a vector that must be there: Chroma opens a damaged store and fails only when it is searched."""
        for number, vector in itertools.islice(self._catalog.vectors(), 1):
            found = self._query(vector, _NEAREST)
            if not any(cosine > _SAME for _, cosine in found):
                raise ValueError(f"passage {number} is not found by its own vector")
        self._held = self.count()

    def _refuse_unsound_files(self) -> None:
        """Chroma sees no graph but one with the bytes it was left with: a wrong byte can end the whole process."""
        if self._url:
            return
        if derived.stamped_generation(self.folder, self._catalog) is None:
            self.clear()  # half written, perhaps; it is filled anew
        else:
            self._sums = derived.refuse_other_files(self.folder, _MADE_BY)
            if self._in_use.exists() and not chroma.survives(self.folder / "files"):
                raise ValueError("it was not closed in order, and cannot be opened")

    def _remember_files(self) -> None:
        if not self._url:
            blank(self.folder / "files")
            derived.remember_files(self.folder, _MADE_BY, self._sums)

    def rebuild(self) -> bool:
        with self._lock:
            return self._may_own() and self._try_rebuild()

    def drop(self) -> bool:
        """Deletes Chroma's files, which keep the vectors that were deleted; the next sync makes them anew.

        False when another process has Chroma open. What a server keeps in its files is the server's.
        """
        with self._lock:
            if self._url:
                return True
            if not self._may_own():
                return False
            derived.unstamp(self.folder)
            self.clear()
            return True

    def _try_rebuild(self) -> bool:
        try:
            with derived.contained():
                derived.rebuild(self, self._catalog, self._recover)
                self._probe()
                self._remember_files()
        except Exception as error:  # noqa: BLE001  see sync(): searches stay exact until it can be rebuilt
            self._collection = None
            self.problem = f"Chroma failed ({type(error).__name__}); exact search is used. `dateline doctor --repair`"
            logger.warning("chroma cannot be rebuilt: %s", error)
            return False
        self.problem = None
        return True

    def _may_own(self) -> bool:
        if self._owner.is_locked:
            return True
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._owner.acquire(timeout=0)
        except (Timeout, OSError):
            return False
        return True

    @property
    def owned(self) -> bool:
        """Whether this process is the one that may use Chroma's files."""
        return self._owner.is_locked

    def close(self) -> None:
        with self._lock:
            opened = self._client is not None
            self._forget_client()
            if opened:
                self._in_use.unlink(missing_ok=True)
            self._owner.release()

    # --- the store ----------------------------------------------------------------------------------------------------

    def _open(self) -> "Collection":
        if self._url:
            self._client = chroma.open_server(self._url)
            return chroma.collection(self._client, f"{chroma.PASSAGES}-{self._catalog.id}")
        self._in_use.touch()
        self._client = chroma.open_files(self.folder / "files")
        return chroma.collection(self._client)

    def clear(self) -> None:
        if self._url:
            if self._collection is not None:
                ids = self._collection.get(include=[])["ids"]
                for part in _parts(ids):
                    self._collection.delete(ids=list(part))
            return
        self._forget_client()
        shutil.rmtree(self.folder / "files", ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)

    def _forget_client(self) -> None:
        self._collection = None
        client, self._client = self._client, None
        if client is not None:
            with suppress(Exception), derived.contained():  # it may be what failed
                client.close()

    def _recover(self) -> None:
        self.clear()
        self._collection = self._open()

    def count(self) -> int:
        return 0 if self._collection is None else self._collection.count()

    def ids(self) -> set[int]:
        """The passages that are in Chroma; whatever Chroma raises."""
        return set() if self._collection is None else set(map(int, self._collection.get(include=[])["ids"]))

    def finds(self, number: int, vector: Vectors) -> bool:
        """Whether the passage is among those nearest to its own vector; whatever Chroma raises."""
        found = dict(self._query(vector, _NEAREST))
        # One that is printed in very many places is as well found by the others.
        return found.get(number, 0.0) > _SAME or (len(found) == _NEAREST and min(found.values()) > _SAME)

    def apply(self, catalog: Catalog, added: list[int], removed: list[int]) -> None:
        assert self._collection is not None
        for part in _parts(removed):
            self._collection.delete(ids=[str(number) for number in part])
        for part in _parts(added):
            rows = list(catalog.vectors(part))
            if rows:
                self._collection.upsert(
                    ids=[str(number) for number, _ in rows],
                    embeddings=np.stack([vector for _, vector in rows]),
                )

    # --- searching ----------------------------------------------------------------------------------------------------

    def search(self, vector: Vectors, k: int, only: Sequence[int] | None = None) -> Ranked:
        """(passage id, cosine) of the `k` nearest passages, nearest first; `only` restricts to these ids, in order."""
        # Chroma says which, the catalog how near: the same numbers in the same order as exact search.
        found = self._catalog.vectors(self.near(vector, k, only))
        return ordered((number, float(row @ vector)) for number, row in found)

    def near(self, vector: Vectors, k: int, only: Sequence[int] | None = None) -> list[int]:
        """The ids of the same passages, in no order, for who reads their vectors anyway."""
        wanted = None if only is None else np.asarray(only, dtype=np.int64)
        found = self._ask_chroma(vector, k) if wanted is None else self._ask_wider(vector, k, wanted)
        return [number for number, _ in self._exact.nearest(vector, k, wanted)] if found is None else found

    def _ask_wider(self, vector: Vectors, k: int, wanted: Numbers) -> list[int] | None:
        """The nearest of the wanted ids among as many as hold `k` of them, if those are spread evenly; None when
        exact search costs less, or they are too few."""
        share = len(wanted) / max(1, self._held)
        if len(wanted) < BROAD or share < BROAD_SHARE:
            return None
        for wider in (1.5, 6.0):
            found = self._ask_chroma(vector, min(int(wider * k / share) + 1, self._held))
            if found is None:
                return None
            numbers = np.asarray(found, dtype=np.int64)
            places = np.minimum(np.searchsorted(wanted, numbers), len(wanted) - 1)
            passing: list[int] = numbers[wanted[places] == numbers].tolist()
            if len(passing) >= k:
                return passing[:k]
        return None

    def _ask_chroma(self, vector: Vectors, k: int) -> list[int] | None:
        """The ids of the nearest; None when Chroma cannot be asked, is being filled again by another thread, or finds
        fewer than there are."""
        if not self._lock.acquire(timeout=PATIENCE):
            return None
        try:
            if self._collection is None or self.problem is not None:
                return None
            with derived.contained():
                found = [number for number, _ in self._query(vector, k)]
            # Among many that are the same, Chroma's graph may lose what is not.
            return found if len(found) >= min(k, self._held) else None
        except Exception as error:  # noqa: BLE001  a broken store must not take the question down
            self.problem = f"Chroma failed ({type(error).__name__}); exact search is used"
            derived.unstamp(self.folder)  # the next open rebuilds it
            logger.warning("chroma query failed: %s", error)
            return None
        finally:
            self._lock.release()

    def _query(self, vector: Vectors, k: int) -> Ranked:
        assert self._collection is not None
        found = self._collection.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
        pairs = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
        return [(int(number), 1.0 - float(distance)) for number, distance in pairs]


def _parts(ids: Sequence[Any]) -> list[Sequence[Any]]:
    return [ids[begin : begin + MAX_BATCH] for begin in range(0, len(ids), MAX_BATCH)]
