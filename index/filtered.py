"""Filters as conditions of the catalog's queries."""

from datetime import date
from typing import Any

from sqlalchemy import func, or_

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
    return query


def number(day: date) -> int:
    """The day as the catalog compares it: 20240410."""
    return day.year * 10000 + day.month * 100 + day.day
