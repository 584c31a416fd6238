"""A run as files: rows and TREC runs for scripts, and one page for people that needs no network."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from evals.errors import EvalError
from evals.report.page import render
from evals.results import Result, as_json, row_json

PAGE = "report.html"


def write(folder: Path, done: Sequence[Result]) -> Path:
    """Writes `report.html`, `results.json`, and each suite's rows (and run) into the folder; the page's path."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, result in zip(_names(done), done, strict=True):
            lines = [json.dumps(row_json(row), ensure_ascii=False) for row in result.rows]
            (folder / f"{name}.jsonl").write_text("\n".join(lines) + "\n", "utf-8")
            run = [line for row in result.rows for line in row.outcome.output.get("run", ())]
            if run:
                (folder / f"{name}.run").write_text("\n".join(run) + "\n", "utf-8")
        summary = {result.suite: as_json(result) for result in done}
        (folder / "results.json").write_text(json.dumps(summary, indent=1, ensure_ascii=False) + "\n", "utf-8")
        (folder / PAGE).write_text(render(done), "utf-8")
    except OSError as error:
        raise _unwritable(folder, error) from error
    return folder / PAGE


def _names(done: Sequence[Result]) -> list[str]:
    """A file name for each suite, none twice."""
    names: list[str] = []
    for result in done:
        name = "".join(c if c.isalnum() or c in "-_." else "-" for c in result.suite.removesuffix(".jsonl"))
        names.append(name if name not in names else f"{name}-{len(names) + 1}")
    return names


def check_writable(folder: Path) -> None:
    """EvalError when no report could be written there: known before anything is asked, not after."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise _unwritable(folder, error) from error


def _unwritable(folder: Path, error: OSError) -> EvalError:
    return EvalError(f"The report cannot be written to {folder}: {error.strerror}.")
