"""Does an answer decline? Peers say so in their own words, so their words are looked at."""

import re

from evals.metrics import normal

_TEXTS = r"(?:context|information|documents?|articles?|sources?|texts?|passages?|excerpts?|reports?|data)"
_TELL = (
    r"(?:say|mention|state|specify|provide|contain|include|indicate|disclose|address|discuss|give|have|answer|offer)"
)

PHRASES = (
    r"\bi (?:do not|don't) (?:know|have)\b",
    r"\b(?:i'm|i am) (?:sorry|unable|not able|not sure)\b",
    r"\bi (?:cannot|can't|could not|couldn't)\b",
    rf"\b{_TEXTS}\b.{{0,60}}\b(?:do|does|did)(?: not|n't) (?:\w+ly )?{_TELL}\b",
    rf"\bnone of the (?:\w+ ){{0,2}}{_TEXTS}\b",
    r"(?:\bnot|n't) (?:\w+ly )?(?:mentioned|specified|stated|provided|indicated)\b",
    r"\bno (?:\w+ ){0,2}(?:information|mention|indication|evidence)\b",
    r"\b(?:cannot|can't|could not|couldn't) be (?:answered|determined|found)\b",
)
"""Regular expressions, looked for in the lower-cased first sentence of an answer."""

_DECLINES = re.compile("|".join(PHRASES))
_FIRST_SENTENCE = re.compile(r".+?(?:[.!?](?=\s|$)|$)")


def declines(answer: str) -> bool:
    """Whether the answer is empty or its first sentence holds one of the phrases.

    The first sentence only: an answer that goes on to say what is left open has still answered.
    """
    first = _FIRST_SENTENCE.match(normal(answer))
    return first is None or bool(_DECLINES.search(first[0]))
