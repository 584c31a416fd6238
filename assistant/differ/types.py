"""The nouns of a disagreement: plain values. Offsets are code points, half-open `[start, end)`."""

from dataclasses import dataclass
from typing import Literal

from index.types import Article

Kind = Literal["figure", "date", "name", "denial"]
"""What may differ: an amount, a day, who or what, or whether at all."""


@dataclass(frozen=True)
class Value:
    """What a sentence gives for a fact: `sentence[start:end]`."""

    kind: Kind
    text: str
    start: int
    end: int
    readings: frozenset[str] = frozenset()
    """Of a figure: the numbers it may stand for."""
    unit: str = ""
    """Of a figure: `%`, a currency, or the stem of what is counted; empty when nothing says."""
    rough: bool = False
    """Whether the words around it make it approximate."""
    day: tuple[int | None, int | None, int | None] = (None, None, None)
    """Of a date: year, month and day of the month, as far as they are said."""


@dataclass(frozen=True)
class Told:
    """A sentence of an article that was found: `text of the article[start:end]`."""

    article: Article
    version: int
    start: int
    end: int
    text: str
    score: float
    """How well it bears on the question; higher is better."""
    marker: int | None = None
    """The number of the evidence it stands in; None when it is not among it."""


@dataclass(frozen=True)
class Version:
    """One of the values that articles give, and the sentence that gives it."""

    value: str
    told: Told


@dataclass(frozen=True)
class Difference:
    """What articles give for one fact, each value once; `later` when the last one took the place of those before."""

    versions: tuple[Version, ...]
    later: bool = False
