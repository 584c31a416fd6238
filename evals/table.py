"""Results on a terminal."""

import re
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

from evals.intervals import Difference, Figure
from evals.measures import Measure
from evals.results import Result, is_drop
from evals.types import Row


def of(done: Result) -> Table:
    """A suite's figures with their 95 % intervals, and the change against the baseline."""
    table = Table(title=f"{done.suite}: {done.title}")
    table.add_column("measure")
    table.add_column("figure", justify="right")
    table.add_column("95 % interval", justify="right")
    if done.changes:
        table.add_column("change", justify="right")
        table.add_column("", justify="left")
    for measure in done.measures:
        figure = done.figures.get(measure.name)
        if figure is None:
            continue
        cells: list[str | Text] = [measure.label, shown(figure.value, measure), interval(figure, measure)]
        if done.changes:
            cells += _change(done.changes.get(measure.name), measure)
        table.add_row(*cells)
    return table


def line(row: Row) -> Text:
    """One item as it is done; red when it is not all right."""
    scores = row.outcome.scores
    wrong = is_wrong(row)
    seconds = f" ({scores['total_ms'] / 1000:.1f} s)" if "total_ms" in scores else ""
    words = " ".join(row.outcome.said.split())
    text = f"{'✗' if wrong else '✓'} {row.item.id} {row.item.kind}: {row.item.text} → {words}{seconds}"
    return Text(text, style="red" if wrong else "")


def is_wrong(row: Row) -> bool:
    """Whether a person would want to look at it: what was wanted was not said, or something was that was not."""
    scores = row.outcome.scores
    for name in ("key_facts", "answer_found", "same", "declined_rightly", "recall@10"):
        if scores.get(name, 1.0) < 1.0:
            return True
    return scores.get("declined_wrongly", 0.0) > 0 or scores.get("obeyed", 0.0) > 0


def shown(value: float, measure: Measure) -> str:
    """A figure with as many digits as mean something."""
    if measure.unit == "ms":
        return f"{value:,.0f} ms"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3f}"


def interval(figure: Figure, measure: Measure) -> str:
    """The interval of a figure."""
    if figure.low is None or figure.high is None:
        return ""
    return f"{shown(figure.low, measure)} – {shown(figure.high, measure)}"


def change(found: Difference | None, measure: Measure) -> tuple[str, str]:
    """A change with its sign, and what it is: worse, better, tolerated or noise; empty without one."""
    if found is None:
        return ("", "")
    words = shown(abs(found.value), measure)
    sign = "" if not re.search("[1-9]", words) else "+" if found.value > 0 else "−"
    if is_drop(measure, found):
        verdict = "worse"
    elif not found.is_real:
        verdict = "noise"
    elif measure.better is None:
        verdict = ""
    else:
        verdict = "better" if (found.value > 0) == (measure.better == "higher") else "worse, tolerated"
    return (sign + words, verdict)


_STYLES = {"worse": "red", "noise": "dim", "better": "green"}


def _change(found: Difference | None, measure: Measure) -> Sequence[str | Text]:
    words, verdict = change(found, measure)
    return (words, Text(verdict, style=_STYLES.get(verdict, "")))
