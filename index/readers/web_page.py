"""HTML -> article, by trafilatura: the story without menus, banners and "related" boxes."""

import logging
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import trafilatura

from index.errors import ReadError
from index.readers.dates import iso_date
from index.readers.furniture import without_furniture
from index.readers.page_facts import PageFacts, facts_of
from index.readers.plain import not_empty
from index.types import RawArticle

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what it is fed; we report failures ourselves


def read_html(html: str, origin: str) -> RawArticle:
    """The main text of a page with what its metadata says; ReadError when it holds no story."""
    try:
        tree = trafilatura.load_html(html)
        url = next(_declared(tree), None) if tree is not None else None
        facts = facts_of(tree) if tree is not None else PageFacts()
        feed = next(_feeds(tree), None) if tree is not None else None
        found = trafilatura.bare_extraction(
            html,
            include_comments=False,
            include_tables=True,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except (ValueError, TypeError, AttributeError, RecursionError) as error:
        raise ReadError(f"its HTML cannot be read ({type(error).__name__})") from error
    page = found if isinstance(found, dict) or found is None else found.as_dict()
    if not page or not (page.get("text") or "").strip():
        raise ReadError("no article was found in this page" + (f"; it names a feed: {feed}" if feed else ""))
    return RawArticle(
        text=not_empty(without_furniture(page["text"])),
        origin=origin,
        title=page.get("title") or "",
        source=page.get("sitename") or facts.outlet or page.get("hostname") or "",
        author=page.get("author") or None,
        published=facts.published or iso_date(page.get("date")),
        updated=facts.updated,
        url=url,
        language=facts.language or page.get("language") or None,
    )


def _declared(tree: Any) -> Iterator[str]:
    """The addresses a page gives as its own: its canonical link, then og:url.

    trafilatura would also take `<base href>`, which is the same on all pages of a site, as the front page is.
    """
    links = (
        link.get("href") for link in tree.iterfind(".//link") if "canonical" in (link.get("rel") or "").lower().split()
    )
    metas = (meta.get("content") for meta in tree.iterfind(".//meta") if _is_og_url(meta))
    for found in (*links, *metas):
        url = (found or "").strip()
        url = f"https:{url}" if url.startswith("//") else url
        try:
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.netloc and parts.path not in ("", "/"):
            yield url


def _feeds(tree: Any) -> Iterator[str]:
    """The addresses of the feeds a page names."""
    for link in tree.iterfind(".//link"):
        if link.get("type") in ("application/rss+xml", "application/atom+xml") and link.get("href"):
            yield str(link.get("href"))[:200]


def _is_og_url(meta: Any) -> bool:
    return "og:url" in (meta.get("property"), meta.get("name"))
