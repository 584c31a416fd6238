"""Where a sentence says who is speaking: a noun phrase beside a verb of saying, or behind "according to"."""

from collections.abc import Sequence
from dataclasses import dataclass

from index.speech import words
from index.speech.phrases import Phrase, beginning, ending, name_at_end
from index.speech.tokens import QUOTE, is_word
from index.speech.types import Token

_ASIDE = 25
"""Tokens of what stands between a subject and its verb, in commas, at most."""
_REFUSES = frozenset(
    "what if when whether because before after than which who whom how where everything something nothing whatever"
    " things words until unless to of for by with from about not anything once like only whenever".split()
)
"""Before a subject: then the sentence is not the words of that subject, or only in part."""
_JOINS = frozenset(
    "and but that as while though although since so yet then also or today yesterday later earlier meanwhile however"
    " still now here there saturday sunday week month year morning night afternoon evening".split()
)
_AFTER = frozenset(
    "who which and but in on at from of for during when while as after before that to with this last late early told by"
    " earlier today yesterday monday tuesday wednesday thursday friday saturday sunday about via through shortly"
    " via later recently".split()
)
"""Words that may stand behind a phrase that is read forwards; another one would still belong to it."""
_VERBS = words.SAYS | words.PLURAL_SAYS | words.PERHAPS | words.LISTS
_NO_REPORT = frozenset("goodbye no yes nothing little hello farewell".split())


@dataclass(frozen=True)
class Cue:
    """A phrase that says who is speaking, by its tokens."""

    phrase: Phrase
    verb: int
    beside_quote: bool
    joined: bool
    """Whether "and", "but" or "while" stands before the phrase: what stands before that is not its words."""
    aside: tuple[int, int] | None = None
    """What stands between the subject and its verb, in commas."""


def cues(found: Sequence[Token]) -> list[Cue]:
    """All cues of a sentence, in order."""
    cued: list[Cue] = []
    for at, token in enumerate(found):
        low = token.low
        if low == "according" and at + 2 < len(found) and found[at + 1].low == "to":
            phrase = beginning(found, at + 2)
            if phrase is not None and phrase.kind != "pronoun" and _ends(found, phrase):
                cued.append(Cue(phrase, at, False, False))
        elif low in _VERBS and not token.capital and (cue := _subject(found, at) or _inverted(found, at)) is not None:
            cued.append(cue)
    return cued


def _subject(found: Sequence[Token], verb: int) -> Cue | None:
    """The subject before the verb."""
    end = verb
    while end and (
        found[end - 1].low in words.BETWEEN or (found[end - 1].text.endswith("ly") and not found[end - 1].capital)
    ):
        end -= 1
    behind = next((token.low for token in found[verb + 1 : verb + 3] if token.low != "very"), "")
    if not end or behind in _NO_REPORT:
        return None
    aside = None
    phrase = ending(found, end)
    if found[end - 1].text == ",":
        begun = _comma_before(found, end - 1)
        if begun is None:
            return None
        phrase, aside = _with_aside(found, begun, end - 1)
    if phrase is None or not _may_speak(found, phrase, verb):
        return None
    phrase = _named_before(found, phrase) or phrase
    before = found[phrase.first - 1] if phrase.first else None
    joined = before is not None and before.low in ("and", "but", "while", "though", "although", ";")
    beside = _quote_before(found, phrase.first) or _quote_after(found, verb)
    if not _reports(found, phrase, verb, aside is not None):
        return None
    return Cue(phrase, verb, beside, joined, aside)


def _named_before(found: Sequence[Token], phrase: Phrase) -> Phrase | None:
    """`Lawrence Messina, a spokesman for the division said`: the name, where the second comma was left out."""
    if phrase.kind != "role" or phrase.first < 2 or found[phrase.first - 1].text != ",":
        return None
    if found[phrase.first].low not in ("a", "an"):
        return None
    named = ending(found, phrase.first - 1)
    if named is None or named.kind != "name" or named.name is None or named.name[1] - named.name[0] < 2:
        return None
    return named if named.first == 0 or not is_word(found[named.first - 1]) else None


def _comma_before(found: Sequence[Token], comma: int) -> int | None:
    for at in range(comma - 1, max(comma - _ASIDE, 0), -1):
        if found[at].text == QUOTE:
            return None
        if found[at].text == "," and ending(found, at) is not None:
            inside = found[at + 1 : comma]
            if any(token.low in words.SAYS for token in inside):
                return None
            return at
    return None


