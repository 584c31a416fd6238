"""A rise that is none."""

import pytest

from assistant.verify.moves import wrong_moves


@pytest.mark.parametrize(
    "claim",
    [
        "Its debt rose to €142 million at the end of March from €155 million at the end of December.",
        "Exports fell from 286,000 to 330,000 tonnes.",
        "The share grew from 12.5% to 9%.",
        "Turnout is down to 61.3% from 54.0% four years ago.",
    ],
)
def test_a_move_the_other_way_is_named(claim: str) -> None:
    assert len(list(wrong_moves(claim))) == 1


@pytest.mark.parametrize(
    "claim",
    [
        "Its debt fell to €142 million from €155 million.",
        "Profit rose from €900,000 to €1.2 million.",
        "Its debt did not rise to €142 million from €155 million.",
        "Prices rose from 10 May to 8 June.",
        "Rents rose from 2021 to 2019 levels.",
        "Profit rose while the margin fell from 9% to 12%.",
        "The loss was cut from 5 to between 6 and 7.",
        "It rose from 3 a.m. to 2 p.m.",
        "The result fell from -5 to 3.",
    ],
)
def test_what_may_be_right_is_left(claim: str) -> None:
    assert not list(wrong_moves(claim))
