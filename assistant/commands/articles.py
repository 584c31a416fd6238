"""`dateline list`, `show` and `remove`: what is in the library. Reading needs the catalog only, and no model."""

import contextlib
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import Home, Json, wrong_usage
from assistant.commands.terminal import out, print_json, print_text, safe, say

if TYPE_CHECKING:
    from pathlib import Path

    from index.catalog import Catalog
    from index.types import Article


def list_articles(home: Home = None, as_json: Json = False) -> None:
    """List the articles, newest first."""
    with _catalog(home) as catalog:
        articles = catalog.articles()
    if as_json:
        from assistant.serialise import article_json

        print_json({"articles": [article_json(article) for article in articles]})
        return
    if not articles:
        say("There are no articles yet. Add some: dateline add FILE..., or dateline add --samples.")
    elif sys.stdout.isatty():
        _draw(articles)
    else:
        for article in articles:
            print_text("\t".join((article.id, _day(article), article.source, " ".join(article.title.split()))))


def show(
    article_id: Annotated[str, typer.Argument(metavar="ID", help="The article's id, as `list` prints it.")],
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Show one article: what is known about it, and its stored text."""
    with _catalog(home) as catalog:
        article = catalog.article(article_id)
        text = catalog.text(article_id, article.version)
        versions = catalog.versions(article_id)
        copies = catalog.copies.others([article_id]).get(article_id, ())
    if as_json:
        from assistant.serialise import show_json

        print_json(show_json(article, text, versions))
        return
    about = [article.source, article.author or "", _day(article), article.url or ""]
    lines = [article.title, " · ".join(part for part in about if part), ""]
    if sys.stdout.isatty():
        from rich.text import Text

        from assistant.wording import also_printed
        from index.notices import notices

        console = out()
        console.print(Text(safe(lines[0]), style="bold"))
        console.print(Text(safe(lines[1]), style="dim"))
        if copies:
            console.print(Text(safe(also_printed(copies)), style="dim"))
        for notice in notices(text):
            console.print(Text(safe(notice.text), style="yellow"))
        console.print()
        console.print(Text(safe(text)))
    else:
        print_text("\n".join((*lines, text)))


def remove(
    ids: Annotated[list[str] | None, typer.Argument(metavar="ID", help="Ids, as `list` prints them.")] = None,
    samples: Annotated[bool, typer.Option("--samples", help="Remove the sample articles.")] = False,
    quotes_too: Annotated[
        bool, typer.Option("--quotes-too", help="Delete the kept questions whose answers quote them, too.")
    ] = False,
    home: Home = None,
) -> None:
    """Delete articles for good, with their passages, vectors and words. An id that is unknown: nothing is deleted.

    What kept conversations quote of them stays, unless --quotes-too is given.
    """
    if not ids and not samples:
        wrong_usage("name at least one id, or --samples.", "ID...")
    from assistant.open import open_library
    from assistant.settings import load
    from assistant.uploads import sweep
    from index.aside import WAIT

    settings = load(home)
    with contextlib.closing(open_library(settings)) as library:
        named = [library.catalog.article(article_id, aside=True) for article_id in dict.fromkeys(ids or ())]
        every = library.catalog.articles() if samples else []
        sampled = [article for article in every if article.sample and article not in named]
        gone = [article.id for article in (*named, *sampled)]
        if gone:
            left = library.remove(gone)
            if left:
                say(_still(left))
        library.purge(until=datetime.now(UTC) - WAIT)  # what was removed on a page that is closed since
        for article in named:
            print_text(f"Removed {article.id}: {article.title}")
        if samples:
            print_text(f"Removed {len(sampled)} sample article{'' if len(sampled) == 1 else 's'}.")
    sweep(settings.home)
    _quotes(settings.home, gone, delete=quotes_too)


def _still(left: "frozenset[str]") -> str:
    """What is said when bytes of the articles are still in a file."""
    return (
        f"They are found no more, but their bytes are still in the files of the {' and the '.join(sorted(left))}:"
        " another Dateline process has these open, or the disk is full. They go when something is asked there next, or"
        " when it ends; without another process, with the next search that has room."
    )


def _quotes(home: "Path", gone: list[str], *, delete: bool) -> None:
    """Deletes the kept questions that quote what is gone, or says that there are some."""
    from assistant.conversations.store import FILE, Conversations

    if not gone or not (home / FILE).exists():
        return
    with contextlib.closing(Conversations(home)) as kept:
        quoting = kept.quoting(gone, anybody=True)
        told = f"{len(quoting)} kept answer{'' if len(quoting) == 1 else 's'}"
        if quoting and delete:
            kept.forget(quoting)
            print_text(f"Deleted {told} that quoted them.")
        elif quoting:
            say(f"{told} in the conversations still quote them. Delete these on the page, or all with --quotes-too.")


@contextlib.contextmanager
def _catalog(home: "Path | None") -> "Iterator[Catalog]":
    from assistant.settings import default_home
    from index.catalog import Catalog

    with contextlib.closing(Catalog((home or default_home()).absolute() / "catalog.sqlite")) as catalog:
        yield catalog


def _draw(articles: "list[Article]") -> None:
    from rich.text import Text

    console = out()
    for article in articles:
        title, about = " ".join(article.title.split()), " · ".join(filter(None, (article.source, article.id)))
        console.print(
            Text.assemble((f"{_day(article):10}  ", "dim"), (safe(title), "bold")), overflow="ellipsis", no_wrap=True
        )
        console.print(Text(f"{'':12}{safe(about)}", style="dim"), soft_wrap=True)  # an id is never cut
    console.print(Text(f"{len(articles)} article{'' if len(articles) == 1 else 's'}"))


def _day(article: "Article") -> str:
    return (article.published or "")[:10]
