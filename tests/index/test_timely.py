"""A question that names a time, or asks for the latest, gets what was published then; others are not touched."""

from datetime import date
from pathlib import Path

import pytest

from index.ingest import add_articles
from index.library import Library
from index.search import search
from index.timely import asked_days, asks_for_latest, gains
from index.types import Filters, RawArticle
from index.when.days import written
from tests.index.children import opened

TODAY = date(2024, 5, 15)
FLOOD = "The river Gren rose over its banks in Greyfen and {} people are missing, the mayor said."


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("What happened in Greyfen in March 2024?", "March 2024"),
        ("What did the mayor say on 3 May 2024?", "Fri 3 May 2024"),
        ("What did the mayor say on Sept. 3rd, 2023?", "Sun 3 Sep 2023"),
        ("Which floods were there in 2023?", "2023"),
        ("What happened in Greyfen last week?", "6–12 May 2024"),
        ("What did the mayor say yesterday?", "Tue 14 May 2024"),
        ("How many are missing?", None),
        ("Did the mayor say so in March 2024 or in May 2024?", None),
        ("What rose over the last year?", None),
        ("What did he say on 30 February 2024?", None),
    ],
)
def test_the_time_a_question_names_is_understood(question: str, days: str | None) -> None:
    found = asked_days(question, TODAY)
    assert (found and written(found)) == days


def test_the_latest_is_asked_for_in_so_many_words() -> None:
    assert asks_for_latest("What is the latest on the flood?")
    assert asks_for_latest("What is the most recent count of the missing?")
    assert not asks_for_latest("How late did the ferry arrive?")


@pytest.fixture
def floods(library: Library) -> Library:
    days = {"2024-01-09": "two", "2024-03-12": "nine", "2024-05-02": "six"}
    articles = [RawArticle(FLOOD.format(n), "-", title=f"Flood {n}", published=day, id=day) for day, n in days.items()]
    other = RawArticle("The museum of Orsel has a new roof.", "-", title="Roof", published="2024-05-14", id="roof")
    add_articles(library, [*articles, other])
    return library


def test_each_flood_comes_first_when_its_time_is_asked_for_and_the_last_for_the_latest(floods: Library) -> None:
    wanted = {
        "How many people were missing in Greyfen in January 2024?": "2024-01-09",
        "How many people were missing in Greyfen on 12 March 2024?": "2024-03-12",
        "How many people were missing in Greyfen on 1 May 2024?": "2024-05-02",  # reported a day later
        "What is the latest number of missing people in Greyfen?": "2024-05-02",
    }
    assert {question: search(floods, question, 4).hits[0].article.id for question in wanted} == wanted
    hits = search(floods, "What is the newest count of missing people in Greyfen?", 4).hits
    assert [hit.article.id for hit in hits][:3] == ["2024-05-02", "2024-03-12", "2024-01-09"]
    assert hits == sorted(hits, key=lambda hit: -hit.score)


def test_other_questions_are_not_touched_and_filters_restrict_the_latest(floods: Library) -> None:
    scores = dict.fromkeys(range(9), 1.0)
    assert gains(floods.catalog, "How many people are missing in Greyfen?", scores, None) == {}
    only = Filters(until=date(2024, 3, 31))
    hits = search(floods, "What is the latest number of missing people in Greyfen?", 4, only).hits
    assert [hit.article.id for hit in hits] == ["2024-03-12", "2024-01-09"]


def test_among_many_reports_of_one_thing_that_of_the_time_is_found(tmp_path: Path) -> None:
    text, question = FLOOD.format("nine"), "How many people are missing in Greyfen?"
    others = [RawArticle(text, "-", title="Flood", published=f"{1900 + n}-06-01", id=f"{n:03}") for n in range(120)]
    wanted = RawArticle(text, "-", title="Flood", published="2024-03-12", id="wanted")
    with opened(tmp_path / "home") as library:  # its vectors are of the words alone: all reports are as good
        add_articles(library, [*others, wanted])
        assert "wanted" not in [hit.article.id for hit in search(library, question, 10).hits]
        asked = f"{question[:-1]} in March 2024?"
        assert search(library, asked, 10).hits[0].article.id == "wanted"
        before = [hit.article.id for hit in search(library, asked, 10, Filters(until=date(2024, 1, 1))).hits]
        assert len(before) == 10
        assert "wanted" not in before
