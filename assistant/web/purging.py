"""What was removed on the page is deleted for good once it can no longer be brought back: a thread beside the page."""

import logging
import threading
from datetime import UTC, datetime

from assistant.errors import DatelineError
from index.aside import WAIT
from index.library import Library

logger = logging.getLogger(__name__)

LOOK_SECONDS = 5.0
"""How often it looks whether something's time is up."""


class Purging:
    """Started with the page; first it deletes what an earlier run of the program left waiting."""

    def __init__(self, library: Library, changing: threading.Lock) -> None:
        """`changing` is held by whoever changes the library in this process: two changes wait for each other."""
        self._changing = changing
        self._library = library
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        self._thread = threading.Thread(target=self._work, args=(datetime.now(UTC),), name="purging", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends it; a deletion that has begun is finished."""
        self._over.set()
        if self._thread is not None:
            self._thread.join()

    def _work(self, started: datetime) -> None:
        left = True  # by an earlier run: until it is gone, for another process may be writing now
        while True:
            left = left and not self.purge(started)
            self.purge(datetime.now(UTC) - WAIT)
            if self._over.wait(LOOK_SECONDS):
                return

    def purge(self, until: datetime) -> bool:
        """Deletes what was removed until this moment; False when that has to wait for another time."""
        try:
            with self._changing:
                self._library.purge(until=until)
        except DatelineError as error:
            logger.info("what was removed is not deleted yet: %s", error)
            return False
        except Exception:
            logger.exception("what was removed could not be deleted")
            return False
        return True
