"""The filters below the question: what is typed there restricts the next questions, and what nothing passes says so."""

from playwright.sync_api import expect

from assistant.web.asking import filters, typed
from index.types import Filters
from tests.web.reader import Reader, unfold_filters


def test_what_stands_in_the_boxes_and_the_filters_are_the_same() -> None:
    boxes = ["2024-04-01", "2024-04-30", "City Post", "Berg", "A title", "de"]
    assert typed(filters(*boxes)) == boxes
    assert filters(*typed(Filters())) == Filters()


def test_a_question_is_restricted_to_an_author_and_a_language(visitor: Reader) -> None:
    page = visitor.page
    unfold_filters(page)
    page.get_by_label("Author").fill("wilhelmina grief")
    visitor.ask("How large was the barley harvest?")
    said = page.locator("#current .abstention")
    expect(said).to_contain_text("There is no article by “wilhelmina grief”. Did you mean “Wilhelmina Grieve”?")
    page.get_by_label("Author").fill("grieve")
    page.get_by_label("Language").click()
    page.get_by_role("option", name="English (en)").click()
    expect(page.locator(".restriction .chip")).to_have_count(2)
    expect(page.locator(".restriction")).to_contain_text("In English (en)")
    visitor.ask("Which districts harvested barley?")
    expect(page.locator("#current .exchange")).to_contain_text("harvest")
    expect(page.locator(".evidence .card").first).to_contain_text("Exchange & Trade")
