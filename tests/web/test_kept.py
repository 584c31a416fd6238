"""Conversations on the page: kept over a reload, opened by a link, listed, exported and deleted."""

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import scripted, served
from tests.web.reader import Reader

Visit = Callable[..., Reader]

QUESTION = "How much did the river Zorn rise?"
ANSWER = "The river Zorn rose by nine metres [1]."
WORDS = "On Friday the river Zorn rose by nine metres, said Ann Lee."
TEXT = f"Rain fell for days. {WORDS} Nobody was hurt."


@pytest.fixture
def visitor(reader: Visit, library: Library, tmp_path: Path, web_llm: ScriptedLLM) -> Iterator[Reader]:
    """A reader of one article of their own, who has asked about it."""
    raw = RawArticle(
        TEXT, "-", "The Zorn rises", "City Post", published="2024-01-02", id="zorn", url="https://a.example/z"
    )
    add_articles(library, [raw])
    with served(scripted(library, tmp_path, web_llm)) as address, contextlib.closing(reader(address)) as visitor:
        visitor.page.on("dialog", lambda dialog: dialog.accept())
        web_llm.replies.append(ANSWER)
        visitor.ask(QUESTION)
        yield visitor
        assert not visitor.left
        assert not visitor.complaints


def test_a_reload_keeps_the_conversation_and_its_citations_work(visitor: Reader) -> None:
    page = visitor.page
    visitor.reload()
    expect(page.locator(".question")).to_have_text(QUESTION)
    expect(page.locator(".evidence .piece mark")).to_have_text(WORDS)
    page.locator("p.answer .cite").click()
    expect(page.locator(".reading mark")).to_have_text(WORDS)


def test_a_link_opens_one_answer_as_it_was_also_when_its_article_is_gone(visitor: Reader, library: Library) -> None:
    page = visitor.page
    visitor.ask("Who slept?")
    first = page.locator(".exchange").first
    link = f"{visitor.address}answer/{first.get_attribute('data-exchange')}"
    library.remove(["zorn"])
    page.goto(link)
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator("p.answer")).to_contain_text("nine metres")
    expect(page.locator(".evidence .card")).to_contain_text("Rain fell for days.")
    page.locator("p.answer .cite").click()
    expect(page.locator(".reading")).to_contain_text("no longer in the library")
    expect(page.locator(".reading mark")).to_have_text(WORDS)
    page.get_by_role("button", name="Open the whole conversation").click()
    expect(page.locator(".exchange")).to_have_count(2)


def test_the_words_of_a_link_are_marked_in_no_other_text_that_came_in_their_place(
    visitor: Reader, library: Library
) -> None:
    page = visitor.page
    link = f"{visitor.address}answer/{page.locator('.exchange').get_attribute('data-exchange')}"
    changed = RawArticle(f"Corrected. {TEXT}", "-", "The Zorn rises", "City Post", id="zorn")
    add_articles(library, [changed])
    page.goto(link)
    page.locator("p.answer .cite").click()
    expect(page.locator(".reading")).to_contain_text("the article has changed since")
    expect(page.locator(".reading mark")).to_have_text(WORDS)
    library.remove(["zorn"])
    add_articles(library, [changed])
    visitor.reload()
    page.locator("p.answer .cite").click()
    expect(page.locator(".reading")).to_contain_text("no longer in the library")
    expect(page.locator(".reading mark")).to_have_text(WORDS)


def test_a_link_is_copied_as_an_address_of_its_own(reader: Visit, visitor: Reader) -> None:
    name = visitor.page.locator(".exchange").get_attribute("data-exchange")
    assert name
    assert len(name) == 32
    other = reader(visitor.address, permissions=["clipboard-read", "clipboard-write"])
    other.page.goto(f"{visitor.address}answer/{name}")
    other.page.get_by_role("button", name="Link", exact=True).click()
    expect(other.page.get_by_role("button", name="Copied")).to_be_visible()
    assert other.page.evaluate("navigator.clipboard.readText()") == f"{visitor.address}answer/{name}"
    other.reload()
    expect(other.page.locator(".question")).to_have_text(QUESTION)


def test_an_address_that_leads_nowhere_says_so(visitor: Reader) -> None:
    visitor.page.goto(f"{visitor.address}answer/unknown")
    expect(visitor.page.locator("#notice")).to_contain_text("not kept here")
    expect(visitor.page.locator(".welcome")).to_be_visible()


def test_conversations_are_listed_found_renamed_exported_and_deleted(visitor: Reader) -> None:
    page = visitor.page
    page.get_by_role("button", name="New conversation").click()
    expect(page.locator(".welcome")).to_be_visible()
    visitor.ask("Was anybody hurt?")
    page.get_by_role("tab", name="Conversations").click()
    rows = page.locator(".conversations li")
    expect(rows).to_have_count(2)
    page.get_by_label("Find a conversation").fill("nine METRES")
    expect(rows).to_have_count(1)
    rows.get_by_text("Rename, export, delete").click()
    rows.get_by_label("Title").fill("High water")
    rows.get_by_label("Title").press("Enter")
    expect(rows.get_by_role("button", name="High water")).to_be_visible()

    rows.get_by_text("Rename, export, delete").click()
    for kind, name in (("Markdown", "high-water.md"), ("HTML", "high-water.html"), ("JSON", "high-water.json")):
        with page.expect_download() as coming:
            rows.get_by_role("button", name=kind, exact=True).click()
        assert coming.value.suggested_filename == name
        content = Path(coming.value.path()).read_text("utf-8")
        assert WORDS in content
        assert "https://a.example/z" in content
    assert json.loads(content)["exchanges"][0]["question"] == QUESTION

    rows.get_by_role("button", name="High water").click()
    expect(page.locator(".question")).to_have_text(QUESTION)
    page.get_by_role("tab", name="Conversations").click()
    rows.get_by_role("button", name="Delete").click()  # the row that was unfolded still is
    expect(rows).to_have_count(0)
    page.get_by_label("Find a conversation").fill("")
    expect(rows).to_have_count(1)
    page.get_by_role("tab", name="Ask").click()
    expect(page.locator(".welcome")).to_be_visible()


def test_feedback_is_noted_beside_its_answer(visitor: Reader) -> None:
    page = visitor.page
    page.get_by_text("Right or wrong?").click()
    page.get_by_label("Citation wrong").check()
    page.get_by_label("Comment").fill("It was Thursday.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".feedback summary")).to_have_text("Noted: citation wrong")
    visitor.reload()
    page.get_by_text("Noted: citation wrong").click()
    expect(page.get_by_label("Comment")).to_have_value("It was Thursday.")
    expect(page.get_by_label("Citation wrong")).to_be_checked()
