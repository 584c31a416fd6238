"""`make peers`: asks everybody the same and prints one table. `python -m evals.peers --help` tells the options."""

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assistant.settings import load
from evals.peers import score
from evals.peers.run import DATELINE, PEERS, compare, default_python

COLUMNS = (
    ("key facts", "key_facts", ".2f"),
    ("words an answer", "answer_words", ".0f"),
    ("citations valid", "citations_valid", ".2f"),
    ("words a citation", "citation_words", ".0f"),
    ("unanswerable declined", "unanswerable_declined", ".2f"),
    ("answerable declined", "answerable_declined", ".2f"),
    ("seconds", "seconds", ".1f"),
    ("prompt tokens", "prompt_tokens", ".0f"),
    ("not in cache", "read_tokens", ".0f"),
    ("ingest s", "ingest_seconds", ".1f"),
)


def table(rows: list[score.Row]) -> Table:
    """The rows as people read them; what does not apply is a dash."""
    asked = max((row.questions for row in rows), default=0)
    made = Table(
        title=f"Side by side: {asked} questions on the sample articles; medians", caption="–: nothing to measure"
    )
    made.add_column("", no_wrap=True)
    for title, _, _ in COLUMNS:
        made.add_column(title, justify="right")
    made.add_column("failed", overflow="fold")
    for row in rows:
        cells = [
            "–" if (value := getattr(row, field)) is None else format(value, pattern) for _, field, pattern in COLUMNS
        ]
        failed = f"{row.failed} of {row.questions}" if row.failed else ""
        made.add_row(row.name, *cells, row.problem or failed)
    return made


def main() -> None:
    """Asks, tells each answer as it comes, and prints the table."""
    names = [DATELINE, *PEERS]
    parser = argparse.ArgumentParser(prog="python -m evals.peers", description="Dateline beside its peers.")
    parser.add_argument("--limit", type=int, default=20, help="questions, a third of them unanswerable (20)")
    parser.add_argument("--only", nargs="+", choices=names, default=names, metavar="NAME", help=", ".join(names))
    parser.add_argument("--json", type=Path, help="write rows and answers to this file")
    parser.add_argument("--python", type=Path, default=default_python(), help="the peers' Python (.venv-peers)")
    options = parser.parse_args()
    messages = Console(stderr=True, highlight=False)

    def tell(name: str, result: score.Result) -> None:
        said = result.reply.answer if result.reply else f"failed: {result.error}"
        text = f"{name}: {result.question.text} → {' '.join(said.split()) or 'declined'} ({result.seconds:.1f} s)"
        messages.print(text, markup=False, soft_wrap=True)

    rows: list[score.Row] = []
    answers: list[dict[str, object]] = []
    for row, results in compare(load(), options.only, options.limit, options.python, tell):
        rows.append(row)
        answers += [score.line(row.name, result) for result in results]
        if options.json is not None:  # after each: a run that is stopped keeps what it has
            report = {"rows": [asdict(row) for row in rows], "answers": answers}
            options.json.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    Console(width=max(170, Console().width)).print(table(rows))


if __name__ == "__main__":
    main()
