"""Filters that no article passes: which of them it is, and what the reader may have meant."""

from collections.abc import Iterable
from dataclasses import fields

from index import languages
from index.catalog import Catalog
from index.names import fold, holds, nearest
from index.types import Filters

_LISTED = 3


def unmatched(catalog: Catalog, filters: Filters) -> str | None:
    """Why no article passes the filters, in words for the reader; None when one does, or there is none at all."""
    if filters.empty or catalog.searched(filters).articles:
        return None
    every = catalog.searched()
    if not every.articles:
        return None
    for wanted, alone, say in (
        (filters.source, Filters(source=filters.source), _source),
        (filters.author, Filters(author=filters.author), _author),
        (filters.article, Filters(article=filters.article), _article),
        (filters.language, Filters(language=filters.language), _language),
        (filters.speaker, Filters(speaker=filters.speaker), _speaker),
    ):
        if wanted is not None and not catalog.searched(alone).articles:
            return say(catalog, wanted)
    days = Filters(since=filters.since, until=filters.until)
    if not days.empty and not catalog.searched(days).articles:
        between = f"; they are from {every.first} to {every.last}" if every.first else "; none of them has a date"
        return f"No article was published {_span(days)}{between}."
    parts = [f"{name} {value}" for name, value in _given(filters)]
    return f"No article passes all the filters at once ({', '.join(parts)}); each alone has some."


def _given(filters: Filters) -> list[tuple[str, object]]:
    pairs = [(field.name, getattr(filters, field.name)) for field in fields(filters)]
    return [(name, value) for name, value in pairs if value is not None]


def _span(days: Filters) -> str:
    since = f"on {days.since} or later" if days.since else ""
    until = f"on {days.until} or before" if days.until else ""
    return " and ".join(filter(None, (since, until)))


def _source(catalog: Catalog, wanted: str) -> str:
    outlets = {article.source for article in catalog.articles()}
    return f"There is no article from “{wanted}”.{_meant(wanted, outlets)}"


def _author(catalog: Catalog, wanted: str) -> str:
    authors = {article.author or "" for article in catalog.articles()}
    return f"There is no article by “{wanted}”.{_meant(wanted, authors)}"


def _article(catalog: Catalog, wanted: str) -> str:
    articles = catalog.articles()
    meant = _meant(wanted, [article.id for article in articles]) or _meant(wanted, [item.title for item in articles])
    return f"There is no article “{wanted}”, by its id or its title.{meant or ' `dateline list` shows them.'}"


def _language(catalog: Catalog, wanted: str) -> str:
    counts: dict[str, int] = {}
    for article in catalog.articles():
        if article.language:
            counts[article.language] = counts.get(article.language, 0) + 1
    most = sorted(counts, key=lambda code: (-counts[code], code))[:_LISTED]
    there = f" Most are in {', '.join(map(languages.name, most))}." if most else ""
    return f"There is no article in {languages.name(wanted)}.{there}"


def _speaker(catalog: Catalog, wanted: str) -> str:
    return f"No article says that “{wanted}” said anything.{_meant(wanted, catalog.said.speakers())}"


def _meant(wanted: str, names: Iterable[str]) -> str:
    """A name that holds the wanted words, or looks like them, as a question; nothing when none does."""
    known = sorted(filter(None, set(names)))
    holding = [name for name in known if holds(name, wanted)][:1]
    found = holding or nearest(wanted, known) or _by_part(wanted, known)
    return f" Did you mean “{found[0]}”?" if found else ""


def _by_part(wanted: str, names: Iterable[str]) -> list[str]:
    """Names one word of which looks like the wanted ones: a surname that is misspelt."""
    words = {word: name for name in names for word in fold(name).split() if len(word) > 2}
    return [words[word] for word in nearest(wanted, words)]
