"""What became of the articles an answer cites since it was given: newer versions, and whether they still say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from assistant.conversations.types import Exchange
from assistant.errors import DatelineError
from index.catalog import Catalog
from index.notices import notices
from index.types import Article


@dataclass(frozen=True)
class Newer:
    """An article that an answer cites in a version which is no longer the newest."""

    article: Article
    """As it is now."""
    stands: bool
    """Whether all the words that were cited are still in it."""
    correction: str = ""
    """The correction notice that it carries and the version that was cited does not."""


Since = Mapping[str, Sequence[Newer]]
"""By exchange."""
NOTHING: Since = MappingProxyType({})


def stands(item: Newer) -> str:
    """What a newer version means for the answer, in words for the reader."""
    return "The words cited still stand in it." if item.stands else "The words cited no longer stand in it."


def newer(catalog: Catalog, exchanges: Sequence[Exchange]) -> dict[str, list[Newer]]:
    """Of each exchange that is over, the articles that changed since; an article that is gone is passed over."""
    quotes = {item.id: _quotes(item) for item in exchanges if not item.doing}
    cited_there = {name for cited in quotes.values() for name, _ in cited}
    if not cited_there:  # as long as an answer is written, with every word of it
        return {}
    current = catalog.current(cited_there)
    found: dict[str, list[Newer]] = {}
    for exchange, cited in quotes.items():
        for (name, version), words in cited.items():
            article = current.get(name)
            if article is not None and article.version > version:
                found.setdefault(exchange, []).append(_compared(catalog, article, version, words))
    return found


def _quotes(exchange: Exchange) -> dict[tuple[str, int], list[str]]:
    """What an exchange shows as proof, by (article id, version): its citations, else its evidence."""
    found: dict[tuple[str, int], list[str]] = {}
    answer = exchange.answer
    citations = [mark for item in answer.sentences for mark in item.citations] if answer else []
    for mark in citations:
        found.setdefault((mark.article.id, mark.version), []).append(mark.quote)
    for item in () if citations and answer and answer.degraded is None else exchange.evidence:
        found.setdefault((item.article.id, item.version), []).append(item.text)
    return found


def _compared(catalog: Catalog, article: Article, version: int, words: Sequence[str]) -> Newer:
    try:
        now, before = catalog.text(article.id, article.version), catalog.text(article.id, version)
    except DatelineError:  # it was changed or removed in this instant
        return Newer(article, stands=False)
    known = {notice.text for notice in notices(before)}
    correction = next((notice.text for notice in notices(now) if notice.text not in known), "")
    return Newer(article, all(quote in now for quote in words), correction)
