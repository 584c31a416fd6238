"""`dateline eval`: suites in; a table, JSON, a report and a verdict out."""

import json
import os
import random
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from assistant.errors import StoppedError
from assistant.settings import Settings
from evals import ahead, results, suites, table, vary
from evals import baseline as baselines
from evals.errors import EvalError
from evals.fingerprint import fingerprint
from evals.kept import Run, put_away
from evals.results import Result
from evals.types import Item, Row, Suite

_GOES_ON = "What a model answered is kept; the same command goes on from there."


@dataclass(frozen=True)
class Prices:
    """Money for a million tokens."""

    prompt: float
    cached: float
    completion: float


@dataclass(frozen=True)
class Options:
    """What was asked for on the command line."""

    names: Sequence[str] = ()
    as_json: bool = False
    report: Path | None = None
    baseline: Path | None = None
    write_baseline: Path | None = None
    limit: int | None = None
    seed: int = 1
    judge: str | None = None
    prices: Prices | None = None
    vary: Sequence[str] = ()
    repeat: int = 1


def run_suites(options: Options, settings: Settings) -> int:
    """Runs the suites and prints their figures; 1 when the gate is shut, else 0.

    Only when all is printed and written are the runs put away: whatever stops the command before, the same command
    goes on from there.
    """
    try:
        return _run(options, settings)
    except KeyboardInterrupt as stopped:
        raise StoppedError(f"Stopped. {_GOES_ON}") from stopped


def _run(options: Options, settings: Settings) -> int:
    against = baselines.load(options.baseline) if options.baseline else None
    chosen = suites.find_all(options.names or suites.DEFAULT)
    if against and options.baseline:
        for suite in chosen:
            asked = [item.id for item in _drawn(suite.items, options.limit, options.seed)]
            baselines.check_shared(against, suite.name, asked, options.baseline)
    if options.vary:
        return _vary(options, chosen, settings)
    ahead.check_outputs(options.report, options.write_baseline)
    _check_models(options, chosen, [settings])
    done = []
    for suite in chosen:
        found = run_suite(suite, settings, options)
        if against and options.baseline:
            found = results.compared(found, baselines.scores_of(against, suite.name, options.baseline))
        done.append(found)
        if not options.as_json:
            _print(table.of(found))
    code = _finish(done, options)
    _put_away(done)
    return code


def run_suite(suite: Suite, settings: Settings, options: Options, label: str = "") -> Result:
    """Asks for every item of a suite (or `limit` of them, drawn with the seed); `label` names the place in a grid.

    The run stays where the same command finds it, until it is put away.
    """
    items = _drawn(suite.items, options.limit, options.seed)
    messages = Console(stderr=True)

    def tell(row: Row) -> None:
        messages.print(table.line(row), highlight=False, soft_wrap=True)

    if not suite.needs_model:
        settings = settings.model_copy(update={"llm": "none"})
        with suite.open(settings) as ask:
            rows = []
            for item in items:
                rows.append(Row(item, ask(item)))
                tell(rows[-1])
        return results.result(suite.name, results.NO_MODEL, rows, suite.measures, seed=options.seed)
    from evals import inspection

    folder = options.report / "logs" if options.report else settings.home / "evals" / "logs"
    shape = fingerprint(settings, items, options.judge or "", label, str(options.repeat), suite.asked_of(settings))
    where = Run(suite.name, shape, folder, options.judge, options.repeat)
    log = where.whole
    if log:
        messages.print(f"{suite.name} {label}".strip() + ": all is answered already; nothing is asked again.")
    else:
        if where.unfinished.exists():
            messages.print("Going on with the run that was stopped; what it has answered is not asked again.")
        with suite.open(settings) as ask:
            log = inspection.run(items, ask, where, tell)
    rows = [_priced(row, options.prices) for row in inspection.rows(items, log)]
    done = results.result(suite.name, model_name(settings, rows), rows, suite.measures, seed=options.seed)
    return replace(done, run=where, log=folder / log.name)


def _check_models(options: Options, chosen: Sequence[Suite], every: Sequence[Settings]) -> None:
    if not any(suite.needs_model for suite in chosen):
        return
    ahead.check_models(every)
    if options.judge:
        from evals import inspection

        inspection.check_judge(options.judge)


def _put_away(done: Iterable[Result]) -> None:
    for found in done:
        if found.run:
            put_away(found.run)


def _drawn(items: Sequence[Item], limit: int | None, seed: int) -> list[Item]:
    if limit is None or limit >= len(items):
        return list(items)
    places = sorted(random.Random(seed).sample(range(len(items)), limit))
    return [items[place] for place in places]


def _priced(row: Row, prices: Prices | None) -> Row:
    scores = row.outcome.scores
    if prices is None or "prompt_tokens" not in scores:
        return row
    fresh = scores["prompt_tokens"] - scores["cached_tokens"]
    parts = (
        fresh * prices.prompt,
        scores["cached_tokens"] * prices.cached,
        scores["completion_tokens"] * prices.completion,
    )
    return replace(row, outcome=replace(row.outcome, scores={**scores, "cost": sum(parts) / 1e6}))


def model_name(settings: Settings, rows: Sequence[Row]) -> str:
    """What answered, as it calls itself; before anything did, as the settings call it."""
    if settings.llm == "none":
        return results.NO_MODEL
    named = next((model for row in rows if (model := row.outcome.output.get("model"))), None)
    if named is None:
        weights = settings.llm_weights
        named = settings.llm_model if settings.llm == "endpoint" else Path(weights).name.removesuffix(".gguf")
    return str(named)


def _vary(options: Options, chosen: Sequence[Suite], settings: Settings) -> int:
    if options.baseline or options.write_baseline or options.report:
        raise EvalError("--vary prints a table of its own; run without --baseline, --write-baseline and --report.")
    cells = list(vary.grid(options.vary, settings))
    for suite in chosen:
        vary.check(options.vary, suite)
    _check_models(options, chosen, [cell.settings for cell in cells])
    done: list[Result] = []
    for suite in chosen:
        found = [(cell.label, run_suite(suite, cell.settings, options, cell.label)) for cell in cells]
        done += [result for _, result in found]
        if options.as_json:
            _print([{"vary": label, **results.as_json(result)} for label, result in found])
        else:
            _print(*vary.tables(suite.name, found, Console().width))
    _put_away(done)
    return 0


def _finish(done: Sequence[Result], options: Options) -> int:
    try:
        if options.report:
            from evals.report import write

            page = write(options.report, done)
            Console(stderr=True).print(f"The report: {page}", soft_wrap=True)
        if options.write_baseline:
            baselines.write(options.write_baseline, done)
    except EvalError as error:
        raise EvalError(f"{error} {_GOES_ON}") from error
    if options.as_json:
        _print({found.suite: results.as_json(found) for found in done})
    shut = [reason for found in done for reason in results.failures(found)]
    for reason in shut:
        Console(stderr=True).print(f"✗ {reason}", style="red", highlight=False, soft_wrap=True)
    return 1 if shut else 0


def _print(*results: Any) -> None:
    """Tables, or values as JSON, on standard output; EvalError when it takes none."""
    try:
        for value in results:
            if isinstance(value, Table):
                Console().print(value)
            else:
                sys.stdout.write(json.dumps(value, indent=1, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        with open(os.devnull, "w", encoding="utf-8") as nothing:  # else the end of the process tries it once more
            os.dup2(nothing.fileno(), sys.stdout.fileno())
        raise EvalError(f"Standard output cannot be written ({error.strerror}). {_GOES_ON}") from error
