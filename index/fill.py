"""What an older Dateline did not do for a home, done once when it is next used: languages, and bytes of the removed."""

import logging

from index.catalog import Catalog
from index.detect import detect
from index.meta import LANGUAGES, LANGUAGES_SINCE, PARTS, UNCLEAN

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
