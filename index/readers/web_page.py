"""HTML -> article, by trafilatura: the story without menus, banners and "related" boxes."""

import logging

import trafilatura

from index.errors import ReadError
from index.readers.dates import iso_date
from index.readers.plain import not_empty
from index.types import RawArticle

logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # it logs what it is fed; we report failures ourselves


def read_html(html: str, origin: str) -> RawArticle:
    """The main text of a page with what its metadata says; ReadError when it holds no story."""
    try:
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
        raise ReadError("no article was found in this page")
    return RawArticle(
        text=not_empty(page["text"]),
        origin=origin,
        title=page.get("title") or "",
        source=page.get("sitename") or page.get("hostname") or "",
        author=page.get("author") or None,
        published=iso_date(page.get("date")),
        url=page.get("url") or None,
        language=page.get("language") or None,
    )
