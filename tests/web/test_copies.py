"""One story in several outlets on the page: named, opened there, and what became of an article that was cited."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index.ingest import SAMPLES, add_articles
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import scripted, served
from tests.web.reader import Reader

Visit = Callable[..., Reader]

QUESTION = "How many people had to leave their homes when the river Tarrow burst its banks?"
ANSWER = "1,150 people were forced from their homes [1]."
STORY = (SAMPLES / "greyfen-flood-wire.txt").read_text().split("---\n")[2].strip()
OUTLETS = ("Meridian Wire", "Coast Daily", "City Post", "The Bay", "Inland News")


def printed(outlet: str, text: str, day: int) -> RawArticle:
    name = outlet.lower().replace(" ", "-")
    return RawArticle(text, "-", f"Tarrow bursts banks, {outlet}", outlet, published=f"2023-11-{day}", id=name)


@pytest.fixture
def visitor(reader: Visit, library: Library, tmp_path: Path, web_llm: ScriptedLLM) -> Iterator[Reader]:
    """A reader of one story in five outlets, who has asked about it."""
    add_articles(library, [printed(outlet, STORY, 21 + n) for n, outlet in enumerate(OUTLETS)])
    with served(scripted(library, tmp_path, web_llm)) as address, contextlib.closing(reader(address)) as visitor:
        web_llm.replies.append(ANSWER)
        visitor.ask(QUESTION)
        yield visitor
        assert not visitor.left
        assert not visitor.complaints


def test_an_evidence_card_and_the_reading_pane_open_the_story_in_another_outlet(visitor: Reader) -> None:
    page = visitor.page
    card = page.locator(".evidence .card")
    expect(card).to_have_count(1)
    expect(page.locator(".evidence .pane-bar")).to_contain_text("from 1 article")
    shown = card.locator(".facts").first.inner_text().split(" · ")[0]
    others = [outlet for outlet in OUTLETS if outlet != shown]
    expect(card.locator(".also")).to_contain_text(f"Also in {others[0]}, {others[1]} and 2 more")
    card.get_by_role("button", name=f"{others[0]}: open").click()
    expect(page.locator(".reading h2")).to_have_text(f"Tarrow bursts banks, {others[0]}")
    page.locator(".reading .also").get_by_text("and 2 more").click()
    page.locator(".reading .also").get_by_role("button").last.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".reading h2")).not_to_have_text(f"Tarrow bursts banks, {others[0]}")
    page.get_by_role("button", name="Back to the evidence").click()
    expect(card).to_have_count(1)


def test_a_kept_answer_says_when_what_it_cites_has_changed(visitor: Reader, library: Library) -> None:
    page = visitor.page
    shown = page.locator(".evidence .card .facts").first.inner_text().split(" · ")[0]
    correction = "Correction: An earlier version of this article misstated how many people left their homes."
    changed = f"{STORY.replace('1,150', '1,510')}\n\n{correction}"
    add_articles(library, [printed(shown, changed, 21 + OUTLETS.index(shown))])
    visitor.reload()
    note = page.locator("#current .newer")
    expect(note).to_contain_text(f"A newer version of Tarrow bursts banks, {shown} exists (version 2).")
    expect(note).to_contain_text(f"The words cited no longer stand in it. It says now: {correction}")
    page.get_by_role("tab", name="Conversations").click()
    page.get_by_text("Rename, export, delete").click()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Markdown", exact=True).click()
    assert "exists (version 2)" in Path(coming.value.path()).read_text("utf-8").replace("\\", "")
    page.get_by_role("tab", name="Ask").click()
    page.locator("p.answer .cite").first.click()
    expect(page.locator(".reading .note").first).to_contain_text("This is version 1")
    expect(page.locator(".reading mark")).to_contain_text("1,150")
    page.locator(".reading").get_by_role("button", name="Open the newest version").click()
    expect(page.locator(".reading .correction")).to_have_text(correction)
    expect(page.locator(".reading .article-text")).to_contain_text("1,510")
