"""Who does what to whom: a claim that puts one name in the place of another, though both are in the cited words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.verify.names import NO_NAMES, has_name
from assistant.verify.opposites import bearing, split
from index.words import STOP_WORDS, stems

_LEANS = re.compile(
    r"^\W*(?:it|this|that|these|those|its|his|her|their)\b|\b(?:he|she|they|him|them|the company)\b", re.IGNORECASE
)
_SIDES = re.compile(r";|,? (?:while|whereas|but)\b")
_PASSIVE = re.compile(r"\b(?:by|was|were|is|are|been|being|with|and)\b", re.IGNORECASE)
_MUTUAL = frozenset(stems("met meet meets meeting married play played plays talked joined agreed drew tied faces face"))
"""What two do with each other, whoever is named first."""
ENOUGH = 0.6
"""Share of the claim's words, names aside, that a sentence must hold to be what the claim puts another name into."""


@dataclass(frozen=True)
class _Named:
    """A name, `text[start:end]`, and the word before it; empty when it opens the text."""

    words: str
    before: str
    start: int
    end: int


def exchanged(claim: str, cited: Sequence[tuple[str, str]]) -> list[str]:
    """Names that the claim has in the place of others, in words; `cited` are pieces, each with its headline.

    A name that the headline has may be meant anywhere below it.
    """
    pieces = [words for words, _ in cited]
    near = bearing(claim, "\n".join(pieces))
    if near is None or "|" in near:
        return []
    mine = _names(claim)
    if turned := next(_turned_round(claim, mine, near), None):
        return [turned]
    content = set(stems(claim)).difference(*(stems(name.words) for name in mine))
    held = content & set(stems(near))
    if len(held) < max(2, ENOUGH * len(content)):
        return []
    side = next((side for side in _SIDES.split(near) if held <= set(stems(side))), near)
    about = " ".join(headline for words, headline in cited if near in words)
    strange = [name for name in mine if not _held(name.words, f"{side} {about}")]
    sides = [one for words in pieces for line in split(words) for one in _SIDES.split(line)]
    elsewhere = [one for one in sides if strange and _held(strange[0].words, one)]
    anywhere = " ".join(part for piece in cited for part in piece)
    if (
        len(strange) != 1
        or not _held(strange[0].words, anywhere)
        or _LEANS.search(side)
        or any(held <= set(stems(one)) for one in elsewhere)
    ):
        return []
    alike = [name.words for name in _names(side) if name.before == strange[0].before]
    instead = [words for words in alike if not _held(words, claim)]
    return [f"the cited words say it of {instead[0]}, not of {strange[0].words}"] if instead else []


def _names(text: str) -> list[_Named]:
    """The runs of words with a capital, without those that grammar gives one."""
    found: list[_Named] = []
    run: list[re.Match[str]] = []
    for match in [*re.finditer(r"[^\W_][\w'’.-]*|[^\w\s]", text), None]:
        word = match.group() if match else ""
        if match and word[0].isupper() and word.lower().rstrip(".") not in NO_NAMES | STOP_WORDS:
            run.append(match)
        elif run:
            before = re.findall(r"\w+", text[: run[0].start()])
            words = re.sub(r"(?:['’]s|\.)$", "", text[run[0].start() : run[-1].end()])
            found.append(_Named(words, before[-1].lower() if before else "", run[0].start(), run[-1].end()))
            run = []
    return found


def _held(name: str, words: str) -> bool:
    return any(has_name(word, words) for word in name.split())


def _turned_round(claim: str, names: Sequence[_Named], near: str) -> Iterator[str]:
    """ "Rovers beat United" for "United beat Rovers"."""
    for one, other in pairwise(names):
        first, second = near.find(other.words), near.find(one.words)
        if not 0 <= first < second:
            continue
        between, there = claim[one.end : other.start], near[first + len(other.words) : second]
        shared = (set(stems(between)) & set(stems(there))) - _MUTUAL
        if shared and not _PASSIVE.search(between) and not _PASSIVE.search(there):
            yield f"the cited words have {other.words} and {one.words} the other way round"
