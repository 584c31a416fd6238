"""Looking again at what was added: new and changed articles come in, those of files that are gone go."""

import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from index import followed, ingest
from index.fetch.fetcher import Fetcher
from index.followed import Followed
from index.library import Library
from index.readers.folders import files_in
from index.readers.job import Link
from index.types import AddReport, Article, Failure


@dataclass
class SyncReport:
    """What came in, and which articles went because their file did."""

    added: AddReport = field(default_factory=AddReport)
    removed: list[Article] = field(default_factory=list)


def sync(
    library: Library,
    sources: Sequence[Followed] | None = None,
    progress: ingest.Progress | None = None,
    fetcher: Fetcher | None = None,
) -> SyncReport:
    """Brings the library up to date with these sources, or with all that were added before."""
    report = SyncReport()
    fetcher = fetcher or Fetcher()
    for item in followed.load(library.home) if sources is None else sources:
        done = ingest.add(library, [item.source], progress, item.chosen, fetcher, _Known(library))
        report.added.articles.extend(done.articles)
        report.added.failed.extend(done.failed)
        gone = _gone(library, item, done)
        if gone:
            library.remove([article.id for article in gone])
            report.removed.extend(gone)
    return report


class _Known:
    """Whether a page that a feed names is in the library already, as new as the feed says it is."""

    def __init__(self, library: Library) -> None:
        articles = library.catalog.articles()
        self._updated = {
            url: article.updated or "" for article in articles for url in (article.origin, article.url) if url
        }

    def __call__(self, link: Link) -> bool:
        return link.url in self._updated and (link.updated or "") <= self._updated[link.url]


def _gone(library: Library, item: Followed, done: AddReport) -> list[Article]:
    """The articles whose files were in the folder and are no longer.

    None when nothing was read there at all: a disk that is not mounted looks like that.
    """
    folder = Path(item.source)
    if "://" in item.source or not folder.is_dir() or not done.articles:
        return []
    there = {stored.id for stored in done.articles}  # a file that was renamed is the same article
    inside = os.path.join(item.source, "")
    return [
        article
        for article in library.catalog.articles()
        if article.origin.startswith(inside)
        and article.id not in there
        and not article.sample
        and _is_gone(article.origin, done.failed)
    ]


def _is_gone(origin: str, failed: Sequence[Failure]) -> bool:
    """Whether its file is not there; of what was in a ZIP, a mail or a corpus, whether that was read and had it not."""
    path = Path(origin)
    if path.exists():
        return False
    container = next((parent for parent in _above(path) if parent.exists()), None)
    if container is None or container.is_dir():
        return True
    return not any(item.source.startswith(str(container)) for item in failed)


def _above(path: Path) -> Iterator[Path]:
    corpus, colon, number = str(path).rpartition(":")
    if colon and number.isdecimal():
        yield Path(corpus)
    yield from path.parents


def changes(items: Sequence[Followed], seconds: float, rounds: int | None = None) -> Iterator[None]:
    """Yields each time something in the folders is new, changed or gone and has come to rest; looks every few seconds.

    `rounds`: how often it looks; for ever when None.
    """
    settled = seen = _signature(items)
    while rounds is None or rounds > 0:
        time.sleep(seconds)
        rounds = None if rounds is None else rounds - 1
        now = _signature(items)
        if now == seen and now != settled:  # half-written files change between two looks
            settled = now
            yield
        seen = now


def _signature(items: Sequence[Followed]) -> dict[str, tuple[int, int]]:
    found = {}
    for path in (path for item in items for path in files_in(Path(item.source), item.chosen)):
        if isinstance(path, Path):
            try:
                stat = path.stat()
            except OSError:
                continue
            found[str(path)] = (stat.st_mtime_ns, stat.st_size)
    return found
