"""Figures as texts write them -> numbers that can be compared: "$1.2bn", "1,200 million" and "−5" each in one notation.

A figure may be read in several ways ("480 m": metres or millions); it stands in a text when one of its readings does.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass, field
from decimal import Decimal

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_CARDINALS: dict[str, int] = {
    **{word: number for number, word in enumerate(_UNITS)},
    **{word: 20 + 10 * number for number, word in enumerate(_TENS)},
    **{f"{ten}-{one}": 20 + 10 * t + o for t, ten in enumerate(_TENS) for o, one in enumerate(_UNITS[:10]) if o},
}
_OTHERS = {"first": 1, "second": 2, "third": 3, "once": 1, "twice": 2, "dozen": 12}
_SCALES = {
    "hundred": 100,
    "thousand": 10**3,
    "k": 10**3,
    "lakh": 10**5,
    "million": 10**6,
    "mln": 10**6,
    "mn": 10**6,
    "m": 10**6,
    "crore": 10**7,
    "billion": 10**9,
    "milliard": 10**9,
    "bn": 10**9,
    "b": 10**9,
    "trillion": 10**12,
    "trn": 10**12,
    "tn": 10**12,
}
_SURE_ONLY_OF_MONEY = ("k", "m", "b")
LONGEST = 40
"""Characters of a figure that are looked at."""
_LONG = "hundred|thousand|lakh|million(?:en|s)?|milliard(?:en|s)?|crore|billion|trillion"
_SCALE = rf"(?:[\s-]?(?P<long>{_LONG})|\s?(?P<short>bn|trn|tn|mln|mn|m)|(?P<tight>k|b))\b"
_CARDINAL = "|".join(sorted(_CARDINALS, key=len, reverse=True))
_CODE = "EUR|USD|GBP|CHF|JPY|CNY|RMB|INR|AUD|CAD|NZD|HKD|NOK|SEK|DKK|PLN|CZK|BRL|ZAR"
_MONEY = rf"(?:[$€£¥₹]|\b(?:{_CODE})|\b[A-Z]{{1,3}}\$)"
_FIGURE = re.compile(
    # A minus has nothing but space or an opening mark before it: "10-15", "COVID-19" and "2024-05-04" have none.
    rf"(?:(?<![^\s(\[|:=“\"])(?P<sign>[-−–](?={_MONEY}?\s?\d)|(?i:minus|negative)\s))?"
    rf"(?:(?:(?P<money>{_MONEY}\s?(?P<inner>[-−](?=\d))?)|(?<![\w.,]))(?P<digits>\d+(?:[.,]\d+)*)"
    rf"|(?<![\w'’\-])(?i:(?P<hundreds>a|{_CARDINAL})[\s-]hundred(?:\s(?:and\s)?(?P<rest>{_CARDINAL}))?"
    rf"|(?P<worded>{_CARDINAL})|(?P<part>half\s)?an?(?=\s(?:{_LONG})\b))(?!\w|['’\-](?!(?i:{_LONG})\b)\w))"
    rf"(?i:{_SCALE})?"
)
_OTHER = re.compile(rf"(?<![\w'’\-])(?:{'|'.join(_OTHERS)})(?!['’\-]?\w)", re.IGNORECASE)
_HEADING = re.compile(
    rf"(?:^|\b(?i:in|how many)\s|[(|]\s?|[,:;–—-]\s|{_MONEY}\s?)(?i:(?P<scale>{_LONG}|bn|trn|tn|mln|mn)s?)\b",
    re.MULTILINE,
)
_JOINED = re.compile(r"\s?(?:to|and|or|,|-|–|—|/)\s?")
_FALLING = re.compile(
    r"\b(?:f[ae]ll|fallen|falling|fell|dropp?|declin|decreas|down|loss|los[et]|losing|shr[aiu]nk|slid|slipp?|cut|reduc|"
    r"lower|contract|minus|deficit|negative|shed|plung|sank|sunk|slump)\w*(?:(?!\bto\b)[^.;\d])*$",
    re.IGNORECASE,
)
_BELOW = re.compile(r"^\s?°?\s?(?:degrees\s)?(?:C|F|Celsius|Fahrenheit)?\s?below\s(?:zero|freezing)", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A figure as it is written, and the numbers it may stand for."""

    written: str
    readings: frozenset[str]
    start: int = field(default=0, compare=False)
    end: int = field(default=0, compare=False)
    """Where it stands in the text."""


