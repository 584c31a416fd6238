"""Evidence with a relative date ("on Tuesday"): the day beside it, for readers, for the model and for the check.

The cited words stay as they are; what is added stands beside them.
"""

import re
from collections.abc import Sequence
from datetime import date

from assistant.types import Evidence
from index.types import Article
from index.when.days import MONTHS, WEEKDAYS, Dated, Days, month_of, written, year
from index.when.resolve import resolve

_ASKS_WHEN = re.compile(
    r"\b(?:when|how (?:long ago|recently)|(?:what|which) (?:\w+ )?(?:date|day|month|year|week)|date of)\b",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(r"\b(?:ago|yesterday|(?:last|next|this) (?:week|month|year|weekend))\b", re.IGNORECASE)
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" if len(name) > 3 else name for name in MONTHS) + r"|Sept\.?"
_DAY = r"(?:the )?(\d{1,2})(?:st|nd|rd|th)?(?: of)?"
_YEAR = r"((?:19|20)\d\d)"
_WRITTEN = re.compile(
    rf"\b(?:(?P<weekday>{'|'.join(WEEKDAYS)}),? )?(?<!\w)(?:{_DAY} ({_MONTH})(?:,? {_YEAR})?"
    rf"|({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)?(?:,? {_YEAR})?)(?!\w)"
    rf"|\b({_MONTH})(?:,? {_YEAR})?(?!\w)|\b{_YEAR}-(\d\d)-(\d\d)\b|\b{_YEAR}\b|\b({'|'.join(WEEKDAYS)})\b"
)


def dates(article: Article, text: str, start: int, end: int) -> tuple[Dated, ...]:
    """The relative dates in `text[start:end]` of an article; of one in another language none are known."""
    if article.language not in (None, "en"):
        return ()
    return tuple(resolve(text, article.published, start, end))


def told(words: str, start: int, found: Sequence[Dated]) -> str:
    """`on Tuesday: Tue 9 Jan 2024; last year: 2023`; `words` begin at `start`. Empty without dates."""
    each = (f"{' '.join(words[one.start - start : one.end - start].split())}: {written(one.days)}" for one in found)
    return "; ".join(dict.fromkeys(each))


def beside(item: Evidence) -> str:
    """The same of a piece of evidence."""
    return told(item.text, item.start, item.dated)


def asks_when(question: str) -> bool:
    """Whether a question asks for a time; only then the model is told the days: each costs it some ten tokens."""
    return _ASKS_WHEN.search(question) is not None


def names_time(question: str) -> bool:
    """Whether a question names a time of its own: a date, "last year", "two days ago"."""
    return _WRITTEN.search(question) is not None or _LONG_AGO.search(question) is not None


def without_dates(text: str) -> str:
    """The text without its dates, of which the figures count nothing."""
    return _WRITTEN.sub(" ", text)


def with_days(item: Evidence) -> str:
    """The words with each day in brackets behind its expression, as the model reads them."""
    text = item.text
    for one in reversed(item.dated):
        end = one.end - item.start
        text = f"{text[:end]} ({_short(one)}){text[end:]}"
    return text


def restated(claim: str, cited: Sequence[Evidence]) -> str:
    """The claim with each date that cited evidence means in the evidence's own words: then it can be held against them.

    "He spoke on 9 January 2024" becomes "He spoke on on Tuesday". A date that nothing cited means stays.
    """
    found = [(one, item.text[one.start - item.start : one.end - item.start]) for item in cited for one in item.dated]
    if not found:
        return claim
    for one, words in found:
        claim = claim.replace(f"({_short(one)})", f"({words})")

    def replaced(match: re.Match[str]) -> str:
        return next((words for one, words in found if _means(match, one.days)), match.group())

    return _WRITTEN.sub(replaced, claim)


def _short(one: Dated) -> str:
    """Without the weekday, which mostly stands before it."""
    day = written(one.days)
    return day.split(" ", 1)[1] if one.first == one.last else day


def _means(match: re.Match[str], days: Days) -> bool:
    """Whether all of the days lie in what a claim's date names: "January", "2024", "Tuesday, 9 January"."""
    weekday, d1, m1, y1, m2, d2, y2, m3, y3, y4, m4, d4, y5, alone = match.groups()
    named = weekday or alone
    if named and not (days.first == days.last and WEEKDAYS[days.first.weekday()] == named):
        return False
    if alone:
        return True
    if y5:
        return year(int(y5)).holds(days)
    month = int(m4) - 1 if m4 else _number(m1 or m2 or m3)
    year_named = int(y1 or y2 or y3 or y4 or days.first.year)
    if not 0 <= month < 12:
        return False
    if not (d := d1 or d2 or d4):
        return month_of(year_named, month).holds(days)
    try:
        day = date(year_named, month + 1, int(d))
    except ValueError:
        return False
    return Days(day, day).holds(days)


def _number(name: str) -> int:
    return next(n for n, whole in enumerate(MONTHS) if whole.startswith(name[:3]))
