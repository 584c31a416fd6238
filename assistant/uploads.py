"""Where files that are sent to the page wait until they are read: a folder in the home that goes with the page.

Nothing of them may outlive it. A page that was killed leaves its folder behind; whoever opens the home next deletes it.
"""

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import HomeError

_PREFIX = ".uploads-"
_LOCK = "page.lock"
_MAKING = "uploads.lock"
"""Held while folders are made or swept: one that was just made is not locked yet."""


class Uploads:
    """A page's own folder; its reader's folders and those of other pages lie in the same home."""

    def __init__(self, home: Path) -> None:
        """HomeError when the folder cannot be made."""
        try:
            home.mkdir(parents=True, exist_ok=True)
            with FileLock(home / _MAKING):
                _sweep(home)
                self.folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=home))
                self._lock = FileLock(self.folder / _LOCK, thread_local=False)
                self._lock.acquire(timeout=0)
        except OSError as error:
            raise HomeError(f"The home folder {home} cannot be written: {error.strerror}.") from error

    def close(self) -> None:
        """Deletes the folder with all that is in it."""
        self._lock.release()
        shutil.rmtree(self.folder, ignore_errors=True)


def sweep(home: Path) -> None:
    """Deletes the folders of pages that are no more."""
    if any(home.glob(f"{_PREFIX}*")):
        with suppress(OSError), FileLock(home / _MAKING):
            _sweep(home)


def _sweep(home: Path) -> None:
    for folder in home.glob(f"{_PREFIX}*"):
        lock = FileLock(folder / _LOCK, thread_local=False)
        with suppress(Timeout, OSError):
            lock.acquire(timeout=0)
            lock.release()
            shutil.rmtree(folder, ignore_errors=True)
