"""Results -> one HTML page. Jinja escapes whatever an article, a model or a dataset says."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals import table
from evals.intervals import Figure, figure
from evals.measures import Measure, mean
from evals.metrics import has_fact
from evals.questions import KeyFact
from evals.report import plots
from evals.results import Result, failures
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
    told: str
    """How to read it, in a sentence or two."""
    svg: str
    """Empty when there is nothing to draw."""

    @property
    def markup(self) -> Markup:
        """The drawing, which Jinja is not to escape: matplotlib has escaped the names in it."""
        return Markup(self.svg)


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
    change, verdict = table.change(result.changes.get(measure.name), measure)
    return {
        "label": measure.label,
        "value": table.shown(found.value, measure),
        "interval": table.interval(found, measure),
        "change": change,
        "verdict": verdict,
    }


def _plots(result: Result) -> list[Plot]:
    scores, before = list(result.scores.values()), list(result.before.values())
    drawn = [
        Plot(
            "Risk against coverage",
            "On the left only the answers with the highest support scores are shown, on the right all. The further"
            " below the dashes, the better the score tells right from wrong.",
            plots.risk_against_coverage(scores, before),
        ),
        Plot(
            "Reliability of the support score",
            "On the dashes, the score is the chance to be right; below, it promises too much.",
            plots.reliability(scores),
        ),
        Plot("Latency", "The share of questions that were answered within so many seconds.", plots.latency(scores)),
        Plot(
            "Recall by k",
            "The share of the relevant articles among the first k.",
            plots.recall_by_k({name: found.value for name, found in result.figures.items()}),
        ),
        *(_by_kind(result, name) for name in _BY_KIND),
    ]
    return [plot for plot in drawn if plot.svg]


def _by_kind(result: Result, name: str) -> Plot:
    kinds: dict[str, list[Row]] = defaultdict(list)
    for row in result.rows:
        if name in row.outcome.scores:
            kinds[row.item.kind].append(row)
    measure = Measure(name, name, mean(name))
    means: dict[str, Figure] = {}
    earlier: dict[str, float] = {}
    for kind, rows in kinds.items():
        called = f"{kind.replace('_', ' ')} ({len(rows)})"
        if found := figure(measure, [row.outcome.scores for row in rows], result.seed):
            means[called] = found
        then = measure.statistic([result.before[row.item.id] for row in rows if row.item.id in result.before])
        if then is not None:
            earlier[called] = then
    labels = {measure.name: measure.label for measure in result.measures}
    label = labels.get(name, "right" if name == "same" else "rightly declined")
    told = "How many there are stands in brackets, the line is the 95 % interval"
    told += ", and the upright stroke the baseline." if earlier else "."
    return Plot(f"{label}, by kind".capitalize(), told, plots.bars(means, earlier, label))


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
        "source": _cut(str(row.item.gold["text"])) if "label" in row.item.gold else "",
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
