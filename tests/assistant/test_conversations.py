"""What was asked and answered is kept as it was, found again, and gone when it is deleted."""

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from assistant.accounts.types import NOBODY
from assistant.conversations.export import as_html, as_json, as_markdown, export, web_address
from assistant.conversations.record import INTERRUPTED, dump, load
from assistant.conversations.since import Newer
from assistant.conversations.store import FILE, TITLE, Conversations
from assistant.conversations.types import Around, Conversation, Exchange, Feedback
from assistant.errors import ConversationsError
from assistant.types import Abstention, Answer, Citation, Evidence, SearchedArticles, Sentence, Usage, Withheld
from index.types import Article, Filters

RIVER = Article(
    "river", "A river rises", "Meridian Wire", "Ann Lee", "2024-04-10", None, "https://wire.example/river?a=1&b=2",
    "en", 9, 1, "river.txt", False,
)  # fmt: skip
ROSE = Evidence(1, RIVER, 1, 11, 26, "The river rose.", 1.0, 0.5)
SLEPT = replace(ROSE, marker=2, start=27, end=40, text="Nobody slept.")
ANSWERED = Answer(
    "a1", "Did it rise?", "Did it rise?", "It rose [1].",
    (Sentence("It rose [1].", 0, 12, "supported", (Citation(1, RIVER, 1, 11, 26, "The river rose."),)),),
    (ROSE, SLEPT), (Withheld("By 9 m.", "the number 9 is not there"),), None,
    SearchedArticles(3, "2024-01-01", "2024-04-10"), "m", None, 0.9, Usage(1, 2, 3), {"total": 12.5},
)  # fmt: skip
EXCHANGE = Exchange(
    "Did it rise?",
    "x1",
    "2024-05-01T10:00:00+00:00",
    Filters(date(2024, 1, 1), None, "Meridian Wire"),
    evidence=(ROSE, SLEPT),
    around=(Around("One line. ", " Nobody slept."), Around("The river rose. ", "")),
    answer=ANSWERED,
)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Conversations]:
    with contextlib.closing(Conversations(tmp_path)) as opened:
        yield opened


def test_an_exchange_comes_back_with_its_quotes_and_spans(kept: Conversations) -> None:
    kept.keep("c1", EXCHANGE)
    assert kept.conversation("c1") == Conversation("c1", "Did it rise?", (EXCHANGE,))
    assert kept.conversation("c2") is None


def test_one_answer_can_be_opened_alone(kept: Conversations) -> None:
    kept.keep("c1", EXCHANGE)
    kept.keep("c1", replace(EXCHANGE, id="x2", question="And then?"))
    found = kept.excerpt("x2")
    assert found is not None
    assert (found.id, found.title, found.excerpt) == ("c1", "Did it rise?", True)
    assert [exchange.question for exchange in found.exchanges] == ["And then?"]
    assert kept.excerpt("x3") is None


def test_what_is_kept_again_takes_the_place_of_what_was_kept(kept: Conversations) -> None:
    kept.keep("c1", replace(EXCHANGE, answer=None, doing="Reading…", draft="It ro"))
    first = kept.conversation("c1")
    assert first is not None
    assert (first.exchanges[0].trouble, first.exchanges[0].draft, first.exchanges[0].doing) == (INTERRUPTED, "", "")
    kept.keep("c1", EXCHANGE)
    again = kept.conversation("c1")
    assert again is not None
    assert again.exchanges == (EXCHANGE,)


def test_conversations_are_listed_found_renamed_and_deleted(kept: Conversations, tmp_path: Path) -> None:
    kept.keep("c1", EXCHANGE)
    kept.keep(
        "c2",
        Exchange("Wer siegte in ÉVORA?", "x2", answer=replace(ANSWERED, text="Niemand.", sentences=(), evidence=())),
    )
    assert {item.id for item in kept.listed()} == {"c1", "c2"}
    assert [item.id for item in kept.listed("rose MERIDIAN")] == ["c1"]
    assert [item.id for item in kept.listed("évora")] == ["c2"]
    assert kept.listed("100%") == []
    kept.rename("c1", "  High\nwater ")
    kept.rename("c1", "   ")
    assert [item.title for item in kept.listed("high water")] == ["High water"]
    kept.delete(["c1"])
    assert [item.id for item in kept.listed()] == ["c2"]
    assert kept.excerpt("x1") is None
    assert all(b"The river rose" not in file.read_bytes() for file in tmp_path.glob(f"{FILE}*"))


