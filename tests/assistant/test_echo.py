"""A claim that only says a yes-or-no question over needs one piece of evidence that says it, and does not deny it."""

import pytest

from assistant.types import Evidence
from assistant.verify.bare import spelled_out
from assistant.verify.echo import echoes
from assistant.verify.locate import locate
from assistant.verify.parse import Claim, parse
from index.types import Article

ARTICLE = Article("a", "School lunches", "Coast Daily", None, "2023-05-04", None, None, "en", 99, 1, "x", False)
TEXTS = [
    "Every school in the poorest districts will serve a free lunch from May.",
    "The money will pay for food. It will not pay for kitchens, Ana Ruiz said.",
    "Ruiz, a former cook, proposed an unchanged fee for teachers, who pay for their lunch.",
    "Asked whether parents had been told, she said that a letter was being written.",
    "Opponents wanted a vote; the council declined to hold one.",
]
EVIDENCE = [Evidence(n, ARTICLE, 1, 100 * n, 100 * n + len(t), t, 1.0, 0.5) for n, t in enumerate(TEXTS, start=1)]


def problems(question: str, claim: str) -> tuple[str, ...]:
    return locate(Claim(claim, ()), EVIDENCE, question).problems


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Will schools serve a free lunch?", "Yes, schools will serve a free lunch."),
        ("Will schools serve a free lunch?", "Schools will serve a free lunch."),
        ("Will the money pay for kitchens?", "No, the money will not pay for kitchens."),
        ("Does Ruiz raise the fee for teachers?", "No, Ruiz does not raise the fee for teachers."),
    ],
)
def test_what_one_piece_of_evidence_says_is_shown(question: str, claim: str) -> None:
    assert problems(question, claim) == ()


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Did Ruiz resign?", "Yes, Ruiz resigned."),
        ("Did Ruiz resign?", "Ruiz did not resign."),
        ("Will the money pay for kitchens?", "The money will pay for kitchens."),
        ("Will schools serve breakfast and cakes?", "Schools will serve breakfast and cakes."),
        ("Will schools serve a free lunch?", "No, schools will not serve a free lunch."),
        ("Do teachers pay if they are cooks in May?", "Yes, teachers pay if they are cooks in May."),
    ],
)
def test_what_none_says_is_withheld(question: str, claim: str) -> None:
    assert problems(question, claim)


@pytest.mark.parametrize(
    ("question", "written", "words"),
    [
        ("Will the money pay for kitchens?", "Yes, the money will pay for kitchens.", TEXTS[1]),
        ("Had parents been told?", "Parents had been told.", TEXTS[3]),
        ("Did the council hold a vote?", "Yes, the council held a vote.", TEXTS[4]),
    ],
)
def test_where_the_article_denies_it_its_own_words_are_the_answer(question: str, written: str, words: str) -> None:
    (claim,) = spelled_out(parse(written, set()), EVIDENCE, question)
    assert claim.text == words
    assert problems(question, claim.text) == ()


def test_a_yes_that_one_piece_says_stays_though_another_has_an_if() -> None:
    more = "The lunch is free in May if the council finds the money for the schools."
    evidence = [*EVIDENCE, Evidence(6, ARTICLE, 1, 600, 600 + len(more), more, 1.0, 0.5)]
    (claim,) = spelled_out(parse("Yes, schools serve a free lunch.", set()), evidence, "Do schools serve a free lunch?")
    assert claim.text == "Yes, schools serve a free lunch."


def test_nothing_takes_the_place_of_what_no_article_denies() -> None:
    (claim,) = spelled_out(parse("Yes, Ruiz resigned.", set()), EVIDENCE, "Did Ruiz resign?")
    assert claim.text == "Yes, Ruiz resigned."


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("Who serves lunch?", "Schools serve lunch."),
        ("Is lunch served?", "Lunch is served in 540 schools."),
        ("Was the aid given openly?", "The aid was given covertly."),
        ("Will he resign?", "Yes."),
    ],
)
def test_a_claim_with_something_of_its_own_is_no_echo(question: str, claim: str) -> None:
    assert not echoes(claim, question)
