"""The sentences that are put before the model, and the neighbours they need."""

import pytest

from assistant.evidence import choose, needs_previous
from index.ingest import add_articles
from index.library import Library
from index.search import search
from index.types import RawArticle


@pytest.mark.parametrize(
    "sentence",
    [
        "He said the ball had gone out.",
        "But they have not replied.",
        "“We will not go back,” she said.",
        '"A brewer can buy abroad."',
        "That was in 1961.",
        "“It will take years,” he told reporters.",
    ],
)
def test_a_sentence_that_leans_on_the_one_before_is_recognised(sentence: str) -> None:
    assert needs_previous(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "Campbell said the ball had gone out.",
        "“We will not go back,” Ama Sarpong said.",
        "Thereafter the river fell.",
        "Itaca is a town of 400 people.",
    ],
)
def test_a_sentence_that_stands_alone_is_left_alone(sentence: str) -> None:
    assert not needs_previous(sentence)


def chosen(library: Library, question: str, sentences: int = 6) -> list[str]:
    found = search(library, question, 20)
    evidence = choose(library, question, found, sentences)
    for item in evidence:
        assert library.catalog.text(item.article.id, item.version)[item.start : item.end] == item.text
    assert [item.marker for item in evidence] == list(range(1, len(evidence) + 1))
    return [item.text for item in evidence]


def test_he_said_comes_with_the_sentence_that_says_who(library: Library) -> None:
    text = "Hamish Delacroix coaches Dunmarrow.\n\nHe said the corner kick should never have been given.\n\nIt rained."
    add_articles(library, [RawArticle(text, "-", title="Cup")])
    assert chosen(library, "What did the coach say about the corner kick?", 1) == [text.split("\n\nIt")[0]]


def test_a_row_of_figures_comes_with_the_head_of_its_table(library: Library) -> None:
    table = "District | 2022 | 2023\nOrsel | 412.0 | 371.5\nGreyfen | 97.8 | 64.1"
    add_articles(
        library, [RawArticle(f"The harvest was poor everywhere.\n\n{table}\n\nPrices rose.", "-", title="Barley")]
    )
    assert any(text.startswith("District |") and "64.1" in text for text in chosen(library, "Greyfen 2023"))


def test_the_same_words_in_another_outlet_are_no_second_evidence(library: Library) -> None:
    text = "The river Gren rose four metres in Greyfen on Friday."
    add_articles(library, [RawArticle(text, "-", title=f"Flood {n}", source=f"Outlet {n}") for n in range(3)])
    assert chosen(library, "How much did the river rise?") == [text]


def test_on_the_samples_every_piece_of_evidence_is_exactly_its_span(sample_library: Library) -> None:
    texts = chosen(sample_library, "What sectors did Campbell name?")
    assert any("submarine" in text and "stealth" in text for text in texts)
