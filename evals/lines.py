"""Datasets as files: JSON, JSON lines and tables, gzipped or not; every complaint names the file and the line."""

import gzip
import json
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from evals.errors import EvalError

Model = TypeVar("Model", bound=BaseModel)


def text(path: Path) -> str:
    """The file's text; EvalError when it cannot be read."""
    if path.is_dir():
        raise EvalError(f"{path} is a folder; a file is expected.")
    if path.exists() and not path.is_file():  # a device may never end
        raise EvalError(f"{path} is no regular file.")
    try:
        data = path.read_bytes()
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise EvalError(f"{path} cannot be read: it is not UTF-8 text.") from None
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or "it is no whole gzip file"
        raise EvalError(f"{path} cannot be read: {reason}.") from error


def numbered(path: Path, form: type[Model]) -> list[tuple[int, Model]]:
    """(line, object) of a file of JSON lines, or of one JSON list; EvalError names the first line that is not so."""
    whole = text(path)
    if whole.lstrip().startswith("["):
        listed = _entries(path, whole)
    else:
        listed = ((n, line) for n, line in enumerate(whole.split("\n"), start=1) if line.strip())
    found = [(number, _parse(f"{path}:{number}", line, form)) for number, line in listed]
    if not found:
        raise EvalError(f"{path} is empty.")
    return found


def read(path: Path, form: type[Model]) -> list[Model]:
    """The objects alone."""
    return [item for _, item in numbered(path, form)]


def by_id(path: Path, form: type[Model], key: Callable[[Model], str]) -> dict[str, Model]:
    """Id -> object; EvalError names the line on which an id comes again."""
    found = numbered(path, form)
    unique(path, ((number, key(item)) for number, item in found))
    return {key(item): item for _, item in found}


def parse(path: Path, form: type[Model]) -> Model:
    """A file that is one JSON object."""
    return _parse(str(path), text(path), form)


def unique(path: Path, ids: Iterable[tuple[int, str]]) -> None:
    """EvalError when an id is there twice; ids come with their lines."""
    seen: dict[str, int] = {}
    for number, one in ids:
        if one in seen:
            raise EvalError(f"{path}:{number}: the id {one!r} was used before, on line {seen[one]}.")
        seen[one] = number


def table(path: Path) -> list[tuple[int, list[str]]]:
    """(line, cells) of a tab-separated file."""
    return [(n, line.split("\t")) for n, line in enumerate(text(path).splitlines(), start=1) if line.strip()]


def append(path: Path, data: bytes, after: int) -> None:
    """Writes at the end of the first `after` bytes, and what stood behind them goes. On the disk when this returns.

    After an OSError a part of it may stand there: whoever reads the file leaves it out, or cuts it off.
    """
    with path.open("ab") as file:
        file.truncate(after)
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _entries(path: Path, whole: str) -> Iterator[tuple[int, str]]:
    """The entries of a JSON list, each with the line it begins on."""
    try:
        json.loads(whole)
    except RecursionError:
        raise EvalError(f"{path} is not JSON that can be read: it is nested too deep.") from None
    except ValueError as error:
        raise EvalError(f"{path} is not JSON: {error}.") from None
    decoder = json.JSONDecoder()
    line, counted, at = 1, 0, whole.index("[") + 1
    while True:
        while whole[at] in " \t\r\n,":
            at += 1
        if whole[at] == "]":
            return
        line += whole.count("\n", counted, at)
        counted = at
        _, end = decoder.raw_decode(whole, at)
        yield line, whole[at:end]
        at = end


_WORDS = {"missing": "is missing", "extra_forbidden": "there is no such field"}
"""Of pydantic's kinds of error, those that it names in words of its own."""


def _parse(place: str, text: str, form: type[Model]) -> Model:
    """The object; EvalError with its place, which is a line of a file or a whole one."""
    try:
        return form.model_validate_json(text)
    except ValidationError as error:
        first = error.errors()[0]
        words = _WORDS.get(first["type"], first["msg"].removeprefix("Value error, "))
        if "\n" not in text.strip():
            words = words.replace(" at line 1 column ", " at column ")  # of the line that is named
        raise EvalError(": ".join(part for part in (place, ".".join(map(str, first["loc"])), words) if part)) from None
