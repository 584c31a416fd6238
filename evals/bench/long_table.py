"""How long the page blocks with many articles and messages: `python -m evals.bench.long_table [ARTICLES] [MESSAGES]`.

Makes a library of articles of one sentence each (vectors from their words' hashes: no model is loaded) and one long
conversation, serves them, and does in a real browser what a reader does. Of each step it prints the longest task of the
page's main thread (a `longtask` entry, so 50 ms or more; "-" when there was none), which other programs lengthen; the
processor time of all its tasks together, which they do not; and when the result was shown.
"""

import hashlib
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright

from assistant.conversations.store import Conversations
from assistant.pipeline import Assistant
from assistant.settings import load
from assistant.web.app import serve
from assistant.web.asking import ask
from assistant.web.line import Line
from assistant.web.reach import Reach
from evals.bench.page import CHROMIUM, FLAGS
from index.embed import Embedded, PassageText, Vectors
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle

OUTLETS = [
    f"{place} {kind}" for place in ("Arvenia", "Merrow", "Halvik", "Orm") for kind in ("Post", "Courier", "Wire")
]
THINGS = "ferry bridge budget harbour strike election storm hospital tram school mine river court farm museum".split()
OBSERVE = """
window.tasks = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => tasks.push(entry.duration)))
  .observe({ type: "longtask", buffered: true });
"""
SETTLED_SECONDS = 0.5
"""The page rests so long before a step counts as over."""


class Hashed:
    """Unit vectors that depend on the words alone."""

    name = "hashed"

    def embed_question(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).standard_normal(16).astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[Embedded]:
        vectors = [self.embed_question(item.text) for item in passages]
        return [
            Embedded(vector, np.stack([vector] * len(item.spans)))
            for vector, item in zip(vectors, passages, strict=True)
        ]


