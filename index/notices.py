"""Correction notices in an article's text, as newspapers write them: "Correction: An earlier version of this article
misstated ...", "This article was amended on ...", "(Corrects paragraph 3 ...)". English forms.

A notice says of its own article that it was wrong or was put right. News of an amended law, corrections officers, an
editor's note that advertises, and an article that was only brought up to date are none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 1_500
"""Characters of a notice at most: it is a paragraph, or the end of one."""
_NEAR = 240
"""Characters in which a notice says what was wrong."""

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?"
_DATE = rf"(?:\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}|{_MONTH} \d{{1,2}}|\d{{1,2}}[./]\d{{1,2}}[./])(?:,? ?\d{{4}})?"
_DATED = rf"(?:,? ?\(?(?:on )?{_DATE}\)?)?"
_FORMAL = r"(?:corrections?|corrected|clarifications?|clarified|erratum|errata|retraction)"
_LABEL = rf"{_FORMAL}(?: ?(?:&|and|/) ?(?:{_FORMAL}|amplifications?))?{_DATED}"
_NOTE = rf"(?:(?:editors?['’]?s?['’]? )?(?:note|update)(?: to readers)?|{_LABEL}){_DATED}\s?[:.–—-]"

_THING = (
    r"(?:article|story|report|post|piece|column|item|page|fact[- ]check|graphic|headline|caption|chart|map|video|photo"
    r"|transcript|op-ed|editorial|essay|review|obituary|newsletter|dispatch|analysis|blog|version)"
)
_THIS = rf"this(?: [\w’'-]+){{0,3}}? {_THING}\b"
_PART = rf"(?:an?|the) (?:[\w-]+ )?{_THING} (?:in|on|of|for|with|to|accompanying) {_THIS}"
_EARLIER = (
    r"(?:in |because |since )?(?:an?|the) (?:earlier|previous|prior|original|initial|first) (?:version|edition)s? of"
    rf" (?:{_THIS}|the (?:article|story|report|post|piece)\b)"
)
_OTHER = rf"an? {_THING}\b[^.“”\"]{{0,40}} (?:on|published|in)\b"
"""The article that a correction of its own puts right."""

_FAULT = re.compile(
    r"\b(?:mis(?:stat|identif|spell|spelt|quot|attribut|represent|report|characteri|nam|label|translat|gender|calculat"
    r"|took|taken)\w*|incorrect(?:ly)?|inaccura\w+|erroneous(?:ly)?|wrong(?:ly)?|mistake(?:nly)?|errors?|typo"
    r"|correct(?:ed|s|ing)?|correction|amended|clarif(?:y|ied|ies)|more (?:accurately|clearly|precisely)|retracted"
    r"|should have (?:said|read|stated|been)|omitted"
    r"|the original (?:article|story|report|post|piece|version) (?:said|stated|gave|implied|suggested))\b",
    re.IGNORECASE,
)
_SAID = re.compile(
    rf"{_EARLIER},?(?: \w+)? (?:said|stated|gave|named|listed|described|referred|implied|indicated|suggested|attributed"
    r"|reported|claimed|quoted|included|contained)\b",
    re.IGNORECASE,
)
_OPENING = re.compile(r"[\s*•·●>–—(\[_-]{0,6}")
_LABELLED = re.compile(rf"{_LABEL}\s?:", re.IGNORECASE)
_NOTED = re.compile(rf"{_NOTE}\s*", re.IGNORECASE)
_ITSELF = re.compile(
    rf"(?:{_EARLIER}|{_THIS}|{_PART}"
    rf"|due to an? (?:[\w-]+ )?(?=error\b.{{0,120}}?(?:{_EARLIER}|{_THIS}))"
    r"|we (?:have )?(?=(?:corrected|amended|clarified)\b)"
    r"|a (?=(?:correction|clarification) (?:was|has been) (?:made|added|appended)\b))",
    re.IGNORECASE,
)
_IN_PASSING = re.compile(rf"{_THIS}|{_EARLIER}|\b(?:originally|previously|as first)\b", re.IGNORECASE)
_OF_ANOTHER = re.compile(_OTHER, re.IGNORECASE)
_WRONGLY = re.compile(
    r"\b(?:misstated|misidentified|misspelled|misquoted|incorrectly|erroneously|gave (?:the|an?) (?:wrong|incorrect))\b"
)
_WIRE = re.compile(r"\s*[(\[](?:Corrects?|Corrected|Clarifies|Refil\w+ to (?:correct|fix))\b[^)\]\n]{4,400}[)\]]")
_HEADING = re.compile(rf"(?:{_LABEL})\s?[:.]?", re.IGNORECASE)
_BREAK = re.compile(r"[.!?…][”\"'’)\]]*\s+(?=\S)|\s(?=[(\[*•])")


@dataclass(frozen=True)
class Notice:
    """A correction notice: `text[start:end]` of the text it was found in."""

    start: int
    end: int
    text: str


def notices(text: str) -> list[Notice]:
    """The correction notices of an article's text, in order; they do not overlap."""
    return list(_found(text))


def _found(text: str) -> Iterator[Notice]:
    after_heading: int | None = None
    for match in re.finditer(r"[^\n]*[^\s][^\n]*", text):
        line = match.group()
        if after_heading is not None:  # a heading of its own: the notice is the paragraph under it
            yield _notice(text, after_heading, match.end())
            after_heading = None
        elif _HEADING.fullmatch(line.strip(" *•()[]")):
            after_heading = match.start()
        elif (at := _begins(line)) is not None:
            yield _notice(text, match.start() + at, match.end())


def _begins(line: str) -> int | None:
    """Where in a paragraph a notice begins; None when it holds none."""
    if _WIRE.match(line) or _LABELLED.match(line, _opening(line, 0)) or _is_of_another(line):
        return 0
    if _tells(line, 0):
        return 0
    if not _FAULT.search(line):
        return None
    for match in _BREAK.finditer(line):
        at = _opening(line, match.end())
        labelled = _LABELLED.match(line, at)
        if (labelled and _IN_PASSING.search(line, labelled.end(), at + _NEAR)) or _tells(line, match.end()):
            return match.end()
    return None


def _opening(line: str, at: int) -> int:
    """Behind the bullets, stars and brackets that a notice may begin with."""
    match = _OPENING.match(line, at)
    return match.end() if match else at


def _tells(line: str, at: int) -> bool:
    """Whether what begins here speaks of its own article, and says that it was wrong or was put right."""
    at = _opening(line, at)
    if noted := _NOTED.match(line, at):
        at = noted.end()
    if _SAID.match(line, at):
        return True
    itself = _ITSELF.match(line, at)
    return itself is not None and _FAULT.search(line, itself.end(), itself.end() + _NEAR // 2) is not None


def _is_of_another(line: str) -> bool:
    """A correction of its own: "An article published on Feb. 20 about ... gave the wrong figure for ..."."""
    at = _opening(line, 0)
    other = _OF_ANOTHER.match(line, at)
    return other is not None and _WRONGLY.search(line, at, at + _NEAR) is not None


def _notice(text: str, start: int, end: int) -> Notice:
    end = min(end, start + LONGEST)
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return Notice(start, start + len(words.strip()), words.strip())
