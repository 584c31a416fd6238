"""Nearest passages by meaning. The only file that imports chromadb.

Chroma holds vectors and ids, no words, and follows the catalog (`index/derived.py`). Its embedded store is safe in one
process only, so the first process to open it keeps a lock file; every other process, and every search with a filter or
on a store that failed, is answered exactly with numpy from the catalog's own vectors (about 10 ms for 100,000).
"""

import logging
import shutil
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from filelock import FileLock, Timeout

from index import derived
from index.catalog import Catalog
from index.embed import Vectors

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection

logger = logging.getLogger(__name__)

MAX_BATCH = 5000  # Chroma takes at most 5,461 at once
_NAME = "passages"


class VectorIndex:
    """Chroma when this process may use it, exact search otherwise."""

    def __init__(self, folder: Path, catalog: Catalog, url: str | None = None) -> None:
        """`url` is a Chroma server to use in place of the embedded store."""
        self.folder = folder
        self._catalog = catalog
        self._url = url
        self._collection: Collection | None = None
        self._exact: tuple[int, list[int], Vectors] | None = None
        self._lock = threading.RLock()
        self._owner = FileLock(folder.parent / "vectors.lock")
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
                if self._collection is None:
                    self._collection = self._open()
                derived.follow(self, self._catalog, self._recover)
                self.problem = None
            except Exception as error:  # noqa: BLE001  Chroma's embedded store fails in many shapes; all mean "rebuild"
                logger.warning("chroma failed (%s), rebuilding it", type(error).__name__)
                return self._try_rebuild()
        return True

    def rebuild(self) -> bool:
        with self._lock:
            return self._may_own() and self._try_rebuild()

    def _try_rebuild(self) -> bool:
        try:
            derived.rebuild(self, self._catalog, self._recover)
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

    def close(self) -> None:
        with self._lock:
            self._collection = None
            _forget_clients()
            self._owner.release()

    # --- the store ----------------------------------------------------------------------------------------------------

    def _open(self) -> "Collection":
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if self._url:
            host, _, port = self._url.removeprefix("http://").rstrip("/").partition(":")
            client: Any = chromadb.HttpClient(host=host, port=int(port or 8000), settings=settings)
            name = f"{_NAME}-{self._catalog.id}"
        else:
            client = chromadb.PersistentClient(path=str(self.folder / "files"), settings=settings)
            name = _NAME
        collection: Collection = client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
        )
        return collection

    def clear(self) -> None:
        if self._url:
            if self._collection is not None:
                ids = self._collection.get(include=[])["ids"]
                for part in _parts(ids):
                    self._collection.delete(ids=list(part))
            return
        self._collection = None
        _forget_clients()
        shutil.rmtree(self.folder / "files", ignore_errors=True)
        self.folder.mkdir(parents=True, exist_ok=True)

    def _recover(self) -> None:
        self.clear()
        self._collection = self._open()

    def count(self) -> int:
        return 0 if self._collection is None else self._collection.count()

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

    def search(self, vector: Vectors, k: int, only: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """(passage id, cosine) of the `k` nearest passages, nearest first; `only` restricts to these passage ids."""
        with self._lock:
            if only is None and self._collection is not None and self.problem is None:
                try:
                    found = self._collection.query(query_embeddings=vector[None, :], n_results=k, include=["distances"])
                    pairs = zip(found["ids"][0], (found["distances"] or [[]])[0], strict=True)
                    return _ordered([(int(number), 1.0 - float(distance)) for number, distance in pairs])
                except Exception as error:  # noqa: BLE001  a broken store must not take the question down
                    self.problem = f"Chroma failed ({type(error).__name__}); exact search is used"
                    logger.warning("chroma query failed: %s", error)
            return self._search_exactly(vector, k, only)

    def _search_exactly(self, vector: Vectors, k: int, only: Sequence[int] | None) -> list[tuple[int, float]]:
        ids, matrix = self._matrix()
        if not ids:
            return []
        scores = matrix @ vector
        rows = np.arange(len(ids)) if only is None else np.flatnonzero(np.isin(ids, np.asarray(only, dtype=np.int64)))
        best = rows[np.argsort(-scores[rows], kind="stable")[:k]]
        return _ordered([(int(ids[row]), float(scores[row])) for row in best])

    def _matrix(self) -> tuple[list[int], Vectors]:
        generation = self._catalog.generation
        if self._exact is None or self._exact[0] != generation:
            rows = list(self._catalog.vectors())
            matrix = np.stack([vector for _, vector in rows]) if rows else np.zeros((0, 1), np.float32)
            self._exact = (generation, [number for number, _ in rows], matrix)
        return self._exact[1], self._exact[2]


def _parts(ids: Sequence[Any]) -> list[Sequence[Any]]:
    return [ids[begin : begin + MAX_BATCH] for begin in range(0, len(ids), MAX_BATCH)]


def _ordered(pairs: list[tuple[int, float]]) -> list[tuple[int, float]]:
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _forget_clients() -> None:
    """Chroma keeps one system a path for the life of the process; a store that was wiped needs a new one."""
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
