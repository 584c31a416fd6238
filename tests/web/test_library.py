"""The table of articles: put in order, narrowed, and its filters taken to the questions."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from playwright.sync_api import expect

from assistant.web.narrowed import Narrowed, arrange, ordered
from index.types import Article, Filters
from tests.web.reader import Reader

Visit = Callable[..., Reader]

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


@pytest.fixture
def visitor(reader: Visit, web_page: str) -> Iterator[Reader]:
    visitor = reader(web_page)
    yield visitor
    assert not visitor.left
    assert not visitor.complaints


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
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label("Since", exact=True)).to_have_value("2024-06-01")
    visitor.ask("Which satellite reached orbit?")
    expect(page.locator("#current .exchange")).to_contain_text("Searched 3 articles")
