"""Results on a terminal."""

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
        cells = [measure.label, shown(figure.value, measure), interval(figure, measure)]
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


def _change(change: Difference | None, measure: Measure) -> Sequence[str]:
    if change is None:
        return ("", "")
    sign = "+" if change.value >= 0 else "−"
    text = f"{sign}{shown(abs(change.value), measure)}"
    if is_drop(measure, change):
        return (text, "[red]worse[/red]")
    if not change.is_real:
        return (text, "[dim]noise[/dim]")
    better = (change.value > 0) == (measure.better == "higher")
    return (text, "" if measure.better is None else "[green]better[/green]" if better else "worse, tolerated")