def _with_aside(found: Sequence[Token], begun: int, comma: int) -> tuple[Phrase | None, tuple[int, int]]:
    """The phrase before the aside; "the union's secretary, Dario Mbeki-Holm," is named by the aside."""
    phrase = ending(found, begun)
    if phrase is not None and phrase.kind == "role":
        name = name_at_end(found, begun + 1, comma)
        if name is not None and name[0] == begun + 1:
            return Phrase(phrase.first, comma, "name", name, (phrase.first, begun)), (begun + 1, comma)
    return phrase, (begun + 1, comma)


def _may_speak(found: Sequence[Token], phrase: Phrase, verb: int) -> bool:
    if phrase.first == 0:
        return True
    before = found[phrase.first - 1]
    if before.low in _REFUSES:
        return False
    if before.low == "as" and phrase.first > 1 and is_word(found[phrase.first - 2]):
        return False  # "not as rich as he says"
    if found[verb].low in words.PLURAL_SAYS and before.low in ("did", "do", "does", "would", "could"):
        return False
    return not is_word(before) or before.low in _JOINS or before.capital or before.low.endswith("day")


def _reports(found: Sequence[Token], phrase: Phrase, verb: int, aside: bool) -> bool:
    """Whether this verb, standing where it does, tells of words."""
    low = found[verb].low
    if low in words.SAYS:
        return True
    if low in words.PLURAL_SAYS:
        return any(token.low in words.PLURAL for token in found[phrase.first : phrase.last])
    if low in words.LISTS:
        return any(token.text == QUOTE for token in found[verb + 1 :])
    after = found[verb + 1] if verb + 1 < len(found) else None
    closed = after is None or after.text in ",.:"
    between = phrase.first > 0 and found[phrase.first - 1].text in (",", QUOTE, "-", "–", "—")
    if between and closed and not aside:
        return True
    return _quote_before(found, phrase.first) or _quote_after(found, verb) or _that(found, verb)


def _that(found: Sequence[Token], verb: int) -> bool:
    return any(token.low == "that" for token in found[verb + 1 : verb + 3])


def _quote_before(found: Sequence[Token], first: int) -> bool:
    return any(token.text == QUOTE for token in found[max(first - 2, 0) : first] if not is_word(token)) and (
        first >= 1 and (found[first - 1].text == QUOTE or found[first - 1].text in ",-–—")
    )


def _quote_after(found: Sequence[Token], verb: int) -> bool:
    """Whether a quotation begins right behind the verb, or behind a colon or comma in the same sentence."""
    for at in range(verb + 1, len(found)):
        if found[at].text == QUOTE:
            return at - verb <= 2 or found[at - 1].text in ",:" or found[at - 1].low == "that"
    return False


def _inverted(found: Sequence[Token], verb: int) -> Cue | None:
    """`,” said Kurt Campbell`: the subject behind the verb, which stands behind a quotation or a comma."""
    low = found[verb].low
    if not verb or low in words.PLURAL_SAYS or low in words.LISTS or low in ("told", "tells"):
        return None
    quoted = _quote_before(found, verb)
    if not quoted and not (found[verb - 1].text == "," and low in ("said", "says")):
        return None
    phrase = beginning(found, verb + 1)
    if phrase is None or phrase.first != verb + 1 or not _ends(found, phrase):
        return None
    return Cue(_named_behind(found, phrase) or phrase, verb, quoted, False)


def _named_behind(found: Sequence[Token], phrase: Phrase) -> Phrase | None:
    """`said the union's secretary, Dario Mbeki-Holm`: the name behind what they are."""
    if phrase.kind != "role" or phrase.last + 1 >= len(found) or found[phrase.last].text != ",":
        return None
    named = beginning(found, phrase.last + 1)
    if named is None or named.name is None or named.name[1] - named.name[0] < 2 or not _ends(found, named):
        return None
    return Phrase(phrase.first, named.last, "name", named.name, (phrase.first, phrase.last))


def _ends(found: Sequence[Token], phrase: Phrase) -> bool:
    """Whether nothing behind the phrase belongs to it still."""
    if phrase.last >= len(found):
        return True
    after = found[phrase.last]
    return not is_word(after) or after.low in _AFTER or after.low.endswith("ing")
