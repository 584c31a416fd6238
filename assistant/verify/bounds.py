"""More than, less than, nearly: what a figure is said to be a bound of, and whether a rounded one fits."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from assistant.verify.figures import Figure
from assistant.verify.units import Counted

_ABOVE = re.compile(
    r"\b(?:more than|over|above|at least|not? (?:fewer|less) than|exceed(?:s|ed|ing)?|upwards? of|a minimum of)"
    r"(?: the| an?)? ?$",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"\b(?:less than|fewer than|under|below|at most|up to|as (?:much|many) as|not? more than|nearly|almost"
    r"|just short of|a maximum of)(?: the| an?)? ?$",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\bnot? (?:more|less|fewer) than(?: the| an?)? ?$", re.IGNORECASE)
_ABOUT = re.compile(r"\b(?:about|around|roughly|some|approximately|circa|close to)(?: the| an?)? ?$", re.IGNORECASE)
_OR_SO = re.compile(r"^(?:\W?\w+)?[ -](?:or (?P<above>more|above|over)|or (?P<below>less|fewer|below|under))\b", re.I)
_AGAINST = re.compile(
    r"^\W{0,3}(?:[^\W\d]+\s){0,2}?\b(?P<word>more|higher|bigger|larger|greater|longer|less|fewer|lower|smaller|shorter"
    r"|later|earlier|after|before)\b",
    re.IGNORECASE,
)
_OPPOSITE = {
    **dict.fromkeys("more higher bigger larger greater longer".split(), ("more", "less")),
    **dict.fromkeys("less fewer lower smaller shorter".split(), ("less", "more")),
    **dict.fromkeys(("later", "after"), ("later", "earlier")),
    **dict.fromkeys(("earlier", "before"), ("earlier", "later")),
}
NEAR = Decimal("0.1")
"""How far one that is called a bound may lie from the article's figure: "more than 400" of 412, "nearly 100" of 96."""
ABOUT = Decimal("0.05")
"""The same of one that is called approximate."""


def wrong_bounds(claim: str, said: Sequence[Counted], cited: str, there: Sequence[Counted]) -> Iterator[str]:
    """Figures of which the claim says "more than", or "later", where the cited words say "less than", or "earlier".

    `said` are the figures of the claim, `there` those of the cited words.
    """
    for mine in said:
        same = [other for other in there if other.figure.readings & mine.figure.readings]
        for read in (_bound, _compared):
            wanted = read(claim, mine.figure)
            found = [read(cited, other.figure) for other in same]
            if wanted and found and all(one == wanted[::-1] for one in found):
                yield f"the cited words say {wanted[1]}, not {wanted[0]}, of {mine.figure.written}"


def rounds(claim: str, said: Sequence[Counted], figure: Figure, there: Sequence[Counted]) -> bool:
    """Whether the figure, one of those `said`, is called a bound or about, and the cited words have one that fits."""
    before = claim[: figure.start]
    bound = None if _DENIED.search(before) else _bound(claim, figure)
    low, high = -ABOUT, ABOUT
    if bound:
        low, high = (Decimal(0), NEAR) if bound[0] == "more than" else (-NEAR, Decimal(0))
    elif not _ABOUT.search(before):
        return False
    unit = next((one.unit for one in said if one.figure.start == figure.start), None)
    return any(
        mine and low <= (Decimal(other) - mine) / mine <= high
        for mine in map(Decimal, figure.readings)
        for one in there
        if one.unit == unit
        for other in one.figure.readings
    )


def _bound(text: str, figure: Figure) -> tuple[str, str] | None:
    """What is said of the figure, and the opposite."""
    before, behind = text[max(0, figure.start - 30) : figure.start], _OR_SO.match(text[figure.end : figure.end + 40])
    if _DENIED.search(before):
        below = "more than" in before
    elif _ABOVE.search(before) or (behind and behind["above"]):
        below = False
    elif _BELOW.search(before) or (behind and behind["below"]):
        below = True
    else:
        return None
    return ("less than", "more than") if below else ("more than", "less than")


def _compared(text: str, figure: Figure) -> tuple[str, str] | None:
    """The same of "five months later" and "12.9% less"."""
    match = _AGAINST.match(text[figure.end : figure.end + 40])
    return _OPPOSITE[match["word"].lower()] if match else None
