"""Ablations: the same suite under a grid of settings, in one table."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError
from rich.table import Table

from assistant.settings import Settings
from evals.errors import EvalError
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
"""Friendly names; any setting can be varied under its own."""


@dataclass(frozen=True)
class Cell:
    """One place of the grid."""

    label: str
    settings: Settings


def grid(given: Sequence[str], settings: Settings) -> Iterator[Cell]:
    """Every combination of `NAME=a,b,c`; EvalError for a name or value that is none."""
    axes = [[(name, value) for value in values] for name, values in map(_parse, given)]
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
    if not equals or not listed or NAMES.get(name, name) not in Settings.model_fields:
        known = ", ".join([*NAMES, *Settings.model_fields])
        raise EvalError(f"--vary takes NAME=VALUE,VALUE and not {given!r}. Names: {known}.")
    return name, listed


def _change(name: str, value: str, settings: Settings) -> dict[str, object]:
    if name != "model":
        return {NAMES.get(name, name): value}
    if value == "none":
        return {"llm": "none"}
    return {"llm_model": value} if settings.llm == "endpoint" else {"llm": "embedded", "llm_weights": value}


def table(suite: str, found: Sequence[tuple[str, Result]]) -> Table:
    """One row a combination; the measures a gate looks at, and the time."""
    measures = [
        measure
        for measure in found[0][1].measures
        if (measure.tolerance is not None or measure.name in ("total_ms", "prompt_tokens"))
        and any(measure.name in done.figures for _, done in found)
    ]
    drawn = Table(title=f"{suite}: {len(found[0][1].rows)} items each")
    drawn.add_column("settings")
    for measure in measures:
        drawn.add_column(measure.label, justify="right")
    for label, done in found:
        cells = []
        for measure in measures:
            figure = done.figures.get(measure.name)
            cells.append(f"{shown(figure.value, measure)}\n[dim]{interval(figure, measure)}[/dim]" if figure else "")
        drawn.add_row(label, *cells)
    return drawn
