"""What a reader sees and does, in a real browser before a real server; only the model follows a script."""

import contextlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import Reply, ScriptedLLM
from tests.web.conftest import scripted, served
from tests.web.reader import Reader, ask, unfold_filters

Visit = Callable[..., Reader]

QUESTION = "What sectors did Campbell name?"
SECTORS = "Campbell named submarines, aeronautical design including stealth technology, and missile capabilities [1]."
EVIL = "https://evil.example/x.png"
HOSTILE = f"<img src=x onerror='window.hit=1'><img src='{EVIL}'> ![x]({EVIL}) </mark><script>window.hit=1</script>"


@pytest.fixture
def visitor(reader: Visit, web_page: str) -> Iterator[Reader]:
    """A reader of the sample articles. Whatever a test does, nothing leaves our origin and nothing breaks."""
    visitor = reader(web_page)
    yield visitor
    assert not visitor.left
    assert not visitor.complaints


def test_evidence_is_on_screen_before_the_first_word(visitor: Reader, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(Reply(SECTORS, delay=0.4))
    page = visitor.page
    page.get_by_label("Question").fill(QUESTION)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator(".evidence .card mark").first).to_be_visible()
    assert not page.locator(".draft").count()
    expect(page.locator(".doing")).to_have_text(re.compile(r"Reading \d+ passages from \d+ articles…"))
    expect(page.locator(".draft")).to_contain_text("Unverified draft")
    expect(page.locator("p.answer")).to_contain_text("missile capabilities", timeout=20_000)
    expect(page.locator(".draft")).to_have_count(0)
    expect(page).to_have_title("Dateline")


