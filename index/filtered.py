"""Filters as conditions of the catalog's queries."""

from datetime import date
from typing import Any

from sqlalchemy import exists, func, or_, select

from index import schema
from index.aside import not_aside
from index.names import fold
from index.types import Filters


def filtered(query: Any, filters: Filters | None) -> Any:
    """`query`, which selects from the articles, with only those that pass, and none that was removed and waits to be
    deleted; `fold` is a function of ours in SQLite."""
    query = query.where(not_aside(schema.articles.c.id))
    if filters is None:
        return query
    table = schema.articles.c
    if filters.since is not None:
        query = query.where(table.day >= number(filters.since))
    if filters.until is not None:
        query = query.where(table.day <= number(filters.until))
    if filters.source is not None:
        query = query.where(func.fold(table.source) == fold(filters.source))
    if filters.author is not None:
        # As `names.holds` does it.
        query = query.where(func.instr(" " + func.fold(table.author) + " ", f" {fold(filters.author)} ") > 0)
    if filters.article is not None:
        query = query.where(or_(table.id == filters.article, func.fold(table.title) == fold(filters.article)))
    if filters.language is not None:
        query = query.where(table.language == filters.language)
    if filters.speaker is not None:
        query = query.where(table.id.in_(select(schema.speeches.c.article_id).where(_speaks(filters.speaker))))
    return query


def filtered_passages(query: Any, filters: Filters) -> Any:
    """`query`, which selects from the passages, with only those of articles that pass and, where a speaker is wanted,
    that hold a sentence of theirs."""
    # By the index on the article: a passage's row is long, and a filter is asked once an article.
    passages, speeches = schema.passages.c, schema.speeches.c
    query = query.where(passages.article_id.in_(filtered(select(schema.articles.c.id), filters)))
    if filters.speaker is None:
        return query
    inside = (speeches.start >= passages.start) & (speeches.start < passages.end)
    heard = exists().where(speeches.article_id == passages.article_id, inside, _speaks(filters.speaker))
    return query.where(heard)


def _speaks(name: str) -> Any:
    """The condition that a sentence is the words of whom this name, or this office, names."""
    speeches, wanted = schema.speeches.c, f" {fold(name)} "
    told = (speeches.speaker, speeches.office)
    return or_(*(func.instr(" " + func.fold(column) + " ", wanted) > 0 for column in told))


def number(day: date) -> int:
    """The day as the catalog compares it: 20240410."""
    return day.year * 10000 + day.month * 100 + day.day
