"""Results -> one HTML page. Jinja escapes whatever an article, a model or a dataset says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
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
RANKED = 10
"""Articles of a ranking shown beside the relevant ones."""
LONGEST = 3000
"""Characters of a claim's source text that are shown."""


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
        kinds: dict[str, list[Scores]] = defaultdict(list)
        for row in result.rows:
            if name in row.outcome.scores:
                kinds[row.item.kind].append(row.outcome.scores)
        means = {
            f"{kind} ({len(values)})": found
            for kind, values in kinds.items()
            if (found := figure(Measure(name, name, mean(name)), values, result.seed))
        }
        label = labels.get(name, "right" if name == "same" else "rightly declined")
        drawn.append((f"{label}, by kind".capitalize(), plots.bars(means, label)))
    return [Plot(title, Markup(svg)) for title, svg in drawn if svg]


def _row(row: Row) -> dict[str, Any]:
    output = row.outcome.output
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
        "evidence": _evidence(row),
        "quotes": output.get("citations", ()),
        "problems": output.get("problems", ()),
        "facts": [
            {"fact": fact["fact"], "importance": fact["importance"], "found": _is_found(fact, output)}
            for fact in gold.get("key_facts", ())
        ],
        "gold": gold.get("gold", ()),
        "expected": _expected(row),
        "ranking": _ranking(row),
        "source": _cut(str(row.item.gold.get("text", ""))),
        "scores": sorted(row.outcome.scores.items()),
    }


def _evidence(row: Row) -> list[dict[str, Any]]:
    output = row.outcome.output
    cited = {(c["article_id"], c["start"]) for s in output.get("sentences", ()) for c in s["citations"]}
    return [{**e, "cited": (e["article_id"], e["start"]) in cited} for e in output.get("evidence", ())]


def _is_found(fact: Mapping[str, Any], output: Mapping[str, Any]) -> bool:
    return has_fact(KeyFact.model_validate(fact), str(output.get("text") or ""))


def _expected(row: Row) -> list[str]:
    """What would have been right, in words; empty where key facts and gold words say it."""
    gold = row.item.gold
    if "declined_rightly" in row.outcome.scores:
        sort = gold.get("metadata", {}).get("sort") or ""
        return [f"to decline: {sort.replace('_', ' ')}" if sort else "to decline"]
    if "label" in gold:
        return [{1.0: "supported", 0.5: "partially supported", 0.0: "not supported"}[gold["label"]]]
    return list(row.item.target)


def _ranking(row: Row) -> list[dict[str, Any]]:
    """The first articles found, and the relevant ones wherever they are; those that were not found have no rank."""
    if "run" not in row.outcome.output:
        return []
    relevant = {key: grade for key, grade in row.item.gold["relevant"].items() if grade > 0}
    found = [line.split(" ")[-4] for line in row.outcome.output["run"]]
    places = {key: place for place, key in enumerate(found, start=1)}
    shown = [*found[:RANKED], *(key for key in found[RANKED:] if key in relevant)]
    shown += [key for key in relevant if key not in places]
    return [{"id": key, "rank": places.get(key), "relevant": key in relevant} for key in shown]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[:LONGEST].rsplit(" ", 1)[0] + " …"