def test_what_quotes_an_article_can_be_forgotten(kept: Conversations, tmp_path: Path) -> None:
    kept.keep("c1", EXCHANGE)
    kept.keep("c2", replace(EXCHANGE, id="x2"))
    kept.keep("c2", replace(EXCHANGE, id="x3", question="And then?", evidence=(), around=(), answer=None))
    assert kept.quoting(["river", "road"]) == ["x1", "x2"]
    assert kept.quoting(["road"]) == []
    kept.forget(kept.quoting(["river"]))
    assert kept.quoting(["river"]) == []
    assert [item.id for item in kept.listed()] == ["c2"]
    left = kept.conversation("c2")
    assert left is not None
    assert [exchange.id for exchange in left.exchanges] == ["x3"]
    assert all(b"The river rose" not in file.read_bytes() for file in tmp_path.glob(f"{FILE}*"))


def test_feedback_is_kept_beside_the_answer_and_can_be_taken_back(kept: Conversations) -> None:
    kept.keep("c1", EXCHANGE)
    for said in (Feedback("citation", "the second line"), Feedback("right"), None):
        kept.judge("x1", said)
        found = kept.excerpt("x1")
        assert found is not None
        assert found.exchanges[0].feedback == said


def test_an_exchange_that_is_asked_again_can_be_dropped(kept: Conversations) -> None:
    kept.keep("c1", EXCHANGE)
    kept.keep("c1", replace(EXCHANGE, id="x2"))
    kept.drop("x1")
    found = kept.conversation("c1")
    assert found is not None
    assert [exchange.id for exchange in found.exchanges] == ["x2"]


def test_another_owners_conversation_is_as_if_it_did_not_exist(kept: Conversations) -> None:
    ann, bob = kept.of("a1"), kept.of("b2")
    ann.keep("c1", EXCHANGE)
    for other in (bob, kept, kept.of(NOBODY)):
        assert other.listed() == other.listed("rose") == []
        assert other.conversation("c1") is None
        assert other.excerpt("x1") is None
        other.rename("c1", "Mine")
        other.judge("x1", Feedback("wrong"))
        other.drop("x1")
        other.delete(["c1"])
        assert other.delete_all() == 0
        for taken in (replace(EXCHANGE, question="Mine?"), replace(EXCHANGE, id="x9")):
            with pytest.raises(ConversationsError):
                other.keep("c1", taken)
        with contextlib.suppress(ConversationsError):
            other.keep("c2", replace(EXCHANGE, question="Mine?"))  # in a conversation of its own, by an id it knows
    assert ann.conversation("c1") == Conversation("c1", "Did it rise?", (EXCHANGE,))
    assert ann.delete_all() == 1
    assert ann.listed() == []


def test_what_was_asked_before_there_were_accounts_is_the_machine_owners(tmp_path: Path) -> None:
    with contextlib.closing(Conversations(tmp_path)) as kept:
        kept.keep("c1", EXCHANGE)
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("ALTER TABLE conversations DROP COLUMN owner")
        connection.execute("PRAGMA user_version = 1")
    with contextlib.closing(Conversations(tmp_path)) as kept:
        assert kept.conversation("c1") == Conversation("c1", "Did it rise?", (EXCHANGE,))
        assert kept.of("a1").listed() == []
        kept.keep("c1", replace(EXCHANGE, id="x2"))


def test_a_long_question_makes_a_short_title(kept: Conversations) -> None:
    kept.keep("c1", replace(EXCHANGE, question="why " * 100))
    (item,) = kept.listed()
    assert len(item.title) <= TITLE
    assert item.title.endswith("…")


def test_what_cannot_be_read_says_so_under_its_question() -> None:
    assert "cannot be read" in load('{"question": 7}', "Why?").trouble
    assert load(dump(EXCHANGE).replace('"question"', '"of_a_newer_dateline": 1, "question"', 1), "") == EXCHANGE


