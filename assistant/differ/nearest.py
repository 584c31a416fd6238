"""What each article says nearest to the question, when it gives a figure of what is asked.

Not so for days and names: a sentence has too many that are no answer (of 50 development questions about a day, every
second had a wrong one).
"""

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from assistant.differ.alike import Pair, comparable, holds
from assistant.differ.counted import asked_of, class_of
from assistant.differ.read import Read, nearness
from assistant.differ.types import Kind, Value
from assistant.differ.values import CURRENCIES, conflict, same_kind, values
from index.words import stems

NEAR = 0.5
"""Cosine of two sentences that say the same in other words."""
LOOKED_AT = 6
"""Sentences of an article in which its answer is looked for."""
_MANY = re.compile(r"\bhow many (.*)", re.IGNORECASE | re.DOTALL)
_SHARE = re.compile(r"\b(?:percentage|share|proportion|per ?cent|rate)\b|%", re.IGNORECASE)
_MONEY = re.compile(r"\bhow much\b|\b(?:cost|price|revenue|turnover|profit|budget|salary|deficit|fine)", re.IGNORECASE)
_CROWD = re.compile(r"\bhow (?:big|large)\b", re.IGNORECASE)
_NOW = re.compile(
    r"\b(?:(?:ris(?:en|es|ing)|rose|fall(?:en)?|fell|increased|raised|revised|climbed|brought|grew|grown)\b[^.;\d]{0,20}\bto"
    r"|(?:stands?|stood|now) at|(?:a|the) total of)\W*$",
    re.IGNORECASE,
)
"""What stands before a figure that takes the place of the one before."""


def nearest(question: str, told: Sequence[Read], wanted: Sequence[Kind]) -> Iterator[Pair]:
    """Pairs of such sentences whose values cannot both be right; `told` in order of how much they bear on it."""
    if tuple(wanted) != ("figure",):
        return
    found: dict[str, tuple[Read, Value]] = {}
    looked: dict[str, int] = {}
    for item in told:
        name = item.told.article.id
        looked[name] = looked.get(name, 0) + 1
        if item.vector is None or name in found or looked[name] > LOOKED_AT:
            continue
        if value := _answer(question, item.told.text):
            found[name] = item, value
    for (one, mine), (other, theirs) in combinations(found.values(), 2):
        alike = same_kind(mine, theirs) or not (mine.unit and theirs.unit)
        if alike and comparable(one, other) and conflict(mine, theirs) and nearness(one, other) >= NEAR:
            yield Pair(one, mine, other, theirs)


def _answer(question: str, sentence: str) -> Value | None:
    """The one value of the sentence that can be what is asked for; None when there is none, or several may be."""
    there = values(sentence)
    able = [value for value in there if value.kind == "figure" and not holds(question, value.text)]
    able = [value for value in able if _fits(question, sentence, value, there)]
    if len(able) > 1:
        able = [value for value in able if _NOW.search(sentence[: value.start])] or able
    if len(able) > 1:
        wanted = set(stems(question))
        able = [value for value in able if wanted & set(stems(sentence[value.end : value.end + 40]))]
    return able[0] if len(able) == 1 else None


def _fits(question: str, sentence: str, value: Value, there: Sequence[Value]) -> bool:
    """Whether the figure can be the number or the amount that the question asks for."""
    classes, mine = asked_of(question), class_of(sentence, value, there)
    if mine not in classes if classes else mine is not None:
        return False
    if match := _MANY.search(question):
        counted = {one.unit for one in values(f"2 {match.group(1)}")[:1]}
        return value.unit in counted | ({""} if classes else set()) and bool(value.unit or classes)
    if _SHARE.search(question):
        return value.unit == "%"
    if _MONEY.search(question):
        return value.unit in CURRENCIES
    if _CROWD.search(question):
        return value.unit == "people"
    return bool(value.unit or classes)
