"""Logging in, asking and logging out, in a real browser: with scripts and without, light and dark."""

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Route, expect

from assistant.accounts.file import AccountsFile
from assistant.accounts.users import Users
from assistant.web.reach import Reach
from index.library import Library
from tests.scripted_llm import ScriptedLLM
from tests.web import axe
from tests.web.conftest import scripted, served
from tests.web.members import PASSWORDS, add_members
from tests.web.reader import Reader, log_in

Visit = Callable[..., Reader]

QUESTION = "What sectors did Campbell name?"
SECTORS = "Campbell named submarines, aeronautical design including stealth technology, and missile capabilities [1]."
ANN, ED = ("ann", PASSWORDS["ann"]), ("ed", PASSWORDS["ed"])


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("colleagues")
    add_members(home)
    return home


@pytest.fixture(scope="module")
def guarded(sample_library: Library, home: Path, web_llm: ScriptedLLM) -> Iterator[str]:
    """The page over the sample articles, where accounts are asked for."""
    with served(scripted(sample_library, home, web_llm), Reach(accounts=True)) as address:
        yield address


def test_a_colleague_logs_in_asks_and_logs_out(reader: Visit, guarded: str, web_llm: ScriptedLLM) -> None:
    visitor = reader(guarded, login=ANN)
    page = visitor.page
    expect(page.locator(".account")).to_contain_text("ann · reader")
    web_llm.replies.append(SECTORS)
    visitor.ask(QUESTION)
    expect(page.locator("p.answer")).to_contain_text("submarines")
    asked = page.url
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("status")).to_have_text("You are logged out.")
    page.go_back()
    expect(page.get_by_label("Password")).to_be_visible()
    expect(page.locator("p.answer")).to_have_count(0)
    page.goto(asked)
    log_in(page, *ANN)
    expect(page.locator("p.answer")).to_contain_text("submarines")
    assert page.url == asked
    page.get_by_role("button", name="Log out").click()
    log_in(page, *ED)
    expect(page.locator(".account")).to_contain_text("ed · editor")
    page.get_by_role("tab", name="Conversations").click()
    expect(page.locator(".conversations")).to_contain_text("What you ask is kept here")
    page.goto(asked)
    expect(page.locator("#notice")).to_contain_text("not kept here")
    assert not visitor.left
    assert not visitor.complaints


def test_a_reader_sees_no_buttons_that_change_the_library_and_an_editor_does(reader: Visit, guarded: str) -> None:
    for login, there in ((ANN, False), (ED, True)):
        page = reader(guarded, login=login).page
        page.get_by_role("tab", name="Articles").click()
        expect(page.locator(".library tbody tr").first).to_be_visible()
        for words in ("Add articles", "Remove selected", "Start with my own articles"):
            expect(page.get_by_role("button", name=words)).to_have_count(1 if there else 0)
        expect(page.locator(".library td").get_by_role("checkbox")).to_have_count(
            page.locator(".library tbody tr").count() if there else 0
        )


def test_a_login_that_ends_while_the_page_is_open_leads_to_the_login_page(
    reader: Visit, guarded: str, home: Path
) -> None:
    visitor = reader(guarded, login=ANN)
    with contextlib.closing(AccountsFile(home)) as file:
        Users(file).set_password("ann", PASSWORDS["ann"])
    visitor.page.get_by_label("Question").fill(QUESTION)
    visitor.page.keyboard.press("Enter")
    expect(visitor.page.get_by_label("Password")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1280])
def test_the_login_page_needs_no_script_and_has_nothing_that_axe_finds_wrong(
    browser: Browser, guarded: str, scheme: str, width: int
) -> None:
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 740})  # type: ignore[arg-type]
    with contextlib.closing(context):
        page = context.new_page()
        requests: list[str] = []
        page.on("request", lambda request: requests.append(request.url))
        page.goto(guarded)
        expect(page.get_by_label("Name")).to_be_focused()
        assert requests == [guarded, f"{guarded}login"], "nothing but the page itself is fetched"
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        dark = page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(23, 24, 27)"
        assert dark is (scheme == "dark")
        assert not axe.violations(page)
        page.keyboard.type("ann")
        page.keyboard.press("Tab")
        page.keyboard.type("a wrong password")
        page.keyboard.press("Enter")
        alert = page.get_by_role("alert")
        expect(alert).to_contain_text("do not belong together")
        expect(page.get_by_label("Password")).to_be_focused()
        expect(page.get_by_label("Password")).to_have_accessible_description(alert.text_content() or "")
        expect(page.get_by_label("Name")).to_have_value("ann")
        assert "Log in again" in page.title()
        assert not axe.violations(page)


def test_a_logout_says_what_it_did_though_the_page_asks_for_something_meanwhile(reader: Visit, guarded: str) -> None:
    def slowly(route: Route) -> None:
        done = route.fetch(max_redirects=0)  # the login is over, and its page does not know yet
        time.sleep(1)
        route.fulfill(response=done)

    visitor = reader(guarded, login=ANN)
    page = visitor.page
    page.route("**/logout", slowly)
    page.evaluate("document.addEventListener('submit', () => setInterval(() => fetch('generation'), 50))")
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("status")).to_have_text("You are logged out.")
    visitor.complaints.clear()  # the browser tells of what it was refused


def test_logging_in_and_out_works_without_scripts(browser: Browser, guarded: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    with contextlib.closing(context):
        page = context.new_page()
        page.goto(guarded)
        log_in(page, *ED)
        page.wait_for_url(guarded)
        (cookie,) = context.cookies()
        assert cookie["httpOnly"] is True
        assert cookie["sameSite"] == "Lax"


@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_with_its_account_has_nothing_that_axe_finds_wrong(reader: Visit, guarded: str, width: int) -> None:
    page = reader(guarded, login=ED, viewport={"width": width, "height": 800}).page
    expect(page.locator(".account")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert not axe.violations(page)
