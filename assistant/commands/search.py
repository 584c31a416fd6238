"""`dateline search`: ranked passages without a model; or many queries as a TREC run over articles."""

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import Batch, Home, Json, filtered, separate, wrong_usage
from assistant.commands.terminal import counting, fetching, out, print_json, print_text, safe, say

if TYPE_CHECKING:
    from assistant.errors import DatelineError
    from assistant.types import Query
    from index.library import Library
    from index.types import Filters, Hit

HITS, RUN_ARTICLES = 10, 100
RUN_NAME = "dateline"
PASSAGES_AN_ARTICLE = 4
"""How many passages are asked for at first for each article a run wants; twice as many until they suffice."""


@filtered
def search(
    query: Annotated[str | None, typer.Argument(metavar="QUERY", help="What to look for.", show_default=False)] = None,
    k: Annotated[
        int | None, typer.Option("-k", min=1, max=10_000, help=f"How many. [default: {HITS}; {RUN_ARTICLES} in a run]")
    ] = None,
    *,
    restriction: "Filters",
    batch: Batch = None,
    run: Annotated[
        Path | None, typer.Option("--run", metavar="FILE", help="Where the run of a --batch goes, in TREC's format.")
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Search passages; no language model is asked."""
    if batch is not None:
        if query is not None or run is None or as_json or not restriction.empty:
            wrong_usage("it goes with --run FILE and -k only; filters stand in its lines.", "--batch")
        _run(batch, run, k or RUN_ARTICLES, home)
        return
    if query is None or run is not None:
        wrong_usage("give a QUERY, or --batch FILE with --run FILE.", "QUERY")
    from assistant.condense import condense
    from assistant.open import open_library
    from assistant.settings import load
    from index.search import search as search_library
    from index.unmatched import unmatched

    begin = time.perf_counter()
    asked = condense(query, filters=restriction)
    with fetching() as progress, contextlib.closing(open_library(load(home), progress)) as library:
        library.sync()
        if not library.catalog.generation:
            say("There are no articles yet. Add some: dateline add FILE..., or dateline add --samples.")
        hits: list[Hit] = []
        if nothing := unmatched(library.catalog, asked.filters):
            say(nothing)
            ready = time.perf_counter()
        else:
            _ = library.embedder  # loading the model is not searching
            ready = time.perf_counter()
            hits = search_library(library, asked.text, k or HITS, asked.filters, "one").hits
    done = time.perf_counter()
    if as_json:
        from assistant.serialise import search_json

        print_json(search_json(asked.text, hits, {"search": (done - ready) * 1000, "total": (done - begin) * 1000}))
    else:
        _draw(hits)


def _draw(hits: "list[Hit]") -> None:
    import sys

    if not hits:
        say("Nothing was found.")
    if not sys.stdout.isatty():
        for hit in hits:
            print_text(f"{hit.rank}\t{hit.article.id}\t{' '.join(hit.text.split())}")
        return
    from rich.padding import Padding
    from rich.text import Text

    from assistant.wording import also_in

    console = out()
    for hit in hits:
        about = " · ".join(filter(None, (hit.article.source, (hit.article.published or "")[:10], hit.article.id)))
        console.print(Text.assemble((f"{hit.rank:>2}  ", "cyan"), (safe(" ".join(hit.article.title.split())), "bold")))
        if hit.also_in:
            about += f" · {also_in(hit.article, hit.also_in)}"
        console.print(Padding(Text(safe(about), style="dim"), (0, 0, 0, 4)))
        console.print(Padding(Text(safe(" ".join(hit.text.split()))), (0, 0, 1, 4)))


def _run(batch: Path, run: Path, k: int, home: Path | None) -> None:
    from assistant.batch import read_questions
    from assistant.condense import condense
    from assistant.errors import QuestionError
    from assistant.open import open_library
    from assistant.settings import load
    from index.unmatched import unmatched

    separate(batch, run, "--run")
    questions = read_questions(batch)
    _refuse_no_run(run)
    lines: list[str] = []
    with (
        fetching() as progress,
        contextlib.closing(open_library(load(home), progress)) as library,
        counting("Searching", len(questions)) as count,
    ):
        for question in questions:
            try:
                asked = condense(question.text, question.turns, question.filters)
            except QuestionError as error:
                say(f"{question.id}: {error}")
                continue
            if nothing := unmatched(library.catalog, asked.filters):
                say(f"{question.id}: {nothing}")
                continue
            for rank, (score, article_id) in enumerate(rank_articles(library, asked, k), start=1):
                lines.append(_trec(question.id, article_id, rank, score))
            count(question.id)
    written = _part(run)
    try:
        written.write_text("".join(lines), "utf-8")
        os.replace(written, run)
    except OSError as error:
        raise _unwritable(run, error) from error
    say(f"{len(questions)} queries, {len(lines)} lines in {run}.")


def _part(run: Path) -> Path:
    """Where a run is written before it takes its place: a run that breaks off leaves the old one whole."""
    return run.with_name(f".{run.name}.{os.getpid()}.part")


def _refuse_no_run(run: Path) -> None:
    """Finds out before any query is run that `run` cannot be written, or holds something that is no run."""
    from assistant.batch import refuse_irregular
    from assistant.errors import ReadError

    refuse_irregular(run)
    try:
        with _part(run).open("wb"):
            pass
        _part(run).unlink()
        with run.open("rb") as file:
            first = file.readline(10_000)
    except FileNotFoundError as error:
        if run.parent.is_dir():
            return
        raise _unwritable(run, error) from error
    except OSError as error:
        raise _unwritable(run, error) from error
    if first and (len(first.split()) != 6 or first.split()[1] != b"Q0"):
        raise ReadError(f"{run} is there already and is no run. Nothing was run or changed; name another --run file.")


def _unwritable(run: Path, error: OSError) -> "DatelineError":
    from assistant.errors import HomeError

    return HomeError(f"{run} cannot be written: {error.strerror}.")


def rank_articles(library: "Library", query: "Query", k: int) -> "list[tuple[float, str]]":
    """(score, article id) of the `k` best articles, each by its best passage.

    Equal scores stand in descending order of id, as trec_eval orders them, so that ranks mean the same everywhere.
    """
    from index.search import search as search_library

    wanted = k * PASSAGES_AN_ARTICLE
    while True:
        hits = search_library(library, query.text, wanted, query.filters).hits
        best: dict[str, float] = {}
        for hit in hits:
            best[hit.article.id] = max(hit.score, best.get(hit.article.id, hit.score))
        if len(best) >= k or len(hits) < wanted:
            return sorted(((score, key) for key, score in best.items()), reverse=True)[:k]
        wanted *= 2


def _trec(query_id: str, article_id: str, rank: int, score: float) -> str:
    from assistant.errors import SearchError

    for name in (query_id, article_id):
        if name.split() != [name]:
            raise SearchError(f"The id {name!r} holds a space, which a TREC run cannot write. Nothing was written.")
    return f"{query_id} Q0 {article_id} {rank} {score:.8f} {RUN_NAME}\n"
