"""A question that asks of several things falls into clauses; one that names an outlet is known to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.clauses import FEWEST, clauses
from index.library import Library
from index.outlets import named
from index.search import OUTLET, search
from index.words import stems


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        (
            "Does the Harbour Post say the new ferry terminal opens in May, while the Ledger says engineers need until"
            " autumn to finish it?",
            [
                "Does the Harbour Post say the new ferry terminal opens in May",
                "the Ledger says engineers need until autumn to finish it?",
            ],
        ),
        (
            "Which minister promised more money for rural clinics, and who told parliament that the same clinics would"
            " close by winter?",
            [
                "Which minister promised more money for rural clinics",
                "told parliament that the same clinics would close by winter?",
            ],
        ),
    ],
)
def test_each_thing_a_question_asks_of_is_a_clause(question: str, parts: list[str]) -> None:
    assert clauses(question) == parts


@pytest.mark.parametrize(
    "question",
    ["What sectors did Campbell name?", "Who won, and by how much?", "Is it bread or butter?", "", "while while while"],
)
def test_a_question_that_asks_of_one_thing_has_no_clauses(question: str) -> None:
    assert clauses(question) == []


@given(st.text(max_size=300))
def test_clauses_are_words_of_the_question_and_each_has_enough_of_them(question: str) -> None:
    found = clauses(question)
    assert len(found) != 1
    for clause in found:
        assert len(stems(clause)) >= FEWEST
        assert set(clause.split()) <= set(question.split())


@pytest.mark.parametrize(
    ("source", "question", "expected"),
    [
        ("Reuters", "What did Reuters report?", True),
        ("The Guardian", "according to the Guardian, who resigned", True),
        ("The National Ledger", "what does the national ledger say of it", True),
        ("Time", "What time does the ferry leave?", False),
        ("Time", "Did Time report it?", True),
        ("Metro", "Metropolitan police said what?", False),
        ("The", "the", False),
        ("", "What did Reuters report?", False),
        ("C++ (news)", "What did C++ (news) write?", True),
    ],
)
def test_an_outlet_is_known_by_its_name(source: str, question: str, expected: bool) -> None:
    assert named(source, question) is expected


@given(st.text(max_size=40), st.text(max_size=100))
def test_any_name_and_any_question_can_be_compared(source: str, question: str) -> None:
    assert isinstance(named(source, question), bool)


def test_what_an_outlet_reported_is_looked_for_in_it_first(sample_library: Library) -> None:
    sources = {article.source for article in sample_library.catalog.articles()}
    assert len(sources) > 2
    for source in sources:
        best = search(sample_library, f"What did {source} report?", 3).hits
        assert source in {hit.article.source for hit in best}


def test_naming_an_outlet_raises_its_passages_alone(sample_library: Library) -> None:
    source = search(sample_library, "How much will the Tarrow Crossing cost?").hits[0].article.source
    asked = f"How much will the Tarrow Crossing cost? {source}"
    by_outlet = [hit for hit in search(sample_library, asked, 50).hits if hit.article.source == source]
    lower = search(sample_library, asked.replace(source, source.replace(" ", "-")), 50).hits
    scores = {hit.stored.id: hit.score for hit in lower}
    assert by_outlet
    assert all(hit.score > scores[hit.stored.id] + OUTLET / 2 for hit in by_outlet if hit.stored.id in scores)


def test_both_halves_of_a_comparison_are_found(sample_library: Library) -> None:
    asked = (
        "Did the deputy secretary Kurt Campbell speak of Russian help for Chinese submarines, while the new road bridge"
        " at Brannock was said to cost hundreds of millions of euros?"
    )
    found = {hit.article.id for hit in search(sample_library, asked, 4).hits}
    assert "campbell-brussels-china-russia" in found
    assert any(article.startswith("brannock") for article in found)
