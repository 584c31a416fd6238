"""Many questions or claims in one process: strict lines in. What comes out goes to a file of results (results.py)."""

import stat
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import LLMBusyError, LLMError, LLMRefusedError, LLMUnreachableError, ReadError
from assistant.types import Turn
from index import languages
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
    author: str | None = None
    article: str | None = None
    language: str | None = None
    speaker: str | None = None
    metadata: Any = None
    """BEIR's; ignored."""

    @field_validator("language")
    @classmethod
    def _code(cls, value: str | None) -> str | None:
        if value and languages.code(value) is None:
            raise ValueError(f"{value!r} is no language; write its code, like de, or its English name")
        return languages.code(value)

    @property
    def turns(self) -> tuple[Turn, ...]:
        return tuple(Turn(turn.role, turn.text) for turn in self.history)

    @property
    def filters(self) -> Filters:
        named = (self.source or None, self.author or None, self.article or None)
        return Filters(self.since, self.until, *named, self.language, self.speaker or None)


class ClaimLine(_Line):
    """One line of `claims.jsonl`."""

    id: str = Field(min_length=1, max_length=200, coerce_numbers_to_str=True)
    claim: str
    text: str


L = TypeVar("L", QuestionLine, ClaimLine)
T = TypeVar("T")

LONGEST_WAIT = 20
"""Seconds a batch waits when an endpoint asks it to; for longer ones somebody should know."""
_INHERITED = ("/dev/stdin", "/dev/fd/", "/proc/self/fd/")


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
    refuse_endless(path)
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


def refuse_endless(path: Path) -> None:
    """ReadError for a file that may never end when it is read: a pipe by name, a device.

    What the shell hands over open, as `<(command)` and a piped standard input are, has somebody at its other end.
    """
    if not str(path).startswith(_INHERITED):
        refuse_irregular(path)


def refuse_irregular(path: Path) -> None:
    """ReadError when there is something at `path` that is no regular file; nothing at all is for others to notice."""
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except (OSError, ValueError):
        return
    if not regular:
        raise ReadError(f"{path} is no regular file, but a folder, a pipe or a device. Nothing was run.")


def once_more(call: Callable[[], T]) -> T:
    """The call's result. When the model failed for the moment it is asked once more, after the wait it asks for."""
    try:
        return call()
    except LLMBusyError as error:
        if error.wait is None or error.wait > LONGEST_WAIT:
            raise
        time.sleep(error.wait)
    except (LLMUnreachableError, LLMRefusedError):
        raise
    except LLMError as error:
        if error.lasting:
            raise
    return call()
