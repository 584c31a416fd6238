"""What an older Dateline did not do for a home, done once when it is next used: languages, who speaks, and bytes of the
removed."""

import logging

from index.catalog import Catalog
from index.detect import detect
from index.meta import LANGUAGES, LANGUAGES_SINCE, PARTS, SPEECHES, SPEECHES_SINCE, UNCLEAN

logger = logging.getLogger(__name__)

_TOGETHER = 200
"""Articles a transaction; who is stopped goes on after them."""


def languages_missing(catalog: Catalog) -> bool:
    """Whether there may be articles whose language nobody looked for."""
    return catalog.note(LANGUAGES) != LANGUAGES_SINCE


def fill_languages(catalog: Catalog) -> int:
    """Detects the language of the articles that have none; returns how many now have. For the one that may write."""
    found: dict[str, str] = {}
    filled = 0
    for article in catalog.articles():
        if article.language is None and (language := detect(catalog.text(article.id, article.version))):
            found[article.id] = language
            filled += 1
        if len(found) == _TOGETHER:
            catalog.set_languages(found)
            found.clear()
    catalog.set_languages(found)
    if catalog.changes_since(0).removed:
        catalog.set_note(UNCLEAN, " ".join(PARTS))  # an older Dateline left bytes of what it removed
    catalog.set_note(LANGUAGES, LANGUAGES_SINCE)
    logger.info("the language of %d articles was filled in", filled)
    return filled


def speeches_missing(catalog: Catalog) -> bool:
    """Whether there may be articles that were never read for who speaks in them."""
    return catalog.note(SPEECHES) != SPEECHES_SINCE


def fill_speeches(catalog: Catalog) -> None:
    """Finds out who speaks in every article, whose languages are known by now. For the one that may write."""
    ids = [article.id for article in catalog.articles()]
    ids += [article_id for article_id in catalog.aside.ids() if article_id not in set(ids)]
    for begin in range(0, len(ids), _TOGETHER):
        catalog.said.read(ids[begin : begin + _TOGETHER])
    catalog.set_note(SPEECHES, SPEECHES_SINCE)
    logger.info("who speaks was found out of %d articles", len(ids))
