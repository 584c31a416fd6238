"""An answer about how things stand says of which day it is when that matters, and what was corrected since."""

import json
from dataclasses import replace
from datetime import date

import pytest

from assistant.commands.answer_text import as_text
from assistant.conversations.export import as_html, as_json, as_markdown
from assistant.conversations.record import dump, load, quoted
from assistant.conversations.since import Newer
from assistant.conversations.types import Conversation, Exchange
from assistant.standing import as_of, asks_how_things_stand, corrections
from assistant.types import Answer, AsOf, Citation, Correction, SearchedArticles, Sentence
from assistant.web.answer import answer as as_page
from assistant.wording import standing
from index.catalog import Catalog
from index.ingest import add_articles
from index.library import Library
from index.types import Article, Hit, Passage, RawArticle, StoredPassage

ASKED = "How many people are missing in Greyfen?"
FIRST = Article("one", "River rises", "Meridian Wire", None, "2024-03-12", None, None, "en", 9, 1, "one.txt", False)
SECOND = replace(FIRST, id="two", title="Search goes on", source="Coast Daily", published="2024-03-14")
QUOTE = "Twelve people are missing in Greyfen."
SOON, LATE = date(2024, 3, 15), date(2024, 6, 1)


def hit(article: Article, text: str, score: float = 1.0) -> Hit:
    return Hit(1, score, article, StoredPassage(1, article.id, 1, Passage(0, len(text), ())), text, 0.5)


def answered(article: Article = FIRST, quote: str = QUOTE) -> Answer:
    said = Sentence("Twelve people are missing [1].", 0, 30, "supported", (Citation(1, article, 1, 0, 9, quote),))
    looked = SearchedArticles(2, "2024-03-12", "2024-03-14")
    return Answer("i", ASKED, ASKED, said.text, (said,), (), (), None, looked, "m")


def test_a_later_article_with_another_figure_is_named() -> None:
    hits = [hit(FIRST, QUOTE), hit(SECOND, "It rained. Fifteen people are missing in Greyfen on 14 March.")]
    assert as_of(answered(), ASKED, hits, SOON) == AsOf(date(2024, 3, 12), SECOND)


@pytest.mark.parametrize(
    "text",
    [
        "Twelve people are still missing in Greyfen on 14 March 2024.",
        "Fifteen people are missing in Orsel.",
        "Fifteen boats sank at Greyfen.",
    ],
)
def test_a_later_article_with_the_same_figure_or_about_another_thing_is_not(text: str) -> None:
    assert as_of(answered(), ASKED, [hit(FIRST, QUOTE), hit(SECOND, text)], SOON) is None


def test_a_later_article_that_is_far_from_the_question_and_a_copy_of_the_cited_one_are_not() -> None:
    text = "Fifteen people are missing in Greyfen."
    assert as_of(answered(), ASKED, [hit(FIRST, QUOTE), hit(SECOND, text, 0.5)], SOON) is None
    copy = replace(hit(SECOND, text), also_in=(FIRST,))
    assert as_of(answered(), ASKED, [hit(FIRST, QUOTE), copy], SOON) is None


def test_an_old_answer_about_the_present_says_of_which_day_it_is() -> None:
    assert as_of(answered(), ASKED, [hit(FIRST, QUOTE)], LATE) == AsOf(date(2024, 3, 12))
    assert as_of(answered(), ASKED, [hit(FIRST, QUOTE)], SOON) is None
    assert as_of(answered(replace(FIRST, published=None)), ASKED, [hit(FIRST, QUOTE)], LATE) is None


@pytest.mark.parametrize(
    ("question", "present"),
    [
        (ASKED, True),
        ("What is the toll?", True),
        ("Who leads the museum now?", True),
        ("Has the bridge opened?", True),
        ("What did Campbell say about the toll?", False),
        ("How many were missing?", False),
        ("How many people are missing since 12 March 2024?", False),
        ("What is known of the flood last year?", False),
        ("Who wrote the report?", False),
    ],
)
def test_questions_about_the_past_or_a_day_of_their_own_are_left_alone(question: str, present: bool) -> None:
    assert asks_how_things_stand(question) is present
    assert (as_of(answered(), question, [], LATE) is not None) is present


def test_the_correction_notice_of_a_cited_article_is_found(library: Library) -> None:
    notice = "Correction: An earlier version of this article misstated the number of missing people."
    (stored,) = add_articles(library, [RawArticle(f"{QUOTE}\n\n{notice}", "-", title="River")]).articles
    article = library.catalog.article(stored.id)
    assert corrections(answered(article), library.catalog) == (Correction(article, notice),)
    assert _none(library.catalog)


def _none(catalog: Catalog) -> bool:
    return corrections(answered(replace(FIRST, id="gone")), catalog) == ()


def test_terminal_page_and_exports_say_it_and_it_is_kept() -> None:
    told = replace(
        answered(),
        as_of=AsOf(date(2024, 3, 12), SECOND),
        corrections=(Correction(FIRST, "Correction: it misstated the number."),),
    )
    first, second = standing(told)
    assert first == (
        "As of 12 March 2024, the day of the newest article cited. A later article has another figure: “Search goes on”"
        " (Coast Daily, 14 March 2024)."
    )
    assert second == "“River rises” carries a correction: Correction: it misstated the number."
    exchange = Exchange(ASKED, id="x", answer=told)
    talk = Conversation("c", "Q", (exchange,))
    changed = {"x": [Newer(replace(FIRST, version=2), stands=False, correction="Fifteen, not twelve.")]}
    for shown in (as_text(told), as_page(told), as_markdown(talk), as_html(talk), as_json(talk)):
        assert "As of 12 March 2024" in shown
        assert "it misstated the number" in shown
    for shown in (as_markdown(talk, changed), as_html(talk, changed)):
        assert "The words cited no longer stand in it. It says now: Fifteen, not twelve." in shown
    assert json.loads(as_json(talk))["exchanges"][0]["newer"] == []
    assert load(dump(exchange), ASKED).answer == told
    assert quoted(exchange) == {"one", "two"}, "a removal with its quotes takes the later article's headline along"
