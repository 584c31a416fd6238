"""A text and the day it was published -> the days that its expressions of time mean."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from index.split import sentences
from index.when.days import Dated, day_of
from index.when.rules import RULES, Place, may_name_time
from index.when.tense import tense

_QUOTED = re.compile(r"“[^”\n]*(?:”|$)|\"[^\"\n]*(?:\"|$)|(?<!\w)‘[^’\n]*(?:’\w+[^’\n]*)*’(?!\w)", re.MULTILINE)
_YEAR = re.compile(r"(?<![\w$€£.,-])(?:19|20)\d\d(?:s|(?![\w%]|[.,]\d))")
_LAST_WORD = re.compile(r"([^\W_]+)['’]?[^\w.!?]*$")
_OWNER = re.compile(r"(?:['’]s|s['’])\s$")
BEFORE = 400
"""Characters before a sentence in which another year makes its months and weekdays doubtful."""


def resolve(text: str, published: str | None, start: int = 0, end: int | None = None) -> list[Dated]:
    """The expressions in `text[start:end]` that are seen from the day of publication and mean certain days, in order;
    they do not overlap.

    `published` is an ISO date or date-time; without one nothing is resolved. Nothing within quotation marks is: what
    was quoted may have been said on another day. All of the text counts, whatever part of it is looked through.
    """
    day = day_of(published)
    if day is None or not date.min.year + 20 < day.year < date.max.year - 20:
        return []
    end = len(text) if end is None else end
    # Neither a quotation nor a sentence runs over the end of a line: the lines of the part are enough, and as much
    # before them as may name another year.
    first = text.rfind("\n", 0, start) + 1
    shift = text.rfind("\n", 0, max(0, first - BEFORE)) + 1
    last = text.find("\n", end)
    bare = _QUOTED.sub(lambda match: " " * len(match.group()), text[shift : None if last < 0 else last])
    found = sorted(_resolved(bare, day, first - shift, start - shift, end - shift), key=lambda item: item.start)
    return [replace(one, start=one.start + shift, end=one.end + shift) for one in found]


def _resolved(bare: str, day: date, first: int, start: int, end: int) -> Iterator[Dated]:
    """Those that are wholly in `[start, end)`, in the lines from `first` on."""
    for span in sentences(bare[first:]):
        begin, stop = first + span.start, first + span.end
        if stop <= start or end <= begin:
            continue
        sentence = bare[begin:stop]
        if not may_name_time(sentence):
            continue
        taken: list[tuple[int, int]] = []
        for rule in RULES:
            for match in rule.pattern.finditer(sentence):
                if any(match.start() < end and start < match.end() for start, end in taken):
                    continue
                taken.append(match.span())
                if _last_word(sentence[: match.start()]) in rule.spoiled or _owned(sentence, match):
                    continue
                place = Place(day, tense(sentence[: match.start()], sentence[match.end() :]))
                days = rule.meaning(match, place)
                inside = start <= begin + match.start() and begin + match.end() <= end
                if inside and days and not (rule.near and _other_years(bare[max(0, begin - BEFORE) : stop], day)):
                    yield Dated(begin + match.start(), begin + match.end(), days.first, days.last)


def _other_years(text: str, day: date) -> bool:
    """Whether another year than the day's stands in the text."""
    return any(int(match.group()[:4]) != day.year for match in _YEAR.finditer(text))


def _last_word(before: str) -> str:
    match = _LAST_WORD.search(before)
    return match.group(1).lower() if match else ""


def _owned(sentence: str, match: re.Match[str]) -> bool:
    """Whether it is somebody's: "Obama's last year"."""
    return match.group().lower().startswith(("last", "next")) and bool(_OWNER.search(sentence[: match.start()]))
