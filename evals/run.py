"""`dateline eval`: names of suites in, a table or JSON out."""

import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.settings import Settings
from evals import golden
from evals.questions import GoldError

_TABLE = (
    ("key_facts", "key facts found"),
    ("citation_precision", "citation precision"),
    ("quotes_verbatim", "quotes verbatim"),
    ("abstention_recall", "abstention recall"),
    ("false_abstentions", "false abstentions"),
    ("degraded", "degraded"),
    ("evidence_ms_median", "evidence, median ms"),
    ("first_token_ms_median", "first word, median ms"),
    ("total_ms_median", "complete, median ms"),
    ("answered_ms_median", "complete when answered, median ms"),
    ("total_ms_p90", "complete, 90th percentile ms"),
    ("prompt_tokens_median", "prompt tokens, median"),
    ("cached_tokens_median", "of these cached, median"),
)


def run_suites(
    names: list[str], json_output: bool, report: Path | None, baseline: Path | None, settings: Settings
) -> int:
    """Runs the suites and prints their figures; the exit status."""
    if baseline is not None:
        raise GoldError("Comparing with a baseline is not built yet; run without --baseline.")
    messages = Console(stderr=True)
    figures: dict[str, object] = {}
    for name in names or ["golden"]:
        suite, _, split = name.partition(":")
        if suite != "golden" or split not in ("", "dev", "test"):
            raise GoldError(f"There is no suite {name!r}. There are: golden, golden:dev, golden:test.")
        with golden.sample_assistant(settings) as assistant:
            results = golden.run(assistant, split or None, tell=lambda result: _tell(messages, result))
            figures[name] = golden.summary(results)
            model = assistant.llm.name if assistant.llm else "none"
        if report is not None:
            report.mkdir(parents=True, exist_ok=True)
            lines = [json.dumps(golden.row(result), ensure_ascii=False) for result in results]
            (report / f"{name.replace(':', '-')}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
        if not json_output:
            Console().print(_table(name, model, golden.summary(results)))
    if json_output:
        json.dump(figures, sys.stdout, indent=1)
        sys.stdout.write("\n")
    return 0


def _tell(console: Console, result: golden.Result) -> None:
    answer, gold = result.answer, result.question.metadata
    said = answer.text or (f"abstained: {answer.abstention.reason}" if answer.abstention else answer.degraded or "")
    wrong = (answer.abstained or (result.key_facts or 0) < 1) if gold.answerable else not answer.abstained
    console.print(
        f"{'✗' if wrong else '✓'} {result.question.id} {gold.sort or gold.kind}: {result.question.text} → {said}",
        style="red" if wrong else None,
        markup=False,
        highlight=False,
    )


def _table(name: str, model: str, figures: dict[str, object]) -> Table:
    table = Table(title=f"{name}: {figures['questions']} questions, {figures['unanswerable']} unanswerable ({model})")
    table.add_column("measure")
    table.add_column("figure", justify="right")
    for key, label in _TABLE:
        table.add_row(label, str(figures[key]))
    return table
