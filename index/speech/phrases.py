"""Noun phrases that may name a speaker: read backwards from a verb, or forwards from one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from index.speech import words
from index.speech.given import MEN, WOMEN
from index.speech.tokens import is_word
from index.speech.types import Token

Kind = Literal["pronoun", "name", "role"]
GIVEN = MEN | WOMEN
LONGEST = 14
"""Tokens of a phrase."""


@dataclass(frozen=True)
class Phrase:
    """Tokens `[first, last)` of a sentence that name somebody."""

    first: int
    last: int
    kind: Kind
    name: tuple[int, int] | None = None
    """The tokens of the name alone, when it has one."""
    title: tuple[int, int] | None = None
    """The tokens before the name that say what they are."""


def ending(found: Sequence[Token], last: int) -> Phrase | None:
    """The phrase whose last token is `last - 1`; None when no speaker is named there."""
    if last < 1 or not is_word(found[last - 1]):
        return None
    first = last
    while first > 0 and last - first < LONGEST and _goes_back(found, first - 1, last):
        first -= 1
    while first < last and not _may_begin(found, first, last):
        first += 1
    return read(found, first, last)


def beginning(found: Sequence[Token], first: int) -> Phrase | None:
    """The longest phrase that begins at token `first`."""
    last = first
    while last < len(found) and last - first < LONGEST and _goes_on(found, first, last):
        last += 1
    while last > first:
        if (phrase := read(found, first, last)) is not None:
            return phrase
        last -= 1
    return None


def _goes_back(found: Sequence[Token], at: int, last: int) -> bool:
    """Whether the token may belong to a phrase of which the ones after it are part."""
    token = found[at]
    if not is_word(token):
        return token.text == "&"
    if token.low in words.PRONOUNS:
        return at == last - 1
    if token.low in words.NOT_SPEAKERS:
        return False
    if token.capital or token.text.endswith(("'s", "’s", "s'", "s’")):
        return not (at < last - 1 and found[at + 1].low in words.DETERMINERS and not found[at + 1].capital)
    if token.low in words.ROLES or token.low in words.MODIFIERS or token.low in words.DETERMINERS:
        return True
    if at < last - 1 and (token.low in words.OF or token.low in words.PARTICLES or token.low == "and"):
        return True
    if at == last - 2 and at and found[last - 1].low in words.ROLES and found[at - 1].low in words.DETERMINERS:
        return True  # "the water authority"
    return _in_tail(found, at)


def _in_tail(found: Sequence[Token], at: int) -> bool:
    """Whether a word of any kind stands behind "a spokeswoman for"."""
    for before in range(at - 1, max(at - 5, 0), -1):
        if not is_word(found[before]):
            return False
        if found[before].low in words.OF:
            return found[before - 1].low in words.ROLES
    return False


def _may_begin(found: Sequence[Token], first: int, last: int) -> bool:
    token = found[first]
    if token.low in words.OF or token.low == "and" or token.text == "&":
        return False
    if token.low in words.PARTICLES and not token.capital:
        return token.low in words.DETERMINERS
    opener = token.low in words.OPENERS and token.low not in words.DETERMINERS
    return not (opener and last - first > 1)


def _goes_on(found: Sequence[Token], first: int, at: int) -> bool:
    token = found[at]
    if not is_word(token):
        return token.text == "&"
    low = token.low
    if low in words.PRONOUNS:
        return at == first
    if low in words.NOT_SPEAKERS or low in (
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ):
        return False
    if low in words.OF or low in words.PARTICLES:
        return at > first and at + 1 < len(found) and is_word(found[at + 1])
    known = low in words.ROLES or low in words.MODIFIERS or low in words.DETERMINERS
    return token.capital or known or token.text.endswith(("'s", "’s", "s'", "s’"))


def read(found: Sequence[Token], first: int, last: int) -> Phrase | None:
    """What tokens `[first, last)` name together."""
    part = found[first:last]
    if not part:
        return None
    if part[-1].low in words.PRONOUNS:
        return Phrase(first, last, "pronoun") if len(part) == 1 else None
    head = next((n for n in range(1, len(part)) if part[n].low in words.OF), len(part))
    if head < len(part) and not _name_follows(part, head):
        return _with_tail(part, head, first, last)
    name = name_at_end(found, first, last)
    if name is None:
        return Phrase(first, last, "role") if _is_role(part, len(part)) else None
    if any(token.low == "and" for token in part) and not _one_body(part):
        return None  # two who speak together
    begun = first
    while begun < name[0] and found[begun].low in words.DETERMINERS:
        begun += 1
    between = found[begun : name[0]]
    if between and not all(token.capital or token.low in words.OF or _known(token) for token in between):
        return None
    return Phrase(first, last, "name", name, (begun, name[0]) if between else None)


def _known(token: Token) -> bool:
    return (
        token.low in words.ROLES
        or token.low in words.MODIFIERS
        or token.low in words.DETERMINERS
        or token.low == "and"
        or token.text.endswith(("'s", "’s", "s'", "s’"))
    )


def _name_follows(part: Sequence[Token], head: int) -> bool:
    """Whether the "of" belongs to a title, with the name behind it, or to the name of a body."""
    after = part[head + 1 :]
    capitals = all(token.capital or token.low in words.OF or token.low in ("the", "and") for token in part[1:])
    if part[head - 1].text in words.TITLES or part[head - 1].low in words.ROLES:
        return len(after) >= 3 and all(token.capital or token.low == "and" for token in after)
    return capitals and part[head - 1].capital and part[head].low in ("of", "for")


def _with_tail(part: Sequence[Token], head: int, first: int, last: int) -> Phrase | None:
    """ "a spokesman for the union": somebody who is known by what they are alone."""
    if not _is_role(part[:head], head):
        return None
    return Phrase(first, last, "role")


def _is_role(part: Sequence[Token], end: int) -> bool:
    """Whether the last word before `end` is a kind of source, and what stands before it qualifies it."""
    token = part[end - 1]
    if not (token.low in words.ROLES or (token.text in words.TITLES and end > 1)):
        return False
    opened = token.low in words.PLURAL or part[0].low in words.DETERMINERS
    opened = opened or any(item.text.endswith(("'s", "’s", "s'", "s’")) or item.capital for item in part[: end - 1])
    odd = [item for item in part[: end - 1] if not (item.capital or _known(item))]
    return opened and (not odd or (end == 3 and len(odd) == 1 and part[0].low in words.DETERMINERS))


def _one_body(part: Sequence[Token]) -> bool:
    return any(token.text in words.NO_PERSON for token in part) and part[0].low == "the"


def name_at_end(found: Sequence[Token], first: int, last: int) -> tuple[int, int] | None:
    """The name that the tokens end with, without titles; None when they end with none."""
    begin = last
    while begin > first and (found[begin - 1].capital or _joins(found, begin - 1, first)):
        begin -= 1
    while begin < last and ((found[begin].low in words.OPENERS and last - begin > 1) or not found[begin].capital):
        begin += 1
    run = found[begin:last]
    alone = len(run) == 1 and (run[0].low in words.OPENERS or run[0].low in words.ROLES or "." in run[0].text[:-1])
    if not run or alone:
        return None
    title = max((n for n, token in enumerate(run) if _is_title(token)), default=-1)
    possessive = max((n for n, token in enumerate(run[:-1]) if token.text.endswith(("'s", "’s", "s’"))), default=-1)
    after = max(title, possessive) + 1
    if after == len(run):
        return None
    if title >= 0 and run[after].low in words.OF:  # "Secretary of State Kurt Campbell"
        after = len(run) - (3 if len(run) - after > 4 and _initial(run[-2]) else 2)
    elif (given := next((n for n in range(after + 1, len(run) - 1) if run[n].text in GIVEN), 0)) and title < 0:
        after = given  # "Orleans Public Defender Colin Reingold"
    if not 0 <= after < len(run):
        return None
    of = next((n for n in range(after + 2, len(run)) if run[n].low == "of"), len(run))
    if of < len(run) and run[after].text in GIVEN:  # "Sen. John McCain of Arizona"
        return begin + after, begin + of
    return (begin + after, last) if run[after].capital or run[after].low in words.PARTICLES else None


def _is_title(token: Token) -> bool:
    return token.text in words.TITLES or (token.capital and token.low in words.ROLES and token.low in TITLE_WORDS)


TITLE_WORDS = frozenset(title.lower() for title in words.TITLES)


def _joins(found: Sequence[Token], at: int, first: int) -> bool:
    """Whether a word without a capital joins two with one: "Secretary of State", "Ursula von der Leyen"."""
    joins = found[at].low in ("of", "for", "and", "the", "&") or found[at].low in words.PARTICLES
    return joins and at > first and (found[at - 1].capital or _joins(found, at - 1, first))


def _initial(token: Token) -> bool:
    return len(token.text) <= 2 and token.capital
