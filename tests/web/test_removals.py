"""Removing on the page: gone at once, back with Undo, and deleted when nobody wants it back."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant.errors import NotFoundError
from assistant.web.purging import Purging
from assistant.web.removals import removals
from index.aside import WAIT, Removal
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import ScriptedLLM
from tests.web import axe
from tests.web.conftest import scripted, served
from tests.web.reader import Reader

Visit = Callable[..., Reader]

ZORN = RawArticle("On Friday the river Zorn rose by nine metres.", "-", "The Zorn rises", "City Post", id="zorn")
ORM = RawArticle("The bridge at Orm closed on Sunday.", "-", "Bridge <closes>", "Ledger", id="orm")
WHEAT = RawArticle("Wheat fell in Lund.", "-", "Wheat falls", "Ledger", id="wheat")


@pytest.fixture
def visitor(reader: Visit, library: Library, tmp_path: Path, web_llm: ScriptedLLM) -> Iterator[Reader]:
    add_articles(library, [ZORN, ORM, WHEAT])
    with served(scripted(library, tmp_path, web_llm)) as address, contextlib.closing(reader(address)) as visitor:
        visitor.page.on("dialog", lambda dialog: dialog.accept())
        visitor.page.get_by_role("tab", name="Articles").click()
        yield visitor
        assert not visitor.left
        assert not visitor.complaints


def remove(visitor: Reader, *titles: str) -> None:
    for title in titles:
        visitor.page.get_by_label(f"Select {title}").check()
    visitor.page.get_by_role("button", name=f"Remove {len(titles)} selected").click()


def test_a_removed_article_is_in_no_list_and_no_answer_until_it_is_brought_back(
    visitor: Reader, library: Library
) -> None:
    page = visitor.page
    rows, waiting = page.locator(".library tbody tr"), page.locator("#removals")
    remove(visitor, "The Zorn rises")
    expect(waiting).to_contain_text("Removed “The Zorn rises”.")
    expect(rows).to_have_count(2)
    expect(page.locator(".masthead")).to_contain_text("2 articles")
    page.get_by_role("tab", name="Ask").click()
    visitor.ask("How much did the river Zorn rise?")
    expect(page.locator(".evidence")).not_to_contain_text("nine metres")
    expect(page.locator("#current .exchange")).not_to_contain_text("Zorn rose")

    visitor.reload()
    page.get_by_role("tab", name="Articles").click()
    expect(rows).to_have_count(2)
    waiting.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(3)
    expect(page.locator("#report")).to_contain_text("1 article brought back")
    expect(waiting.get_by_role("button")).to_have_count(0)
    page.get_by_role("tab", name="Ask").click()
    visitor.ask("How much did the river Zorn rise?")
    expect(page.locator(".evidence")).to_contain_text("nine metres")
    assert library.catalog.aside.removals() == []


def test_each_removal_is_undone_for_itself_or_made_final(visitor: Reader, library: Library) -> None:
    axe.source()
    page, waiting = visitor.page, visitor.page.locator("#removals")
    remove(visitor, "The Zorn rises", "Wheat falls")
    expect(waiting).to_contain_text("Removed 2 articles.")
    remove(visitor, "Bridge <closes>")
    expect(waiting.locator("li")).to_have_count(2)
    expect(page.locator(".library")).to_contain_text("No articles yet")
    assert axe.violations(page) == []
    waiting.locator("li").filter(has_text="Bridge <closes>").get_by_role("button", name="Remove for good").click()
    expect(page.locator("#report")).to_contain_text("Deleted 1 article for good.")
    with pytest.raises(NotFoundError):
        library.catalog.article("orm", aside=True)
    expect(waiting.locator("li")).to_have_count(1)
    waiting.get_by_role("button", name="Undo").click()
    expect(page.locator(".library tbody tr")).to_have_count(2)


def test_undo_that_comes_too_late_says_so(visitor: Reader, library: Library) -> None:
    remove(visitor, "The Zorn rises")
    undo = visitor.page.locator("#removals").get_by_role("button", name="Undo")
    expect(undo).to_be_visible()
    # The page learns of it a moment later, and takes the button away.
    seen = visitor.page.locator(".masthead").get_attribute("data-generation")
    visitor.page.route("**/generation", lambda route: route.fulfill(body=seen))
    library.purge(until=datetime.now(UTC))
    undo.click()
    expect(visitor.page.locator("#report")).to_contain_text("deleted for good already")
    expect(undo).to_have_count(0)


def test_what_an_earlier_run_left_is_deleted_at_the_start_and_what_is_new_is_not(library: Library) -> None:
    add_articles(library, [ZORN, ORM])
    library.set_aside(["zorn"])
    changing = threading.Lock()
    purging = Purging(library, changing)
    purging.start()
    try:
        deadline = time.monotonic() + 20
        while library.catalog.aside.removals() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert library.catalog.aside.removals() == []
        with changing:
            library.set_aside(["orm"])
        assert purging.purge(datetime.now(UTC) - WAIT)
        assert len(library.catalog.aside.removals()) == 1
    finally:
        purging.stop()


def test_deletion_waits_while_another_process_writes(library: Library) -> None:
    add_articles(library, [ZORN])
    library.set_aside(["zorn"])
    purging = Purging(library, threading.Lock())
    with library.writing():
        assert not purging.purge(datetime.now(UTC))
    assert len(library.catalog.aside.removals()) == 1
    assert purging.purge(datetime.now(UTC))
    assert library.catalog.aside.removals() == []


def test_titles_are_escaped_and_what_is_overdue_is_not_offered() -> None:
    stamp = datetime(2024, 5, 1, 12, tzinfo=UTC)
    removal = Removal(stamp.isoformat(timespec="microseconds"), ("x",), ("<img src=x>",))
    shown = removals([removal], stamp + WAIT / 2)
    assert "&lt;img src=x&gt;" in shown
    assert "<img" not in shown
    assert 'data-left="300"' in shown
    assert removals([removal], stamp + WAIT) == ""
    many = [removal] * 5
    assert "2 earlier removals" in removals(many, stamp)
