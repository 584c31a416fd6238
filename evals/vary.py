"""Ablations: the same suite under a grid of settings, side by side."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from rich.table import Table
from rich.text import Text

from assistant.settings import Settings
from assistant.wording import count as counted
from evals.errors import EvalError
from evals.measures import Measure
from evals.results import Result
from evals.table import interval, shown
from evals.types import Suite

NAMES = {
    "splitter.words": "passage_words",
    "evidence.sentences": "evidence_sentences",
    "answer.tokens": "answer_tokens",
    "check.threshold": "check_threshold",
    "model": "llm_weights",
}
"""Friendly names; any setting that shapes answers or times can be varied under its own."""
_NO_ANSWER = {"llm_api_key", "host", "port", "root_path", "allowed_hosts"}
"""Settings of the page and the key: under each value the answers would be the same."""


@dataclass(frozen=True)
class Cell:
    """One place of the grid."""

    label: str
    settings: Settings


def grid(given: Sequence[str], settings: Settings) -> Iterator[Cell]:
    """Every combination of `NAME=a,b,c`; EvalError for a name or value that is none."""
    parsed = [_parse(one) for one in given]
    for name, count in Counter(NAMES.get(name, name) for name, _ in parsed).items():
        if count > 1:
            raise EvalError(f"--vary names {name} more than once; give it all its values at once: NAME=VALUE,VALUE.")
    axes = [[(name, value) for value in values] for name, values in parsed]
    for combination in itertools.product(*axes):
        label = " ".join(f"{name}={value}" for name, value in combination)
        changes: dict[str, object] = {}
        for name, value in combination:
            changes |= _change(name, value, settings)
        try:
            yield Cell(label, Settings.model_validate({**settings.model_dump(), **changes}))
        except ValidationError as error:
            raise EvalError(f"--vary {label}: {error.errors()[0]['msg']}.") from None


def check(given: Sequence[str], suite: Suite) -> None:
    """EvalError for a setting that would change nothing in this suite."""
    for name, _ in map(_parse, given):
        if why := suite.fixed.get(NAMES.get(name, name)):
            raise EvalError(f"--vary {name} cannot be seen in {suite.name}: {why}")


def _parse(given: str) -> tuple[str, list[str]]:
    name, equals, values = given.partition("=")
    listed = [value.strip() for value in values.split(",") if value.strip()]
    settings = [setting for setting in Settings.model_fields if setting not in _NO_ANSWER]
    if not equals or not listed or NAMES.get(name, name) not in settings:
        known = ", ".join([*NAMES, *settings])
        raise EvalError(f"--vary takes NAME=VALUE,VALUE and not {given!r}. Names: {known}.")
    for value, count in Counter(listed).items():
        if count > 1:
            raise EvalError(f"--vary {given} has the value {value!r} more than once.")
    return name, listed


def _change(name: str, value: str, settings: Settings) -> dict[str, object]:
    if name != "model":
        return {NAMES.get(name, name): value}
    if value == "none":
        return {"llm": "none"}
    return {"llm_model": value} if settings.llm == "endpoint" else {"llm": "embedded", "llm_weights": value}


def tables(suite: str, found: Sequence[tuple[str, Result]], width: int) -> Iterator[Table]:
    """One row a combination; the measures a gate looks at, and the time: in as many tables as the width asks for.

    The first column is never shortened, a setting a line: rows could not be told apart.
    """
    columns = [_column(measure, found) for measure in found[0][1].measures if _matters(measure, found)]
    labels = [label.replace(" ", "\n") for label, _ in found]
    wide = min(_widest(labels), width // 2)
    room = width - wide - _FRAME
    at = 0
    while at < len(columns):
        taken = 1
        while at + taken < len(columns) and sum(map(_width, columns[at : at + taken + 1])) <= room:
            taken += 1
        title = f"{suite}: {counted(len(found[0][1].rows), 'item')} each" if at == 0 else f"{suite}, further"
        drawn = Table(title=title, show_lines=True)
        drawn.add_column("settings", overflow="fold", width=wide)
        for column in columns[at : at + taken]:
            drawn.add_column(column[0], justify="right", width=_width(column) - _BESIDE)
        for label, *cells in zip(labels, *(cells for _, *cells in columns[at : at + taken]), strict=True):
            drawn.add_row(Text(label), *cells)
        yield drawn
        at += taken


_FRAME, _BESIDE = 4, 3
"""What a table's first column takes beside its words, and each further one."""


def _matters(measure: Measure, found: Sequence[tuple[str, Result]]) -> bool:
    looked_at = measure.tolerance is not None or measure.name in ("total_ms", "prompt_tokens")
    return looked_at and any(measure.name in done.figures for _, done in found)


def _column(measure: Measure, found: Sequence[tuple[str, Result]]) -> list[str]:
    """The heading and a cell a combination."""
    figures = [done.figures.get(measure.name) for _, done in found]
    return [
        measure.label,
        *(f"{shown(figure.value, measure)}\n{interval(figure, measure)}" if figure else "" for figure in figures),
    ]


def _width(column: Sequence[str]) -> int:
    """What it takes not to cut a word of the heading or a line of a cell."""
    return max(_widest(column[0].split()), _widest(column[1:])) + _BESIDE


def _widest(texts: Sequence[str]) -> int:
    return max((len(line) for text in texts for line in text.splitlines()), default=0)
