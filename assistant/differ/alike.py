"""Sentences of two articles that are alike but for one value."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from assistant.differ import frames
from assistant.differ.counted import class_of
from assistant.differ.read import Read
from assistant.differ.types import Kind, Told, Value
from assistant.differ.values import values
from assistant.verify.expected import asks_whether
from index.shingles import words

SHARED = 0.5
"""Share of the shorter sentence's words that the other must have; with less the two are not compared."""

_SAYING = re.compile(
    r"^\W*(?:\w+ ){0,2}(?:said|says|told|reported|announced|put|estimate[sd]?|claim(?:s|ed)|counted|wrote)\b"
)


@dataclass(frozen=True)
class Pair:
    """Two sentences of different articles, and the values they give for the same fact."""

    one: Read
    mine: Value
    other: Read
    theirs: Value

    @property
    def score(self) -> float:
        return min(self.one.told.score, self.other.told.score)


def alike(question: str, told: Sequence[Read], wanted: Sequence[Kind]) -> Iterator[Pair]:
    """The pairs that differ in a value of a kind that is wanted, and in nothing else that matters."""
    sets = [frozenset(words(item.told.text)) for item in told]
    for (a, one), (b, other) in combinations(enumerate(told), 2):
        fewest = min(len(sets[a]), len(sets[b]))
        if not comparable(one, other) or fewest < 2 or len(sets[a] & sets[b]) < SHARED * fewest:
            continue
        if "denial" in wanted and frames.denies(one.told.text, other.told.text):
            yield Pair(one, _whole(one.told), other, _whole(other.told))
            continue
        differing = frames.differing(one.told.text, other.told.text)
        if pair := _only(question, one.told, other.told, differing, wanted):
            yield Pair(one, pair[0], other, pair[1])


def comparable(one: Read, other: Read) -> bool:
    """Whether two sentences are of different articles, and one of them is among the evidence."""
    return one.told.article.id != other.told.article.id and not (one.told.marker is None is other.told.marker)


def _whole(told: Told) -> Value:
    return Value("denial", f"“{' '.join(told.text.split())}”", 0, len(told.text))


def _only(
    question: str, one: Told, other: Told, pairs: Sequence[tuple[Value, Value]], wanted: Sequence[Kind]
) -> tuple[Value, Value] | None:
    """The pair of a kind that is wanted, if the sentences differ in nothing else; a value that the question names is
    no answer to it, and one sentence may be about something else then."""
    of_kind = [pair for pair in pairs if pair[0].kind in wanted]
    rest = [pair for pair in pairs if pair not in of_kind and not _attribution(one, other, pair)]
    if len(of_kind) != 1 or rest:
        return None
    ((mine, theirs),) = of_kind
    counted = (class_of(told.text, value, values(told.text)) for told, value in ((one, mine), (other, theirs)))
    if mine.kind == "figure" and len(set(counted)) > 1:  # "12 people were killed", "30 people were injured"
        return None
    named = holds(question, mine.text) or holds(question, theirs.text)
    return None if named and not asks_whether(question) else (mine, theirs)


def _attribution(one: Told, other: Told, pair: tuple[Value, Value]) -> bool:
    """Whether all they differ in is who is said to have said it."""
    return all(
        value.kind == "name" and _SAYING.match(told.text[value.end : value.end + 40])
        for told, value in zip((one, other), pair, strict=True)
    )


def holds(text: str, value: str) -> bool:
    """Whether the words of the value stand in the text, in one piece, case and marks aside."""
    return f" {' '.join(words(value))} " in f" {' '.join(words(text))} "
