"""A user's own file of questions while it grows: what it asks already, free ids, and a line at a time."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.prompt import Prompt

from assistant.wording import count
from evals.errors import EvalError
from evals.questions import GoldQuestion, read


class Stop(Exception):
    """The user has had enough."""


class GoldFile:
    """The questions in it are read at once; EvalError when what is there is no such file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.kept = read(path) if path.exists() and path.stat().st_size else []
        self.added = 0

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
        return (
            f"{count(self.added, 'question')} added to {self.path}, which holds {len(self.kept)}. Measure with:"
            f" dateline eval {self.path}"
        )

    def add(self, question: GoldQuestion) -> None:
        """Writes the question at the end of the file; what is in it stays, whatever happens."""
        value = question.model_dump(mode="json", by_alias=True, exclude_defaults=True)
        try:
            with self.path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(value, ensure_ascii=False) + "\n")
        except OSError as error:
            raise EvalError(
                f"{self.path} cannot be written: {error.strerror}. What was kept before is in it."
            ) from error
        self.kept = read(self.path)
        self.added += 1


CHOICES = {"k": "keep", "m": "mend", "d": "drop", "s": "stop"}


def choose(console: Console, choices: str, default: str) -> str:
    """One letter of `choices`; Stop for `s`, and when there is nobody to answer."""
    with asking():
        words = ", ".join(CHOICES[letter] for letter in choices)
        choice = Prompt.ask(words, choices=list(choices), default=default, console=console)
    if choice == "s":
        raise Stop
    return choice


@contextmanager
def asking() -> Iterator[None]:
    """The end of what is typed means stop."""
    try:
        yield
    except EOFError:
        raise Stop from None
