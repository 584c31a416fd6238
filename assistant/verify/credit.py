"""Is a claim credited to the one who made it? What X says must not be put into the mouth of Y."""

import re
from collections.abc import Sequence

from assistant.types import Evidence
from assistant.verify.figures import numbers
from assistant.wording import speaker
from index.names import fold
from index.speech.attribute import attribute
from index.speech.types import Speech
from index.speech.words import DETERMINERS, PERHAPS, ROLES, SAYS
from index.split import sentences
from index.words import stems

_SMALL = frozenset("the a an of for and in at s mr mrs ms dr us u".split())
_VERBS = "|".join(sorted(SAYS | PERHAPS))


def miscredited(claim: str, cited: Sequence[Evidence]) -> list[str]:
    """What is wrong when the claim is credited to somebody, and the article has somebody else say it; else nothing.

    Only names are compared: "officials" or "the company" may be anybody. An outlet may be named for all it prints.
    """
    credited = [item for item in attribute(claim, sentences(claim)) if _named(item)]
    if len({item.speaker for item in credited}) != 1:
        return []
    mine = credited[0]
    best = _bearing(claim, mine, cited)
    if best is None:
        return []
    item, words, speech = best
    if not _named(speech) or _same(mine, speech) or _known_for(mine, item) or _speaks_in(mine, words):
        return []
    return [f"the article has {speaker(speech)} say it, not {mine.speaker}"]


def _named(speech: Speech) -> bool:
    first = speech.speaker.split()[0]
    return first[:1].isupper() and first.lower() not in DETERMINERS and first.lower() not in ROLES


def _bearing(claim: str, mine: Speech, cited: Sequence[Evidence]) -> tuple[Evidence, str, Speech] | None:
    """The sentence of the cited words that holds most of the claim, when it is somebody's."""
    wanted = set(stems(claim)) - set(stems(mine.speaker))
    figures = numbers(claim)
    best: tuple[tuple[int, int], Evidence, str, Speech | None] | None = None
    for item in cited:
        spoken = {speech.start - item.start: speech for speech in item.said}
        for span in sentences(item.text):
            words = item.text[span.start : span.end]
            held = (len(figures & numbers(words)), len(wanted & set(stems(words))))
            if any(held) and (best is None or held > best[0]):
                best = (held, item, words, spoken.get(span.start))
    if best is None or best[3] is None:
        return None
    return best[1], best[2], best[3]


def _same(mine: Speech, other: Speech) -> bool:
    """Whether both may be the same: they share a word of name or office."""
    return bool(_words(mine) & _words(other))


def _words(speech: Speech) -> set[str]:
    return set(fold(f"{speech.speaker} {speech.office or ''}").split()) - _SMALL


def _known_for(mine: Speech, item: Evidence) -> bool:
    """Whether the claim is credited to the outlet, or its author, that prints the words."""
    about = fold(f"{item.article.source} {item.article.author or ''}").split()
    return bool((set(fold(mine.speaker).split()) - _SMALL) & set(about))


def _speaks_in(mine: Speech, words: str) -> bool:
    """Whether whom the claim credits is said to speak in the same sentence too: "Ruiz said Mbeki told her ..."."""
    name = re.escape(mine.speaker.split()[-1])
    near = rf"\b{name}\b\W+(?:\w+\W+){{0,2}}?(?:{_VERBS})\b|\b(?:{_VERBS}|according to)\W+(?:\w+\W+){{0,4}}?{name}\b"
    return re.search(near, words, re.IGNORECASE) is not None
