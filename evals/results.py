"""What a run of a suite came to: rows, figures, and the change against a baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assistant.wording import count as counted
from evals.intervals import Difference, Figure, difference, figure
from evals.kept import Run
from evals.measures import Measure, Scores
from evals.types import Row

NO_MODEL = "none"
"""In place of a model's name where none was asked."""


@dataclass(frozen=True)
class Result:
    """One suite, run."""

    suite: str
    model: str
    seed: int
    rows: Sequence[Row]
    measures: Sequence[Measure]
    figures: Mapping[str, Figure]
    changes: Mapping[str, Difference] = field(default_factory=dict)
    """Against the baseline, on the items both have; empty without one."""
    before: Mapping[str, Scores] = field(default_factory=dict)
    """The baseline's scores of the items that were asked; empty without one."""
    run: Run | None = None
    """Where the run is kept, where Inspect ran the suite."""
    log: Path | None = None
    """Inspect's log, as it lies when the command is done."""

    @property
    def title(self) -> str:
        """What was measured on what, for people."""
        by = "without a model" if self.model == NO_MODEL else f"answered by {self.model}"
        return f"{counted(len(self.rows), 'item')}, {by}"

    @property
    def scores(self) -> dict[str, Scores]:
        """Each item's scores."""
        return {row.item.id: row.outcome.scores for row in self.rows}


def result(
    suite: str,
    model: str,
    rows: Sequence[Row],
    measures: Sequence[Measure],
    *,
    seed: int = 1,
    baseline: Mapping[str, Scores] | None = None,
) -> Result:
    """Figures with their intervals, and the changes where there is a baseline."""
    scores = {row.item.id: row.outcome.scores for row in rows}
    figures = {m.name: f for m in measures if (f := figure(m, list(scores.values()), seed))}
    done = Result(suite, model, seed, rows, measures, figures)
    return compared(done, baseline) if baseline else done


def compared(done: Result, baseline: Mapping[str, Scores]) -> Result:
    """The result with its changes against earlier scores."""
    changes = {m.name: d for m in done.measures if (d := difference(m, done.scores, baseline, done.seed))}
    return replace(done, changes=changes, before={key: baseline[key] for key in done.scores if key in baseline})


def failures(done: Result) -> list[str]:
    """Why the gate is shut: real drops beyond tolerance, and figures below what they must be."""
    found = []
    for measure in done.measures:
        value = done.figures.get(measure.name)
        if value and measure.must_be is not None and value.value < measure.must_be:
            found.append(f"{done.suite}: {measure.label} is {value.value:.3f}; it must be {measure.must_be:g}")
        change = done.changes.get(measure.name)
        if change and is_drop(measure, change):
            found.append(
                f"{done.suite}: {measure.label} changed by {change.value:+.3f} [{change.low:+.3f}, {change.high:+.3f}]"
                f" over {change.items} items; {measure.tolerance:g} is tolerated"
            )
    return found


def is_drop(measure: Measure, change: Difference) -> bool:
    """Whether a change is for the worse, real, and beyond what is tolerated."""
    if measure.tolerance is None or not change.is_real:
        return False
    worse = change.value if measure.better == "lower" else -change.value
    return worse > measure.tolerance


def as_json(done: Result) -> dict[str, Any]:
    """The result for scripts, without its rows."""
    return {
        "suite": done.suite,
        "model": done.model,
        "items": len(done.rows),
        "seed": done.seed,
        "log": str(done.log) if done.log else None,
        "figures": {name: {"value": f.value, "low": f.low, "high": f.high} for name, f in done.figures.items()},
        "changes": {
            name: {"value": d.value, "low": d.low, "high": d.high, "items": d.items, "real": d.is_real}
            for name, d in done.changes.items()
        },
        "failures": failures(done),
    }


def row_json(row: Row) -> dict[str, Any]:
    """One item with its outcome, as a line of the report's JSONL."""
    return {
        "id": row.item.id,
        "kind": row.item.kind,
        "text": row.item.text,
        "gold": dict(row.item.gold),
        "said": row.outcome.said,
        "output": dict(row.outcome.output),
        "scores": dict(row.outcome.scores),
    }
