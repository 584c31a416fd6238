"""Questions that are being answered now: each in a thread of its own, so that Stop never waits for the model."""

import threading
import time
from collections.abc import Generator, Iterator
from queue import SimpleQueue

from assistant.conversations.types import Exchange
from assistant.web import asking

AGAIN_SECONDS = 10.0
"""A step that changes nothing, as they come of a question that waits, is shown this often: each one shown is work that
all who wait pay for, but only then it is noticed that the page is gone."""


class Run:
    """The exchanges of one question as they come; told to stop, it ends at once with what there is."""

    def __init__(self, steps: Generator[Exchange]) -> None:
        self.left = False
        """Whether the reader has gone on to something else: then nothing of it is to be shown any more."""
        self._steps = steps
        self._come: SimpleQueue[Exchange | None] = SimpleQueue()
        self._stopped = threading.Event()
        self._over = threading.Event()

    def __iter__(self) -> Iterator[Exchange]:
        threading.Thread(target=self._work, name="question", daemon=True).start()
        last: Exchange | None = None
        shown = 0.0
        try:
            while (step := self._come.get()) is not None and not self._stopped.is_set():
                if step != last or time.monotonic() - shown >= AGAIN_SECONDS:
                    last, shown = step, time.monotonic()
                    yield step
            if self._stopped.is_set() and last is not None:
                yield asking.stopped(last)
        finally:  # also when the page that asked is gone
            self.stop()
            self._over.set()

    def stop(self) -> None:
        """Ends it. The thread follows when the model says its next word; nobody waits for that."""
        self._stopped.set()
        self._come.put(None)

    def leave(self, seconds: float = 10.0) -> None:
        """Ends it without a word, and waits until nothing of it can come to the page any more."""
        self.left = True
        self.stop()
        self._over.wait(seconds)

    @property
    def over(self) -> bool:
        """Whether all of it has been shown."""
        return self._over.is_set()

    def _work(self) -> None:
        try:
            for step in self._steps:
                if self._stopped.is_set():
                    break
                self._come.put(step)
        finally:
            self._steps.close()
            self._come.put(None)


class Runs:
    """At most one for each open page."""

    def __init__(self) -> None:
        self._runs: dict[str, Run] = {}
        self._lock = threading.Lock()

    def begin(self, page: str | None, steps: Generator[Exchange]) -> Run | None:
        """None when the page's last question is still being answered."""
        with self._lock:
            self._runs = {name: run for name, run in self._runs.items() if not run.over}
            if (page or "") in self._runs:
                return None
            run = self._runs[page or ""] = Run(steps)
            return run

    def of(self, page: str | None) -> Run | None:
        """What is being answered for a page."""
        with self._lock:
            run = self._runs.get(page or "")
        return None if run is None or run.over else run