def figures(text: str, headed: Collection[int] = ()) -> list[Figure]:
    """The figures in `text`; one without a scale of its own may have one of the `headed` (see `headings`)."""
    matches = list(_FIGURE.finditer(text))
    scales = [_scale(match) for match in matches]
    found = []
    following, start = 1, len(text)
    for match, (scale, sure) in zip(matches[::-1], scales[::-1], strict=True):
        factors = {scale} if sure else {scale, 1}
        if scale == 1 and _JOINED.fullmatch(text[match.end() : start]):  # "10 to 15 million"
            factors.add(following)
            scale = following
        if factors == {1}:
            factors |= set(headed)
        values, signs = _values(match), _signs(match, text)
        readings = {_notation(sign * value * factor) for value in values for factor in factors for sign in signs}
        written = _written(match, values[0] * signs[-1])
        found.append(Figure(written, frozenset(readings), match.start(), match.end()))
        following, start = scale, match.start()
    others = ((str(_OTHERS[match.group().lower()]), match.span()) for match in _OTHER.finditer(text))
    return [*found[::-1], *(Figure(number, frozenset({number}), *span) for number, span in others)]


def numbers(text: str, headed: Collection[int] = ()) -> set[str]:
    """All that the figures in `text` may stand for: digits without separators of thousands, scales multiplied out."""
    return {reading for figure in figures(text, headed) for reading in figure.readings}


def headings(text: str) -> set[int]:
    """The scales that stand in `text` for figures elsewhere: in the head of a table, or in the question."""
    return {_factor(match.group("scale")) for match in _HEADING.finditer(text)}


def _scale(match: re.Match[str]) -> tuple[int, bool]:
    """What the figure is multiplied by, and whether that is sure: "5 m" may be metres, "€5m" not."""
    name = (match.group("long") or match.group("short") or match.group("tight") or "").lower()
    return _factor(name), name not in _SURE_ONLY_OF_MONEY or match.group("money") is not None


def _factor(name: str) -> int:
    name = name.lower()
    return _SCALES.get(name) or _SCALES.get(re.sub(r"(?:en|s)$", "", name)) or 1


def _values(match: re.Match[str]) -> list[Decimal]:
    if digits := (match.group("digits") or "")[:LONGEST]:
        plain = re.sub(r"[.,](?=\d{3}(?:\D|$))", "", digits).replace(",", ".")
        whole, _, part = plain.partition(".")
        values = [Decimal(f"{whole}.{part.replace('.', '')}" if part else whole)]
        if re.fullmatch(r"\d+\.\d{3}", digits):  # 1.234 is 1234 in one country and less than two in another
            values.append(Decimal(digits))
        return values
    if hundreds := match.group("hundreds"):
        rest = (match.group("rest") or "zero").lower()
        return [Decimal(100 * _CARDINALS.get(hundreds.lower(), 1) + _CARDINALS[rest])]
    if worded := match.group("worded"):
        return [Decimal(_CARDINALS[worded.lower()])]
    return [Decimal("0.5") if match.group("part") else Decimal(1)]


def _signs(match: re.Match[str], text: str) -> tuple[int, ...]:
    """What it may be multiplied by for its sign: a fall of 5 and a change of -5 are the same."""
    before, after = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 40]
    if sign := match.group("sign"):
        if re.search(r"\d[%°]?\s*$", before):  # "10 -15" is a range
            return (1,)
        return (-1, 1) if sign == "–" else (-1,)
    if match.group("inner"):
        return (-1,)
    if _FALLING.search(before) or _BELOW.search(after) or (before.endswith("(") and after.startswith(")")):
        return (-1, 1)
    return (1,)


def _written(match: re.Match[str], value: Decimal) -> str:
    scale = match.group("long") or match.group("short") or match.group("tight") or ""
    return f"{_notation(value)} {scale.lower()}".strip()


def _notation(number: Decimal) -> str:
    return format(number.normalize(), "f") if number else "0"
