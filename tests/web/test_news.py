"""What another program does to the library is seen on an open page, which nobody has to load anew."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index.embed import Embedder
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import scripted, served
from tests.web.reader import Reader

Visit = Callable[..., Reader]

ZORN = RawArticle("The river Zorn rose by nine metres on Friday.", "-", "The Zorn rises", "City Post", id="zorn")
WHEAT = RawArticle("Wheat fell on Monday, traders said.", "-", "Wheat falls", "Coast Daily", id="wheat")
FERRY = RawArticle("The ferry was sold to islanders on Friday.", "-", "Ferry sold", "Orm Wire", id="ferry")


@pytest.fixture
def elsewhere(library: Library, embedder: Embedder) -> Iterator[Library]:
    """The same home, opened by somebody else."""
    add_articles(library, [ZORN, WHEAT])
    with contextlib.closing(Library(library.home, lambda: embedder)) as opened:
        yield opened


def test_what_another_program_adds_and_removes_appears_and_the_readers_work_stays(
    reader: Visit, library: Library, elsewhere: Library, tmp_path: Path, web_llm: ScriptedLLM
) -> None:
    with served(scripted(library, tmp_path, web_llm)) as address:
        visitor = reader(address)
        page = visitor.page
        expect(page.locator(".masthead")).to_contain_text("2 articles")
        add_articles(elsewhere, [FERRY])
        page.evaluate("dispatchEvent(new Event('focus'))")  # the reader comes back to the window
        expect(page.locator(".masthead")).to_contain_text("3 articles")
        expect(page.locator("#pane .latest")).to_contain_text("Ferry sold")

        page.get_by_role("tab", name="Articles").click()
        rows = page.locator(".library tbody tr")
        expect(rows).to_have_count(3)
        page.get_by_label("Select The Zorn rises").check()
        page.locator(".library").get_by_role("button", name="Wheat falls").click()
        expect(page.locator(".reading h2")).to_have_text("Wheat falls")
        elsewhere.remove(["ferry"])
        page.keyboard.press("Shift")  # whatever key
        expect(rows).to_have_count(2)
        expect(page.get_by_label("Select The Zorn rises")).to_be_checked()
        expect(page.get_by_role("button", name="Remove 1 selected")).to_be_enabled()
        expect(page.locator(".reading h2")).to_have_text("Wheat falls")
        assert not visitor.left
        assert not visitor.complaints


def test_the_table_stays_narrowed_when_something_comes_in(
    reader: Visit, library: Library, elsewhere: Library, tmp_path: Path, web_llm: ScriptedLLM
) -> None:
    with served(scripted(library, tmp_path, web_llm)) as address:
        page = reader(address).page
        page.get_by_role("tab", name="Articles").click()
        page.get_by_label("Find", exact=True).fill("zorn")
        expect(page.locator(".library tbody tr")).to_have_count(1)
        add_articles(elsewhere, [FERRY])
        page.get_by_role("tab", name="Ask").click()
        expect(page.locator(".masthead")).to_contain_text("3 articles")
        page.get_by_role("tab", name="Articles").click()
        expect(page.locator(".toolbar")).to_contain_text("1 of 3 articles")
        expect(page.locator(".library tbody tr")).to_have_count(1)
