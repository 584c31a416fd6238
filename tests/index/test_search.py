"""The question's passages, best first, in one order, from the articles the reader asked for."""

from datetime import date

import pytest
from sqlalchemy import event

from index.library import Library
from index.search import search
from index.types import Filters

QUESTIONS = (
    "What sectors did Campbell name?",
    "How much will the Tarrow Crossing cost?",
    "Who leads the vote count in St. Orlan?",
    "the of and",
    "",
    "zyxwombat",
)


def test_the_question_about_campbell_finds_its_article_first(sample_library: Library) -> None:
    found = search(sample_library, "What sectors did Campbell name?")
    assert found.hits[0].article.id == "campbell-brussels-china-russia"
    assert found.vector.shape == (384,)


@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_ranked_verbatim_and_always_the_same(sample_library: Library, question: str) -> None:
    hits = search(sample_library, question, 20).hits
    assert hits == search(sample_library, question, 20).hits
    assert [hit.rank for hit in hits] == list(range(1, 21))
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.stored.id for hit in hits}) == 20
    for hit in hits:
        text = sample_library.catalog.text(hit.article.id, hit.stored.version)
        assert hit.text == text[hit.stored.passage.start : hit.stored.passage.end]
        assert -1.001 <= hit.cosine <= 1.001
    assert [hit.stored.id for hit in search(sample_library, question, 5).hits] == [hit.stored.id for hit in hits[:5]]


@pytest.mark.parametrize(
    "filters",
    [
        Filters(since=date(2024, 4, 1)),
        Filters(until=date(2024, 2, 29)),
        Filters(since=date(2024, 3, 1), until=date(2024, 3, 31)),
        Filters(source="the national LEDGER"),
        Filters(since=date(2024, 2, 1), source="Exchange & Trade"),
    ],
)
def test_a_filter_leaves_only_what_passes_it(sample_library: Library, filters: Filters) -> None:
    allowed = {article.id for article in sample_library.catalog.articles(filters)}
    assert allowed
    assert len(allowed) < len(sample_library.catalog.articles())
    hits = search(sample_library, "How much will the bridge cost?", 1000, filters).hits
    assert {hit.article.id for hit in hits} == allowed
    assert len(hits) == len(sample_library.catalog.passage_ids(filters))


@pytest.mark.parametrize(
    "filters",
    [Filters(source="nobody"), Filters(since=date(2030, 1, 1)), Filters(date(2024, 2, 2), date(2024, 1, 1))],
)
def test_a_filter_that_nothing_passes_gives_no_hits(sample_library: Library, filters: Filters) -> None:
    assert search(sample_library, "What sectors did Campbell name?", 10, filters).hits == []


def test_an_empty_library_gives_no_hits(library: Library) -> None:
    assert search(library, "What sectors did Campbell name?").hits == []
    assert search(library, "What sectors?", 10, Filters(source="nobody")).hits == []


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_score_is_the_same_whatever_else_was_found(sample_library: Library, question: str) -> None:
    scores = {hit.stored.id: hit.score for hit in search(sample_library, question, 1000).hits}
    some = Filters(since=date(2024, 3, 1), until=date(2024, 3, 31))
    for hit in search(sample_library, question, 5, some).hits:
        assert hit.score == pytest.approx(scores[hit.stored.id])


def test_a_share_of_words_lies_between_none_and_all(sample_library: Library) -> None:
    ids = sample_library.catalog.passage_ids()
    shares = sample_library.words.shares("How much will the Tarrow Crossing cost?", ids)
    assert shares
    assert all(0 < share <= 1 for share in shares.values())
    few = sorted(shares)[:3]
    assert sample_library.words.shares("How much will the Tarrow Crossing cost?", few) == pytest.approx(
        {number: shares[number] for number in few}
    )
    assert sample_library.words.shares("the of and", ids) == {}
    assert sample_library.words.shares("Tarrow Crossing", []) == {}


def test_more_hits_are_not_more_reads_of_the_catalog(sample_library: Library) -> None:
    read: list[str] = []
    engine = sample_library.catalog._database.engine

    def note(*called: object) -> None:
        read.append(str(called[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        reads = []
        for k in (2, 20):
            read.clear()
            assert len(search(sample_library, QUESTIONS[0], k).hits) == k
            reads.append(len(read))
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert reads[0] == reads[1]
