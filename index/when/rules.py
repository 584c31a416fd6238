"""The expressions that are known, and which days each means on a given day. English, and only what leaves no doubt.

Where a reader could take an expression in two ways ("last Tuesday" on a Thursday), or it names a length of time ("the
last year") or anything but a day ("Super Tuesday", "today's youth"), it means no days here.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from index.when.days import DAY, MONTHS, WEEKDAYS, Days, month, month_of, week, year
from index.when.tense import Tense

LONGEST_AGO = {"day": 10, "week": 6, "month": 11, "year": 10}
"""More of them is seldom meant exactly."""
FAR = 185 * DAY
"""A day of a month without its year is one of the nearest half-year, on either side."""
NEAR = 60 * DAY
"""And one of these days when no verb says on which side."""
MONTHS_AWAY = 9

_NAMES = "|".join(WEEKDAYS)
_MONTH = "|".join([*MONTHS, r"(?:Jan|Feb|Aug|Sept|Oct|Nov|Dec)\."])
_ORDINAL = r"(?:[12]?\d|3[01])(?:st|nd|rd|th)?"
_NUMBERS = {word: n for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_NUMBERS |= {"a": 1, "an": 1}
_PART = r"(?: (?:morning|afternoon|evening|night))?"
_NO_YEAR = r"(?!\w|[.:,]\d|[-–/]\d|,? (?:\d{4}|of)\b|[%°])"
_AWAY = {"last": -1, "this": 0, "next": 1}
_HOLIDAYS = {(1, 6), (9, 11), (7, 4), (11, 5), (12, 25), (10, 7)}
"""Days that are names: "the Jan. 6 committee"."""
_NO_NAME = (
    r"(?!['’]?[\w-]|['’](?!s\b)| (?:Night|Morning|Evening|Times|Mirror|Telegraph|Show|School|Review|Herald|shows)\b)"
)
"""Behind a weekday: nothing that makes it a title."""
_TOLD = r"(?:said|told|announced|ruled|voted|signed|rejected|approved|released|issued|published|filed|met|reported)"
_TOLD_BEFORE = re.compile(rf"\b{_TOLD}(?: \w+)? $")
_TOLD_BEHIND = re.compile(rf" (?:\w+ )?{_TOLD}\b")
_WHOSE = frozenset("the his her its my our their your every one very fiscal school time".split())
"""Before "last week": then it is a length of time, or somebody's last."""
_NAMED_DAY = frozenset("super black good fat holy bloody cyber palm giving easter ash mardi taco orange".split())
_ANY_DAY = frozenset(
    "every each a an one any the that following previous first second third fourth other until till through before"
    " after by from to ago between most some".split()
)
_ABOUT = frozenset("about around nearly almost over roughly than least most approximately only barely and".split())


@dataclass(frozen=True)
class Place:
    """Where an expression stands: the day of its article, and the tense of its clause."""

    day: date
    tense: Tense | None


Meaning = Callable[[re.Match[str], Place], Days | None]


@dataclass(frozen=True)
class Rule:
    """An expression, the days it means, and the words before it (small letters) with which it means none."""

    pattern: re.Pattern[str]
    meaning: Meaning
    spoiled: frozenset[str] = frozenset()
    near: bool = False
    """Whether it means another day when another year was spoken of right before: "In 1998 ... On Tuesday"."""


def _one(day: date) -> Days:
    return Days(day, day)


# --- days and weeks ----------------------------------------------------------------------------------------------


def _named_day(match: re.Match[str], place: Place) -> Days | None:
    """ "yesterday", "tonight", "last night"."""
    words = match.group().lower()
    if words == "tomorrow" and (place.tense != "future" or "today" in match.string):
        return None  # "the leaders of tomorrow"
    away = -1 if words.startswith(("yesterday", "last")) else 1 if words.startswith("tomorrow") else 0
    return _one(place.day + away * DAY)


def _today(match: re.Match[str], place: Place) -> Days | None:
    """ "said today": as often it means these days, so a verb has to stand beside it."""
    if match.group().istitle() and match.start():
        return None  # "USA Today"
    said = _TOLD_BEFORE.search(match.string, max(0, match.start() - 40), match.start())
    return _one(place.day) if said or _TOLD_BEHIND.match(match.string, match.end()) else None


