"""Relative dates mean days of the calendar as seen from the day of publication, or nothing when that is not sure."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.when.days import WEEKDAYS, Days, month, week, written, year
from index.when.resolve import resolve

THURSDAY = "2024-01-11"
DAYS = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def told(text: str, published: str | None = THURSDAY) -> list[str]:
    """Each expression with its days."""
    return [f"{text[one.start : one.end]} = {written(one.days)}" for one in resolve(text, published)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ruiz said on Tuesday that the tunnel is late.", "on Tuesday = Tue 9 Jan 2024"),
        ("The minister, who won in Orsel, spoke late Tuesday night.", "Tuesday night = Tue 9 Jan 2024"),
        ("The council on Thursday approved the bridge.", "on Thursday = Thu 11 Jan 2024"),
        ("On Friday, the court will hear the case.", "On Friday = Fri 12 Jan 2024"),
        ("The report is scheduled to be released on Monday.", "on Monday = Mon 15 Jan 2024"),
        ("The embassy will remain closed on Wednesday.", "on Wednesday = Wed 17 Jan 2024"),
        ("Last Friday, the ferry sank.", "Last Friday = Fri 5 Jan 2024"),
        ("The vote is due next Monday.", "next Monday = Mon 15 Jan 2024"),
        ("He resigned on Tuesday last week.", "Tuesday last week = Tue 2 Jan 2024"),
        ("The strike began last week.", "last week = 1–7 Jan 2024"),
        ("It happened over the weekend.", "over the weekend = 6–7 Jan 2024"),
        ("The river rose yesterday.", "yesterday = Wed 10 Jan 2024"),
        ("She was elected three years ago.", "three years ago = 2021"),
        ("The mine closed two weeks ago.", "two weeks ago = 25–31 Dec 2023"),
        ("The dam broke last month.", "last month = December 2023"),
        ("Prices doubled last year.", "last year = 2023"),
        ("The bank failed in November.", "in November = November 2023"),
        ("The summit will be held in March.", "in March = March 2024"),
        ("The trial opened on 12 December.", "12 December = Tue 12 Dec 2023"),
        ("The trial opens on Tuesday, Feb. 6.", "Tuesday, Feb. 6 = Tue 6 Feb 2024"),
        ("The room is due to open on May 17 next year.", "May 17 next year = Sat 17 May 2025"),
        ("It was sold on 3 March of last year.", "3 March of last year = Fri 3 Mar 2023"),
        ("It opens in May of next year.", "in May of next year = May 2025"),
        ("The mill burned down in August last year.", "in August last year = August 2023"),
    ],
)
def test_what_leaves_no_doubt_is_resolved(text: str, expected: str) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Voters meet the candidates on Tuesday.",
        "It opens on Monday, May 17 next year.",
        "The council would decide on Tuesday.",
        "The shop closed every Monday.",
        "Super Tuesday was long.",
        "She wrote for the Sunday Times.",
        "“I saw him on Tuesday,” said Ruiz.",
        'The mayor said "the river rose yesterday".',
        "Last Tuesday, the ferry sank.",
        "In the last year prices rose.",
        "It was the president’s last year in office.",
        "About three years ago she was elected.",
        "He told USA Today that he knew.",
        "In 1998 he joined the army. On Tuesday he deserted.",
        "The bank failed in March 2020, and the trial opened on 3 May 2021.",
        "They work Monday to Friday.",
        "The army began its march.",
    ],
)
def test_what_could_mean_another_day_is_left_as_it_is(text: str) -> None:
    assert told(text) == []


def test_without_a_day_of_publication_nothing_is_resolved() -> None:
    for published in (None, "", "last spring", "0001-01-01"):
        assert told("Ruiz said on Tuesday that prices rose last year.", published) == []


def test_on_new_years_day_this_year_may_be_the_last() -> None:
    assert told("They failed to agree this year.", "2024-01-01") == []
    assert told("They failed to agree this year.") == ["this year = 2024"]


def test_on_a_sunday_nobody_knows_which_last_week_is() -> None:
    assert told("The strike began last week.", "2024-01-14") == []


@settings(max_examples=50)
@given(DAYS, st.sampled_from(WEEKDAYS))
def test_a_weekday_is_the_last_one_that_was_or_the_first_that_will_be(published: date, weekday: str) -> None:
    (was,) = resolve(f"The council met on {weekday}.", published.isoformat())
    (will,) = resolve(f"The council will meet on {weekday}.", f"{published.isoformat()}T09:00:00+01:00")
    assert WEEKDAYS[was.first.weekday()] == WEEKDAYS[will.first.weekday()] == weekday
    assert timedelta(0) <= published - was.first < timedelta(7)
    assert timedelta(0) <= will.first - published < timedelta(7)
    assert will.first - was.first in (timedelta(0), timedelta(7))


@given(DAYS)
def test_weeks_months_and_years_follow_one_another(published: date) -> None:
    for unit in (week, month, lambda day, away=0: year(day.year + away)):
        before, now, after = unit(published, -1), unit(published), unit(published, 1)
        assert now.holds(Days(published, published))
        assert before.last + timedelta(1) == now.first
        assert now.last + timedelta(1) == after.first


_PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            'on Tuesday|said|will|last week|in March|12 May|Feb. 30|“|”|"|two years ago|yesterday|.|\n|1998|Sunday'
            "|next year|’|today|over the weekend|March 3-5".split("|")
        ),
        st.text(max_size=8),
    ),
    max_size=25,
)


@settings(max_examples=40)
@given(_PIECES, DAYS)
def test_whatever_the_text_expressions_are_spans_in_order_with_days_in_order(pieces: list[str], day: date) -> None:
    text = " ".join(pieces)
    end = 0
    for one in resolve(text, day.isoformat()):
        assert end <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip() == text[one.start : one.end]
        assert one.first <= one.last
        assert abs(one.first - day) < timedelta(365 * 12)
        end = one.end


@settings(max_examples=40)
@given(_PIECES, DAYS, st.integers(0, 60), st.integers(0, 120))
def test_a_part_of_a_text_has_the_days_it_has_in_the_whole(pieces: list[str], day: date, start: int, more: int) -> None:
    text, end = " ".join(pieces), start + more
    whole = [one for one in resolve(text, day.isoformat()) if start <= one.start and one.end <= end]
    assert resolve(text, day.isoformat(), start, end) == whole


def test_the_year_of_the_lines_before_a_part_counts_too() -> None:
    text = "In 1998 the dam was built.\nOn Tuesday the valley was flooded.\n\nIt rained on Wednesday."
    start = text.index("On Tuesday")
    assert resolve(text, THURSDAY, start, start + 33) == []
    (now,) = resolve(text.replace("1998", "2024"), THURSDAY, start, start + 33)
    assert text[now.start : now.end] == "On Tuesday"
