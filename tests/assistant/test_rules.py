"""Numbers, dates, names and quoted words of a claim must stand in the words it cites."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verify.names import has_name, names
from assistant.verify.rules import problems

CITED = (
    "The tunnel's cost has risen from €310 million to €1,480.50 million, Transport Minister Ana Ruiz said on Thursday,"
    ' March 14. "We should have drilled deeper," she added. Fourteen workers were hurt; the United Nations sent three.'
)


@pytest.mark.parametrize(
    "claim",
    [
        "The cost has risen from €310 million to €1480.5 million.",
        "Minister Ruiz spoke on Thursday.",
        "She spoke on 14 March.",
        "14 workers were hurt and the UN sent 3.",
        "Ruiz said “we should have drilled deeper”.",
        "They were hurt on the march to the tunnel.",
        "She spoke in March.",
        "March was the month, as they may say in this march.",
    ],
)
def test_what_stands_in_the_cited_words_has_no_problem(claim: str) -> None:
    assert problems(claim, CITED) == []


@pytest.mark.parametrize(
    ("claim", "problem"),
    [
        ("The cost has risen by €400 million.", "the number 400 million is not in the cited words"),
        ("Minister Ruiz spoke on Friday.", "the date Fri is not in the cited words"),
        ("She spoke on April 14.", "the date Apr is not in the cited words"),
        ("She spoke in May.", "the date May is not in the cited words"),
        ("Minister Pedro Ruiz spoke.", "the name Pedro is not in the cited words"),
        ("Fifteen workers were hurt.", "the number 15 is not in the cited words"),
        ("Ruiz said “we should never have begun”.", "are not quoted from the article"),
    ],
)
def test_what_does_not_stand_there_is_named(claim: str, problem: str) -> None:
    assert any(problem in found for found in problems(claim, CITED))


def test_a_name_may_come_from_the_headline_that_stands_beside_the_quote() -> None:
    assert problems("Halvik Rovers won.", "The home side won.", "Halvik Rovers reach the final") == []


def test_a_capital_at_the_beginning_of_a_sentence_names_nobody() -> None:
    assert names("Officials met Kurt Campbell. Nothing came of it. NATO agreed.") == ["Kurt", "Campbell", "NATO"]
    assert names("Besides Tessmoor, which towns? Unlike Ruiz, who?") == ["Tessmoor", "Ruiz"]
    assert names("The launch of Lark-3 and the K3 failed.") == ["Lark-3", "K3"]


def test_forms_of_a_name_are_the_same_name() -> None:
    assert has_name("Chinese", "officials from China")
    assert has_name("Müller", "said Muller")
    assert has_name("EU", "the European Union")
    assert not has_name("Belgium", "officials in Berlin")
    assert not has_name("Iran", "talks with Iraq")
    assert has_name("Lark-2", "the satellite Lark-2, launched")
    assert not has_name("Lark-3", "the satellite Lark-2, launched")


@settings(deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_any_words_can_be_compared_and_words_prove_themselves(claim: str, cited: str) -> None:
    problems(claim, cited)
    assert not [found for found in problems(claim, claim) if "number" in found or "date" in found]


def test_a_month_that_is_also_a_word_is_one_wherever_the_article_has_it() -> None:
    assert problems("The list will be published in March.", "The list is due by March.") == []
    assert problems("The tunnel opens in March.", "It opens once the march is over.")
    assert problems("Theresa May spoke, and others may march.", "Theresa May spoke.") == []
