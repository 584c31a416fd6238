"""Datasets as files: JSON, JSON lines and tables, gzipped or not; every complaint names the file and the line."""

import csv
import gzip
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

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
        return (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    except (OSError, EOFError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise EvalError(f"{path} cannot be read: {reason}.") from error


def read(path: Path, form: type[Model]) -> list[Model]:
    """A file of JSON lines, or one JSON list, each object in the form; EvalError names the first line that is not."""
    whole = text(path)
    if whole.lstrip().startswith("["):
        numbered = [(number, json.dumps(item)) for number, item in enumerate(_json(path, whole), start=1)]
    else:
        numbered = [(n, line) for n, line in enumerate(whole.split("\n"), start=1) if line.strip()]
    found = [_parse(path, number, line, form) for number, line in numbered]
    if not found:
        raise EvalError(f"{path} is empty.")
    return found


def parse(path: Path, form: type[Model]) -> Model:
    """A file that is one JSON object."""
    return _parse(path, 1, text(path), form)


def unique(path: Path, ids: Iterator[str]) -> None:
    """EvalError when an id is there twice."""
    seen: set[str] = set()
    for number, one in enumerate(ids, start=1):
        if one in seen:
            raise EvalError(f"{path}: the id {one!r} of entry {number} was used before.")
        seen.add(one)


def table(path: Path) -> list[list[str]]:
    """The rows of a tab-separated file."""
    return [row for row in csv.reader(text(path).splitlines(), delimiter="\t") if row]


def _json(path: Path, whole: str) -> Any:
    try:
        return json.loads(whole)
    except ValueError as error:
        raise EvalError(f"{path} is not JSON: {error}.") from None


def _parse(path: Path, number: int, line: str, form: type[Model]) -> Model:
    try:
        return form.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        raise EvalError(f"{path}:{number}: {place}: {first['msg']}") from None
