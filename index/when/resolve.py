"""A text and the day it was published -> the days that its expressions of time mean."""

import re
from collections.abc import Iterator
from datetime import date

from index.split import sentences
from index.when.days import Dated, day_of
from index.when.rules import RULES, Place
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
    bare = _QUOTED.sub(lambda match: " " * len(match.group()), text)
    end = len(text) if end is None else end
    found = sorted(_resolved(bare, day, start, end), key=lambda item: item.start)
    return [one for one in found if start <= one.start and one.end <= end]


def _resolved(bare: str, day: date, start: int, end: int) -> Iterator[Dated]:
    """Those of the sentences that are not wholly outside."""
    for span in sentences(bare):
        if span.end <= start or end <= span.start:
            continue
        sentence = bare[span.start : span.end]
        years = {int(match.group()[:4]) for match in _YEAR.finditer(bare[max(0, span.start - BEFORE) : span.end])}
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
                if days is not None and not (rule.near and years - {day.year}):
                    yield Dated(span.start + match.start(), span.start + match.end(), days.first, days.last)


def _last_word(before: str) -> str:
    match = _LAST_WORD.search(before)
    return match.group(1).lower() if match else ""


def _owned(sentence: str, match: re.Match[str]) -> bool:
    """Whether it is somebody's: "Obama's last year"."""
    return match.group().lower().startswith(("last", "next")) and bool(_OWNER.search(sentence[: match.start()]))
