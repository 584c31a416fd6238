"""Whose words a question asks for is seen in the question, and sentences of theirs come before others'."""

from pathlib import Path

import pytest

from assistant.evidence import choose
from assistant.speakers import asked_about, speaks
from index.ingest import add_articles
from index.search import search
from index.speech.types import Mention, Speech
from index.types import Filters, RawArticle
from index.unmatched import unmatched
from tests.index.children import opened


def speech(speaker: str, office: str | None = None) -> Speech:
    return Speech(0, 1, speaker, office, Mention(0, len(speaker)), None)


CAMPBELL = speech("Kurt Campbell", "U.S. Deputy Secretary of State")


@pytest.mark.parametrize(
    "question",
    [
        "What sectors did Campbell name?",
        "What did Kurt Campbell say about submarines?",
        "What did Deputy Secretary of State Kurt Campbell warn of?",
        "Which help was covert, according to Campbell?",
        "According to Kurt Campbell, what was covert?",
        "What does the deputy secretary say about NATO?",
        "Is it true that Campbell said it was late?",
        "Has Mr. Campbell called for sanctions?",
    ],
)
def test_a_question_says_whose_words_it_asks_for(question: str) -> None:
    assert speaks(asked_about(question), CAMPBELL)


@pytest.mark.parametrize(
    "question",
    [
        "Where did Campbell speak?",
        "What did Naomi Campbell say?",
        "What did the secretary of the union say?",
        "Who met Campbell?",
        "What does the tunnel cost?",
    ],
)
def test_other_questions_ask_for_nobodys_words_or_for_anothers(question: str) -> None:
    assert not speaks(asked_about(question), CAMPBELL)


def test_an_office_without_a_name_is_whoever_holds_it() -> None:
    mbeki = speech("Dario Mbeki", "union's secretary")
    assert speaks(asked_about("Why is it late, according to the union's secretary?"), mbeki)
    assert not speaks(asked_about("Why is it late, according to the union's lawyer?"), mbeki)


def test_a_follow_up_asks_for_the_words_of_whom_the_question_before_was_about() -> None:
    assert speaks(asked_about("What else did he say?", "What sectors did Campbell name?"), CAMPBELL)
    assert speaks(asked_about("What did he say about NATO?", "Where was Kurt Campbell?"), CAMPBELL)
    assert not asked_about("What did he say about NATO?")


TUNNEL = (
    "The tunnel will be two years late, Transport Minister Ana Ruiz said.\n\n"
    "“The tunnel was late from the first day,” said Dario Mbeki, the union's secretary.\n\n"
    "The tunnel is in Halvik. It has two lanes."
)


def test_sentences_of_whom_the_question_asks_about_come_first(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        add_articles(library, [RawArticle(TUNNEL, "-", id="t", language="en")])
        for question, first in (
            ("What did Dario Mbeki say about the tunnel?", "Mbeki"),
            ("What did Ana Ruiz say about the tunnel?", "Ruiz"),
        ):
            [item] = choose(library, question, search(library, question, 5), 1)
            assert first in item.text


def test_the_speaker_filter_leaves_only_their_sentences(tmp_path: Path) -> None:
    other = RawArticle("The tunnel is fine. Nobody spoke.", "-", id="o", language="en")
    with opened(tmp_path) as library:
        add_articles(library, [RawArticle(TUNNEL, "-", id="t", language="en"), other])
        for name in ("Mbeki", "dario mbeki", "Secretary"):
            only = Filters(speaker=name)
            assert [article.id for article in library.catalog.articles(only)] == ["t"]
            found = search(library, "tunnel", 5, only)
            assert {hit.article.id for hit in found.hits} == {"t"}
            [item] = choose(library, "tunnel", found, 12, speaker=name)
            assert item.text == "“The tunnel was late from the first day,” said Dario Mbeki, the union's secretary."


def test_only_passages_that_hold_words_of_the_speaker_are_found(tmp_path: Path) -> None:
    filler = "\n\n".join(
        f"The tunnel has a door number {n} and it is painted green on both of its sides." for n in range(40)
    )
    text = f"The tunnel is late, said Ana Ruiz.\n\n{filler}"
    with opened(tmp_path) as library:
        add_articles(library, [RawArticle(text, "-", id="t", language="en")])
        assert len(search(library, "tunnel", 20).hits) > 1
        [hit] = search(library, "tunnel", 20, Filters(speaker="Ruiz")).hits
        assert "said Ana Ruiz" in hit.text


def test_a_speaker_nobody_knows_is_told_with_who_may_be_meant(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        add_articles(library, [RawArticle(TUNNEL, "-", id="t", language="en")])
        said = str(unmatched(library.catalog, Filters(speaker="Mbecki")))
        assert "Mbecki" in said
        assert "Dario Mbeki" in said
        assert unmatched(library.catalog, Filters(speaker="Mbeki")) is None
