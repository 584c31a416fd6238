"""The figures and dates of a sentence, and whether two of them can both be right. Pure."""

import re
from collections.abc import Iterator
from decimal import Decimal

from assistant.differ.types import Value
from assistant.verify.figures import figures
from index.words import STOP_WORDS, stems

ROUGHLY = 0.1
"""How far apart, as a share of the larger, figures may lie of which one is approximate."""

_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>1[5-9]\d\d|20\d\d|21\d\d)\b"
_DATES = [
    re.compile(pattern)
    for pattern in (
        rf"(?<!\d){_YEAR}-(?P<month_number>[01]\d)-(?P<day>[0-3]\d)\b",
        rf"\b{_DAY} (?:of )?{_MONTH}(?:,? {_YEAR})?",
        rf"\b{_MONTH} {_DAY}(?![.,]?\d)(?:,? {_YEAR})?",
        rf"\b{_MONTH},? {_YEAR}",
        rf"(?<![\w.,$€£-]){_YEAR}(?![.,]?\d|[-–]\d| (?:people|million|billion))",
    )
]
_ROUGH = re.compile(
    r"\b(?:about|around|nearly|almost|some|roughly|approximately|more than|over|at least|up to|fewer than|less than"
    r"|close to|an estimated|as many as|well over|just under|just over|circa|under) (?:the |an? )?[$€£¥]?$",
    re.IGNORECASE,
)
_DENIED = re.compile(r"\b(?:not|rather than|instead of|and not|up from|down from|from) (?:the |an? )?[$€£¥]?$", re.I)
_PERCENT = re.compile(r"\s?(?:%|per ?cent\b|percentage points?\b)", re.IGNORECASE)
_MONEY = re.compile(r"[$€£¥₹]|\b(?:EUR|USD|GBP|CHF|NOK|SEK|DKK)\b")
_COINS = re.compile(r"\s?(euros?|dollars?|pounds?|francs?|kron(?:er|or)|yen)\b", re.IGNORECASE)
_CURRENCIES = {"euro": "€", "eur": "€", "dollar": "$", "usd": "$", "pound": "£", "gbp": "£", "yen": "¥"}
CURRENCIES = frozenset(
    ["$", "€", "£", "¥", "₹", *_CURRENCIES.values(), "franc", "kroner", "kronor", "CHF", "NOK", "SEK"]
)
"""Units of figures that are amounts of money."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_PEOPLE = frozenset(
    stem
    for word in "people persons men women demonstrators protesters marchers workers residents passengers victims dead"
    " killed supporters students voters members participants attendees visitors spectators patients".split()
    for stem in stems(word)
)


def values(sentence: str) -> list[Value]:
    """The dates and figures of a sentence, in order; no figure is a part of a date, and none that is denied counts."""
    dates = list(_dates(sentence))
    taken = [(date.start, date.end) for date in dates]
    found = [*dates, *_figures(sentence, taken)]
    return sorted(found, key=lambda value: value.start)


def _dates(sentence: str) -> Iterator[Value]:
    taken: list[tuple[int, int]] = []
    for pattern in _DATES:
        for match in pattern.finditer(sentence):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            taken.append(match.span())
            groups = match.groupdict()
            month = groups.get("month_number") or _month(groups.get("month"))
            day, year = groups.get("day"), groups.get("year")
            said = (year and int(year)) or None, (month and int(month)) or None, (day and int(day)) or None
            yield Value("date", match.group(), *match.span(), day=said)


def _month(name: str | None) -> int | None:
    return _MONTHS.index(name[:3].lower()) + 1 if name else None


def _figures(sentence: str, taken: list[tuple[int, int]]) -> Iterator[Value]:
    for figure in figures(sentence):
        start, end = figure.start, figure.end
        before = sentence[max(0, start - 30) : start]
        if _DENIED.search(before) or any(start < stop and begin < end for begin, stop in taken):
            continue
        unit, end = _unit(sentence, start, end)
        rough = _ROUGH.search(before) is not None
        yield Value("figure", sentence[start:end], start, end, figure.readings, unit, rough)


def _unit(sentence: str, start: int, end: int) -> tuple[str, int]:
    """What the figure counts, and where it ends with that."""
    after = sentence[end:]
    if match := _PERCENT.match(after):
        return "%", end + match.end()
    if money := _MONEY.search(sentence[start:end]):
        return _CURRENCIES.get(money.group().lower(), money.group()), end
    if coins := _COINS.match(after):
        name = coins.group(1).lower().rstrip("s")
        return _CURRENCIES.get(name, name), end + coins.end()
    for number, match in enumerate(_WORD.finditer(after)):
        between = after[: match.start()]
        if number == 3 or re.search(r"[.,;:()“”\"–—\n]", between):
            break
        if match.group().lower() in STOP_WORDS and match.group().lower() not in ("of", "more", "other"):
            break
        if found := stems(match.group()):
            if found[0] in _PEOPLE:
                return "people", end + match.end()
            if number == 0 or "of" in between.split():
                return found[0], end + match.end()
    return "", end


def same_kind(one: Value, other: Value) -> bool:
    """Whether the two could stand for the same fact: both dates, or figures of the same thing."""
    if one.kind != other.kind:
        return False
    return one.kind == "date" or one.unit == other.unit


def conflict(one: Value, other: Value) -> bool:
    """Whether the two cannot both be right; a date that says less than another, or a rounded figure, can."""
    if one.kind == "date":
        said = [(a, b) for a, b in zip(one.day, other.day, strict=True) if a is not None and b is not None]
        return any(a != b for a, b in said)
    if one.readings & other.readings:
        return False
    return not any(_near(Decimal(a), Decimal(b), one, other) for a in one.readings for b in other.readings)


def _near(a: Decimal, b: Decimal, one: Value, other: Value) -> bool:
    if abs(a) == abs(b):
        return True
    if (one.rough or other.rough) and abs(a - b) <= Decimal(ROUGHLY) * max(abs(a), abs(b)):
        return True
    return _rounded(a, b) or _rounded(b, a)


def _rounded(short: Decimal, long: Decimal) -> bool:
    """Whether `short` is `long` with fewer figures: 1.2 million for 1,214,000, but not 12 for 14."""
    digits = len(short.normalize().as_tuple().digits)
    if digits < 2 or digits >= len(long.normalize().as_tuple().digits):
        return False
    place = Decimal(1).scaleb(long.adjusted() - digits + 1)
    return (long / place).to_integral_value() * place == short
