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


def test_a_sentence_is_found_by_its_headline_and_the_sentence_before_it(library: Library) -> None:
    text = "Verrel Holdings bought the brewery in Norby.\n\nThe price was 40 million crowns, and nobody will be let go."
    other = "The price of bread rose.\n\nThe price of milk fell, and the price of eggs stayed as it was."
    add_articles(library, [RawArticle(text, "-", title="Norby brewery sold"), RawArticle(other, "-", title="Food")])
    assert any("40 million" in words for words in chosen(library, "What was the price of the Norby brewery?", 2))


def test_the_words_of_all_evidence_stay_within_the_most_that_was_asked_for(sample_library: Library) -> None:
    question = "How much will the Tarrow Crossing cost?"
    found = search(sample_library, question, 20)
    lengths = []
    for most in (60, 150, 250):
        evidence = choose(sample_library, question, found, 100, most)
        lengths.append(sum(len(item.text.split()) for item in evidence))
        assert lengths[-1] <= most
        assert len({(item.article.id, item.start) for item in evidence}) == len(evidence)
    assert lengths[0] < lengths[1] < lengths[2]


def test_spans_of_evidence_never_overlap(sample_library: Library) -> None:
    for question in ("What did the police and the organisers say about the march?", "What did Campbell say?"):
        found = search(sample_library, question, 20)
        spans = [(item.article.id, item.start, item.end) for item in choose(sample_library, question, found, 100, 400)]
        for number, (key, start, end) in enumerate(spans):
            assert all(key != other or end <= s or e <= start for other, s, e in spans[:number])


def test_the_questions_before_say_which_article_and_the_follow_up_which_sentence(library: Library) -> None:
    ferry = (
        "The council of Norby decided to keep the ferry to Sandholm.\n\nThe council of Norby had threatened to end the"
        " ferry since 2019.\n\nA ticket costs 40 crowns."
    )
    zoo = "The zoo in Vesterby has a new bear.\n\nA ticket for the zoo costs 90 crowns."
    add_articles(library, [RawArticle(ferry, "-", title="Ferry stays"), RawArticle(zoo, "-", title="New bear")])
    earlier, asked = "What did the council of Norby decide about the ferry?", "How much does a ticket cost?"
    found = search(library, f"{earlier} {asked}", 20)
    assert [item.text for item in choose(library, asked, found, 1, earlier=earlier)] == ["A ticket costs 40 crowns."]
    assert [item.text for item in choose(library, f"{earlier} {asked}", found, 1)] != ["A ticket costs 40 crowns."]
