"""Who is named in an article: people with their offices, so that a surname or a pronoun can be told whose it is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from index.names import fold
from index.speech import words
from index.speech.given import MEN, WOMEN
from index.speech.phrases import TITLE_WORDS, name_at_end
from index.speech.tokens import is_word
from index.speech.types import Mention, Token

Gender = Literal["he", "she"]
LONGEST_OFFICE = 90
_TRADE = re.compile(r"^[a-z-]+(?:ists?|ians?|[eo]rs?|men|man|woman|women|nurse|student|clerk|cook)$")
"""What somebody is by trade, mostly: `epidemiologist`, `welder`."""
_ENDS_OFFICE = ("who", "which", "that", "whose", "and", "but", "where", "when")


@dataclass
class Person:
    """Somebody with a name of two words or more, where it first stands, and what the article says they are."""

    name: str
    named: Mention
    office: str | None = None
    held: Mention | None = None
    gender: Gender | None = None
    sure: bool = False
    """Whether it is surely a person: by given name, title or office; a company's name looks the same."""


@dataclass
class People:
    """All who are named in one article."""

    by_name: dict[str, Person] = field(default_factory=dict)
    """By the name, folded."""
    capitals: set[str] = field(default_factory=set)
    """Words that have a capital where no sentence begins."""

    def known(self, name: str) -> Person | None:
        """The person of this full name, or the only one of this surname."""
        folded = fold(_bare(name))
        if folded in self.by_name:
            return self.by_name[folded]
        same = [person for key, person in self.by_name.items() if f" {key}".endswith(f" {folded}")]
        if len(same) > 1 and len({fold(person.name).split()[0][:1] for person in same}) == 1:
            return same[0]  # "Donald Trump", "Donald J. Trump"
        return same[0] if len(same) == 1 else None

    def ambiguous(self, name: str) -> bool:
        folded = fold(_bare(name))
        return sum(f" {key}".endswith(f" {folded}") for key in self.by_name) > 1 and self.known(name) is None

    def by_title(self, title: str) -> Person | None:
        """The only person whose office holds this word."""
        wanted = f" {fold(title)} "
        same = [person for person in self.by_name.values() if person.office and wanted in f" {fold(person.office)} "]
        return same[0] if len(same) == 1 else None


def _bare(name: str) -> str:
    return name.removesuffix("'s").removesuffix("’s").removesuffix(" Jr.").removesuffix(" Sr.")


def people(text: str, sentences: Sequence[Sequence[Token]]) -> People:
    """Everybody whom the sentences, which are given as tokens, name with a given name or a title."""
    found = People()
    for tokens in sentences:
        found.capitals |= {token.text for token in tokens[1:] if token.capital}
        for begin, end in runs(tokens):
            _meet(found, text, tokens, begin, end)
    return found


def told_by(tokens: Sequence[Token], behind: int) -> Gender | None:
    """Whether the only pronouns behind a token are a man's, or a woman's."""
    said = {token.low for token in tokens if token.start >= behind}
    his, hers = bool(said & {"he", "his", "himself"}), bool(said & {"she", "her", "herself"})
    return None if his == hers else "he" if his else "she"


