"""Questions that ask for a time ("in March 2024", "last week") or for the latest, and what a passage gains by its day.

Only such questions are touched. What they ask for is mostly reported on its day or soon after.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from index.catalog import Catalog
from index.types import Filters
from index.when.days import DAY, MONTHS, Days, month, month_of, week, year

WHEN = 0.3
"""What a passage of the time that is asked for gains; as much as one of the outlet that is named."""
WHOLE_YEAR = 0.1
"""And of a year: many questions name one in passing."""
LATEST = 0.3
"""What the latest of the passages that are about as good gains; the earliest gains nothing."""
NEAR = 0.8
"""Share of the best score from which passages are about as good."""
AFTER = 7 * DAY
"""How long what happened is still reported."""

_LATEST = re.compile(r"\b(?:latest|newest|most recent(?:ly)?)\b(?!['’-])", re.IGNORECASE)
_MONTHS = "|".join([*MONTHS, *(f"{name[:3]}\\.?" for name in MONTHS if name != "May"), r"Sept\.?"])
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"((?:19|20)\d\d)"
_DATE = re.compile(
    rf"\b(?:{_DAY} ({_MONTHS}),? {_YEAR}|({_MONTHS}) {_DAY},? {_YEAR}|({_MONTHS})(?: of)?,? {_YEAR}"
    rf"|{_YEAR}-(\d\d)-(\d\d)|(?:in|of|during|since|for) {_YEAR})(?![\w-])",
    re.IGNORECASE,
)
_SEEN_FROM_TODAY = re.compile(r"\b(?:(yesterday|today)|(?<!the )(last|this) (week|month|year))\b", re.IGNORECASE)


def asks_for_latest(question: str) -> bool:
    """Whether the newest of several reports is wanted."""
    return _LATEST.search(question) is not None


def asked_days(question: str, today: date) -> Days | None:
    """The one time that a question names; None when it names none or several."""
    found = {_named(match) for match in _DATE.finditer(question)}
    found |= {_seen_from(match, today) for match in _SEEN_FROM_TODAY.finditer(question)}
    return found.pop() if len(found) == 1 else None


@dataclass(frozen=True)
class Then:
    """A time that a question names, and the passages in which what happened then is reported, in order of id."""

    days: Days
    passages: tuple[int, ...]

    @property
    def whole_year(self) -> bool:
        return self.days == year(self.days.first.year)


def then(catalog: Catalog, question: str, today: date) -> Then | None:
    """The one time that a question names, with what was published; None when it names none or several.

    But for those of a whole year, the passages are put forward on their own: among many reports of one thing, those of
    one week are not the best by words.
    """
    days = asked_days(question, today)
    return None if days is None else Then(days, tuple(_reported(catalog, days)))


def gains(catalog: Catalog, question: str, scores: Mapping[int, float], asked: Then | None) -> dict[int, float]:
    """What each passage gains, by its id; those that gain nothing may be left out. `scores` are without it, `asked` is
    the time that the question names."""
    if asked is not None:
        there = scores.keys() & set(asked.passages)
        return dict.fromkeys(there, WHOLE_YEAR if asked.whole_year else WHEN)
    return _by_age(catalog, scores) if asks_for_latest(question) else {}


def _reported(catalog: Catalog, days: Days) -> list[int]:
    """The passages in which what happened then is reported, by the day of publication."""
    try:
        return catalog.passage_ids(Filters(since=days.first, until=days.last + AFTER))
    except OverflowError:
        return []


def _by_age(catalog: Catalog, scores: Mapping[int, float]) -> dict[int, float]:
    """Of the passages that are about as good as the best: more for each later day."""
    best = max(scores.values(), default=0.0)
    stored = catalog.passages([number for number, score in scores.items() if score >= NEAR * best])
    articles = catalog.current({item.article_id for item in stored.values()})
    published = {
        number: (articles[item.article_id].published or "")[:10]
        for number, item in stored.items()
        if item.article_id in articles
    }
    days = sorted({day for day in published.values() if day})
    steps = max(1, len(days) - 1)
    return {number: LATEST * days.index(day) / steps for number, day in published.items() if day}


def _named(match: re.Match[str]) -> Days | None:
    d1, m1, y1, m2, d2, y2, m3, y3, y4, m4, d4, y5 = match.groups()
    if y5:
        return year(int(y5))
    if m3:
        return month_of(int(y3), _number(m3))
    try:
        day = date(int(y1 or y2 or y4), int(m4) if m4 else _number(m1 or m2) + 1, int(d1 or d2 or d4))
    except ValueError:  # 30 February
        return None
    return Days(day, day)


def _seen_from(match: re.Match[str], today: date) -> Days:
    word, which, unit = (part.lower() if part else "" for part in match.groups())
    if word:
        day = today - DAY if word == "yesterday" else today
        return Days(day, day)
    away = -1 if which == "last" else 0
    if unit == "week":
        return week(today, away)
    return month(today, away) if unit == "month" else year(today.year + away)


def _number(name: str) -> int:
    return next(n for n, whole in enumerate(MONTHS) if whole.lower().startswith(name[:3].lower()))
