"""Putting articles on the shelf and taking them off, as the Articles pane does it. Knows no gradio."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.errors import ReadError
from index.fetch.fetcher import Fetcher
from index.ingest import add_articles
from index.library import Library
from index.readers import read_bytes
from index.readers.dates import iso_date
from index.readers.process import ReaderProcess
from index.readers.sources import read_file
from index.readers.web import WebReader
from index.types import Failure, RawArticle, Stored

PAGES_OF_A_FEED = 25
"""Pages of a feed that are fetched while the reader waits; the command line has time for all."""


@dataclass(frozen=True)
class Line:
    """What became of one source: `added`, `updated`, `unchanged` or `failed`, and why it failed."""

    name: str
    state: str
    why: str = ""


@dataclass(frozen=True)
class Upload:
    """A file that was sent, and the name it had where it came from."""

    path: Path
    name: str


def add_pasted(
    library: Library, title: str, outlet: str, published: str, words: str, fetcher: Fetcher | None = None
) -> list[Line]:
    """Adds one article from a form; ReadError when it holds no words or its date is none.

    Words that are nothing but a web address are fetched: the page there, or the first ones a feed names.
    """
    if is_address(words):
        return _add(library, fetched(words.strip(), fetcher or Fetcher()), lambda origin: origin)
    raw = pasted(title, outlet, published, words)
    return _add(library, [raw], lambda _: raw.title)


def is_address(words: str) -> bool:
    """Whether the words are nothing but a web address."""
    return bool(re.fullmatch(r"(?i)https?://\S+", words.strip()))


def fetched(address: str, fetcher: Fetcher) -> Iterator[RawArticle | Failure]:
    """What a web address leads to: the page there, or the first ones a feed names."""
    with ReaderProcess() as process:
        yield from WebReader(fetcher, process, most=PAGES_OF_A_FEED).read(address)


def pasted(title: str, outlet: str, published: str, words: str) -> RawArticle:
    """An article of these words; ReadError when there are none or the date is none."""
    if not any(character.isalnum() for character in words):
        raise ReadError("There is no text to add. Paste the words of the article.")
    when = iso_date(published.strip()) if published.strip() else None
    if published.strip() and when is None:
        raise ReadError(f"“{published.strip()}” is no date. Write it like 2024-04-10, or leave it empty.")
    read = read_bytes(words.encode("utf-8", "replace"), "-", ".txt")
    return replace(
        read,
        title=title.strip() or read.title,
        source=outlet.strip() or read.source,
        published=when or read.published,
    )


def apart(items: Iterable[RawArticle | Failure], seen: set[str]) -> Iterator[RawArticle | Failure]:
    """The uploads, each known by its file's name and its title; where several share both, the later by their words.

    One sent again so updates its article: the one that came under the same name and has the same title. Of a file's
    place only its bare name arrives, so files sent together never update one another. `seen`: what the ones before
    were known by.
    """
    for item in items:
        if isinstance(item, RawArticle):
            named = f"{item.origin}\n{item.title}"
            words = hashlib.sha256(item.text.encode("utf-8", "replace")).hexdigest()
            item = replace(item, named=f"{named}\n{words}" if named in seen else named)
            seen.add(named)
        yield item


def _add(
    library: Library, items: Iterator[RawArticle | Failure] | list[RawArticle | Failure], name: Callable[[str], str]
) -> list[Line]:
    lines: list[Line] = []

    def tell(done: Stored | Failure) -> None:
        if isinstance(done, Stored):
            lines.append(Line(name(done.source), done.state))
        else:
            lines.append(Line(name(done.source), "failed", done.reason))

    add_articles(library, items, tell)
    return lines


def read_upload(upload: Upload, process: ReaderProcess) -> Iterator[RawArticle | Failure]:
    """The articles in one file that was sent, and what failed of it."""
    # The bare name goes to the reader: it is what a text without a headline is called after.
    for item in read_file(upload.path, process, origin=upload.name):
        if isinstance(item, RawArticle):
            yield replace(item, origin=f"upload:{item.origin}")
        else:
            yield replace(item, source=item.source.replace(str(upload.path), upload.name))


def remove(library: Library, ids: Sequence[str]) -> int:
    """Sets aside those of the articles that are still there; returns how many. They can be brought back for a while."""
    there = {article.id for article in library.catalog.articles()}
    gone = [article_id for article_id in dict.fromkeys(ids) if article_id in there]
    if gone:
        library.set_aside(gone)
    return len(gone)


def remove_samples(library: Library) -> int:
    """The same with every sample article."""
    return remove(library, [article.id for article in library.catalog.articles() if article.sample])
