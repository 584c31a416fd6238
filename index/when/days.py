"""Runs of days in the calendar: a day, a week (Monday to Sunday), a month, a year; and how they are written."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January February March April May June July August September October November December".split()  # 0 is January
)
DAY = timedelta(days=1)


def day_of(published: str | None) -> date | None:
    """The day of an ISO date or date-time; None when there is none, or it is something else."""
    try:
        return date.fromisoformat((published or "")[:10])
    except ValueError:
        return None


def spelled(day: date) -> str:
    """`10 April 2024`."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


@dataclass(frozen=True)
class Days:
    """From the first day to the last, both included."""

    first: date
    last: date

    def holds(self, other: "Days") -> bool:
        """Whether all days of the other are among these."""
        return self.first <= other.first and other.last <= self.last


@dataclass(frozen=True)
class Dated:
    """An expression of time, `text[start:end]`, and the days it means: the first and the last, both included."""

    start: int
    end: int
    first: date
    last: date

    @property
    def days(self) -> Days:
        return Days(self.first, self.last)


def week(day: date, away: int = 0) -> Days:
    """The week that is so many weeks `away` from the day's."""
    monday = day - day.weekday() * DAY + 7 * away * DAY
    return Days(monday, monday + 6 * DAY)


def month(day: date, away: int = 0) -> Days:
    """The month that is so many months `away` from the day's."""
    return month_of(*divmod(day.year * 12 + day.month - 1 + away, 12))


def month_of(year: int, number: int) -> Days:
    """The month of a year, 0 for January."""
    return Days(date(year, number + 1, 1), date(year, number + 1, monthrange(year, number + 1)[1]))


def year(number: int) -> Days:
    """The whole year."""
    return Days(date(number, 1, 1), date(number, 12, 31))


def written(days: Days) -> str:
    """As a reader wants it: `Tue 9 Jan 2024`, `8–14 Jan 2024`, `March 2024`, `2023`."""
    first, last = days.first, days.last
    if first == last:
        return f"{WEEKDAYS[first.weekday()][:3]} {_day(first)} {first.year}"
    if days == year(first.year):
        return str(first.year)
    if days == month(first):
        return f"{MONTHS[first.month - 1]} {first.year}"
    if first.year != last.year:
        return f"{_day(first)} {first.year} – {_day(last)} {last.year}"
    if first.month != last.month:
        return f"{_day(first)} – {_day(last)} {last.year}"
    return f"{first.day}–{_day(last)} {last.year}"


def _day(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1][:3]}"
