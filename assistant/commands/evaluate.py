"""`dateline eval`: runs suites of the package `evals`, which the application never imports itself."""

import importlib
import math
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import Home, Json, wrong_usage

_SUITES = (
    "golden, golden:dev, golden:test, retrieval, injection, speed, beir:PATH, squad:FILE, realtimeqa:PATH,"
    " multihoprag:PATH, rgb:FILE, support:PATH, or a file of your own questions; none: golden. `draft` helps to write"
    " your own."
)


def evaluate(
    suites: Annotated[list[str] | None, typer.Argument(metavar="SUITE", help=_SUITES, show_default=False)] = None,
    report: Annotated[
        Path | None, typer.Option("--report", metavar="DIR", help="Write logs, rows and a page into DIR.")
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Compare with FILE; exit 1 on a real drop.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", metavar="FILE", help="Keep this run's scores in FILE.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, metavar="N", help="Only N items, drawn with the seed.")] = None,
    seed: Annotated[int, typer.Option(min=0, metavar="N", help="Of what is drawn and resampled.")] = 1,
    repeat: Annotated[
        int,
        typer.Option(
            min=1,
            metavar="N",
            help="Ask a model each question N times. It counts once, with the mean of its scores, so that intervals"
            " stay over questions; the page shows the first answer.",
        ),
    ] = 1,
    judge: Annotated[
        str | None, typer.Option(metavar="MODEL", help="Another model grades too, e.g. openai/gpt-4.1-mini (Inspect).")
    ] = None,
    prices: Annotated[
        str | None, typer.Option(metavar="P,C,O", help="Money a million tokens: prompt, cached prompt, output.")
    ] = None,
    vary: Annotated[
        list[str] | None, typer.Option(metavar="NAME=A,B", help="Run under each setting; may be given again: a grid.")
    ] = None,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where `draft` puts the questions kept.")] = None,
    from_feedback: Annotated[
        bool, typer.Option("--from-feedback", help="`draft` from the answers you judged on the page; asks no model.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Measure how good the answers are, on our questions, on public datasets, or on your own."""
    from assistant.errors import SettingsError
    from assistant.settings import load

    names = list(suites or ())
    if ("draft" in names) != (out is not None) or ("draft" in names and len(names) > 1):
        wrong_usage("it goes with `dateline eval draft`, and that with --out FILE alone.", "--out")
    if from_feedback and out is None:
        wrong_usage("it goes with `dateline eval draft --out FILE`.", "--from-feedback")
    money = _prices(prices)
    try:
        if out is not None and from_feedback:
            raise typer.Exit(importlib.import_module("evals.draft_feedback").draft(load(home), out, limit))
        module = importlib.import_module("evals.draft" if out else "evals.run")
        if out is not None:
            raise typer.Exit(module.draft(load(home), out, limit or 10, seed))
        options = module.Options(
            names,
            as_json,
            report,
            baseline,
            write_baseline,
            limit,
            seed,
            judge,
            module.Prices(*money) if money else None,
            vary or (),
            repeat,
        )
        raise typer.Exit(module.run_suites(options, load(home)))
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"The eval suites cannot run: the module {error.name} is missing. `make eval` in a checkout installs what"
            " they need; elsewhere `pip install 'dateline[evals]'` does."
        ) from error


def _prices(given: str | None) -> list[float] | None:
    if given is None:
        return None
    try:
        money = [float(part) for part in given.split(",")]
    except ValueError:
        money = []
    if len(money) != 3 or not all(math.isfinite(price) and price >= 0 for price in money):
        wrong_usage("give three numbers, none below 0: prompt, cached prompt and output.", "--prices")
    return money
