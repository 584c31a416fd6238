"""Dates as sources write them -> ISO 8601."""

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_DAY, _YEAR = r"(?P<day>\d{1,2})", r"(?P<year>\d{4})"
_ORDINAL = _DAY + r"(?:st|nd|rd|th)?"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+)?"
_WRITTEN = [
    re.compile(pattern, re.IGNORECASE | re.ASCII)
    for pattern in (
        rf"{_YEAR}[-/](?P<month>\d{{1,2}})[-/]{_DAY}",
        rf"{_YEAR}(?P<month>\d{{2}})(?P<day>\d{{2}})",
        rf"{_DAY}\.\s?(?P<month>\d{{1,2}})\.\s?{_YEAR}",
        rf"{_WEEKDAY}{_ORDINAL}\s+(?:of\s+)?{_MONTH},?\s+{_YEAR}",
        rf"{_WEEKDAY}{_MONTH}\s+{_ORDINAL},?\s+{_YEAR}",
    )
]
"""How a day is written. Not 4/10/2024, which is one day to some and another to others."""


def iso_date(value: str | None) -> str | None:
    """ISO date or date-time of `value`; None when it is not one: an unknown date stays unknown."""
    if not value:
        return None
    value = value.strip()
    try:
        for pattern in _WRITTEN:
            if match := pattern.fullmatch(value):
                return date(int(match["year"]), _month(match["month"]), int(match["day"])).isoformat()
        return datetime.fromisoformat(value).isoformat()
    except ValueError:
        return _mailed(value)


def unread(value: str | None) -> str | None:
    """What to tell about a date of publication that is given but cannot be read; None when there is nothing to tell."""
    if not value or not value.strip() or iso_date(value):
        return None
    return f"its date “{value.strip()[:60]}” cannot be read, so it has none; write it like 2024-04-10"


def _month(written: str) -> int:
    return int(written) if written.isdecimal() else _MONTHS.index(written[:3].lower()) + 1


def _mailed(value: str) -> str | None:
    """A date as mails and feeds write it: "Wed, 10 Apr 2024 09:20:00 +0200"."""
    if not re.search(r"\d:\d\d", value):
        return None
    try:
        return parsedate_to_datetime(value).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