def test_a_citation_opens_its_article_at_exactly_its_words(visitor: Reader, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(SECTORS)
    visitor.ask(QUESTION)
    page = visitor.page
    citation = page.locator("p.answer .cite").first
    quote = citation.get_attribute("data-quote") or ""
    assert "submarines" in quote
    citation.focus()
    page.keyboard.press("Enter")
    mark = page.locator(".reading mark")
    expect(mark).to_be_in_viewport()
    assert mark.evaluate("element => element.textContent") == quote
    expect(page.locator(".reading h2")).to_contain_text("Europe should raise its voice")
    page.get_by_role("button", name="Back to the evidence").click()
    expect(page.locator(".evidence .piece mark")).to_have_text(quote)


def test_what_the_articles_do_not_say_is_said_so(visitor: Reader) -> None:
    visitor.ask("Who designed the Greyfen dyke?")
    abstention = visitor.page.locator(".abstention")
    expect(abstention).to_contain_text("The articles do not say.")
    expect(abstention).to_contain_text(re.compile(r"Searched \d+ articles, \d+ \w+ \d{4} – "))
    abstention.get_by_text("What came nearest").click()
    expect(abstention.locator("blockquote").first).to_be_visible()


def test_when_the_model_fails_the_evidence_is_the_answer(visitor: Reader, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(Reply(status=500))
    visitor.ask(QUESTION)
    expect(visitor.page.locator(".degraded")).to_contain_text("status 500")
    expect(visitor.page.locator(".degraded blockquote").first).to_be_visible()


def test_a_follow_up_knows_what_was_asked_until_a_new_conversation(visitor: Reader, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(SECTORS)
    visitor.ask(QUESTION)
    visitor.ask("What does he want from Europeans?")
    assert QUESTION in [asked for asked in web_llm.requests if asked.stream][-1].last
    visitor.page.get_by_role("button", name="New conversation").click()
    expect(visitor.page.locator(".welcome")).to_be_visible()
    visitor.ask("What does he want from Europeans?")
    assert QUESTION not in [asked for asked in web_llm.requests if asked.stream][-1].last


def test_stop_ends_the_question_and_the_next_one_is_answered(visitor: Reader, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(Reply("word " * 200, delay=0.3))
    page = visitor.page
    page.get_by_label("Question").fill(QUESTION)
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_be_visible()
    expect(page.locator("#ask")).to_be_hidden()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#current .trouble")).to_contain_text("The evidence stands.")
    expect(page.locator("#stop")).to_be_hidden()
    expect(page.locator(".evidence .card").first).to_be_visible()
    web_llm.replies.append(SECTORS)
    ask(page, QUESTION, timeout=10)
    expect(page.locator("p.answer")).to_contain_text("submarines")


def test_a_wrong_date_is_explained_and_the_question_kept(visitor: Reader) -> None:
    page = visitor.page
    unfold_filters(page)
    page.get_by_label("Since", exact=True).fill("last spring")
    visitor.ask(QUESTION)
    expect(page.locator("#current .trouble")).to_contain_text("“last spring” is no date")
    expect(page.get_by_label("Question")).to_have_value(QUESTION)
    page.get_by_label("Since", exact=True).fill("2024-06-01")
    page.get_by_label("Until").fill("2024-06-30")
    visitor.ask("Which satellite reached orbit?")
    expect(page.locator("#current .exchange")).to_contain_text("Jun 2024")
    assert "Meridian Wire · 10 Apr 2024" not in page.locator("#pane").inner_text()


def test_enter_asks_and_shift_enter_begins_a_line(visitor: Reader) -> None:
    box = visitor.page.get_by_label("Question")
    box.fill("One")
    box.press("Shift+Enter")
    box.press_sequentially("two")
    expect(box).to_have_value("One\ntwo")
    assert not visitor.page.locator(".exchange").count()


def test_an_example_is_asked_with_one_click(visitor: Reader, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(SECTORS)
    visitor.page.get_by_role("button", name=QUESTION).click()
    expect(visitor.page.locator("p.answer")).to_contain_text("submarines")


def test_a_phone_shows_everything_without_scrolling_sideways(
    reader: Visit, web_page: str, web_llm: ScriptedLLM
) -> None:
    visitor = reader(web_page, viewport={"width": 360, "height": 740}, is_mobile=True, has_touch=True)
    page = visitor.page

    def fits() -> bool:
        return bool(page.evaluate("document.documentElement.scrollWidth <= 360"))

    assert fits()
    web_llm.replies.append(SECTORS)
    visitor.ask(QUESTION)
    assert fits()
    page.locator("p.answer .cite").first.tap()
    expect(page.locator(".reading mark")).to_be_in_viewport()
    assert fits()
    page.get_by_role("tab", name="Articles").tap()
    expect(page.locator(".library table")).to_be_visible()
    page.get_by_role("button", name="Add articles").tap()
    assert fits()
    assert not visitor.left


def test_dark_is_dark_and_light_is_light(reader: Visit, web_page: str, tmp_path: Path) -> None:
    def brightness(scheme: str) -> float:
        page = reader(web_page, color_scheme=scheme).page
        assert page.screenshot(path=tmp_path / f"{scheme}.png")
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        ink = page.locator(".welcome h2").evaluate("element => getComputedStyle(element).color")
        parts = [sum(map(int, re.findall(r"\d+", colour)[:3])) / 3 for colour in (ground, ink)]
        assert abs(parts[0] - parts[1]) > 150
        return parts[0]

    assert brightness("light") > 230
    assert brightness("dark") < 40


@contextlib.contextmanager
def visiting(reader: Visit, library: Library, home: Path, llm: ScriptedLLM) -> Iterator[Reader]:
    with served(scripted(library, home, llm)) as address, contextlib.closing(reader(address)) as visitor:
        visitor.page.on("dialog", lambda dialog: dialog.accept())
        yield visitor
        assert not visitor.left
        assert not visitor.complaints


def test_hostile_words_become_no_element_and_no_request(
    reader: Visit, library: Library, tmp_path: Path, web_llm: ScriptedLLM
) -> None:
    text = f"The river Zorn rose by nine metres on Friday, {HOSTILE} said Ann Lee. Nobody was hurt."
    add_articles(library, [RawArticle(text, "-", HOSTILE, HOSTILE, HOSTILE, "2024-01-02", url=f"javascript:{EVIL}")])
    with visiting(reader, library, tmp_path, web_llm) as visitor:
        page = visitor.page
        web_llm.replies.append(Reply(f"The river Zorn rose by nine metres on Friday [1]. {HOSTILE} [1].", delay=0.02))
        visitor.ask(f"How much did the river Zorn rise? {HOSTILE}")
        page.locator(".exchange .cite, .evidence .cite").first.click()
        expect(page.locator(".reading")).to_contain_text("<img src=x onerror")
        page.get_by_role("tab", name="Articles").click()
        expect(page.locator(".library table")).to_contain_text("<img src=x onerror")
        assert page.evaluate("window.hit") is None
        assert not page.locator("#panes img, #panes iframe, #panes script, #panes a[href]").count()


def test_articles_are_pasted_uploaded_found_read_and_removed(
    reader: Visit, library: Library, tmp_path: Path, web_llm: ScriptedLLM
) -> None:
    files = tmp_path / "files"
    files.mkdir()
    (files / "harbour.txt").write_text("Harbour reopens\n\nThe harbour of Lund reopened on Monday.\n", "utf-8")
    (files / "corpus.jsonl").write_text(json.dumps({"_id": "c1", "title": "Corpus story", "text": "Wheat fell."}))
    (files / "photo.png").write_bytes(b"\x89PNG....")
    with visiting(reader, library, tmp_path, web_llm) as visitor:
        page, report = visitor.page, visitor.page.locator("#report")
        expect(page.locator(".welcome")).to_contain_text("nothing to ask about yet")
        page.get_by_role("tab", name="Articles").click()
        page.get_by_role("button", name="Add articles").click()

        page.get_by_label("Title").fill("Bridge closes")
        page.get_by_label("Date").fill("soon")
        page.get_by_label("Text", exact=True).fill("The bridge at Orm closed on Sunday.\n\nTraffic was sent round.")
        page.get_by_role("button", name="Add this article").click()
        expect(report).to_contain_text("“soon” is no date")
        page.get_by_label("Date").fill("2024-03-03")
        page.get_by_role("button", name="Add this article").click()
        expect(report).to_contain_text("added")
        expect(page.get_by_label("Text", exact=True)).to_have_value("")

        page.locator("#upload input[type=file]").set_input_files(sorted(files.iterdir()))
        expect(report).to_contain_text("2 added, 1 failed")
        expect(report).to_contain_text("photo.png")
        expect(page.locator(".library tbody tr")).to_have_count(3)
        expect(page.locator(".masthead")).to_contain_text("3 articles")
        assert not [path for path in tmp_path.glob(".uploads-*/**/*") if path.is_file() and path.stat().st_size]
        assert {article.origin for article in library.catalog.articles()} == {
            "-",
            "upload:harbour.txt",
            "upload:corpus.jsonl:1",
        }

        page.get_by_label("Find").fill("harbour")
        expect(page.locator(".library tbody tr")).to_have_count(1)
        page.locator(".library .headline").click()
        expect(page.locator(".reading")).to_contain_text("The harbour of Lund reopened on Monday.")
        page.locator(".library td input[type=checkbox]").check()
        page.get_by_role("button", name="Remove 1 selected").click()
        expect(page.locator("#removals")).to_contain_text("Removed “Harbour reopens”.")
        expect(page.locator(".library tbody tr")).to_have_count(0)
        page.get_by_label("Find").fill("")
        expect(page.locator(".library tbody tr")).to_have_count(2)
        assert len(library.catalog.articles()) == 2
        expect(page.get_by_role("button", name="Remove selected")).to_be_disabled()

        with library.writing():
            page.get_by_label("Text", exact=True).fill("Another story altogether.")
            page.get_by_role("button", name="Add this article").click()
            expect(report).to_contain_text("Another Dateline process")


def test_samples_give_way_to_the_readers_own_articles(
    reader: Visit, library: Library, tmp_path: Path, web_llm: ScriptedLLM
) -> None:
    add_articles(
        library,
        [
            RawArticle("A sample story.", "-", "Sample", id="s1", sample=True),
            RawArticle("My story.", "-", "Mine", id="m1"),
        ],
    )
    with visiting(reader, library, tmp_path, web_llm) as visitor:
        page = visitor.page
        page.get_by_role("tab", name="Articles").click()
        page.get_by_role("button", name="Start with my own articles").click()
        expect(page.locator("#removals")).to_contain_text("Removed “Sample”.")
        expect(page.get_by_role("button", name="Start with my own articles")).to_have_count(0)
        assert [article.id for article in library.catalog.articles()] == ["m1"]
