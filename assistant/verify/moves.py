"""A rise that ends below where it began, or a fall above: no article has to be read to see that it is wrong."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.verify.figures import Figure, figures
from assistant.verify.opposites import FALL, RISE
from index.split import sentences

_RISE = re.compile(rf"\b(?:{RISE}|up)\b", re.IGNORECASE)
_FALL = re.compile(rf"\b(?:{FALL}|declin\w+|down)\b", re.IGNORECASE)
_TURNED = re.compile(r"\b(?:not|never|no longer|neither|nor)\b|n['’]t\b", re.IGNORECASE)
_OF_A_DATE = re.compile(
    r"^(?:st|nd|rd|th)?\s(?:of\s)?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)|^\s?[ap]\.?m\b|^['’]?s\b|^:\d"
)
_YEAR = re.compile(r"(?:19|20)\d\d")


def wrong_moves(claim: str) -> Iterator[str]:
    """Sentences of the claim that say "rose to 142 from 155", or "fell from 3 to 5"."""
    for span in sentences(claim):
        words = claim[span.start : span.end]
        up, down = _RISE.search(words), _FALL.search(words)
        if (up is None) == (down is None) or _TURNED.search(words):
            continue
        begin, end = _behind("from", words), _behind("to", words)
        if begin is None or end is None:
            continue
        pairs = [(one, other) for one in _values(begin) for other in _values(end)]
        if up and all(one > other for one, other in pairs):
            yield f"{begin.written} to {end.written} is no rise"
        elif down and all(0 <= one < other for one, other in pairs):
            yield f"{begin.written} to {end.written} is no fall"


def _values(figure: Figure) -> list[Decimal]:
    """What it may stand for; of a fall, which is read with either sign, the amount."""
    values = [Decimal(reading) for reading in figure.readings]
    return [value for value in values if value >= 0] or values


def _behind(word: str, words: str) -> Figure | None:
    """The one figure, of no date, that stands right behind the word."""
    found = [
        figure
        for figure in figures(words)
        if re.search(rf"\b{word}\s(?:about |around |nearly |almost |just |some )?$", words[: figure.start])
        and not _OF_A_DATE.match(words[figure.end :])
        and not _YEAR.fullmatch(figure.written)
    ]
    return found[0] if len(found) == 1 else None