def articles(number: int) -> list[RawArticle]:
    """Stories of one sentence, over three years and a dozen outlets."""
    made = []
    for n in range(number):
        thing, other = THINGS[n % len(THINGS)], THINGS[(n // 7) % len(THINGS)]
        day = date(2022, 1, 1) + timedelta(days=n * 7919 % 1095)
        words = f"The {thing} of town {n} is discussed beside the {other}, said Ann Lee on the day it reopened."
        title = f"Town {n} and the long talk about its {thing} and {other}"
        outlet, language = OUTLETS[n % len(OUTLETS)], "de" if n % 11 == 0 else "en"
        made.append(RawArticle(words, "-", title, outlet, published=day.isoformat(), language=language, id=f"town-{n}"))
    return made


def talk(assistant: Assistant, kept: Conversations, messages: int) -> None:
    """One conversation of so many messages, half of them questions, answered with quotes."""
    for n in range(messages // 2):
        *_, exchange = ask(assistant, Line(1), (), f"What is said of the {THINGS[n % len(THINGS)]} of town {n}?")
        kept.keep("long", exchange)


class Watched:
    """The page, and what each step did to its main thread."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.worst = 0.0
        self._session = page.context.new_cdp_session(page)
        self._session.send("Performance.enable", {"timeDomain": "threadTicks"})
        sys.stdout.write(f"{'':30} longest task  processor   shown after\n")

    def step(self, name: str, act: Callable[[], object], shown: str) -> None:
        """Does something, waits for what it shows, and prints the longest task."""
        self.page.evaluate("tasks.length = 0")
        begun, worked = time.monotonic(), self._processor()
        act()
        self.page.locator(shown).first.wait_for()
        seconds = time.monotonic() - begun
        time.sleep(SETTLED_SECONDS)
        now, tasks = self._processor(), self.page.evaluate("tasks")
        worked = now - worked if now >= worked else now  # a page that was loaded anew counts from nothing
        longest = max(tasks, default=0.0)
        self.worst = max(self.worst, longest)
        told = f"{longest:6.0f} ms" if tasks else "     -   "
        sys.stdout.write(f"{name:30} {told}  {worked:6.0f} ms  {seconds * 1000:6.0f} ms\n")
        sys.stdout.flush()

    def _processor(self) -> float:
        """Milliseconds of processor time that the page's main thread has worked: other programs do not lengthen it."""
        metrics = self._session.send("Performance.getMetrics")["metrics"]
        return next(float(item["value"]) * 1000 for item in metrics if item["name"] == "TaskDuration")


def read(watched: Watched) -> None:
    """What a reader does with a long table."""
    page, step = watched.page, watched.step
    find, rows = page.locator("#find textarea, #find input").first, ".library tbody tr"
    step("open the tab Articles", page.get_by_role("tab", name="Articles").click, rows)
    step(
        "the last page", page.get_by_role("button", name="Last", exact=True).click, "[data-page]:disabled >> text=Last"
    )
    for column in ("Title", "Outlet", "Words", "Date"):
        button = page.locator(".library thead").get_by_role("button", name=column)
        step(f"order by {column.lower()}", button.click, f"th.{column.lower()}[aria-sort]")
    step("type five letters", lambda: find.press_sequentially("ferry", delay=60), ".toolbar >> text=/ of .* article/")
    step("empty the find box", lambda: find.fill(""), ".toolbar >> text=/^[0-9,]+ articles?$/")
    step("click a bar of the timeline", page.locator(".timeline g rect:last-child").last.click, "text=All dates")
    step("all dates again", page.get_by_text("All dates").click, ".toolbar >> text=/^[0-9,]+ articles?$/")
    step("count per week", page.get_by_role("button", name="Years").click, "[data-per=year][aria-pressed=true]")
    step("select all on the page", page.get_by_label("Select all").check, "[data-remove]:enabled")
    step("remove them", page.locator("[data-remove]").click, "[data-undo]")
    step("bring them back", page.get_by_role("button", name="Undo").click, "#report >> text=brought back")
    step("open an article", page.locator(".library .headline").first.click, ".reading")


def converse(watched: Watched, address: str) -> None:
    """What a reader does with a long conversation."""
    page, step = watched.page, watched.step
    step("load the long conversation", lambda: page.goto(f"{address}?conversation=long"), "#current .exchange")
    step("unroll it", page.locator("[data-unroll]").click, "#past:not(:has([data-unroll])) .exchange")
    box = page.get_by_label("Question")
    step("type a question", lambda: box.press_sequentially("What of the ferry?", delay=30), "#ask")
    before = page.locator(".exchange").count()
    step("ask it", lambda: box.press("Enter"), f".exchange >> nth={before}")
    step("open its first quote", page.locator("#current .cite").first.click, ".reading mark")


def main(number: int, messages: int) -> None:
    """Prints a line a step, and the worst."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        settings = load(Path(folder), {})
        library = Library(settings.home, Hashed)
        begun = time.monotonic()
        add_articles(library, articles(number))
        assistant = Assistant(library, None, settings)
        kept = Conversations(settings.home)
        talk(assistant, kept, messages)
        kept.close()
        sys.stdout.write(f"{number} articles and {messages} messages made in {time.monotonic() - begun:.0f} s\n")
        ready, at = threading.Event(), [""]

        def tell(address: str) -> None:
            at[0] = address
            ready.set()

        threading.Thread(target=serve, args=(assistant, Reach("127.0.0.1"), 0, False, tell), daemon=True).start()
        ready.wait(120)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.add_init_script(OBSERVE)
            page.goto(at[0])
            page.locator("#transcript .welcome").wait_for()
            time.sleep(2)
            watched = Watched(page)
            read(watched)
            table = watched.worst
            converse(watched, at[0])
            browser.close()
    sys.stdout.write(
        f"longest task after load, in the table: {table:.0f} ms; with the conversation: {watched.worst:.0f} ms\n"
    )


if __name__ == "__main__":
    given = [int(word) for word in sys.argv[1:3]]
    main(*(given + [5000, 200][len(given) :]))
