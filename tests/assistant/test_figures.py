"""A figure stands in a text when the same number does, however it is written; another magnitude or sign is another."""

import pytest

from assistant.verify.figures import numbers
from assistant.verify.rules import problems


def test_numbers_are_compared_not_spellings() -> None:
    assert numbers("1,045.0, twenty-one, 007, 5.50 and −3") == {"1045", "21", "7", "5.5", "-3"}


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("It cost $1.2bn.", "It cost $1.2 billion."),
        ("It cost $1.2 billion.", "It cost 1,200 million dollars."),
        ("It cost €1,200 million.", "It cost EUR1.2bn."),
        ("It cost €1.234 billion.", "It cost €1,234 million."),
        ("It cost €480m.", "The €480-million plan is late."),
        ("It cost €480,000.", "It cost €480k."),
        ("It cost 480.000 euros.", "It cost 480 thousand euros."),
        ("It is 480 m long.", "It is 480 metres long."),
        ("It is 480 metres long.", "It is 480 m long."),
        ("It cost 480 m euros.", "It cost €480 million."),
        ("Half a million came.", "500,000 people came."),
        ("1 million came.", "More than a million came."),
        ("Two hundred thousand came.", "Some 200,000 came."),
        ("A hundred and fifty came.", "150 people came."),
        ("From 10 million to 15 million came.", "From 10 to 15 million came."),
        ("It rose from €310 to €480 million.", "It rose from €310 million to €480 million."),
        ("Between $3 and $5bn was lost.", "Between $3 billion and $5 billion was lost."),
        ("It cost €480 million.", "Cost (€ million) | 480"),
        ("It earned 480 million kroner.", "Kroner in millions | Earned 480"),
        ("The figure is 10-15.", "Between 10 and 15."),
        ("Between 10% and 15%.", "A share of 10%-15%."),
        ("It is -5 degrees.", "It is minus five degrees."),
        ("It is −5 degrees.", "It is five degrees below zero."),
        ("It is -5 degrees.", "It is –5 degrees."),
        ("It fell by 5%.", "Change: -5%"),
        ("The change was -5%.", "It fell by 5 percent."),
        ("The result was -€5.2 million.", "The net loss was €5.2 million."),
        ("The result was a loss of 5.2.", "Result | (5.2)"),
        ("COVID-19 came.", "COVID-19 came in spring."),
        ("It was on 2024-05-04.", "On 4.5.2024: 2024, 5, 4"),
        ("The 2023-24 season.", "The season of 2023 to 24."),
        ("Pages 10 -15.", "Pages 10 to 15."),
        ("Lark-2 flew 3 -4 times.", "Lark-2 flew 3 or 4 times."),
        ("A two-year plan.", "The plan is for two years."),
        ("The second-largest city.", "The city is the largest but one."),
    ],
)
def test_the_same_number_is_found_however_it_is_written(claim: str, cited: str) -> None:
    assert not [found for found in problems(claim, cited) if "number" in found]


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("It cost €480 billion.", "It cost €480 million."),
        ("It cost €480 million.", "It cost €480 billion."),
        ("It cost €480.", "It cost €480 million."),
        ("It cost €480 million.", "It cost €480."),
        ("It cost €480bn.", "It cost €480m."),
        ("It cost 480 thousand.", "It cost 480 million."),
        ("480 metres.", "€480m."),
        ("Two hundred million came.", "Two hundred thousand came."),
        ("A million came.", "A thousand came."),
        ("It is 5 degrees.", "It is -5 degrees."),
        ("It is -5 degrees.", "It is 5 degrees."),
        ("It is minus 5 degrees.", "It fell to 5 degrees."),
        ("It is minus five degrees.", "It is five degrees."),
        ("The result was €5 million.", "The result was €-5 million."),
        ("The result was -€5 million.", "The result was €5 million."),
        ("It rose by -15.", "It rose by 10-15."),
    ],
)
def test_another_magnitude_or_sign_is_another_number(claim: str, cited: str) -> None:
    assert any("number" in found for found in problems(claim, cited))


def test_what_is_named_as_missing_has_its_magnitude() -> None:
    assert problems("It cost €480 billion.", "It cost €480 million.") == [
        "the number 480 billion is not in the cited words"
    ]


def test_a_scale_that_was_asked_for_need_not_be_repeated() -> None:
    assert problems("It cost 480.", "It cost 480 million kroner.", "How many million kroner did it cost?") == []
