"""What kind of thing a question asks for, and whether an answer holds one: a name, a figure, a time."""

import re

from assistant.verify.figures import numbers
from assistant.verify.names import NO_NAMES
from assistant.verify.rules import days_and_months
from index.words import stems

_ASKS_NAME = re.compile(
    r"\b(?:called|named)\W*$|\bnames? of\b|\b(?:his|her|its|their|whose)(?: full)? names?\b|['’]s (?:full )?names?\b",
    re.IGNORECASE,
)
_ASKS_SOMETHING = re.compile(r"^\W*(?:and |but |so )?(?:who|whom|whose|what|which|when|where|why|how)\b", re.IGNORECASE)
_ASKS_FIGURE = re.compile(
    r"\b(how (?:many|much|old|tall|long|far|fast|big|large|high|deep|heavy)"
    r"|what (?:percentage|share|proportion|number|age)|how often)\b",
    re.IGNORECASE,
)
_ASKS_TIME = re.compile(
    r"^\W*(?:and |but )?when\b|\b(?:what|which) (?:year|date|day|month)\b|\bsince when\b", re.IGNORECASE
)
_ASKS_YEAR = re.compile(r"\b(?:what|which) year\b", re.IGNORECASE)
_YEAR = re.compile(r"\b\d{4}s?\b|\b(?:this|last|next) year\b", re.IGNORECASE)
_AMOUNT = re.compile(
    r"\b(no|none|nobody|nothing|all|half|both|double|twice|once|single|several|dozens?|hundreds?|thousands?|millions?"
    r"|billions?|few|many|most|quarter|one|free|never|always|daily|weekly|yearly)\b",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(yesterday|today|tonight|tomorrow|now|ago|last|next|this|later|soon|morning|afternoon|evening|night|noon|midnight"
    r"|spring|summer|autumn|fall|winter|week|weekend|month|year|decade|century|after|before|during|until|since|once"
    r"|daily|dawn|dusk|never|already|immediately|when|while|as)\b",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"^\W*(?:and |but |so )?(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|must)\b", re.I
)
_COMPARES = re.compile(
    r"\bthan\b|\bcompar\w+|\bdiffer(?:s|ed|ences?|ent)?\b|\bversus\b|\bvs\b"
    r"|^\W*(?:and |but |so )?(?:which|who|whose|what)\b.*\bor\b",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"\b[^\W\d_][\w'’\-]*")


def lacks(question: str, answer: str) -> str | None:
    """What the question asks for and the answer does not hold, in words; None when nothing is missing.

    Only the plain cases: a question may ask for a figure and be answered well without one, so amounts in words count.
    """
    if _ASKS_SOMETHING.match(question) and not set(stems(answer)) - set(stems(question)):
        return "it only repeats the question"
    if _ASKS_NAME.search(question) and not _new_names(question, answer):
        return "a name was asked for and none is given"
    if _ASKS_FIGURE.search(question) and not (numbers(answer) or _AMOUNT.search(answer)):
        return "a figure was asked for and none is given"
    if _ASKS_YEAR.search(question) and not _YEAR.search(answer):
        return "a year was asked for and none is given"
    if _ASKS_TIME.search(question) and not (numbers(answer) or days_and_months(answer) or _TIME.search(answer)):
        return "a time was asked for and none is given"
    return None


def asks_whether(question: str) -> bool:
    """Whether it is to be answered by yes or no: then it names a value itself."""
    return _WHETHER.match(question) is not None


def asks_to_compare(question: str) -> bool:
    """Whether two things are to be held against each other: then both have to be told."""
    return _COMPARES.search(question) is not None


def _new_names(question: str, answer: str) -> bool:
    asked = {word.lower() for word in _CAPITAL.findall(question)}
    words = [match for match in _CAPITAL.findall(answer) if match[0].isupper()]
    quoted = re.search(r"[\"“‘']\w", answer)
    return bool(quoted) or any(word.lower() not in asked and word.lower() not in NO_NAMES for word in words)
