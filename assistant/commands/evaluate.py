"""`dateline eval`: runs suites of the package `evals`, which the application never imports itself."""

import importlib
from pathlib import Path
from typing import Annotated

import typer

from assistant.commands.options import Home, Json


def evaluate(
    suites: Annotated[list[str] | None, typer.Argument(metavar="SUITE", help="Which suites; none: all.")] = None,
    report: Annotated[Path | None, typer.Option("--report", metavar="DIR", help="Write a report into DIR.")] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", metavar="FILE", help="Compare with the results in FILE.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Run the eval suites."""
    from assistant.errors import SettingsError
    from assistant.settings import load

    try:
        suite_module = importlib.import_module("evals.run")
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"The eval suites cannot run: the module {error.name} is missing. Install Dateline anew: `make eval` in a"
            " checkout does."
        ) from error
    raise typer.Exit(suite_module.run_suites(list(suites or ()), as_json, report, baseline, load(home)))
