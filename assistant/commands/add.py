"""`dateline add`: sources in; what is stored stays stored, whatever happens to the rest."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import Home, Json, wrong_usage
from assistant.commands.terminal import counting, fetching, messages, print_json, print_text, safe, say
from index.types import AddReport, Failure, Stored

if TYPE_CHECKING:
    from assistant.settings import Settings
    from index.readers.folders import Chosen

FAILURES_SHOWN = 50
WATCH_S = 3.0
"""Seconds between two looks at a watched folder; a change is taken in when it lasted from one to the next."""


def add(
    sources: Annotated[
        list[str] | None, typer.Argument(metavar="SOURCE", help="Files, folders, URLs, feeds, sitemaps, corpora, or -.")
    ] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Also add the sample articles.")] = False,
    include: Annotated[
        list[str] | None,
        typer.Option(
            "--include", metavar="GLOB", help="Of a folder, ZIP, feed or sitemap, only what fits; may repeat."
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(
            "--exclude", metavar="GLOB", help="Of a folder, ZIP, feed or sitemap, nothing that fits; may repeat."
        ),
    ] = None,
    watch: Annotated[
        bool,
        typer.Option(
            "--watch",
            help="Then go on looking at the folders named, until Ctrl-C: what changes comes in, what is gone goes.",
        ),
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Add articles: files, folders (with all below), URLs, feeds, sitemaps, - (standard input), BEIR corpora
    (*.jsonl[.gz]). Files may be text, Markdown, HTML, PDF, Word, mail, saved pages, and ZIPs of them.

    What cannot be read is listed with its reason and the rest goes on. Exit status 1 only when nothing at all could be
    added: one article that is new, updated or already there makes it 0.
    """
    if not sources and not samples:
        wrong_usage("name at least one source, or --samples.", "SOURCE...")
    if watch and (as_json or not all(Path(source).expanduser().is_dir() for source in sources or ["-"])):
        wrong_usage("it looks at folders only, and goes on without a result for --json.", "--watch")
    from assistant.open import open_library
    from assistant.settings import load
    from index import ingest
    from index.readers.folders import Chosen

    chosen = Chosen(tuple(include or ()), tuple(exclude or ()))
    report = AddReport()
    with fetching() as progress, counting("Adding articles") as count:
        if "-" in (sources or ()):
            _invite()
        library = open_library(load(home), progress)
        try:
            if samples:
                _join(report, ingest.add_samples(library, lambda done: count(done.source)))
            if sources:
                _join(report, ingest.add(library, sources, lambda done: count(done.source), chosen))
        finally:
            library.close()
    if as_json:
        from assistant.serialise import add_json

        print_json(add_json(report))
    else:
        print_text(
            f"{report.count('added')} added, {report.count('updated')} updated, {report.count('unchanged')} unchanged,"
            f" {len(report.failed)} failed."
        )
    tell(report)
    if watch:
        watch_folders(load(home), list(sources or ()), chosen)
    if report.failed and not report.articles:
        raise typer.Exit(1)


def watch_folders(settings: "Settings", folders: Sequence[str], chosen: "Chosen") -> None:
    """Looks at the folders every few seconds, until it is interrupted."""
    from assistant.errors import WriterBusyError
    from assistant.open import open_library
    from index.followed import Followed
    from index.sync import changes, sync

    items = [Followed(str(Path(folder).expanduser().resolve()), chosen) for folder in folders]
    say("Watching. Ctrl-C ends it.")
    library = open_library(settings)
    try:
        for _ in changes(items, WATCH_S):
            try:
                done = sync(library, items)
            except WriterBusyError as error:
                say(str(error))
                continue
            say(
                f"{done.added.count('added')} added, {done.added.count('updated')} updated,"
                f" {len(done.removed)} removed, {len(done.added.failed)} failed."
            )
    finally:
        library.close()


def tell(report: AddReport) -> None:
    """Says on standard error what failed and why, and what could not be read of the rest."""
    if report.failed:
        _tell_failures(report.failed)
    _tell_notes([item for item in report.articles if item.note])


def _join(report: AddReport, more: AddReport) -> None:
    report.articles.extend(more.articles)
    report.failed.extend(more.failed)


def _invite() -> None:
    import sys

    if sys.stdin.isatty():
        say("Paste the article; end with Ctrl-D on a line of its own.")


def _tell_notes(noted: Sequence[Stored]) -> None:
    for item in noted[:FAILURES_SHOWN]:
        say(f"{item.source}: {item.note}")
    if len(noted) > FAILURES_SHOWN:
        say(f"… and {len(noted) - FAILURES_SHOWN} more with a date that cannot be read.")


def _tell_failures(failed: Sequence[Failure]) -> None:
    from rich.table import Table
    from rich.text import Text

    console = messages()
    if not console.is_terminal:
        for item in failed:
            say(f"{item.source}: {item.reason}")
        return
    table = Table(box=None, pad_edge=False, title="Could not be added", title_justify="left", title_style="bold")
    table.add_column("Source", overflow="fold", ratio=2)
    table.add_column("Reason", overflow="fold", ratio=3)
    for item in failed[:FAILURES_SHOWN]:
        table.add_row(Text(safe(item.source)), Text(safe(item.reason)))
    console.print(table)
    if len(failed) > FAILURES_SHOWN:
        say(f"… and {len(failed) - FAILURES_SHOWN} more; --json lists them all.")
