"""`dateline sync`: looks again at the folders, feeds and sitemaps that were added before."""

import typer

from assistant.commands.add import tell
from assistant.commands.options import Home, Json
from assistant.commands.terminal import counting, fetching, print_json, print_text, say


def sync(home: Home = None, as_json: Json = False) -> None:
    """Bring the library up to date with the folders, feeds and sitemaps that were added before.

    What is new or changed comes in. Articles whose file is gone from a folder are removed; what a feed no longer names
    stays. Exit status 1 only when nothing could be read.
    """
    from assistant.open import open_library
    from assistant.settings import load
    from index import followed
    from index.sync import sync as bring_up_to_date

    with fetching() as progress, counting("Looking again") as count:
        library = open_library(load(home), progress)
        try:
            sources = followed.load(library.home)
            report = bring_up_to_date(library, sources, lambda done: count(done.source))
        finally:
            library.close()
    if not sources:
        say("Nothing is followed yet. Folders, feeds and sitemaps are once they were added: dateline add FOLDER.")
    if as_json:
        from assistant.serialise import add_json

        print_json({**add_json(report.added), "removed": [article.id for article in report.removed]})
    else:
        done = report.added
        print_text(
            f"{done.count('added')} added, {done.count('updated')} updated, {done.count('unchanged')} unchanged,"
            f" {len(report.removed)} removed, {len(done.failed)} failed."
        )
    tell(report.added)
    if report.added.failed and not report.added.articles:
        raise typer.Exit(1)