def _weekday(match: re.Match[str], place: Place) -> Days | None:
    """ "on Tuesday": the one before or after, as the verb has it; "last Tuesday" only when there is but one."""
    number, today = WEEKDAYS.index(match["weekday"]), place.day.weekday()
    before, after = place.day - (today - number) % 7 * DAY, place.day + (number - today) % 7 * DAY
    match (match["which"] or "").lower():
        case "last" | "this past" | "past" as which:
            before = before - 7 * DAY if before == place.day else before
            sure = which != "last" or before < week(place.day).first
            return _one(before) if sure and place.tense != "future" else None
        case "next" | "this coming" | "coming" as which:
            after = after + 7 * DAY if after == place.day else after
            sure = which != "next" or after > week(place.day).last
            return _one(after) if sure else None
        case "this":
            return _one(after) if place.tense == "future" else None
    if place.tense is None:
        return None
    return _one(before if place.tense == "past" else after)


def _weekday_of_week(match: re.Match[str], place: Place) -> Days | None:
    """ "Tuesday of last week"."""
    there = _week(match, place)
    return there and _one(there.first + WEEKDAYS.index(match["weekday"]) * DAY)


def _week(match: re.Match[str], place: Place) -> Days | None:
    """ "last week"; on a Sunday nobody knows which that is."""
    away = _AWAY[match["which"].lower()]
    return None if place.day.weekday() == 6 else week(place.day, away)


def _weekend(match: re.Match[str], place: Place) -> Days | None:
    """ "over the weekend", "this weekend": the nearest that the verb allows; on a weekend, that one."""
    today = place.day.weekday()
    which = match["which"].lower()
    saturday = week(place.day).first + 5 * DAY
    if today >= 5:
        return Days(saturday, saturday + DAY) if which in ("this", "over the") else None
    if which in ("last", "this past") or (which in ("this", "over the") and place.tense == "past"):
        return Days(saturday - 7 * DAY, saturday - 6 * DAY)
    return Days(saturday, saturday + DAY) if which == "this" and place.tense == "future" else None


# --- months and years --------------------------------------------------------------------------------------------


def _month_or_year(match: re.Match[str], place: Place) -> Days | None:
    """ "last month", "this year"."""
    which = match["which"].lower()
    if which == "this" and place.day.day <= 2 and (place.day.month == 1 or match["unit"] == "month"):
        return None  # written before it was printed: on New Year's Day "this year" may be the last
    away = _AWAY[which]
    return month(place.day, away) if match["unit"] == "month" else year(place.day.year + away)


def _ago(match: re.Match[str], place: Place) -> Days | None:
    """ "three weeks ago": the day, or the week, month or year that lies so far back."""
    number, unit = int(_NUMBERS.get(match["n"].lower(), 0) or match["n"]), match["unit"]
    stamp = not match.start() and not match.string.startswith(
        ",", match.end()
    )  # a page's "6 years ago", above its text
    if stamp or not 0 < number <= LONGEST_AGO[unit]:
        return None
    match unit:
        case "day":
            return _one(place.day - number * DAY)
        case "week":
            return week(place.day, -number)
        case "month":
            return month(place.day, -number)
    return year(place.day.year - number)


def _named_month(match: re.Match[str], place: Place) -> Days | None:
    """ "in March": the one before or after, as the verb has it, when it is not this very month."""
    number, now = _month_number(match["month"]), place.day.month - 1
    which = (match["which"] or "").lower()
    back, ahead = (now - number) % 12, (number - now) % 12
    if which == "last":
        return month(place.day, -back) if back and number > now else None
    if which == "next":
        return month(place.day, ahead) if ahead and number < now else None
    if which == "this":
        return month_of(place.day.year, number)
    if not back:
        return None
    if place.tense == "past" or which == "since":
        return month(place.day, -back) if back <= MONTHS_AWAY else None
    return month(place.day, ahead) if place.tense == "future" and ahead <= MONTHS_AWAY else None


def _day_of_month(match: re.Match[str], place: Place) -> Days | None:
    """ "March 3", "Tuesday, 3 March": the year is told ("March 3 next year"), or the one in which it is near, and that
    weekday."""
    number = _month_number(match["month"] or match["month2"])
    day = int(re.sub(r"\D", "", match["day"] or match["day2"]))
    if (number + 1, day) in _HOLIDAYS:
        return None
    there = []
    this = place.day.year
    for one in (this + _AWAY[match["which"].lower()],) if match["which"] else (this - 1, this, this + 1):
        try:
            there.append(date(one, number + 1, day))
        except ValueError:  # 30 February
            continue
    if match["weekday"]:
        there = [one for one in there if one.weekday() == WEEKDAYS.index(match["weekday"])]
    if match["which"]:
        return _one(there[0]) if there else None
    if match["weekday"]:
        there = [one for one in there if _near(one, place, FAR)]
    elif place.tense == "past":
        there = [one for one in there if one <= place.day and _near(one, place, FAR)]
    elif place.tense == "future":
        there = [one for one in there if one >= place.day and _near(one, place, FAR)]
    else:
        there = [one for one in there if _near(one, place, NEAR)]
    return _one(there[0]) if len(there) == 1 else None


