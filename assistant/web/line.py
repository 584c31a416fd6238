"""The line before the model: questions are answered in the order they were asked, and know their place."""

import math
import os
import threading
import time
from types import TracebackType

from assistant.errors import BusyError

SEATS = 24
"""Questions that are answered or wait at once, each in a thread; whoever comes then is told how long it takes."""
ENDPOINT_WIDTH = 4
"""Questions an endpoint answers at once; the embedded model answers one at a time."""
COMING_SECONDS = 30.0
"""How long a seat is kept for a question that is on its way to it."""
GUESSED_SECONDS = 10.0
"""What a question takes as long as none was answered yet."""


class Line:
    """First come, first served, `width` at a time; of `seats` at most."""

    def __init__(self, width: int, seats: int = SEATS) -> None:
        self._width, self._seats = width, seats
        self.searching = threading.BoundedSemaphore(max(2, os.cpu_count() or 2))
        """Held while searching: more at once than processors would only keep the page from answering anybody."""
        self._tickets: list[Ticket] = []
        self._coming: dict[str, float] = {}
        """For whom a seat is kept, and until when on the monotonic clock."""
        self._moved = threading.Condition()
        self._seconds = GUESSED_SECONDS

    def ticket(self, who: str = "") -> "Ticket":
        """A place at the end of the line, until the ticket is closed; BusyError when there is none (at `with`).

        `who`: for whom a seat may be kept.
        """
        return Ticket(self, who)

    def keep(self, who: str) -> bool:
        """Keeps a seat for a question that is on its way; whether there was one."""
        with self._moved:
            free = self._taken() < self._seats or who in self._coming
            if free:
                self._coming[who] = time.monotonic() + COMING_SECONDS
            return free

    def forget(self, who: str) -> None:
        """What a seat was kept for does not need it."""
        with self._moved:
            self._coming.pop(who, None)

    def _taken(self) -> int:
        self._coming = {name: until for name, until in self._coming.items() if until > time.monotonic()}
        return len(self._tickets) + len(self._coming)

    @property
    def wait(self) -> int:
        """About how many seconds it takes until all who are in the line are answered; at least 1."""
        return max(1, math.ceil((len(self._tickets) + len(self._coming)) / self._width * self._seconds))

    def busy(self) -> str:
        """What somebody is told for whom there is no seat."""
        return f"Dateline is busy: other questions are waiting, about {self.wait} s of them. Ask again in a while."


class Ticket:
    """One question's place."""

    def __init__(self, line: Line, who: str) -> None:
        self.line, self._who = line, who
        self._told = 0
        self._begun: float | None = None
        """When it was its turn, on the monotonic clock."""

    def __enter__(self) -> "Ticket":
        line = self.line
        with line._moved:
            kept = line._coming.pop(self._who, None) is not None
            if len(line._tickets) >= line._seats or (not kept and line._taken() >= line._seats):
                raise BusyError(line.busy())
            line._tickets.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        line = self.line
        with line._moved:
            line._tickets.remove(self)
            if self._begun is not None:  # the latest count most: models and questions change
                line._seconds += 0.3 * (time.monotonic() - self._begun - line._seconds)
            line._moved.notify_all()

    def ahead(self, seconds: float) -> int:
        """How many have to end before it is this one's turn: when that changed, or after `seconds`."""
        moved = self.line._moved
        with moved:
            if self._told:
                moved.wait_for(lambda: self._before() != self._told, seconds)
            self._told = self._before()
            if not self._told and self._begun is None:
                self._begun = time.monotonic()
            return self._told

    def _before(self) -> int:
        return max(0, self.line._tickets.index(self) + 1 - self.line._width)
