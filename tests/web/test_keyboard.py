"""The page by keyboard, and for those who hear it: nothing that axe-core finds wrong at levels A and AA."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.scripted_llm import Reply, ScriptedLLM
from tests.web import axe
from tests.web.reader import Reader, unfold_filters

Visit = Callable[..., Reader]

QUESTION = "What sectors did Campbell name?"
SECTORS = "Campbell named submarines, aeronautical design including stealth technology, and missile capabilities [1]."


def test_slash_goes_to_the_question_from_any_tab_and_is_a_letter_in_it(visitor: Reader) -> None:
    page = visitor.page
    page.get_by_role("tab", name="Articles").click()
    page.keyboard.press("/")
    expect(page.get_by_label("Question")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_label("Question")).to_have_value("/")


def test_a_citation_shows_its_quote_and_escape_closes_the_article(visitor: Reader, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(SECTORS)
    visitor.ask(QUESTION)
    page = visitor.page
    citation = page.locator("p.answer .cite").first
    citation.hover()
    card = page.locator("#quote-card")
    expect(card).to_contain_text(citation.get_attribute("data-quote") or "")
    expect(card).to_contain_text("Meridian Wire · 10 Apr 2024")
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    citation.click()
    expect(page.locator(".reading mark")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".evidence .piece mark")).to_be_visible()


def test_arrows_go_through_the_citations(visitor: Reader, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(SECTORS)
    visitor.ask(QUESTION)
    page = visitor.page
    pieces = page.locator("#pane .cite")
    pieces.first.focus()
    page.keyboard.press("ArrowDown")
    expect(pieces.nth(1)).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(pieces.first).to_be_focused()


def test_escape_stops_and_the_question_can_be_asked_again_or_mended(visitor: Reader, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(Reply("word " * 200, delay=0.3))
    page = visitor.page
    page.get_by_label("Question").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#current .trouble")).to_contain_text("The evidence stands.")
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_label("Question")).to_have_value(QUESTION)
    web_llm.replies.append(SECTORS)
    page.get_by_role("button", name="Ask again").click()
    expect(page.locator("p.answer")).to_contain_text("submarines", timeout=20_000)
    expect(page.locator(".exchange")).to_have_count(1)


def test_an_answer_is_copied_with_its_sources(reader: Visit, web_page: str, web_llm: ScriptedLLM) -> None:
    visitor = reader(web_page, permissions=["clipboard-read", "clipboard-write"])
    web_llm.replies.append(SECTORS)
    visitor.ask(QUESTION)
    page = visitor.page
    page.get_by_role("button", name="Copy", exact=True).click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{QUESTION}\n\nCampbell named submarines")
    assert "Meridian Wire, 2024-04-10" in copied


def test_what_is_not_found_under_a_filter_can_be_asked_of_all(visitor: Reader) -> None:
    page = visitor.page
    unfold_filters(page)
    page.get_by_label("Since", exact=True).fill("2024-06-01")
    visitor.ask("Who designed the Greyfen dyke?")
    expect(page.locator(".abstention")).to_contain_text("since 1 Jun 2024")
    page.get_by_role("button", name="Ask all articles").click()
    expect(page.locator("#current .abstention")).to_contain_text("21 Nov 2023", timeout=20_000)
    expect(page.get_by_label("Since", exact=True)).to_have_value("")


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1280),
        ("dark", 360),
        *(pytest.param(*look, marks=pytest.mark.soak) for look in [("light", 360), ("dark", 1280)]),
        *(pytest.param(scheme, 1920, marks=pytest.mark.soak) for scheme in ("light", "dark")),
    ],
)
def test_axe_finds_nothing_wrong(reader: Visit, web_page: str, web_llm: ScriptedLLM, scheme: str, width: int) -> None:
    axe.source()
    visitor = reader(web_page, color_scheme=scheme, viewport={"width": width, "height": 800}, reduced_motion="reduce")
    page = visitor.page
    found = axe.violations(page)
    web_llm.replies.append(SECTORS)
    visitor.ask(QUESTION)
    page.get_by_text("Right or wrong?").click()
    found += axe.violations(page)
    page.locator("p.answer .cite").first.click()
    expect(page.locator(".reading mark")).to_be_visible()
    found += axe.violations(page)
    visitor.ask("Who designed the Greyfen dyke?")
    page.get_by_text("What came nearest").first.click()
    found += axe.violations(page)
    page.get_by_role("tab", name="Conversations").click()
    page.get_by_text("Rename, export, delete").first.click()
    found += axe.violations(page)
    page.get_by_role("tab", name="Articles").click()
    page.get_by_role("button", name="Add articles").click()
    expect(page.locator(".library table")).to_be_visible()
    found += axe.violations(page)
    assert found == []
