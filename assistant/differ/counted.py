"""What a figure is the number or the amount of, as far as the words that news use for it tell. Pure."""

from collections.abc import Iterator, Sequence

from assistant.differ.types import Value
from index.shingles import words
from index.words import stems

AROUND = 70
"""Characters on either side of a figure in which that is looked for."""

_CLASSES = [
    frozenset(stem for word in line.split() for stem in stems(word))
    for line in (
        "killed dead died deaths fatalities perished drowned",
        "injured wounded hurt injuries treated hospitalised",
        "arrested detained arrests custody",
        "missing unaccounted",
        "evacuated displaced homeless rescued",
        "jobs layoffs redundancies dismissed",
        "cost costs price budget priced worth",
        "profit profits earnings",
        "revenue revenues sales turnover",
        "loss losses lost",
        "toll fare fee fine fined",
        "deficit shortfall",
        "salary wage wages pay",
        "raised funding",
        "votes voted majority",
        "signatures signed",
    )
]


def asked_of(question: str) -> frozenset[int]:
    """Numbers of the classes that the question has words of."""
    return frozenset(_classes(question))


def class_of(sentence: str, value: Value, others: Sequence[Value]) -> int | None:
    """The class that the words next to a figure name, those behind it before those in front; None when none does.

    What lies beyond another figure of the same unit is said of that one.
    """
    rivals = [
        other for other in others if other.start != value.start and other.kind == "figure" and other.unit == value.unit
    ]
    begin = max([value.start - AROUND, 0, *(other.end for other in rivals if other.end <= value.start)])
    end = min([value.end + AROUND, *(other.start for other in rivals if other.start >= value.end)])
    behind = next(_classes(sentence[value.start : end]), None)
    return behind if behind is not None else next(_classes(sentence[begin : value.start], last=True), None)


def _classes(text: str, *, last: bool = False) -> Iterator[int]:
    said = words(text)
    for word in reversed(said) if last else said:
        for stem in stems(word):
            yield from (number for number, known in enumerate(_CLASSES) if stem in known)
