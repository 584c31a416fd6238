"""Many questions or claims in one process: strict lines in, one result a line out, and a stop costs nothing done.

A result file is always the results of the first so many items, in order: that is what makes it safe to go on with.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Literal, Protocol, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import HomeError, ReadError
from assistant.types import Turn
from index.types import Filters


class _Line(BaseModel):
    """No field that is not known, nothing guessed; the one exception is an id, which may be a number."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TurnLine(_Line):
    """An earlier message of the conversation a question belongs to."""

    role: Literal["user", "assistant"]
    text: str


class QuestionLine(_Line):
    """One line of `questions.jsonl` or `queries.jsonl`."""

    id: str = Field(alias="_id", min_length=1, max_length=200, coerce_numbers_to_str=True)
    text: str
    history: tuple[TurnLine, ...] = ()
    since: date | None = Field(None, strict=True)
    until: date | None = Field(None, strict=True)
    source: str | None = None
    metadata: Any = None
    """BEIR's; ignored."""

    @property
    def turns(self) -> tuple[Turn, ...]:
        return tuple(Turn(turn.role, turn.text) for turn in self.history)

    @property
    def filters(self) -> Filters:
        return Filters(self.since, self.until, self.source or None)


class ClaimLine(_Line):
    """One line of `claims.jsonl`."""

    id: str = Field(min_length=1, max_length=200, coerce_numbers_to_str=True)
    claim: str
    text: str


class Identified(Protocol):
    @property
    def id(self) -> str: ...


L = TypeVar("L", QuestionLine, ClaimLine)


def read_questions(path: Path) -> list[QuestionLine]:
    """The questions of a file in order; ReadError names the line that is none."""
    questions = _read(path, QuestionLine)
    for number, question in questions:
        if question.since and question.until and question.since > question.until:
            raise ReadError(f"{path}:{number}: since {question.since} is after until {question.until}.")
    return [question for _, question in questions]


def read_claims(path: Path) -> list[ClaimLine]:
    """The claims of a file in order; ReadError names the line that is none."""
    return [claim for _, claim in _read(path, ClaimLine)]


def _read(path: Path, model: type[L]) -> list[tuple[int, L]]:
    found: list[tuple[int, L]] = []
    seen: dict[str, int] = {}
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror}.") from error
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            item = model.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"]))
            raise ReadError(
                f"{path}:{number}: {place + ': ' if place else ''}{first['msg']}. Nothing was run."
            ) from None
        if item.id in seen:
            raise ReadError(
                f"{path}:{number}: the id {item.id!r} was on line {seen[item.id]} already. Nothing was run; give each"
                " line an id of its own."
            )
        seen[item.id] = number
        found.append((number, item))
    return found


def count_done(path: Path, items: Sequence[L], same: Callable[[Mapping[str, Any], L], bool]) -> int:
    """How many results `path` holds already; a last line that was torn off is cut away.

    ReadError when its lines are not the results of the first items: then it belongs to something else.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise ReadError(f"{path} cannot be read: {error.strerror}.") from error
    whole = data[: data.rfind(b"\n") + 1]
    lines = whole.splitlines()
    for number, line in enumerate(lines, start=1):
        result = _result(line)
        if result is None or number > len(items) or not same(result, items[number - 1]):
            raise ReadError(
                f"{path}:{number} is not the result of line {number} of the input. Nothing was run or changed; name"
                " another --out file, or move this one away."
            )
    if len(whole) < len(data):
        os.truncate(path, len(whole))
    return len(lines)


def _result(line: bytes) -> Mapping[str, Any] | None:
    try:
        value = json.loads(line)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None


@contextmanager
def appending(path: Path) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """A function that writes one result as a line; when it returns, the line is on the disk."""
    try:
        with path.open("ab") as file:

            def write(result: Mapping[str, Any]) -> None:
                text = json.dumps(result, ensure_ascii=False, allow_nan=False)
                file.write(text.encode("utf-8", "backslashreplace") + b"\n")
                file.flush()
                os.fsync(file.fileno())

            yield write
    except OSError as error:
        raise HomeError(
            f"{path} cannot be written: {error.strerror}. The lines that are in it are kept; the same command goes on"
            " after them."
        ) from error
