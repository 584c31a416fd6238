"""What a figure counts: percent or percentage points, euros or dollars, days or weeks, the third or the fourth."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verify.figures import Figure, figures
from index.words import stems

_UNITS = {
    "percent": "%|per ?cent|pct",
    "percentage points": "percentage[ -]points?|points?|pp",
    "basis points": "basis points?|bps",
    "dollars": "dollars?|USD",
    "euros": "euros?|EUR",
    "pounds": "pounds?(?: sterling)?|sterling|GBP",
    "yen": "yen|JPY",
    "yuan": "yuan|renminbi|CNY|RMB",
    "rupees": "rupees?|INR",
    "roubles": "rou?bles?|RUB",
    "francs": "francs?|CHF",
    "millimetres": "mm|millimet(?:re|er)s?",
    "centimetres": "cm|centimet(?:re|er)s?",
    "metres": "met(?:re|er)s?",
    "kilometres": "km|kilomet(?:re|er)s?",
    "miles": "miles?",
    "feet": "feet|foot|ft",
    "inches": "inch(?:es)?",
    "grams": "grams?|grammes?",
    "kilograms": "kg|kilos?|kilogram(?:me)?s?",
    "tonnes": "tonnes?|tons?",
    "litres": "lit(?:re|er)s?",
    "gallons": "gallons?",
    "barrels": "barrels?",
    "hectares": "hectares?|ha",
    "acres": "acres?",
    "kilowatts": "kW|kilowatts?",
    "megawatts": "MW|megawatts?",
    "gigawatts": "GW|gigawatts?",
    "seconds": "seconds?|secs?",
    "minutes": "minutes?|mins?",
    "hours": "hours?|hrs?",
    "days": "days?",
    "weeks": "weeks?",
    "months": "months?",
    "years": "years?",
    "decades": "decades?",
    "centuries": "centur(?:y|ies)",
    "before noon": r"a\.?m\b\.?",
    "after noon": r"p\.?m\b\.?",
}
_BESIDE = "|".join(rf"(?P<u{place}>{forms})" for place, forms in enumerate(_UNITS.values()))
_BEHIND = re.compile(
    rf"^[\s-]*(?:(?:more|other|further|extra|whole|full|square|cubic|metric|consecutive|working|U\.?S\.?)\s)?"
    rf"(?:{_BESIDE})(?!\w)",
    re.IGNORECASE,
)
_BEFORE = {
    "dollars": re.compile(r"\$|USD"),
    "euros": re.compile(r"€|EUR"),
    "pounds": re.compile(r"£|GBP"),
    "yen": re.compile(r"¥|JPY"),
    "rupees": re.compile(r"₹|INR"),
    "francs": re.compile(r"CHF"),
}
_RANGE = re.compile(r"\s?(?:to|and|or|-|–|—)\s?")
_WORDS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth"
    " sixteenth seventeenth eighteenth nineteenth twentieth"
).split()
_ORDINAL = re.compile(
    rf"(?P<before>[^\W\d_]+)?\W*\b(?:(?P<word>{'|'.join(_WORDS)})|(?P<digits>\d{{1,3}})(?:st|nd|rd|th)|Q(?P<quarter>[1-4]))\b"
    r"(?:[\s-]+(?P<behind>[^\W\d_]+))?",
    re.IGNORECASE,
)
_PART = re.compile(r"^(?:a|one|two|three|four|five|six|seven|eight|nine)$", re.IGNORECASE)
_IN_YEAR = re.compile(r"(?P<frame>[^\W\d_]+ (?:of|in)|since|until|till) (?P<year>(?:19|20)\d\d)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Counted:
    """A figure and what it counts, as far as that is a unit that is known; None: something else, or nothing."""

    figure: Figure
    unit: str | None


def counted(text: str) -> list[Counted]:
    """The figures of a text with their units; in "10 to 15 percent" both count percent."""
    found: list[Counted] = []
    after: Counted | None = None
    written = sorted(figures(text), key=lambda figure: figure.start)
    for figure in written[::-1]:
        unit = _unit(text, figure)
        if unit is None and after and _RANGE.fullmatch(text[figure.end : after.figure.start]):
            unit = after.unit
        after = Counted(figure, unit)
        found.append(after)
    return found[::-1]


def wrong_units(said: Sequence[Counted], there: Sequence[Counted]) -> Iterator[str]:
    """Figures that the claim has `said` and that count something else wherever the cited words have them."""
    for mine in said:
        same = [other.unit for other in there if other.figure.readings & mine.figure.readings]
        if mine.unit and same and None not in same and mine.unit not in same:
            yield f"the cited words have {mine.figure.written} as {same[0]}, not {mine.unit}"


def wrong_places(claim: str, cited: str) -> Iterator[str]:
    """Ordinals of the claim where the cited words have only others: "the fourth attempt" for "the third attempt"."""
    there, mine = list(_ordinals(cited)), list(_ordinals(claim))
    for number, words in mine:
        others = {other for other, beside in there if beside & words}
        if others and not others & {one for one, _ in mine} and number not in {other for other, _ in there}:
            yield f"the cited words say {_spelled(min(others))}, not {_spelled(number)}"


def wrong_years(claim: str, cited: str) -> Iterator[str]:
    """Years of the claim where the cited words have another in the same place: "quarter of 2024" for "quarter of 2023".

    A year may also be that of publication, which stands beside the quote; so what the year is said of decides.
    """
    there = [(match["frame"].lower(), match["year"]) for match in _IN_YEAR.finditer(cited)]
    for match in _IN_YEAR.finditer(claim):
        others = {year for frame, year in there if frame == match["frame"].lower()}
        if others and match["year"] not in cited:
            yield f"the cited words say {match['frame'].lower()} {min(others)}, not {match['year']}"


def _unit(text: str, figure: Figure) -> str | None:
    if match := _BEHIND.match(text[figure.end : figure.end + 40]):
        return list(_UNITS)[int(str(match.lastgroup)[1:])]
    written = text[figure.start : figure.end]
    return next((unit for unit, sign in _BEFORE.items() if sign.match(written.lstrip("-−– "))), None)


def _ordinals(text: str) -> Iterator[tuple[int, set[str]]]:
    """Each ordinal with the stems beside it, that behind it and that before it."""
    for match in _ORDINAL.finditer(text):
        before, behind = match["before"] or "", match["behind"] or ""
        if _PART.match(before) and behind.lower() in ("of", ""):
            continue  # "a third of the crop"
        if match["quarter"]:
            yield int(match["quarter"]), set(stems("quarter"))
        else:
            number = int(match["digits"]) if match["digits"] else _WORDS.index(match["word"].lower()) + 1
            yield number, set(stems(behind)) or set(stems(before))


def _spelled(number: int) -> str:
    return _WORDS[number - 1] if number <= len(_WORDS) else f"{number}th"
