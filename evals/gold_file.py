"""A user's own file of questions while it grows: what it asks already, free ids, and a line at a time."""

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.prompt import Prompt

from assistant.errors import DatelineError, StoppedError
from assistant.wording import count
from evals import lines
from evals.errors import EvalError
from evals.questions import GoldQuestion, read, refusal


class Stop(Exception):
    """The user has had enough."""


class GoldFile:
    """The questions in it are read at once; EvalError when what is there is no such file, or cannot be written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.added = 0
        there = path.exists()
        text = lines.text(path) if there else ""
        if path.suffix == ".gz" or text.lstrip().startswith("["):
            raise EvalError(
                f"{path} cannot be added to, a question a line; name a file of JSON lines (.jsonl) with --out. Nothing"
                " was written."
            )
        self.kept = read(path) if text.strip() else []
        try:
            with path.open("ab"):
                pass
            if not there:
                path.unlink()
        except OSError as error:
            raise EvalError(f"{path} cannot be written: {error.strerror}. Nothing was asked.") from error

    def free_id(self, letter: str) -> str:
        """An id that no question in the file has: the letter and three digits."""
        taken = {question.id for question in self.kept}
        return next(key for key in (f"{letter}{number:03}" for number in range(1, sys.maxsize)) if key not in taken)

    def asks(self, question: GoldQuestion) -> bool:
        """Whether the file asks the same already."""
        return any(question.asks == other.asks for other in self.kept)

    @property
    def told(self) -> str:
        """What came of it, in a sentence."""
        if not self.added:
            return f"Nothing was added to {self.path}" + (f", which holds {len(self.kept)}." if self.kept else ".")
        return (
            f"{count(self.added, 'question')} added to {self.path}, which holds {len(self.kept)}. Measure with:"
            f" dateline eval {self.path}"
        )

    def add(self, question: GoldQuestion) -> None:
        """Writes the question at the end of the file; what is in it stays, whatever happens."""
        assert not self.asks(question)  # the file could be read no more
        value = question.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        data = json.dumps(value, ensure_ascii=False).encode() + b"\n"
        try:
            before = self.path.read_bytes() if self.path.exists() else b""
            try:
                lines.append(self.path, data if before[-1:] in (b"", b"\n") else b"\n" + data, len(before))
            except OSError:
                os.truncate(self.path, len(before))
                raise
        except OSError as error:
            raise EvalError(f"{self.path} cannot be written: {error.strerror}.") from error
        self.kept = read(self.path)
        self.added += 1


@contextmanager
def growing(file: GoldFile, console: Console) -> Iterator[None]:
    """Until all is seen or the user stops; whatever ends it, what was added is told."""
    try:
        yield
    except Stop:
        pass
    except KeyboardInterrupt as stopped:
        console.print()
        raise StoppedError(f"Stopped. {file.told}") from stopped
    except DatelineError as error:
        raise EvalError(f"{error} {file.told}") from error
    console.print(file.told, highlight=False, markup=False, soft_wrap=True)


CHOICES = {"k": "keep", "m": "mend", "d": "drop", "s": "stop"}


def choose(console: Console, choices: str, default: str) -> str:
    """One letter of `choices`; Stop for `s`, and when there is nobody to answer."""
    with asking():
        words = ", ".join(CHOICES[letter] for letter in choices)
        choice = Prompt.ask(words, choices=list(choices), default=default, console=console)
    if choice == "s":
        raise Stop
    return choice


def mended(console: Console, question: str) -> str:
    """The question as the user puts it: one that can be asked."""
    while True:
        text = Prompt.ask("Question", default=question, console=console)
        why = refusal(text)
        if why is None:
            return text
        console.print(why, highlight=False, markup=False)


@contextmanager
def asking() -> Iterator[None]:
    """The end of what is typed means stop."""
    try:
        yield
    except EOFError:
        raise Stop from None
