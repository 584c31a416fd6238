"""What stands in the boxes of the filters, and the filters that it means. One box each, by the name of its filter."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date

from assistant.errors import QuestionError
from assistant.serialise import filters_json
from index import languages
from index.types import Filters

NAMES = tuple(field.name for field in fields(Filters))
"""Of the filters, in the order of their boxes."""

Typed = Mapping[str, str | None]
"""By the name of a filter what was typed or chosen; what is left out is empty."""


def filters(typed: Typed) -> Filters:
    """The filters that are meant; QuestionError when a date is none or the span is empty."""
    given = {name: (typed.get(name) or "").strip() for name in NAMES}
    first, last = _day(given["since"], "Since"), _day(given["until"], "Until")
    if first and last and first > last:
        raise QuestionError(f"Since ({first}) is later than until ({last}): no day lies between them.")
    named = {name: given[name] or None for name in ("source", "author", "article", "speaker")}
    # A language nobody knows is no article's: then the answer says which there are.
    return Filters(first, last, **named, language=languages.code(given["language"]) or given["language"] or None)


def typed(chosen: Filters) -> dict[str, str]:
    """The filters as they stand in the boxes, in their order."""
    return {name: value or "" for name, value in filters_json(chosen).items()}


def _day(typed: str, name: str) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise QuestionError(f"{name}: “{typed}” is no date. Write it like 2024-04-10.") from None
