"""The answers of a run as they come: each is on the disk before it counts, so that none a user was told of is lost.

Inspect's own log is not enough for that: it is written after the fact, and a full disk leaves it shorter than what was
asked.
"""

import errno
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from assistant.wording import count
from evals import lines
from evals.errors import EvalError
from evals.types import Ask, Item, Outcome, Row

Tell = Callable[[Row], None]


_FULL = {os.strerror(number) for number in (errno.ENOSPC, errno.EDQUOT)}


class _Line(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    time: int
    """Which of the times it was asked, from 1."""
    outcome: Outcome


class Answers:
    """The file of a run that is not done, an answer a line; `wanted` is how many there will be."""

    def __init__(self, path: Path, wanted: int) -> None:
        """OSError when the file is there and cannot be read. A line that was cut off, and what follows it, is left."""
        self.path = path
        self._wanted = wanted
        self._found: dict[tuple[str, int], Outcome] = {}
        self._whole = 0
        for line, end in _lines(path.read_bytes() if path.exists() else b""):
            self._found[line.id, line.time] = line.outcome
            self._whole = end

    def get(self, key: str, time: int) -> Outcome | None:
        """What came of an item the first, second ... `time`; None when it has to be asked."""
        return self._found.get((key, time))

    def add(self, key: str, time: int, outcome: Outcome) -> None:
        """Keeps it: on the disk when this returns. OSError when the disk does not take it; what was kept before is."""
        line = json.dumps({"id": key, "time": time, "outcome": asdict(outcome)}, ensure_ascii=False).encode() + b"\n"
        lines.append(self.path, line, self._whole)
        self._whole += len(line)
        self._found[key, time] = outcome

    @property
    def kept(self) -> str:
        """How many there are, and where, for people."""
        if not self._found:
            return "Nothing was answered yet"
        verb = "is" if len(self._found) == 1 else "are"
        return f"{len(self._found)} of {count(self._wanted, 'answer')} {verb} kept in {self.path.parent}"

    def stopped(self, why: str) -> EvalError:
        """What is said of a run that ended early."""
        what, first = (f"the disk is full ({why})", "make room, and ") if why in _FULL else (why, "")
        return EvalError(f"The run stopped: {what}. {self.kept}; {first}the same command goes on from there.")


@dataclass
class Asking:
    """What is asked, where its answers are kept, and who is told of them."""

    ask: Ask
    answers: Answers
    tell: Tell | None
    failure: BaseException | None = None
    """What ended the run. Inspect begins the next item before that: it would be asked for nothing."""

    def outcome(self, item: Item, time: int) -> Outcome:
        """As it was kept, else asked for, kept and told of; EvalError once something failed."""
        if kept := self.answers.get(item.id, time):
            return kept
        if self.failure:
            raise EvalError("the run has stopped")
        try:
            outcome = self.ask(item)
            self.answers.add(item.id, time, outcome)
        except BaseException as error:
            self.failure = error
            raise
        if self.tell:
            self.tell(Row(item, outcome))
        return outcome


def _lines(data: bytes) -> Iterator[tuple[_Line, int]]:
    """The lines up to the first that is not whole, each with where it ends."""
    end = 0
    for text in data.splitlines(keepends=True):
        try:
            line = _Line.model_validate_json(text)
        except ValidationError:
            return
        if not text.endswith(b"\n"):
            return
        end += len(text)
        yield line, end
