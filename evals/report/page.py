"""Results -> one HTML page. Jinja escapes whatever an article, a model or a dataset says."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals import table
from evals.intervals import figure
from evals.measures import Measure, Scores, mean
from evals.metrics import has_fact
from evals.questions import KeyFact
from evals.report import plots
from evals.results import Result, failures, is_drop
from evals.types import Row

_BY_KIND = ("key_facts", "answer_found", "declined_rightly", "same", "gold_in_evidence", "obeyed")
"""The scores worth a bar a kind."""


@dataclass(frozen=True)
class Plot:
    """A drawing and what it shows."""

    title: str
    svg: Markup


def render(done: Sequence[Result]) -> str:
    """The page, complete: style, script and drawings are in it."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    suites = [
        {
            "result": result,
            "figures": [line for measure in result.measures if (line := _figure(result, measure))],
            "compared": bool(result.changes),
            "failures": failures(result),
            "plots": _plots(result),
            "rows": [_row(row) for row in result.rows],
        }
        for result in done
    ]
    return environment.get_template("page.html").render(suites=suites)


def _figure(result: Result, measure: Measure) -> dict[str, Any] | None:
    found = result.figures.get(measure.name)
    if found is None:
        return None
    change = result.changes.get(measure.name)
    verdict = ""
    if change is not None:
        better = measure.better and (change.value > 0) == (measure.better == "higher")
        verdict = "worse" if is_drop(measure, change) else "noise" if not change.is_real else "better" if better else ""
    return {
        "label": measure.label,
        "value": table.shown(found.value, measure),
        "interval": table.interval(found, measure),
        "change": "" if change is None else f"{change.value:+.3g}",
        "verdict": verdict,
    }


def _plots(result: Result) -> list[Plot]:
    scores = list(result.scores.values())
    drawn = [
        ("Risk against coverage", plots.risk_against_coverage(scores)),
        ("Reliability of the support score", plots.reliability(scores)),
        ("Latency", plots.latency(scores)),
        ("Recall by k", plots.recall_by_k({name: found.value for name, found in result.figures.items()})),
    ]
    labels = {measure.name: measure.label for measure in result.measures}
    for name in _BY_KIND:
        kinds: dict[str, list[float]] = defaultdict(list)
        for row in result.rows:
            if name in row.outcome.scores:
                kinds[row.item.kind].append(row.outcome.scores[name])
        means = {f"{kind} ({len(values)})": sum(values) / len(values) for kind, values in kinds.items()}
        label = labels.get(name, "right" if name == "same" else "rightly declined")
        drawn.append((f"{label}, by kind".capitalize(), plots.bars(means, label)))
    return [Plot(title, Markup(svg)) for title, svg in drawn if svg]


def _row(row: Row) -> dict[str, Any]:
    output = row.outcome.output
    cited = {(c["article_id"], c["start"]) for s in output.get("sentences", ()) for c in s["citations"]}
    gold = row.item.gold.get("metadata", {})
    return {
        "id": row.item.id,
        "kind": row.item.kind,
        "text": row.item.text,
        "history": row.item.gold.get("history", ()),
        "said": row.outcome.said,
        "wrong": table.is_wrong(row),
        "sentences": output.get("sentences", ()),
        "withheld": output.get("withheld", ()),
        "evidence": [{**e, "cited": (e["article_id"], e["start"]) in cited} for e in output.get("evidence", ())],
        "quotes": output.get("citations", ()),
        "problems": output.get("problems", ()),
        "facts": gold.get("key_facts", ()),
        "gold": gold.get("gold", ()),
        "expected": row.item.target,
        "scores": sorted(row.outcome.scores.items()),
    }
