"""A home folder, opened: the catalog, the two derived indexes and the embedder, with the one-writer lock."""

import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Protocol

from filelock import FileLock, Timeout

from index import fingerprint
from index.catalog import Catalog
from index.cleaning import clean, unclean
from index.embed import Embedder
from index.errors import DatelineError, HomeError, WriterBusyError
from index.fill import fill_languages, fill_speeches, languages_missing, speeches_missing
from index.passing import Passing
from index.rerank import Reranker
from index.split import PASSAGE_WORDS
from index.vectors import VectorIndex
from index.words import WordIndex

logger = logging.getLogger(__name__)

TIDYING_S = 60.0
"""How long a writer waits for a process that tidies up."""
POLL_S = 0.2
"""How long one try at the lock lasts; a writer's note is beside it well before."""


class EmbedderMaker(Protocol):
    def __call__(self) -> Embedder: ...


class Library:
    """Everything that is in one home folder. Any number of processes may read it; one at a time may change it."""

    def __init__(
        self,
        home: Path,
        make_embedder: Callable[[], Embedder],
        chroma_url: str | None = None,
        passage_words: int = PASSAGE_WORDS,
        make_reranker: Callable[[], Reranker] | None = None,
    ) -> None:
        """`make_embedder` is called when a vector is first needed: reading a list of articles loads no model.

        So is `make_reranker` when something is first ranked again; None for leaving the order as it is.
        """
        self.home = home
        self.passage_words = passage_words
        try:
            try_writing(home)
        except OSError as error:
            raise HomeError(
                f"The home folder {home} cannot be used: {error.strerror}. Choose another with --home or DATELINE_HOME."
            ) from error
        self.catalog = Catalog(home / "catalog.sqlite")
        self.passing = Passing(self.catalog)
        self.words = WordIndex(home / "words", self.catalog)
        self.vectors = VectorIndex(home / "vectors", self.catalog, chroma_url)
        self._make_embedder = make_embedder
        self._embedder: Embedder | None = None
        self._make_reranker = make_reranker
        self._reranker: Reranker | None = None
        self._embedder_lock = threading.Lock()
        self._synced: int | None = None
        self._filled = False
        self._sync_lock = threading.Lock()

    @property
    def embedder(self) -> Embedder:
        """Loaded when it is first asked for; WeightsError when the library's vectors are of another one."""
        with self._embedder_lock:
            if self._embedder is None:
                embedder = self._make_embedder()
                fingerprint.refuse_another(self.catalog, embedder)
                self._embedder = embedder
            return self._embedder

    @property
    def reranker(self) -> Reranker | None:
        """Loaded when it is first asked for; None when there is to be none."""
        with self._embedder_lock:
            if self._reranker is None and self._make_reranker is not None:
                self._reranker = self._make_reranker()
            return self._reranker

    def sync(self, wait: bool = False) -> None:
        """Brings the derived indexes to the catalog's generation, and cleans up; cheap when all is done already.

        Who only searches does not `wait` while another thread fills an index anew: vectors are searched exactly then.
        """
        if not self._sync_lock.acquire(blocking=wait or self._synced is None):
            return
        try:
            generation = self.catalog.generation
            if self._synced == generation:
                return
            self._fill()
            left = self._clean()
            words, _ = self.words.sync(), self.vectors.sync()
            # What another process is bringing up to date, or keeps from being cleaned, is looked at again next time.
            self._synced = generation if words and not left else None
        finally:
            self._sync_lock.release()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Holds the right to change this library; WriterBusyError when another process has it."""
        with writing(self.home):
            yield

    def remove(self, article_ids: Sequence[str]) -> frozenset[str]:
        """Deletes articles everywhere: from the catalog, then their bytes from every file of the home.

        The derived indexes are filled again by the next `sync`, once for however many removals. Returns what still
        holds some bytes (of `meta.PARTS`) because another process has it open; whoever opens the home next, or searches
        there, deletes them.
        """
        with self.writing():
            self.catalog.remove(article_ids)
            return self._scrub()

    def _scrub(self) -> frozenset[str]:
        return clean(self.catalog, {"words": self.words.drop, "vectors": self.vectors.drop})

    def _clean(self) -> frozenset[str]:
        """Deletes what is left of removed articles, if nobody is writing; returns what still holds some."""
        left = unclean(self.catalog)
        if left:
            with suppress(WriterBusyError, HomeError), writing(self.home, tidying=True):
                left = self._scrub()
        return left

    def _fill(self) -> None:
        """Looks for the languages of articles that an older Dateline stored, and for who speaks; once a home."""
        for missing, fill in ((languages_missing, fill_languages), (speeches_missing, fill_speeches)):
            if not self._filled and missing(self.catalog):
                with suppress(WriterBusyError, HomeError), writing(self.home, tidying=True):
                    fill(self.catalog)
        self._filled = True

    def set_aside(self, article_ids: Sequence[str]) -> str:
        """Hides articles from every list and search at once; the stamp returned brings them back."""
        with self.writing():
            stamp = self.catalog.aside.put(article_ids)
        self.sync()
        return stamp

    def restore(self, stamp: str) -> int:
        """Brings back what was set aside together; returns how many of it were still there."""
        with self.writing():
            restored = self.catalog.aside.restore(stamp)
        self.sync()
        return len(restored)

    def purge(self, *, until: datetime | None = None, stamp: str | None = None) -> int:
        """Deletes for good what was set aside until this moment, or under this stamp; returns how many articles."""
        aside = self.catalog.aside
        if not aside.ids(until=until, stamp=stamp):  # nothing to do: no need to hold anybody up
            return 0
        with self.writing():
            ids = aside.ids(until=until, stamp=stamp)  # some may have come back meanwhile
            if ids:
                self.catalog.remove(ids)
                self._scrub()
        if ids:
            self.sync(wait=True)
        return len(ids)

    def close(self) -> None:
        with suppress(DatelineError):  # another process may have removed what only this one could delete
            if self.vectors.owned:
                self._clean()
        self.vectors.close()
        self.catalog.close()


@contextmanager
def writing(home: Path, *, tidying: bool = False) -> Iterator[None]:
    """Holds the right to change the library in this folder; WriterBusyError when another process has it.

    Who only tidies up says so, and is waited for: readers do that unasked, and nobody could tell what to wait for.
    """
    lock = FileLock(home / "write.lock")
    note = home / "write.pid"
    try:
        _acquire(lock, note, patient=not tidying)
    except Timeout:
        raise WriterBusyError(
            f"Another Dateline process ({_owner(note)}) is changing the library in {home}. Nothing was changed"
            " here; try again when it is done."
        ) from None
    except OSError as error:
        raise HomeError(f"The library in {home} cannot be locked for writing: {error.strerror}.") from error
    try:
        with suppress(OSError):  # a courtesy to the second writer; a full disk fails where the article is stored
            if tidying:
                note.unlink(missing_ok=True)  # of a writer that was killed
            else:
                note.write_text(str(os.getpid()))
        yield
    finally:
        note.unlink(missing_ok=True)
        lock.release()


def _acquire(lock: FileLock, note: Path, *, patient: bool) -> None:
    """Takes the lock. Who is patient waits for as long as no writer has left its note beside it."""
    until = time.monotonic() + TIDYING_S
    while True:
        try:
            lock.acquire(timeout=POLL_S if patient else 0)
            return
        except Timeout:
            if not patient or note.exists() or time.monotonic() > until:
                raise


def try_writing(home: Path) -> None:
    """Makes the folder and a file in it that is gone at once; OSError when that cannot be done."""
    home.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=home):  # a name that nobody else has: others may be trying at the same time
        pass


def _owner(note: Path) -> str:
    try:
        return f"process {int(note.read_text())}"
    except (OSError, ValueError):
        return "just starting"
