"""What questions are restricted to is in sight, comes off with a click, and stays with its conversation."""

from playwright.sync_api import expect

from tests.web import axe
from tests.web.reader import Reader, unfold_filters

NOBODY = "Who designed the Greyfen dyke?"


def narrow(visitor: Reader, since: str, outlet: str) -> None:
    page = visitor.page
    unfold_filters(page)
    page.get_by_label("Since", exact=True).fill(since)
    box = page.locator("#outlet input")
    box.fill(outlet)
    expect(page.get_by_role("option", name=outlet, exact=True)).to_be_visible()
    box.press("Enter")


def test_restrictions_stand_above_the_box_and_come_off_one_by_one(visitor: Reader) -> None:
    axe.source()
    page = visitor.page
    chips = page.locator("#restriction .chip")
    expect(chips).to_have_count(0)
    narrow(visitor, "2024-03-01", "Meridian Wire")
    expect(chips).to_have_text(["Only Meridian Wire ×", "Since 2024-03-01 ×"])
    assert axe.violations(page) == []
    visitor.ask(NOBODY)
    expect(page.locator("#current .restricted")).to_have_text(
        "Asked of some articles: only Meridian Wire, since 1 Mar 2024."
    )
    expect(page.locator(".abstention")).to_contain_text("only Meridian Wire, since 1 Mar 2024")
    chips.first.focus()
    page.keyboard.press("Enter")
    expect(chips).to_have_text(["Since 2024-03-01 ×"])
    expect(page.get_by_label("Question")).to_be_focused()
    visitor.ask(NOBODY)
    expect(page.locator("#current .restricted")).to_have_text("Asked of some articles: since 1 Mar 2024.")
    expect(page.locator("#past .restricted")).to_contain_text("only Meridian Wire")


def test_all_restrictions_come_off_at_once(visitor: Reader) -> None:
    page = visitor.page
    narrow(visitor, "2024-03-01", "Halvik Courier")
    page.get_by_role("button", name="Ask all articles").click()
    expect(page.locator("#restriction .chip")).to_have_count(0)
    visitor.ask(NOBODY)
    expect(page.locator(".restricted")).to_have_count(0)


def test_they_come_back_with_their_conversation_and_a_new_one_has_none(visitor: Reader) -> None:
    page = visitor.page
    chips = page.locator("#restriction .chip")
    narrow(visitor, "2024-03-01", "Meridian Wire")
    visitor.ask(NOBODY)
    visitor.reload()
    expect(chips).to_have_text(["Only Meridian Wire ×", "Since 2024-03-01 ×"])
    page.get_by_role("button", name="New conversation").click()
    expect(chips).to_have_count(0)
    page.get_by_role("tab", name="Conversations").click()
    page.locator(".conversations .headline").first.click()
    expect(chips).to_have_count(2)
    visitor.ask("And who designed the Greyfen bridge?")
    expect(page.locator("#current .restricted")).to_contain_text("only Meridian Wire, since 1 Mar 2024")
