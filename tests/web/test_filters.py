"""The filters below the question: what is typed there restricts the next questions, and what nothing passes says so."""

from dataclasses import fields
from datetime import date

import pytest
from playwright.sync_api import expect

from assistant.batch import QuestionLine
from assistant.commands import options
from assistant.errors import QuestionError
from assistant.serialise import filters_json
from assistant.web.arguments import Ask, Search
from assistant.web.boxes import NAMES, filters, typed
from assistant.web.restriction import restriction
from assistant.wording import restricted
from index.types import Filters
from tests.web.reader import Reader, unfold_filters

SPEAKER = "Maud Ferrante"
ALL = Filters(date(2024, 4, 1), date(2024, 4, 30), "City <Post>", "Berg", "A title", "de", "Ruiz")
BOXES = dict(zip(NAMES, ("2024-04-01", "2024-04-30", "City <Post>", "Berg", "A title", "de", "Ruiz"), strict=True))


def test_what_stands_in_the_boxes_and_the_filters_are_the_same() -> None:
    assert typed(ALL) == BOXES
    assert filters(BOXES) == ALL
    assert filters(typed(Filters())) == filters({"speaker": None}) == Filters()
    assert filters({"language": " German "}).language == "de"


def test_a_date_that_is_none_or_days_in_the_wrong_order_are_said() -> None:
    with pytest.raises(QuestionError, match="Until: “soon” is no date"):
        filters({"until": " soon "})
    with pytest.raises(QuestionError, match="no day lies between them"):
        filters({"since": "2024-04-02", "until": "2024-04-01"})


def test_every_filter_there_is_can_be_given_everywhere() -> None:
    names = {field.name for field in fields(Filters)}
    given = set(NAMES), set(options.FILTERS), set(filters_json(ALL))
    forms = [set(form.model_fields) & names for form in (Ask, Search, QuestionLine)]
    assert [*given, *forms] == [names] * 6


def test_every_filter_is_told_in_words_and_can_be_taken_off() -> None:
    assert restricted(ALL) == (
        "only City <Post>, by Berg, “A title”, in German (de), said by Ruiz, since 1 April 2024, until 30 April 2024"
    )
    assert restricted(Filters()) == ""
    chips = restriction(BOXES)
    assert all(f'data-unfilter="{name}"' in chips for name in (*NAMES, "all"))
    assert "<Post>" not in chips


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


def test_what_somebody_says_is_asked_for_by_a_name_that_is_offered(visitor: Reader) -> None:
    page = visitor.page
    unfold_filters(page)
    box = page.locator("#speaker input")  # a restriction that is on is labelled like its box
    box.click()
    expect(page.get_by_role("option", name=SPEAKER)).to_be_visible()
    expect(page.get_by_role("option", name="police", exact=True)).to_have_count(0)
    box.fill("ferrante")
    page.get_by_role("option", name=SPEAKER).click()
    told = page.locator(".restriction .chip")
    expect(told).to_have_text(f"Said by {SPEAKER} ×")
    visitor.ask("What was said about the school?")
    asked = page.locator("#current .restricted")
    expect(asked).to_have_text(f"Asked of some articles: said by {SPEAKER}.")
    pieces = page.locator(".evidence .card li")
    expect(pieces.first).to_be_visible()
    heard = page.locator(".evidence .said-by").all_inner_texts()
    assert len(heard) == pieces.count()
    assert all(f"Said by {SPEAKER}" in words for words in heard), heard

    page.goto(f"{visitor.address}answer/{page.locator('.exchange').get_attribute('data-exchange')}")
    expect(asked).to_have_text(f"Asked of some articles: said by {SPEAKER}.", timeout=20_000)
    expect(told).to_have_text(f"Said by {SPEAKER} ×")
    told.click()
    box = page.locator("#speaker input")  # a restriction that is on is labelled like its box
    expect(told).to_have_count(0)
    unfold_filters(page)
    expect(box).to_have_value("Anybody")
    box.fill("Ferante")  # a name that is not offered can be typed
    box.press("Tab")
    visitor.ask("What was said about the school?")
    expect(page.locator("#current .abstention")).to_contain_text(f"Did you mean “{SPEAKER}”?")


def test_the_table_is_narrowed_to_whom_it_quotes_and_asked(visitor: Reader) -> None:
    page = visitor.page
    page.get_by_role("tab", name="Articles").click()
    rows = page.locator(".library tbody tr")
    expect(rows).to_have_count(28)
    page.locator("#quoting input").fill("ferrante")
    page.get_by_role("option", name=SPEAKER).click()
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Ask only these").click()
    expect(page.locator(".restriction .chip")).to_have_text(f"Said by {SPEAKER} ×")
