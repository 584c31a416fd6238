"""What can be checked by looking: numbers, dates, names and quoted words must stand in the cited words.

So must what the numbers count, and the words must not say the opposite.
"""

import re
from collections.abc import Collection

from assistant.verify.bounds import rounds, wrong_bounds
from assistant.verify.clock import times, wrong_times
from assistant.verify.figures import figures, headings, numbers
from assistant.verify.moves import wrong_moves
from assistant.verify.names import folded, has_name, in_full, names
from assistant.verify.opposites import opposites
from assistant.verify.units import counted, wrong_places, wrong_units, wrong_years

_QUOTED = re.compile(r"[\"“]([^\"“”]{3,})[\"”]")
# "One of them", "the first", "zero": mostly no figure, and 1 in digits is rarely what an answer turns on.
_SAID_IN_PASSING = {"0", "1"}
_DAYS_AND_MONTHS = re.compile(
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b\.?(?=\s*\d)|"
    r"(?<=\d )(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|"
    r"\b(january|february|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)
# People march and may, and some are called May, so that these two count behind words that only a time follows.
_MARCH_OR_MAY = re.compile(r"\b(?i:in|since|until|during|early|late|mid|last|next|this|every)[ \-](March|May)\b")


def days_and_months(text: str) -> set[str]:
    """Names of days and months, each by its first three letters."""
    sure = (match.group().strip() for match in _DAYS_AND_MONTHS.finditer(text))
    return {name[:3].lower() for name in [*sure, *_MARCH_OR_MAY.findall(text)]}


def quoted(text: str) -> list[str]:
    """The words between double quotation marks."""
    return [match.group(1).strip(" .,;:!?") for match in _QUOTED.finditer(text)]


def has_quote(quote: str, words: str) -> bool:
    """Whether the quoted words stand in `words` in one piece; case, spacing and quotation marks aside."""
    return _letters(quote) in _letters(words)


def problems(
    claim: str, cited: str, about: str = "", known: Collection[str] = (), tables: Collection[int] = ()
) -> list[str]:
    """What the claim has that its cited words lack; none is no proof, but one is reason enough to withhold.

    `about` is what stands beside the quote and the reader sees too: headline, outlet, year. Names may come from there,
    and the year. `known` are names of the question and the evidence (see `names`); `tables` are scales that the rows of
    tables may have from a head that is not cited with them (see `headings`).
    """
    headed = headings(f"{claim} {about} {cited}")
    there = numbers(cited, headed) | numbers(about, headed) | _SAID_IN_PASSING
    there |= numbers("\n".join(line for line in cited.splitlines() if "|" in line), tables)
    mine, written = counted(claim), counted(cited)
    clock = [range(time.start, time.end) for time in times(claim)]
    absent = [
        figure.written
        for figure in figures(claim, headed)
        if not figure.readings & there
        and not any(figure.start in time for time in clock)
        and not rounds(claim, mine, figure, written)
    ]
    found = [f"the number {number} is not in the cited words" for number in dict.fromkeys(absent)]
    found += wrong_times(claim, f"{cited} {about}")
    seen = days_and_months(f"{cited} {about}") | {
        month[:3].lower() for month in re.findall(r"\b(?:March|May)\b", f"{cited} {about}")
    }
    found += [f"the date {day.title()} is not in the cited words" for day in sorted(days_and_months(claim) - seen)]
    said = in_full(claim, f"{cited} {about}")
    missing = [name for name in names(claim, known) if not has_name(name, said)]
    found += [f"the name {name} is not in the cited words" for name in dict.fromkeys(missing)]
    found += [f"the words “{q}” are not quoted from the article" for q in quoted(claim) if not has_quote(q, cited)]
    if not found:
        found += wrong_moves(claim)
        found += wrong_units(mine, written)
        found += wrong_bounds(claim, mine, cited, written)
        found += wrong_places(claim, cited)
        found += wrong_years(claim, cited)
        found += opposites(claim, cited)
    return list(dict.fromkeys(found))


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", folded(text)))
