"""A summary is asked of something: that is searched for, and its article read from the beginning."""

from pathlib import Path

import pytest

from assistant.condense import condense
from assistant.overview import LATEST, PASSAGES, subject
from assistant.settings import Settings, load
from assistant.types import Turn
from index.library import Library
from index.types import Filters
from tests.assistant.test_pipeline import assistant
from tests.scripted_llm import ScriptedLLM

CLINICS = "lindgren-rural-clinics"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(tmp_path, {})


@pytest.mark.parametrize(
    ("question", "of"),
    [
        ("Summarise the article about rural clinics.", "rural clinics."),
        ("Can you please summarize the story on the ferry?", "the ferry?"),
        ("Give me a short summary of the walking trial.", "the walking trial."),
        ("What's the gist of the kettle recall?", "the kettle recall?"),
        ("Sum up what the court decided.", "what the court decided."),
        ("Summarise this article", ""),
        ("What is this article about?", ""),
        ("What do these stories say?", ""),
        ("What are the main points of the report?", ""),
        ("Summarise everything", ""),
        ("TL;DR", None),
        ("What does the article say about barley?", None),
        ("Who wrote the summary of the report?", None),
        ("What did Campbell say in summary?", None),
        ("", None),
    ],
)
def test_what_a_summary_is_asked_of(question: str, of: str | None) -> None:
    assert subject(question) == of


def test_the_words_that_ask_are_not_searched_for() -> None:
    query = condense("Summarise the article about rural clinics.")
    assert (query.text, query.sought) == ("rural clinics.", "rural clinics.")
    assert query.asked == "Summarise the article about rural clinics."


def test_it_is_of_what_was_talked_about_unless_it_is_of_everything() -> None:
    before = [Turn("user", "Who wants to open rural clinics?"), Turn("assistant", "Lindgren does.")]
    assert condense("Summarise it.", before).text == "Who wants to open rural clinics?"
    assert condense("What are the articles about?", before).summary_of == ""


def test_the_article_is_read_from_its_beginning(sample_library: Library, settings: Settings) -> None:
    text = sample_library.catalog.text(CLINICS)
    with ScriptedLLM(["I don't know."] * 2) as server, assistant(sample_library, settings, server) as mine:
        mine.ask("Summarise the article about rural clinics.")
        mine.ask("Summarise this article.", filters=Filters(article=CLINICS))
    ids = sample_library.catalog.passage_ids(Filters(article=CLINICS))[:PASSAGES]
    spans = [one.passage for one in sample_library.catalog.passages(ids).values()]
    wanted = [" ".join(text[span.start : span.end].split()) for span in spans]
    assert len(server.requests) == 2
    for asked in server.requests:
        read = [" ".join(part.split()) for part in asked.last.split("\n\n")]
        assert " ".join(read).startswith(" ".join(wanted))


def test_a_subject_of_several_articles_is_read_where_it_stands(sample_library: Library, settings: Settings) -> None:
    with ScriptedLLM(["I don't know."]) as server, assistant(sample_library, settings, server) as mine:
        answer = mine.ask("Give me an overview of closed bridges in Arvenia.")
    assert len({item.article.id for item in answer.evidence}) > 1
    assert not server.requests[0].last.startswith(sample_library.catalog.text(answer.evidence[0].article.id)[:200])


def test_of_more_than_can_be_summed_up_the_latest_headlines_are_named(
    sample_library: Library, settings: Settings
) -> None:
    with ScriptedLLM() as server, assistant(sample_library, settings, server) as mine:
        answer = mine.ask("What are the articles about?")
    assert not server.requests
    assert answer.small_talk
    assert answer.abstention is not None
    named = [item for item in sample_library.catalog.articles() if f"“{item.title}”" in answer.abstention.reason]
    assert named == sample_library.catalog.articles()[:LATEST]


def test_of_no_articles_there_is_nothing_to_sum_up(library: Library, settings: Settings) -> None:
    with ScriptedLLM() as server, assistant(library, settings, server) as mine:
        answer = mine.ask("Summarise this article.")
    assert answer.abstention is not None
    assert "no articles" in answer.abstention.reason
