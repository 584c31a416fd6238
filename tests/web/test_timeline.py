"""The timeline counts what is there, and a click on it narrows the table."""

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import expect

from assistant.web import view
from assistant.web.narrowed import Narrowed, Per, arrange
from assistant.web.timeline import MOST, bars, offered, timeline
from index.types import Article
from tests.web.reader import Reader

Visit = Callable[..., Reader]

ONE = Article("1", "One", "Post", None, "2024-04-10T23:30:00+02:00", None, None, "en", 30, 1, "-", False)


def published(*days: str | None, outlet: str = "Post") -> list[Article]:
    return [replace(ONE, id=str(number), published=day, source=outlet) for number, day in enumerate(days)]


@pytest.mark.parametrize(
    ("per", "firsts", "totals"),
    [
        ("day", ["2024-01-30", "2024-01-31", "2024-02-01"], [1, 0, 2]),
        ("week", ["2024-01-29"], [3]),
        ("month", ["2024-01-01", "2024-02-01"], [1, 2]),
        ("year", ["2024-01-01"], [3]),
    ],
)
def test_articles_are_counted_without_a_gap(per: Per, firsts: list[str], totals: list[int]) -> None:
    found = bars(published("2024-02-01", "2024-01-30", None, "2024-02-01T10:00:00Z", "soon"), per)
    assert [bar.first.isoformat() for bar in found] == firsts
    assert [bar.total for bar in found] == totals


@given(
    st.lists(st.dates(date(1, 1, 9), date(2200, 1, 1)), min_size=1, max_size=8),
    st.sampled_from(["week", "month", "year"]),
)
def test_every_dated_article_is_in_exactly_one_bar(days: list[date], per: Per) -> None:
    span = max(days) - min(days)
    if span > timedelta(days=20_000):
        days = days[:1]
    found = bars(published(*(day.isoformat() for day in days)), per)
    assert sum(bar.total for bar in found) == len(days)
    for before, after in pairwise(found):
        assert after.first == before.last + timedelta(days=1)
    assert found[0].first <= min(days)
    assert found[-1].last >= max(days)


def test_only_what_can_be_told_apart_is_offered() -> None:
    assert offered(published("2024-01-30", "2024-02-20")) == ["day", "week", "month"]
    assert offered(published("2004-01-30", "2024-02-20")) == ["year"]
    assert offered(published("2024-01-30")) == ["day"]
    assert offered(published(None)) == []
    many = published("2024-01-01", (date(2024, 1, 1) + timedelta(days=MOST)).isoformat())
    assert offered(many)[0] == "week"


def test_the_plot_is_sound_markup_with_the_same_in_words() -> None:
    outlets = [f"Outlet <{number}>" for number in range(8)]
    articles = [item for outlet in outlets for item in published("2024-01-30", "2024-02-01", None, outlet=outlet)]
    shown = timeline(articles, "day", dates=False)
    root = ElementTree.fromstring(shown)
    assert "<0>" not in shown
    [plot, *_] = root.iter("svg")
    assert "16 articles from 30 Jan 2024 to 1 Feb 2024" in plot.attrib["aria-label"]
    assert "8 articles without a date" in shown
    assert "Other outlets" in shown
    rows = [[cell.text for cell in row.iter("td")] for row in root.iter("tr")][1:]
    assert [row[0] for row in rows] == ["8", "8"]
    heights = [float(rect.attrib["height"]) for rect in plot.iter("rect") if rect.attrib["class"] == "series-0"]
    assert heights == pytest.approx([heights[0]] * 2)


def test_what_is_chosen_while_the_table_is_still_drawn_for_something_else_stays(
    visitor: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Clearing the dates draws the table anew, slowly here; meanwhile the reader chooses to count by month."""
    page, months = visitor.page, visitor.page.get_by_role("button", name="Months")
    slow, overtaken = threading.Event(), threading.Event()

    def drawing(articles: Sequence[Article], narrowed: Narrowed, added: Mapping[str, str]) -> list[Article]:
        if narrowed.per == "month":
            overtaken.set()
        elif narrowed.filters.empty and not slow.is_set():
            slow.set()
            if overtaken.wait(1):
                time.sleep(0.5)
        return arrange(articles, narrowed, added)

    page.get_by_role("tab", name="Articles").click()
    page.locator(".timeline g[data-from]").first.locator("rect").last.click()
    expect(page.locator(".library .toolbar")).to_contain_text("of 28 articles")
    page.get_by_label("Last day").fill("2024-12-31")
    expect(months).to_be_visible()
    monkeypatch.setattr(view, "arrange", drawing)
    page.get_by_role("button", name="All dates").click()
    assert slow.wait(20)
    months.click()
    expect(page.locator(".library tbody tr")).to_have_count(28)
    expect(months).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Outlet").click()
    expect(page.locator(".library th.outlet")).to_have_attribute("aria-sort", "ascending")  # after all that went before
    expect(months).to_have_attribute("aria-pressed", "true")
    page.get_by_label("Find", exact=True).fill("e")
    expect(page.locator(".library .toolbar")).to_contain_text("of 28 articles")
    expect(months).to_have_attribute("aria-pressed", "true")


def test_a_bar_narrows_the_table_to_its_days(reader: Visit, web_page: str) -> None:
    visitor = reader(web_page)
    page = visitor.page
    page.get_by_role("tab", name="Articles").click()
    bar = page.locator(".timeline g[data-from]").last
    expect(bar).to_be_visible()
    first, last = bar.get_attribute("data-from"), bar.get_attribute("data-to")
    bar.locator("rect").last.click()
    expect(page.get_by_label("First day")).to_have_value(first or "")
    expect(page.get_by_label("Last day")).to_have_value(last or "")
    expect(page.locator(".library .toolbar")).to_contain_text("of 28 articles")
    days = page.locator(".library td.date").all_inner_texts()
    assert days
    page.get_by_role("button", name="All dates").click()
    expect(page.locator(".library tbody tr")).to_have_count(28)
    page.get_by_role("button", name="Months").click()
    expect(page.get_by_role("button", name="Months")).to_have_attribute("aria-pressed", "true")
    page.get_by_text("As a table").click()
    page.locator(".timeline tbody button").first.press("Enter")
    expect(page.get_by_label("First day")).to_have_value("2023-11-01")
    assert not visitor.left
    assert not visitor.complaints