def test_a_file_that_is_no_database_or_of_another_format_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"nothing of ours " * 99)
    with pytest.raises(ConversationsError, match="articles are not touched"):
        Conversations(tmp_path)
    other = tmp_path / "other"
    other.mkdir()
    with contextlib.closing(sqlite3.connect(other / FILE)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(ConversationsError, match="format 99"):
        Conversations(other)


# --- export ---------------------------------------------------------------------------------------------------------

HOSTILE = "<img src=x onerror=alert(1)> [x](javascript:alert(1)) ![y](https://evil.example/z.png) www.evil.example `"
NOWHERE = dict.fromkeys("since until source author article language speaker".split())
TALK = Conversation("c1", "Did it rise?", (EXCHANGE,))


class Looker(HTMLParser):
    """The elements of some HTML, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    @property
    def links(self) -> list[str | None]:
        return [attributes["href"] for tag, attributes in self.elements if tag == "a"]


def test_markdown_reads_as_it_was_said_with_quotes_and_links() -> None:
    seen = Looker(MarkdownIt("gfm-like", {"linkify": False}).render(as_markdown(TALK)))
    for words in ("It rose [1].", "[1] “The river rose.”", "A river rises, Meridian Wire, 2024-04-10", "the number 9"):
        assert words in seen.text
    assert "Nobody slept" not in seen.text
    assert seen.links == ["https://wire.example/river?a=1&b=2"]


def test_html_leads_from_each_number_to_its_quote() -> None:
    seen = Looker(as_html(TALK))
    assert "#q1-1" in seen.links
    assert [attributes.get("id") for tag, attributes in seen.elements if tag == "blockquote"] == ["q1-1"]
    assert "https://wire.example/river?a=1&b=2" in seen.links


def test_json_holds_answer_spans_and_feedback() -> None:
    talk = replace(TALK, exchanges=(replace(EXCHANGE, feedback=Feedback("wrong", "no")),))
    (item,) = json.loads(as_json(talk))["exchanges"]
    assert item["answer"]["sentences"][0]["citations"][0]["quote"] == "The river rose."
    assert item["filters"] == {**NOWHERE, "since": "2024-01-01", "source": "Meridian Wire"}
    assert item["feedback"] == {"verdict": "wrong", "comment": "no"}
    assert item["articles"]["river"]["url"] == RIVER.url


def test_every_format_says_all_the_filters_a_question_was_asked_with() -> None:
    narrow = Filters(None, date(2024, 3, 1), "City <Post>", "Berg", "Ferry *late*", "de", "Ruiz")
    talk = replace(TALK, exchanges=(replace(EXCHANGE, filters=narrow), replace(EXCHANGE, filters=Filters())))
    told = (
        "Asked of some articles: only City <Post>, by Berg, “Ferry *late*”, in German (de), said by Ruiz,"
        " until 1 March 2024."
    )
    rendered = MarkdownIt("commonmark").render(as_markdown(talk))
    for seen in (Looker(rendered), Looker(as_html(talk))):
        assert seen.text.count(told) == seen.text.count("Asked of") == 1
    first, second = json.loads(as_json(talk))["exchanges"]
    named = {"source": "City <Post>", "author": "Berg", "article": "Ferry *late*", "language": "de", "speaker": "Ruiz"}
    assert first["filters"] == {"since": None, "until": "2024-03-01", **named}
    assert second["filters"] == NOWHERE


def test_every_format_says_that_a_cited_article_has_changed_since() -> None:
    told = "Correction: *8* metres."
    since = {EXCHANGE.id: [Newer(replace(RIVER, version=2), stands=False, correction=told)]}
    said = f"A newer version of {RIVER.title} exists (version 2). The words cited no longer stand in it."
    rendered = MarkdownIt("commonmark").render(as_markdown(TALK, since))
    for seen in (Looker(rendered), Looker(as_html(TALK, since))):
        assert f"{said} It says now: {told}" in seen.text
    (item,) = json.loads(as_json(TALK, since))["exchanges"]
    assert item["newer"] == [{"article_id": "river", "version": 2, "stands": False, "correction": told}]
    assert "newer version" not in as_markdown(TALK) + as_html(TALK)


def test_an_abstention_is_exported_with_what_came_nearest() -> None:
    silent = replace(ANSWERED, text="", sentences=(), abstention=Abstention("The articles do not say.", (ROSE,)))
    talk = replace(TALK, exchanges=(replace(EXCHANGE, answer=silent),))
    for words in ("The articles do not say.", "Nobody slept."):
        assert words in Looker(as_html(talk)).text
        assert words in as_markdown(talk)


@settings(deadline=None)
@given(st.text() | st.just(HOSTILE))
def test_words_become_no_markup_in_any_format(words: str) -> None:
    bad = replace(RIVER, title=words, source=words, url=f"javascript:{words}")
    item = replace(ROSE, article=bad, text=words)
    said = replace(ANSWERED, text=f"{words} [1].", evidence=(item,), withheld=(Withheld(words, words),))
    talk = Conversation("c", words, (replace(EXCHANGE, question=words, evidence=(item,), answer=said, trouble=words),))
    seen = Looker(as_html(talk))
    ours = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "p", "a", "blockquote", "br", "cite"}
    assert {tag for tag, _ in seen.elements} <= ours
    assert all(re.fullmatch(r"#q1-1", link or "") for link in seen.links)
    rendered = Looker(MarkdownIt("commonmark").render(as_markdown(talk)))
    assert {tag for tag, _ in rendered.elements} <= {"h1", "h2", "p", "blockquote", "br"}
    name = export(talk, "markdown").name
    assert re.fullmatch(r"[\w-]+\.md", name)


@pytest.mark.parametrize(
    "url", [None, "", "javascript:alert(1)", "data:text/html,x", "//x.example", "http://[::1", "x"]
)
def test_only_addresses_of_the_web_become_links(url: str | None) -> None:
    assert web_address(replace(RIVER, url=url)) == ""


def test_an_address_cannot_break_out_of_its_link() -> None:
    assert web_address(replace(RIVER, url='https://x.example/"><b>')) == "https://x.example/%22%3E%3Cb%3E"
