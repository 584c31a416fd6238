"""Results to standard output, messages and progress to standard error; nothing an article holds steers the terminal."""

from __future__ import annotations

import contextlib
import json
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from types import FrameType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from rich.console import Console

    from index.weights import Progress

WIDEST = 96
"""Columns of running text: longer lines are hard to read, however wide the window is."""

_STEERING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def safe(text: str) -> str:
    """The text without what a terminal obeys (escape sequences, control characters) or what turns its direction."""
    return _STEERING.sub("", text)


def print_json(value: Any) -> None:
    """One JSON value and a line end."""
    sys.stdout.write(json_line(value, indent=2 if sys.stdout.isatty() else None))
    sys.stdout.flush()


def json_line(value: Any, indent: int | None = None) -> str:
    """The value as JSON with a line end; letters stay readable unless they cannot be encoded at all."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(value, allow_nan=False, indent=indent)
    return text + "\n"


def print_text(text: str) -> None:
    """A line of a result, as text."""
    sys.stdout.write(safe(text) + "\n")


def say(message: str) -> None:
    """A message for the reader, on standard error."""
    sys.stderr.write(safe(message) + "\n")
    sys.stderr.flush()


def out() -> Console:
    """The console results are drawn on when standard output is a terminal."""
    from rich.console import Console

    console = Console(highlight=False, markup=False, emoji=False)
    console.width = min(console.width, WIDEST)
    return console


def messages() -> Console:
    """The console progress is drawn on."""
    from rich.console import Console

    return Console(stderr=True, highlight=False, markup=False, emoji=False)


@contextlib.contextmanager
def fetching() -> Iterator[Progress]:
    """Shows how far a fetch of weights is; a line a source where standard error is no terminal."""
    if not sys.stderr.isatty():
        said: set[str] = set()

        def tell(label: str, done: int, total: int) -> None:
            if label not in said:
                said.add(label)
                say(f"{label} ({total / 1e6:,.0f} MB)")

        yield tell
        return
    from rich.progress import BarColumn, DownloadColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    bar = Progress(*columns, console=messages(), transient=True)
    tasks: list[TaskID] = []

    def draw(label: str, done: int, total: int) -> None:
        if not tasks:  # nothing is drawn before something is fetched
            bar.start()
            tasks.append(bar.add_task(label, total=total))
        bar.update(tasks[0], description=safe(label), completed=done, total=total)

    try:
        yield draw
    finally:
        bar.stop()


_interrupted = threading.Event()


def heed_interrupts() -> None:
    """Remembers Ctrl-C: an exception that is raised inside a library's callback may be swallowed there."""
    _interrupted.clear()

    def stop(number: int, frame: FrameType | None) -> None:
        _interrupted.set()
        signal.default_int_handler(number, frame)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, stop)


def stop_if_interrupted() -> None:
    """Raises KeyboardInterrupt when Ctrl-C was pressed and nothing came of it yet."""
    if _interrupted.is_set():
        raise KeyboardInterrupt


@contextlib.contextmanager
def counting(label: str, total: int | None = None) -> Iterator[Callable[[str], None]]:
    """Counts what is done: the function is called with a word about each. A line now and then without a terminal."""
    done = 0
    if not sys.stderr.isatty():

        def tell(what: str) -> None:
            nonlocal done
            stop_if_interrupted()
            done += 1
            if done % 100 == 0:
                say(f"{label}: {done}" + (f" of {total}" if total else ""))

        yield tell
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (BarColumn(), MofNCompleteColumn()) if total else (SpinnerColumn(), TextColumn("{task.completed:.0f}"))
    what_column = TextColumn("{task.fields[what]}", markup=False, style="dim")
    with Progress(
        TextColumn(label), *columns, TimeElapsedColumn(), what_column, console=messages(), transient=True
    ) as bar:
        task = bar.add_task(label, total=total, what="")

        def draw(what: str) -> None:
            stop_if_interrupted()
            bar.update(task, advance=1, what=safe(what)[:60])

        yield draw
