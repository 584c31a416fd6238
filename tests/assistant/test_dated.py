"""A relative date of the evidence is shown and told as a day, and an answer may give that day; the words stay."""

import contextlib
from dataclasses import replace
from pathlib import Path

import pytest

from assistant import prompt
from assistant.commands.answer_text import as_text
from assistant.conversations.export import as_html, as_markdown
from assistant.conversations.record import dump, load
from assistant.conversations.types import Conversation, Exchange
from assistant.dated import asks_when, beside, dates
from assistant.llm import OpenAIEndpoint
from assistant.local_llm import Address
from assistant.pipeline import Assistant
from assistant.settings import load as load_settings
from assistant.types import Abstention, Answer, Evidence, SearchedArticles
from assistant.verify.locate import locate
from assistant.verify.parse import Claim
from assistant.web import render
from index.ingest import add_articles
from index.library import Library
from index.types import Article, RawArticle
from tests.scripted_llm import ScriptedLLM

TEXT = (
    "Transport Minister Ana Ruiz spoke to divers in Orsel on Tuesday, a tour that began last year.\n\n"
    "“I saw the clay on Monday,” she said."
)
QUESTION = "When did Ana Ruiz speak to the divers?"


@pytest.fixture
def dated(library: Library) -> Library:
    add_articles(library, [RawArticle(TEXT, "-", title="Tunnel", source="Coast Daily", published="2024-01-11")])
    return library


def ask(library: Library, home: Path, reply: str) -> tuple[Answer, str]:
    """The answer, and the prompt that the model saw."""
    with ScriptedLLM([reply], probability=0.95) as server:
        llm = OpenAIEndpoint("scripted", "the test", lambda: Address(server.base_url, "key"), 5)
        with contextlib.closing(llm):
            answer = Assistant(library, llm, load_settings(home, {})).ask(QUESTION)
        return answer, server.requests[0].prompt


ARTICLE = Article("a", "Tunnel", "Coast Daily", None, "2024-01-11", None, None, "en", 20, 1, "a.txt", False)


def piece(about: Article = ARTICLE) -> Evidence:
    """The first paragraph as evidence."""
    end = TEXT.index("\n")
    return Evidence(1, about, 1, 0, end, TEXT[:end], 1.0, 0.5, dated=dates(about, TEXT, 0, end))


def test_an_answer_may_give_the_day_that_the_cited_words_mean(dated: Library, tmp_path: Path) -> None:
    answer, seen = ask(dated, tmp_path, "Ana Ruiz spoke to divers on 9 January 2024 [1].")
    assert "on Tuesday (9 Jan 2024)" in seen
    assert "on Monday (" not in seen, "what is quoted may have been said on another day"
    (sentence,) = answer.sentences
    assert (sentence.support, sentence.citations[0].marker) == ("supported", 1)
    quote = sentence.citations[0].quote
    assert quote in TEXT, "the cited words are the article's own"


def test_another_day_is_withheld(dated: Library, tmp_path: Path) -> None:
    answer, _ = ask(dated, tmp_path, "Ana Ruiz spoke to divers on 10 January 2024 [1].")
    assert answer.abstained
    assert "10" in answer.withheld[0].reason


@pytest.mark.parametrize(
    "claim",
    [
        "Ruiz spoke to divers on January 9, 2024.",
        "Ruiz spoke to divers on 9 January.",
        "Ruiz spoke to divers on Tuesday, 9 January 2024.",
        "Ruiz spoke to divers on Tuesday (9 Jan 2024).",
        "Ruiz spoke to divers on 2024-01-09.",
        "Ruiz spoke to divers in January.",
        "The tour began in 2023.",
    ],
)
def test_whatever_way_the_day_is_written_it_is_the_one(claim: str) -> None:
    assert locate(Claim(claim, (1,)), [piece()], QUESTION).problems == ()


@pytest.mark.parametrize(
    "claim",
    [
        "Ruiz spoke to divers on 8 January 2024.",
        "Ruiz spoke to divers on Wednesday, 9 January 2024.",
        "Ruiz spoke to 9 divers on Tuesday.",
        "Ruiz spoke to divers in February.",
        "The tour began in 2022.",
        "The tour began on 9 May 2023.",
    ],
)
def test_a_day_proves_no_other_day_and_no_other_number(claim: str) -> None:
    assert locate(Claim(claim, (1,)), [piece()], QUESTION).problems


def test_the_model_is_told_the_days_only_when_a_time_is_asked_for() -> None:
    item = piece()
    assert prompt.lay_out([item], days=asks_when("Who spoke to the divers?")).endswith(" ".join(item.text.split()))
    assert "last year (2023)" in prompt.lay_out([item], days=asks_when("In which year did the tour begin?"))


def test_readers_see_the_day_beside_the_words_which_stay() -> None:
    item = piece()
    assert beside(item) == "on Tuesday: Tue 9 Jan 2024; last year: 2023"
    assert TEXT[item.start : item.end] == item.text
    card = render.evidence([item], [], None)
    assert f"<mark>{item.text}</mark>" in card
    pane = render.article(item.article, TEXT, 1, item.start, item.end, "")
    looked = SearchedArticles(1, "2024-01-11", "2024-01-11")
    asked = Answer("i", QUESTION, QUESTION, "", (), (item,), (), Abstention("No.", (item,)), looked, "m")
    talk = Conversation("c", "Q", (Exchange(QUESTION, evidence=(item,), answer=asked),))
    for shown in (card, pane, as_text(asked), as_markdown(talk), as_html(talk)):
        assert "on Tuesday: Tue 9 Jan 2024" in shown


def test_an_article_without_a_date_or_in_another_language_gets_none() -> None:
    assert piece().dated
    assert piece(replace(ARTICLE, published=None)).dated == ()
    assert piece(replace(ARTICLE, language="de")).dated == ()


def test_what_was_kept_keeps_its_days_and_what_was_kept_before_there_were_any_is_read() -> None:
    exchange = Exchange(QUESTION, evidence=(piece(),))
    assert load(dump(exchange), QUESTION) == exchange
    older = dump(exchange).replace('"dated"', '"unknown"')
    assert load(older, QUESTION).evidence[0].dated == ()
