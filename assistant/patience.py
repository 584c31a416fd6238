"""A call that must not take for ever, whatever keeps it busy: bytes that trickle in reset every read's own timeout."""

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")


def within(seconds: float, call: Callable[[], T], too_late: Callable[[T], None]) -> T:
    """What `call` returns or raises; TimeoutError when it has done neither after `seconds`.

    The call is then left behind in a thread of its own, and what it still returns goes to `too_late`, to be closed.
    """
    return _Call(call, too_late).result(seconds)


class _Call(Generic[T]):
    """One call in its thread. The program's end does not wait for it."""

    def __init__(self, call: Callable[[], T], too_late: Callable[[T], None]) -> None:
        self._call, self._too_late = call, too_late
        self._lock = threading.Lock()
        self._done = threading.Event()
        self._given_up = False
        self._returned: list[T] = []
        self._raised: BaseException | None = None

    def result(self, seconds: float) -> T:
        threading.Thread(target=self._work, name="request to the model", daemon=True).start()
        try:
            self._done.wait(seconds)
        finally:  # also at Ctrl-C
            with self._lock:
                self._given_up = not self._done.is_set()
        if self._given_up:
            raise TimeoutError(f"nothing came of it in {seconds:g} s")
        if self._raised is not None:
            raise self._raised
        return self._returned[0]

    def _work(self) -> None:
        try:
            returned = self._call()
        except BaseException as error:  # noqa: BLE001 - it is raised where the result is waited for
            self._raised = error
            self._done.set()
            return
        with self._lock:
            if not self._given_up:
                self._returned.append(returned)
                self._done.set()
                return
        self._too_late(returned)
