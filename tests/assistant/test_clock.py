"""Times of day, in any notation."""

import pytest

from assistant.verify.clock import times, wrong_times


@pytest.mark.parametrize(
    ("written", "other"),
    [
        ("at 7:02 a.m.", "at 07:02"),
        ("at 7:02 a.m.", "at 7.02 am"),
        ("at 7:02 p.m.", "at 19:02 GMT"),
        ("at 7:02", "at 7:02 p.m."),
        ("at 7.30pm", "at half past seven"),
        ("at 6:45", "at a quarter to seven"),
        ("at 7 p.m.", "at seven o'clock in the evening"),
        ("at 12 p.m.", "at noon"),
        ("at 12:00 a.m.", "at midnight"),
        ("from 7 p.m. to 9 p.m.", "from 7 to 9 p.m."),
        ("from 10 a.m. to 2 p.m.", "10-2 p.m."),
        ("at 19:00", "at 1900 GMT"),
        ("at 12:30 a.m.", "at 0:30"),
    ],
)
def test_the_same_time_is_found_in_another_notation(written: str, other: str) -> None:
    assert not list(wrong_times(written, other))


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("Boats came at 7:03 a.m.", "It sank at 7:02 a.m. and three boats came."),
        ("Shops open at 7 a.m.", "Shops open at 7 p.m."),
        ("It began at 07:10.", "It began at 7:10 p.m."),
        ("It began at 19:10.", "It began at 7:10 a.m."),
        ("It closed at 9.30 pm.", "It closed after 9 pm; 30 people stayed."),
        ("It ended at 11:59 p.m.", "It ended by midnight."),
    ],
)
def test_another_time_is_named(claim: str, words: str) -> None:
    assert len(list(wrong_times(claim, words))) == 1


@pytest.mark.parametrize(
    "text", ["3-2", "ratio of 16:9", "€7.30", "in 2:03:45", "7 amps", "in 1900", "pt 7.3", "1500 hours"]
)
def test_other_figures_are_no_times(text: str) -> None:
    assert not times(text)
