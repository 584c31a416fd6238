"""Scores of an earlier run, kept to compare with: item by item, so that differences are paired."""

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pydantic import BaseModel, ConfigDict

from evals import lines
from evals.errors import EvalError
from evals.measures import Scores
from evals.results import Result

_DIGITS = 4


class SuiteScores(BaseModel):
    """A suite's scores, item by item."""

    model_config = ConfigDict(extra="forbid")

    model: str
    scores: dict[str, dict[str, float]]


class Baseline(BaseModel):
    """A baseline file."""

    model_config = ConfigDict(extra="forbid")

    suites: dict[str, SuiteScores]


def load(path: Path) -> Baseline:
    """The baseline in a file; EvalError when it is none."""
    return lines.parse(path, Baseline)


def scores_of(baseline: Baseline, suite: str, path: Path) -> Mapping[str, Scores]:
    """The suite's scores; EvalError when the baseline does not have the suite."""
    if suite not in baseline.suites:
        raise EvalError(f"The baseline {path} has no {suite!r}; it has {', '.join(baseline.suites) or 'nothing'}.")
    return baseline.suites[suite].scores


def check_shared(baseline: Baseline, suite: str, asked: Iterable[str], path: Path) -> None:
    """EvalError when nothing could be compared: that would pass for no drop."""
    if not set(scores_of(baseline, suite, path)) & set(asked):
        raise EvalError(
            f"The baseline {path} has scores of none of the items of {suite!r} that would be asked: there is nothing to"
            " compare. Write one of these with --write-baseline."
        )


def write(path: Path, results: Sequence[Result]) -> None:
    """Writes a baseline of these results; suites that the file has and this run has not stay."""
    suites = load(path).suites if path.exists() else {}
    for done in results:
        scores = {
            key: {name: round(value, _DIGITS) for name, value in of_one.items()} for key, of_one in done.scores.items()
        }
        suites[done.suite] = SuiteScores(model=done.model, scores=scores)
    body = ",\n".join(
        f'  {json.dumps(name)}: {{"model": {json.dumps(suite.model)}, "scores": {{\n'
        + ",\n".join(f"   {json.dumps(key)}: {json.dumps(of_one)}" for key, of_one in suite.scores.items())
        + "\n  }}"
        for name, suite in suites.items()
    )
    try:
        with _in_its_place(path) as file:
            file.write(f'{{"suites": {{\n{body}\n}}}}\n')
    except OSError as error:
        raise _unwritable(path, error) from error


def check_writable(path: Path) -> None:
    """EvalError when `write` could not write there: known before anything is asked, not after."""
    if path.exists():
        load(path)
    try:
        with tempfile.TemporaryFile(dir=path.resolve().parent):
            pass
    except OSError as error:
        raise _unwritable(path, error) from error


@contextmanager
def _in_its_place(path: Path) -> Iterator[TextIO]:
    """A file beside it that takes its place once it is whole: what stops half-way leaves the old one."""
    target = path.resolve()  # a link stays one
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            yield file
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def _unwritable(path: Path, error: OSError) -> EvalError:
    return EvalError(f"The baseline {path} cannot be written: {error.strerror}.")
