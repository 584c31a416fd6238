"""The table of articles: put in order, narrowed, and its filters taken to the questions."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from assistant.web.listing import table
from assistant.web.narrowed import PAGE, Narrowed, Within, arrange, ordered
from index.types import Article, Filters
from tests.web.reader import Reader, unfold_filters

ONE = Article("1", "beta", "Post", None, "2024-04-10", None, None, "en", 30, 1, "-", False)
TWO = replace(ONE, id="2", title="Alpha", source="courier", published="2024-04-12", words=20)
THREE = replace(ONE, id="3", title="gamma", published=None, words=25)


@pytest.mark.parametrize(
    ("narrowed", "ids"),
    [
        (Narrowed(), "213"),
        (Narrowed(down=False), "312"),
        (Narrowed(by="title", down=False), "213"),
        (Narrowed(by="outlet", down=False), "213"),
        (Narrowed(by="words"), "132"),
        (Narrowed("POST", by="words"), "13"),
    ],
)
def test_articles_are_found_and_put_in_order(narrowed: Narrowed, ids: str) -> None:
    assert [item.id for item in arrange([ONE, TWO, THREE], narrowed, {})] == list(ids)


def test_the_same_column_once_more_turns_the_order_round() -> None:
    by_title = ordered(Narrowed(), "title")
    assert (by_title.by, by_title.down) == ("title", False)
    assert ordered(by_title, "title").down
    assert ordered(by_title, "date").down


def test_a_table_is_narrow_when_words_or_filters_say_so() -> None:
    assert not Narrowed(" ", by="words").narrow
    assert Narrowed("x").narrow
    assert Narrowed(filters=Filters(since=date(2024, 1, 1))).narrow


@pytest.mark.parametrize(("within", "ids"), [("", "213"), ("day", "2"), ("week", "21"), ("month", "213")])
def test_what_was_added_lately_is_told_from_the_rest(within: Within, ids: str) -> None:
    added = {"1": "2024-05-03T10:00:00+00:00", "2": "2024-05-06T23:00:00+00:00", "3": "2024-04-20T10:00:00+00:00"}
    now = datetime(2024, 5, 7, 12, tzinfo=UTC)
    found = arrange([ONE, TWO, THREE], Narrowed(added=within), added, now)
    assert [item.id for item in found] == list(ids)
    assert [item.id for item in arrange([ONE, TWO, THREE], Narrowed(by="added", down=False), added)] == list("312")


@pytest.mark.parametrize(("asked", "shown"), [(0, 0), (1, 1), (2, 2), (9, 2), (-5, 0)])
def test_a_page_of_the_table_is_one_that_exists(asked: int, shown: int) -> None:
    many = [replace(ONE, id=f"n{number}") for number in range(2 * PAGE + 1)]
    html = table(many, {}, total=len(many), samples=0, narrowed=Narrowed(page=asked))
    last = min((shown + 1) * PAGE, len(many))
    assert f"Articles {shown * PAGE + 1} to {last} of {len(many)}" in html
    assert html.count("<tr><td>") == last - shown * PAGE
    assert (f'data-page="{shown + 1}"' in html) or shown == 2
    assert "pager" not in table(many[:PAGE], {}, total=PAGE, samples=0, narrowed=Narrowed())


def test_a_table_narrowed_by_more_than_questions_can_be_is_not_offered_to_them() -> None:
    filters = Filters(language="de")
    offered = [Narrowed(filters=filters), Narrowed("x", filters), Narrowed(filters=filters, added="day")]
    tables = [table([ONE], {}, total=1, samples=0, narrowed=item) for item in offered]
    assert ["data-ask-these" in html for html in tables] == [True, False, False]


def test_the_table_is_put_in_order_narrowed_and_asked(visitor: Reader) -> None:
    page = visitor.page
    page.get_by_role("tab", name="Articles").click()
    rows = page.locator(".library tbody tr")
    expect(rows).to_have_count(28)
    page.get_by_role("button", name="Words").click()
    expect(page.locator("th.words")).to_have_attribute("aria-sort", "descending")
    numbers = [int(words.replace(",", "")) for words in page.locator("td.words").all_inner_texts()]
    assert numbers == sorted(numbers, reverse=True)
    page.get_by_label("First day").fill("soon")
    expect(page.locator("#report")).to_contain_text("“soon” is no date")
    page.get_by_label("First day").fill("2024-06-01")
    expect(rows).to_have_count(3)
    page.get_by_role("button", name="Ask only these").click()
    unfold_filters(page)
    expect(page.get_by_label("Since", exact=True)).to_have_value("2024-06-01")
    visitor.ask("Which satellite reached orbit?")
    expect(page.locator("#current .exchange")).to_contain_text("Searched 3 articles")
