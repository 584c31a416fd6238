"""A conversation of two hundred messages: it opens with its end, and all of it is there when it is asked for."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import expect

from assistant.conversations.store import Conversations
from assistant.web import asking
from assistant.web.line import Line
from assistant.web.transcript import ROLLED
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import ScriptedLLM
from tests.web import axe
from tests.web.conftest import scripted, served
from tests.web.reader import DONE, Reader

Visit = Callable[..., Reader]

QUESTIONS = 100
WORDS = "On Friday the river Zorn rose by nine metres, said Ann Lee."


def test_a_conversation_of_two_hundred_messages(
    reader: Visit, library: Library, tmp_path: Path, web_llm: ScriptedLLM
) -> None:
    add_articles(library, [RawArticle(f"Rain fell. {WORDS}", "-", "The Zorn rises", id="zorn")])
    assistant = scripted(library, tmp_path, web_llm)
    web_llm.replies.append("The river Zorn rose by nine metres [1].")
    *_, said = asking.ask(assistant, Line(1), (), "How much did the river Zorn rise?")
    kept = Conversations(assistant.settings.home)
    for number in range(QUESTIONS):
        name = f"{number:032}"
        kept.keep("long", replace(said, id=name, question=f"{said.question} Asked for the {number}th time."))
    kept.close()
    with served(assistant) as address:
        visitor = reader(address)
        page, exchanges = visitor.page, visitor.page.locator(".exchange")
        page.goto(f"{address}?conversation=long")
        expect(exchanges).to_have_count(ROLLED + 1)
        expect(page.locator("#current .question")).to_contain_text("the 99th time")
        expect(page.locator("#current .exchange")).to_be_in_viewport()
        page.get_by_role("button", name=f"Show {QUESTIONS - ROLLED - 1} earlier questions").click()
        expect(exchanges).to_have_count(QUESTIONS)
        first = exchanges.first
        first.scroll_into_view_if_needed()
        expect(first.locator(".question")).to_contain_text("the 0th time")
        first.locator(".cite").first.click()
        expect(page.locator(".reading mark")).to_have_text(WORDS)
        web_llm.replies.append("The river Zorn rose by nine metres [1].")
        page.get_by_label("Question").fill("And how much did the Zorn rise on Friday?")
        page.keyboard.press("Enter")
        expect(exchanges).to_have_count(QUESTIONS + 1, timeout=20_000)
        expect(page.locator(DONE)).to_have_count(1, timeout=20_000)
        expect(page.locator("#current p.answer")).to_contain_text("nine metres")
        expect(page.locator("#current .exchange")).to_be_in_viewport()
        assert axe.violations(page) == []
        visitor.reload()
        expect(exchanges).to_have_count(ROLLED + 1)
        web_llm.replies.append("The river Zorn rose by nine metres [1].")
        ask_last(visitor)
        assert not visitor.left
        assert not visitor.complaints


def ask_last(visitor: Reader) -> None:
    """One more question; the oldest of those that are shown makes room."""
    page = visitor.page
    page.get_by_label("Question").fill("How much did the river Zorn rise, once more?")
    page.keyboard.press("Enter")
    expect(page.locator("#current .question")).to_contain_text("once more")
    expect(page.locator(DONE)).to_have_count(1, timeout=20_000)
    expect(page.locator(".exchange")).to_have_count(ROLLED + 1)
