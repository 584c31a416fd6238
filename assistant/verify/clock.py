"""Times of day, as texts write them: "7:02 a.m." and "19:02" in one notation, so that 7:03 is not proved by a 7 and a 3
that stand elsewhere."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()
_HOUR = "|".join(_HOURS)
_BACK = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20, "twenty-five": 25}
_NOON = r"\s?(?P<half>[ap])\.?\s?m\b\.?"
_RANGE = r"\s?(?:to|and|until|till|-|–|—)\s?"
_CLOCK = re.compile(rf"(?<![\w.,:/])(?P<h>[01]?\d|2[0-4]):(?P<m>[0-5]\d)(?![:\d])(?:{_NOON})?", re.IGNORECASE)
_HALVED = re.compile(rf"(?<![\w.,:/])(?P<h>1[0-2]|0?[1-9])(?:\.(?P<m>[0-5]\d))?{_NOON}", re.IGNORECASE)
_FROM = re.compile(
    rf"(?<![\w.,:/])(?P<h>1[0-2]|0?[1-9])(?=\s?{_RANGE}(?:1[0-2]|0?[1-9])(?:[.:][0-5]\d)?\s?[ap]\.?m\b)", re.IGNORECASE
)
_ZONED = re.compile(r"(?<![\w.,:/])(?P<h>[01]\d|2[0-4])(?P<m>[0-5]\d)(?=\s?(?:GMT|UTC|CES?T)\b)")
_WORDED = re.compile(
    rf"\b(?:(?P<by>{'|'.join(_BACK)})(?: minutes)? (?P<way>past|to) (?P<past>{_HOUR})"
    rf"|(?P<word>{_HOUR}|\d\d?) o['’]?clock|(?P<noon>noon|midday)|(?P<night>midnight))\b",
    re.IGNORECASE,
)
_DAY = 24 * 60


@dataclass(frozen=True)
class Time:
    """A time of day as it is written, where it stands, and the minutes since midnight that it may mean."""

    written: str
    start: int
    end: int
    minutes: frozenset[int]


def times(text: str) -> list[Time]:
    """The times of day in digits; one that may be before or after noon has two readings."""
    found = [
        Time(match.group().strip(), match.start(), match.end(), _minutes(match))
        for form in (_CLOCK, _HALVED, _FROM, _ZONED)
        for match in form.finditer(text)
    ]
    return [one for one in found if not any(other is not one and _holds(other, one) for other in found)]


def wrong_times(claim: str, words: str) -> Iterator[str]:
    """Times in the digits of the claim that `words` do not have, in digits or spelled out."""
    there = frozenset[int]().union(*(one.minutes for one in times(words)), _spelled(words))
    for one in times(claim):
        if not one.minutes & there:
            yield f"the time {one.written} is not in the cited words"


def _minutes(match: re.Match[str]) -> frozenset[int]:
    parts = match.groupdict()
    hour, minute = int(parts["h"]), int(parts.get("m") or 0)
    half = (parts.get("half") or "").lower()
    if half and hour <= 12:
        return frozenset({(hour % 12 + (12 if half == "p" else 0)) * 60 + minute})
    # Two digits in front ("07:02") or a zone are how 24 hours are written; "7:02" may be in the evening.
    sure = hour > 12 or hour == 0 or match.re is _ZONED or (match.re is _CLOCK and parts["h"].startswith("0"))
    return frozenset({(hour * 60 + minute) % _DAY} if sure else _either(hour * 60 + minute))


def _spelled(text: str) -> frozenset[int]:
    found: set[int] = set()
    for match in _WORDED.finditer(text):
        if match["past"]:
            hour = 60 * (_HOURS.index(match["past"].lower()) + 1)
            back = _BACK[match["by"].lower()]
            found |= _either(hour + (back if match["way"].lower() == "past" else -back))
        elif word := match["word"]:
            found |= _either(60 * (int(word) if word.isdigit() else _HOURS.index(word.lower()) + 1))
        else:
            found.add(_DAY // 2 if match["noon"] else 0)
    return frozenset(found)


def _either(minutes: int) -> set[int]:
    """Before and after noon."""
    return {minutes % _DAY, (minutes + _DAY // 2) % _DAY}


def _holds(one: Time, other: Time) -> bool:
    return one.start <= other.start and other.end <= one.end and (one.start, one.end) != (other.start, other.end)
