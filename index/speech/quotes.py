"""Where the text is in quotation marks: each quotation as a span, also one that runs over several paragraphs."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_MARK = re.compile('["“”„«»]')
_OPENING, _CLOSING = "“„«", "”»"
LONGEST = 3000
"""Code points of a paragraph's quotation; more is a mark that was forgotten."""


@dataclass(frozen=True)
class Quote:
    """A quotation in one paragraph, marks included."""

    start: int
    end: int
    goes_on: bool
    """Whether it is still open where its paragraph ends, and the next one goes on with it."""
    carried: bool
    """Whether it goes on with the one of the paragraph before."""


def quotes(text: str, paragraphs: Sequence[tuple[int, int]]) -> list[Quote]:
    """All quotations in order; a mark that is closed nowhere and goes on nowhere opens none."""
    found: list[Quote] = []
    for number, (start, end) in enumerate(paragraphs):
        carried = bool(found) and found[-1].goes_on
        for begin, stop in _pairs(text, start, end):
            goes_on = stop is None and _opens(text, *paragraphs[number + 1]) if number + 1 < len(paragraphs) else False
            if stop is not None or goes_on or (carried and begin == start):
                found.append(Quote(begin, end if stop is None else stop, goes_on, carried and begin == start))
            carried = False
    return found


def _pairs(text: str, start: int, end: int) -> list[tuple[int, int | None]]:
    """(opening, behind the closing mark) of a paragraph's quotations; None for one that is not closed in it."""
    pairs: list[tuple[int, int | None]] = []
    open_at: int | None = None
    for match in _MARK.finditer(text, start, end):
        place, mark = match.start(), match.group()
        if _is_opening(text, place, mark, start, open_at is not None):
            if open_at is None:
                open_at = place
        elif open_at is not None:
            if place - open_at <= LONGEST:
                pairs.append((open_at, place + 1))
            open_at = None
    if open_at is not None:
        pairs.append((open_at, None))
    return pairs


def _is_opening(text: str, place: int, mark: str, start: int, inside: bool) -> bool:
    if mark in _OPENING:
        return True
    if mark in _CLOSING:
        return False
    before = text[place - 1] if place > start else " "
    after = text[place + 1] if place + 1 < len(text) else " "
    if before.isspace() or before in "([—–-‘'":
        return not (inside and after.isspace())
    return not inside and after.isalnum() and not before.isalnum()


def _opens(text: str, start: int, end: int) -> bool:
    return text[start:end].lstrip()[:1] in {'"', "“", "„", "«"}
