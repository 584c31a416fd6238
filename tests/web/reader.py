"""A reader at the browser: opens the page, asks, and notices everything the page asked of the network."""

from typing import Any

from playwright.sync_api import Browser, Page, expect

DONE = "#current .exchange:not(:has(.doing)):not(:has(.draft))"
"""The last exchange once nothing is being done about it any more."""

CUT_OFF = ("AbortError: signal is aborted", "Unexpected error Connection errored out")
"""What Gradio's script says of a call that was under way when its page went away."""


def ask(page: Page, question: str, timeout: float = 30.0) -> None:
    """Asks and waits until the answer, the abstention or the trouble stands; for `timeout` seconds."""
    exchanges = page.locator(".exchange")
    before = exchanges.count()
    box = page.get_by_label("Question")
    box.fill(question)
    box.press("Enter")
    expect(exchanges).to_have_count(before + 1, timeout=timeout * 1000)
    expect(page.locator(DONE)).to_have_count(1, timeout=timeout * 1000)
    expect(page.locator("#ask")).to_be_visible()


def unfold_filters(page: Page) -> None:
    """Opens the filters. Gradio sets what it unfolds a moment later, which would undo what is typed before."""
    page.get_by_role("button", name="Filters").click()
    expect(page.get_by_label("Since", exact=True)).to_be_visible()
    page.wait_for_timeout(400)


def log_in(page: Page, name: str, password: str) -> None:
    """Fills the login page and sends it."""
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Log in").click()


class Reader:
    """One visit to the page, in a browser context of its own."""

    def __init__(self, browser: Browser, address: str, login: tuple[str, str] | None = None, **context: Any) -> None:
        """`login`: the name and password to type where they are asked for."""
        self.address = address
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self._context = browser.new_context(**{"viewport": {"width": 1280, "height": 860}, **context})
        self.page = self._context.new_page()
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda line: self.complaints.append(line.text) if line.type == "error" else None)
        self.page.goto(address)
        if login is not None:
            log_in(self.page, *login)
        expect(self.page.locator("#transcript .welcome")).to_be_visible(timeout=20_000)

    def ask(self, question: str) -> None:
        ask(self.page, question)

    def reload(self) -> None:
        """Loads the page again. What the old page says of calls that this cut off is no fault of ours."""
        before = len(self.complaints)
        self.page.reload()
        cut = [said for said in self.complaints[before:] if said.startswith(CUT_OFF)]
        for said in cut:
            self.complaints.remove(said)

    @property
    def left(self) -> list[str]:
        """Addresses that were asked for beyond our own origin."""
        return [url for url in self.requests if not url.startswith((self.address, "data:", "blob:"))]

    def close(self) -> None:
        self._context.close()