def _month_of_year(match: re.Match[str], place: Place) -> Days:
    """ "March of next year"."""
    return month_of(place.day.year + _AWAY[match["which"].lower()], _month_number(match["month"]))


def _near(day: date, place: Place, most: timedelta) -> bool:
    return abs(day - place.day) <= most


def _month_number(name: str) -> int:
    return next(n for n, whole in enumerate(MONTHS) if whole.startswith(name[:3]))


_WHICH = r"(?P<which>last|next|this)"
_END = r"(?![\w-])"
_OF_YEAR = rf",? (?:of )?(?i:{_WHICH}) year{_END}"

# Earlier rules take their words from later ones, also when they find that they mean no days.
RULES: tuple[Rule, ...] = (
    Rule(
        re.compile(
            rf"(?:\b(?P<weekday>{_NAMES}),? )?(?<![\w-])(?:(?P<month>{_MONTH}) (?P<day>{_ORDINAL})"
            rf"|(?<!\d[.,])(?P<day2>{_ORDINAL}) (?P<month2>{_MONTH}))(?:{_OF_YEAR}|{_NO_YEAR})"
        ),
        _day_of_month,
        near=True,
    ),
    Rule(re.compile(rf"\b(?:[Ii]n )?(?P<month>{_MONTH}){_OF_YEAR}"), _month_of_year, near=True),
    Rule(re.compile(rf"\b(?P<weekday>{_NAMES}){_PART}(?: of)? {_WHICH} week{_END}"), _weekday_of_week, _ANY_DAY),
    Rule(
        re.compile(
            rf"\b(?:[Oo]n )?(?:(?P<which>(?i:last|next|this past|this coming|this|past|coming)) )?"
            rf"\b(?P<weekday>{_NAMES}){_NO_NAME}{_PART}{_END}"
        ),
        _weekday,
        _ANY_DAY | _NAMED_DAY,
        near=True,
    ),
    Rule(re.compile(rf"\b(?i:yesterday|tomorrow){_PART}{_END}"), _named_day, frozenset({"before", "after", "of"})),
    Rule(
        re.compile(rf"\b(?i:tonight|last night|this (?:morning|afternoon|evening)|(?:earlier|later) today){_END}"),
        _named_day,
    ),
    Rule(re.compile(rf"\b[Tt]oday{_END}(?!['’])"), _today),
    Rule(re.compile(rf"\b(?i:{_WHICH}) week{_END}(?! or )"), _week, _WHOSE),
    Rule(re.compile(rf"\b(?i:(?P<which>last|this past|this|next|over the)) weekend{_END}"), _weekend, _WHOSE),
    Rule(
        re.compile(rf"\b(?i:{_WHICH}) (?P<unit>month|year){_END}(?! or | of (?:his|her|their|its|a|the)\b)"),
        _month_or_year,
        _WHOSE,
    ),
    Rule(
        re.compile(
            rf"(?<![\w.,-])(?i:(?P<n>\d{{1,2}}|{'|'.join(_NUMBERS)})) (?P<unit>day|week|month|year)s? ago{_END}"
            rf"(?! (?:today|this|next|{_NAMES})\b)"
        ),
        _ago,
        _ABOUT,
    ),
    Rule(
        re.compile(
            r"\b(?:(?:[Ii]n|[Ss]ince|(?P<which>(?i:last|next|this))) (?:early |late |mid-)?)"
            rf"(?P<month>{'|'.join(MONTHS)})"
            rf"(?!['’]?[\w-]|,? \d| of\b| (?:to|through|and|or) |-| [A-Z])"
        ),
        _named_month,
        _WHOSE,
        near=True,
    ),
)

_IN_ANY_LETTERS = ("day", "tomorrow", "night", "morning", "afternoon", "evening", "week", "month", "year")
_AS_WRITTEN = tuple(name[:3] for name in MONTHS)


def may_name_time(sentence: str) -> bool:
    """Whether an expression may be in the sentence; without one of these words no rule finds any, and all take long."""
    small = sentence.lower()
    return any(word in small for word in _IN_ANY_LETTERS) or any(word in sentence for word in _AS_WRITTEN)
