"""Whether a clause tells of what was or of what is to come, as far as its words say so: "said" or "will".

English, by the verb nearest to an expression of time. Where no verb is sure, the answer is None: a
date that is not given misleads nobody.
"""

import re
from collections.abc import Sequence
from typing import Literal

Tense = Literal["past", "future"]

NEAR, BEHIND = 10, 8
"""Words before and behind the expression that are looked at."""
OPENING = 4
"""Words of its clause that may stand before it when the verb is looked for behind it."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+|[;:—–]|--")
_OWN_WILL = re.compile(r"(?:['’]s?|\b(?:the|his|her|free|good|political)) will\b")
_CLAUSE = re.compile(r"[,;:—–]|--")
_WILL = frozenset("will shall won't it'll he'll she'll they'll we'll".split())
_MAYBE = frozenset("would could should may might can must cannot can't couldn't wouldn't if unless whether".split())
_PLANNED = frozenset(
    "scheduled due expected slated set planned poised likely supposed planning going"
    " tentatively anticipated booked".split()
)
_IS = frozenset("is are he's she's it's they're that's isn't aren't".split())
_WAS = frozenset("was were had did didn't wasn't weren't hadn't has have hasn't haven't been".split())
# Verbs whose past is not written with -ed, and mean nothing else where news writes them before a day.
_PAST = frozenset(
    "said told went came took made gave got saw met held won lost led left began spoke wrote rose fell struck shot"
    " found sent put sat stood ran drew grew knew threw flew broke chose drove froze hid kept laid lay paid rode rang"
    " sang sank sought sold shook slept slid spent swore swam taught thought tore understood woke wore fought fled"
    " bought brought built caught dealt felt forgot became withdrew overcame upheld overturned undertook died sued"
    " swept bent hit cut quit shut split spread beat burst cast shed stuck stole sprang spun spat swung wound"
    " heard".split()
)
# These look like a past and are none, or are nouns as often as not.
_NO_PAST = frozenset(
    "need indeed hundred red bed speed seed feed breed weed deed proceed exceed succeed united unprecedented sacred"
    " aged wicked naked led embed shed creed greed reed heed bleed left cut hit cast spread found lay".split()
)
_TO_COME = _WILL | {"be", "being", "remain", "remains", "stay", "stays"}
# What is read as news of the days to come when nothing else is said: "meets on Tuesday", "votes Tuesday".
_PRESENT = frozenset(
    "meets votes begins starts opens closes heads goes comes takes faces returns arrives visits travels holds hosts"
    " hits kicks ends expires convenes resumes speaks debates appears airs launches releases plays marks meet vote"
    " begin start open close head go come take face return arrive visit travel hold host convene resume speak appear"
    " expire looms loom approaches approach gathers gather delivers deliver".split()
)
_NOT_A_VERB = frozenset(
    "the a an his her their its our my this that these those all both each other some any no more than about over"
    " which what whom one two three four five six seven eight nine ten hundreds thousands millions".split()
)


def tense(before: str, after: str) -> Tense | None:
    """What the clause around an expression is about; `before` and `after` are what stands around it in its sentence."""
    earlier, later = _words(before), _words(after)
    opens = len(_words(_CLAUSE.split(before)[-1])) <= OPENING
    if later and later[0] in _WILL:  # "The victory on Tuesday will ..." was won before
        return "future" if opens else None
    if later and _is_past(later, 0):
        return "past"
    found, decided = _backward(earlier)
    return found if decided or not opens else _forward(later)


def _words(text: str) -> list[str]:
    """The words; one with a capital keeps it, so that a place is not taken for a verb."""
    return [word.replace("’", "'") for word in _WORD.findall(_OWN_WILL.sub(" ", text))]


def _is_past(words: Sequence[str], at: int) -> bool:
    word = words[at]
    if word in _PAST and word not in _NO_PAST:
        return True
    return word.islower() and len(word) > 4 and word.endswith("ed") and word not in _NO_PAST and word not in _PLANNED


def _backward(words: Sequence[str]) -> tuple[Tense | None, bool]:
    """The tense by the nearest word before that tells, and whether one does (also when it says: not sure)."""
    lowest = max(0, len(words) - NEAR)
    for at in range(len(words) - 1, lowest - 1, -1):
        word = words[at]
        if word in (";", ":"):
            return None, False
        if word in _PRESENT and at and (words[at - 1] == "to" or _WILL.intersection(words[max(0, at - 2) : at])):
            continue  # "will meet": no verb of its own
        if word in _MAYBE or word in _PRESENT:
            return None, True
        if word in _WILL:
            return "future", True
        if word in _PLANNED:
            return ("future" if at and words[at - 1] in _IS else None), True
        if word == "to" and at + 1 < len(words) and _infinitive(words[at + 1]):
            return _of_infinitive(words[:at]), True
        if word in _IS:
            doing = len(words) - at <= 4 and at + 1 < len(words) and words[at + 1].endswith("ing")
            return ("future" if at + 1 == len(words) or doing else None), True
        if word in _WAS:
            return "past", True
        if _is_past(words, at):
            if _TO_COME.intersection(words[max(0, at - 3) : at]):
                continue  # "will be released", "to be held", "will remain closed": what comes before decides
            return "past", True
    return None, False


def _infinitive(word: str) -> bool:
    """Whether a word behind "to" may be a verb: no name, no article, no figure, no plural."""
    plural = word.endswith("s") and not word.endswith(("ss", "us"))
    return word.islower() and word not in _NOT_A_VERB and not word.endswith("ing") and not plural


def _of_infinitive(words: Sequence[str]) -> Tense | None:
    """ "is expected to", "are to": to come; "agreed to", "was forced to": it may be over or not."""
    if words and words[-1] in _IS:
        return "future"
    return "future" if len(words) > 1 and words[-1] in _PLANNED and words[-2] in _IS else None


def _forward(words: Sequence[str]) -> Tense | None:
    for at, word in enumerate(words[:BEHIND]):
        if word in (";", ":") or word in _MAYBE or word in _PLANNED or word in _PRESENT or word in _IS:
            return None
        if word in _WILL:
            return "future"
        if word in _WAS or _is_past(words, at):
            return "past"
    return None
