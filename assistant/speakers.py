"""Whose words a question asks for: `What did Campbell say about submarines?`, `according to the union's secretary`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.names import fold, holds
from index.speech.given import MEN, WOMEN
from index.speech.types import Speech

_SAY = (
    r"(?:say|said|says|saying|tell|told|think|thinks|claim\w*|argue\w*|warn\w*|add|added|explain\w*|describe\w*|call(?:ed|s)?"
    r"|name[ds]?|list(?:ed|s)?|mention\w*|announce\w*|suggest\w*|predict\w*|promise\w*|insist\w*|believe\w*|want\w*"
    r"|comment\w*|cite[ds]?|give as|gave|respond\w*|react\w*|stat(?:e|es|ed)|write|wrote|den(?:y|ies|ied)|admit\w*"
    r"|accuse\w*|blame\w*|ask(?:ed|s)? for|put|estimate\w*|expect\w*|recommend\w*|propose\w*|criticis\w*|criticiz\w*)"
)
_WHO = r"(?P<who>[^,;?“”\"]{2,70}?)"
_ASKED = [
    re.compile(
        rf"\baccording to {_WHO}(?=[,;?]|\s+(?:about|on|in|what|how|who|why|is|are|was|were|did|does|do)\b|$)", re.I
    ),
    re.compile(rf"\b(?:did|does|do|has|have|had|would)\s+{_WHO}\s+{_SAY}\b", re.I),
    re.compile(
        rf"\b(?:reason|words|view|opinion|comment|remark|reaction|advice|warning)s? (?:of|by|from) {_WHO}"
        r"(?=[,;?]|\s+(?:on|about|to|for)\b|$)",
        re.I,
    ),
    re.compile(rf"(?P<who>(?:\b[A-Z][\w'’.-]*\s+){{1,5}}){_SAY}\b"),
]
"""Where a question says whose words it asks for."""
_EMPTY = frozenset(
    "the a an its his her their of for in and mr mrs ms dr this that which what who whom how why when where reason"
    " reasons sectors numbers said by us i we you it they he she there one many much have has to s".split()
)
_GIVEN = frozenset(fold(name) for name in MEN | WOMEN)
_PRONOUNS = frozenset({"he", "she"})


@dataclass(frozen=True)
class Heard:
    """Whom the question asks about, each as the words of a name or office, folded: `("union", "s", "secretary")`."""

    whom: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.whom)


def asked_about(question: str, earlier: str = "") -> Heard:
    """Whose words the question asks for. "He" and "she" are whoever the `earlier` question asked about or named."""
    found: list[tuple[str, ...]] = []
    pronoun = False
    for pattern in _ASKED:
        for match in pattern.finditer(question):
            written = match.group("who").split()
            pronoun = pronoun or [word.lower() for word in written] in ([one] for one in _PRONOUNS)
            words = tuple(word for word in fold(match.group("who")).split() if word not in _EMPTY)
            if words and len(words) <= 6 and words not in found:
                found.append(words)
    if pronoun and not found and earlier:
        return asked_about(earlier) or _named(earlier)
    return Heard(tuple(found))


def _named(question: str) -> Heard:
    """The last name of several words, or of one, that the question has."""
    runs = re.findall(r"(?<!^)\b[A-Z][\w'’-]+(?:\s+[A-Z][\w'’-]+)*", question)
    return Heard((tuple(fold(runs[-1]).split()),)) if runs else Heard()


def speaks(heard: Heard, speech: Speech) -> bool:
    """Whether the sentence is the words of somebody the question asks about.

    By the last word of a name, or by all the words of an office.
    """
    name, office = fold(speech.speaker).split(), fold(speech.office or "").split()
    return any(
        (words[-1] == name[-1] and not _another(words[:-1], name)) or set(words) <= {*name, *office}
        for words in heard.whom
    )


def _another(before: Sequence[str], name: Sequence[str]) -> bool:
    """Whether a given name stands before the surname that is not this person's: Bill Clinton is not Hillary Clinton."""
    return len(name) > 1 and any(word in _GIVEN and word not in name for word in before)


def places(heard: Heard, speeches: Mapping[str, Iterable[Speech]]) -> dict[str, frozenset[int]]:
    """By article id: where the sentences begin that are the words of whom the question asks about."""
    if not heard:
        return {}
    return {
        article_id: frozenset(speech.start for speech in found if speaks(heard, speech))
        for article_id, found in speeches.items()
    }


def spoken_by(speaker: str, speeches: Mapping[str, Iterable[Speech]]) -> dict[str, frozenset[int]]:
    """By article id: where the sentences begin that pass the filter for a speaker, as `index/filtered.py` does it."""
    return {
        article_id: frozenset(
            item.start for item in found if holds(item.speaker, speaker) or _holds_office(item, speaker)
        )
        for article_id, found in speeches.items()
    }


def _holds_office(speech: Speech, wanted: str) -> bool:
    return speech.office is not None and holds(speech.office, wanted)