def runs(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Tokens `[first, last)`: words with capitals one after the other, with the small ones that join them."""
    runs: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        end = at
        while end < len(tokens) and is_word(tokens[end]) and (tokens[end].capital or _inside(tokens, end, at)):
            possessive = tokens[end].text.endswith(("'s", "’s"))
            end += 1
            if possessive:
                break
        if end > at:
            runs.append((at, end))
        at = max(end, at + 1)
    return runs


def _inside(tokens: Sequence[Token], at: int, first: int) -> bool:
    small = tokens[at].low in words.PARTICLES or tokens[at].low == "of"
    after = tokens[at + 1 : at + 3]
    return small and at > first and any(token.capital for token in after) and all(is_word(token) for token in after[:1])


def _meet(found: People, text: str, tokens: Sequence[Token], begin: int, end: int) -> None:
    name = name_at_end(tokens, begin, end)
    if name is None:
        return
    first, last = name
    run = tokens[first:last]
    if last < len(tokens) and tokens[last].text == "/":
        return  # who took a picture
    if not 2 <= len(run) <= 5 or any(token.text in words.NO_PERSON or token.low == "of" for token in run):
        return
    if len({token.text for token in run}) < len(run):
        return  # "Lisa Murkowski Lisa Ann Murkowski": a page that repeats itself
    written = _bare(text[run[0].start : run[-1].end])
    mention = Mention(run[0].start, run[0].start + len(written))
    person = found.by_name.setdefault(fold(written), Person(written, mention))
    given = run[0].text
    title = tokens[first - 1] if first else None
    person.gender = person.gender or gender(given) or (_by_title(title.low) if title else None)
    person.sure = person.sure or given in MEN or given in WOMEN or bool(title and _titled(title))
    if person.office is None and (held := _office(text, tokens, first, last)) is not None:
        person.office, person.held, person.sure = text[held.start : held.end], held, True


def gender(given: str) -> Gender | None:
    if given in MEN and given not in WOMEN:
        return "he"
    return "she" if given in WOMEN and given not in MEN else None


def _by_title(title: str) -> Gender | None:
    return "he" if title in words.HE else "she" if title in words.SHE else None


def _titled(token: Token) -> bool:
    return token.text in words.TITLES or token.low in words.ROLES


def _office(text: str, tokens: Sequence[Token], first: int, last: int) -> Mention | None:
    """What they are, by the words before the name, or by those between commas behind it."""
    begin = first
    while begin and is_word(tokens[begin - 1]) and first - begin < 9 and _of_title(tokens, begin - 1, first):
        begin -= 1
    while begin < first and (
        tokens[begin].low in words.OPENERS or tokens[begin].low in words.OF or tokens[begin].low in words.DETERMINERS
    ):
        begin += 1
    before = tokens[begin:first]
    if any(_titled(token) and token.low not in words.HONORIFICS for token in before):
        if before[-1].low in words.HONORIFICS:
            before = before[:-1]
        return Mention(before[0].start, before[-1].end)
    return _in_apposition(tokens, first) or _behind(text, tokens, last)


def _in_apposition(tokens: Sequence[Token], first: int) -> Mention | None:
    """`The town's mayor, Idris Bray`: what stands before the comma, when it begins the sentence or a part of it."""
    if first < 2 or tokens[first - 1].text != "," or tokens[first - 2].low not in words.ROLES:
        return None
    begin = first - 2
    while begin and is_word(tokens[begin - 1]) and first - begin < 9 and _qualifies(tokens[begin - 1]):
        begin -= 1
    if tokens[begin].low not in words.DETERMINERS and not tokens[begin].text.endswith(("'s", "’s", "s'", "s’")):
        return None
    while begin < first - 2 and tokens[begin].low in words.DETERMINERS:
        begin += 1
    return Mention(tokens[begin].start, tokens[first - 2].end)


def _qualifies(token: Token) -> bool:
    known = token.low in words.ROLES or token.low in words.MODIFIERS or token.low in words.DETERMINERS
    return known or token.capital or token.text.endswith(("'s", "’s", "s'", "s’"))


def _of_title(tokens: Sequence[Token], at: int, first: int) -> bool:
    token = tokens[at]
    if token.low in words.ROLES or token.low in words.MODIFIERS or token.text in words.TITLES:
        return True
    if token.low in ("of", "for", "and") and at + 1 < first:
        joined = at > 0 and tokens[at - 1].capital and tokens[at + 1].capital
        return joined and (token.low != "and" or not _titled(tokens[at + 1]))  # "President Ott and Secretary"
    return token.capital and at + 1 <= first


def _behind(text: str, tokens: Sequence[Token], last: int) -> Mention | None:
    """`, the US deputy secretary of state,`"""
    if last + 2 >= len(tokens) or tokens[last].text != ",":
        return None
    begin = last + 1
    if tokens[begin].text.isdecimal() and tokens[begin + 1].text == "," and begin + 3 < len(tokens):
        begin += 2  # ", 66, a retired teacher"
    opened = tokens[begin].low in ("the", "a", "an", "his", "her", "its", "their") or (
        tokens[begin].low in words.ROLES or tokens[begin].text in words.TITLES or tokens[begin].low in words.MODIFIERS
    )
    opened = opened or tokens[begin].text.endswith(("'s", "’s", "s’"))
    end = begin
    while end < len(tokens) and (is_word(tokens[end]) or tokens[end].text in "-–&/"):
        if tokens[end].low in _ENDS_OFFICE and not (
            tokens[end].low == "and" and end + 1 < len(tokens) and tokens[end + 1].capital
        ):
            break
        end += 1
    part = tokens[begin:end]
    closed = end == len(tokens) or tokens[end].text in ",.;)”“" or tokens[end].low in _ENDS_OFFICE
    if not opened or not closed or not part or not _says_role(part):
        return None
    if part[0].low in words.DETERMINERS:
        part = part[1:]
    found = Mention(part[0].start, part[-1].end)
    return found if found.end - found.start <= LONGEST_OFFICE and "\n" not in text[found.start : found.end] else None


def _says_role(part: Sequence[Token]) -> bool:
    of = next((n for n, token in enumerate(part) if token.low in words.OF), len(part))
    head = part[max(of - 1, 0)]
    return head.low in words.ROLES or head.low in TITLE_WORDS or bool(_TRADE.search(head.text))
