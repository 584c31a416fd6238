"""RSS and Atom -> articles where the feed gives their text, else links to them; by feedparser, fed with bytes only."""

import io
import re
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import feedparser

from index.errors import ReadError
from index.readers.dates import iso_date
from index.readers.job import Link
from index.readers.markup import words_of
from index.types import RawArticle

_FULL_WORDS = 150
"""Words from which on what a feed gives is taken for the whole article, not for a teaser."""
_CUT = re.compile(r"(?:…|\.\.\.|\[…\]|\[\.\.\.\]|read more|continue reading|weiterlesen|lire la suite)[\s.»>→]*$", re.I)


def read_feed(data: bytes, url: str) -> Iterator[RawArticle | Link]:
    """Its entries in order; ReadError when it is no feed or an empty one."""
    # A file object: of a string, feedparser would take an address for something to fetch.
    found = feedparser.parse(io.BytesIO(data), response_headers={"content-location": url, "content-type": "text/xml"})
    if not found.get("version") and not found.entries:
        raise ReadError("it is no feed that can be read")
    if not found.entries:
        raise ReadError("this feed has no entries")
    outlet = words_of(str(found.feed.get("title") or ""))
    for entry in found.entries:
        yield _entry(entry, url, outlet)


def _entry(entry: Any, feed_url: str, outlet: str) -> RawArticle | Link:
    url = str(entry.get("link") or "")
    link = Link(
        url=url,
        title=" ".join(words_of(str(entry.get("title") or "")).split()),
        source=words_of(str((entry.get("source") or {}).get("title") or "")) or outlet,
        author=" ".join(str(entry.get("author") or "").split()) or None,
        published=_when(entry, "published"),
        updated=_when(entry, "updated"),
    )
    texts = [str(part.get("value") or "") for part in entry.get("content") or ()]
    text = max((words_of(part) for part in (*texts, str(entry.get("summary") or ""))), key=len)
    if len(text.split()) >= _FULL_WORDS and not _CUT.search(text):
        return _article(link, text, feed_url, str(entry.get("id") or ""))
    if url.startswith(("http://", "https://")):
        return link
    return _article(link, text, feed_url, str(entry.get("id") or ""))


def _article(link: Link, text: str, feed_url: str, name: str) -> RawArticle:
    return RawArticle(
        text=text,
        origin=link.url or feed_url,
        title=link.title,
        source=link.source,
        author=link.author,
        published=link.published,
        updated=link.updated,
        url=link.url or None,
        named=None if link.url else f"{feed_url}\n{name or link.title}",
    )


def _when(entry: Any, name: str) -> str | None:
    written = entry.get(name)
    if written is None and name == "updated":
        return None
    if when := iso_date(str(written or "")):
        return when
    parsed = entry.get(f"{name}_parsed")  # in UTC, from any of the ways feeds write a time
    return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
