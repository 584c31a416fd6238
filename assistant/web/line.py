"""The line before the model: questions are answered in the order they were asked, and know their place."""

import threading
from types import TracebackType


class Line:
    """First come, first served, `width` at a time."""

    def __init__(self, width: int) -> None:
        self._width = width
        self._tickets: list[Ticket] = []
        self._moved = threading.Condition()

    def ticket(self) -> "Ticket":
        """A place at the end of the line, until the ticket is closed."""
        return Ticket(self._width, self._tickets, self._moved)


class Ticket:
    """One question's place."""

    def __init__(self, width: int, tickets: list["Ticket"], moved: threading.Condition) -> None:
        self._width, self._tickets, self._moved = width, tickets, moved
        self._told = 0

    def __enter__(self) -> "Ticket":
        with self._moved:
            self._tickets.append(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._moved:
            self._tickets.remove(self)
            self._moved.notify_all()

    def ahead(self, seconds: float) -> int:
        """How many have to end before it is this one's turn: when that changed, or after `seconds`."""
        with self._moved:
            if self._told:
                self._moved.wait_for(lambda: self._before() != self._told, seconds)
            self._told = self._before()
            return self._told

    def _before(self) -> int:
        return max(0, self._tickets.index(self) + 1 - self._width)
