"""Do citations open at exactly their words? `python -m tests.web.clicks [100]` (Chromium; no model, vectors made up).

Kept answers cite spans of articles in Latin, Arabic, Hebrew and Chinese script, with emoji and letters made of several
characters, within a paragraph and across several, in the version the article has now and in one from before an edit.
Each citation is clicked in the browser, and the words marked then are compared with the span.
"""

import contextlib
import random
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Page, expect

from assistant.conversations.store import Conversations
from assistant.conversations.types import Exchange
from assistant.pipeline import Assistant
from assistant.settings import load
from assistant.types import Answer, Citation, Evidence, SearchedArticles, Sentence
from evals.bench.long_table import Hashed
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.web.conftest import launched, served
from tests.web.reader import Reader

A_PAGE = 10
"""Citations of one kept answer."""
STORIES = {
    "latin": "The river Zorn rose by nine metres. “Nobody slept,” said Ann Lee.\n\nOn Monday it fell; the mill"
    " re-opened.\n\nThe <b>council</b> & the port [1] agreed to pay €4.5 million.",
    "arabic": "ارتفع منسوب النهر تسعة أمتار يوم الجمعة. قالت السلطات إن أحدا لم يصب.\n\nعاد المصنع (Mill 4) إلى العمل"
    " يوم الاثنين، بحسب آن لي.",
    "hebrew": "הנהר עלה בתשעה מטרים ביום שישי. איש לא נפגע, אמרה אן לי.\n\nהטחנה נפתחה מחדש ב-12 בחודש.",
    "chinese": "河水星期五上涨了九米。安·李说，没有人受伤。\n\n磨坊于星期一重新开放，费用为四百五十万欧元。",
    "made of several": "🌊🌊 The cafe\u0301 by the Zorn 👩‍👩‍👧‍👦 reopened 𝒮unday.\r\n\r\nनदी नौ मीटर बढ़ी।"
    " \u202eesrever\u202c 🇫🇷 flags\tflew.",
}
EDITED = "Corrected on Tuesday. 订正 🌊 "
"""What an edit puts before a story: every offset is another one then."""


def stored(library: Library) -> list[tuple[str, int, str]]:
    """Adds the stories, edits every other one; id, version and text of every version."""
    found = []
    for number, (name, text) in enumerate(STORIES.items()):
        article = RawArticle(
            text, "-", f"About the river, {name}", "City Post", published="2024-01-02", id=f"story-{number}"
        )
        add_articles(library, [article])
        if number % 2 == 0:
            add_articles(library, [replace(article, text=EDITED + text)])
        for version in range(1, library.catalog.article(f"story-{number}").version + 1):
            found.append((f"story-{number}", version, library.catalog.text(f"story-{number}", version)))
    return found


def spans(library: Library, number: int) -> Iterator[Citation]:
    """So many citations: spans of all versions in turn, of every length, with the same seed each time."""
    texts, dice = stored(library), random.Random(7)
    for marker in range(number):
        name, version, text = texts[marker % len(texts)]
        start = dice.randrange(len(text) - 1)
        end = dice.randrange(start + 1, len(text) + 1)
        if not text[start:end].strip():  # a citation has words
            start, end = 0, len(text)
        yield Citation(marker % A_PAGE + 1, library.catalog.article(name), version, start, end, text[start:end])


def exchange(name: str, cited: Sequence[Citation]) -> Exchange:
    """An answer that cites these, as it is kept."""
    sentences, text = [], ""
    for mark in cited:
        said = f"Of the river much was said [{mark.marker}]."
        sentences.append(Sentence(said, len(text), len(text) + len(said), "supported", (mark,)))
        text += f"{said} "
    pieces = [Evidence(m.marker, m.article, m.version, m.start, m.end, m.quote, 1.0, 0.5) for m in cited]
    looked = SearchedArticles(len(STORIES), None, None)
    answer = Answer(name, "River?", "River?", text, tuple(sentences), tuple(pieces), (), None, looked, "kept")
    return Exchange(
        "What was said of the river?", name, "2024-05-01T10:00:00+00:00", evidence=tuple(pieces), answer=answer
    )


def wrong(page: Page, address: str, cited: Sequence[Citation]) -> list[str]:
    """Clicks every citation of the kept answers; those where other words are marked, with both."""
    found = []
    for number, mark in enumerate(cited):
        if number % A_PAGE == 0:
            page.goto(f"{address}?answer={number // A_PAGE:032}")
        page.locator("p.answer .cite").nth(number % A_PAGE).click(timeout=60_000)
        place = f"{mark.article.id}:{mark.version}:{mark.start}:{mark.end}"
        reading = page.locator(".reading")
        expect(reading).to_have_attribute("data-place", place, timeout=60_000)
        shown = reading.locator("mark").evaluate("mark => mark.textContent")
        expect(reading.locator("mark")).to_be_in_viewport(timeout=10_000)
        if shown != mark.quote:
            found.append(f"{place}: {mark.quote!r}, marked {shown!r}")
    return found


def keep(home: Path, cited: Sequence[Citation]) -> None:
    """Keeps an answer for every ten of them."""
    with contextlib.closing(Conversations(home)) as kept:
        for begin in range(0, len(cited), A_PAGE):
            name = f"{begin // A_PAGE:032}"
            kept.keep(name, exchange(name, cited[begin : begin + A_PAGE]))


def main(number: int) -> int:
    """Prints how many were exact; 1 when not all were."""
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        library = stack.enter_context(contextlib.closing(Library(home, Hashed)))
        cited = list(spans(library, number))
        keep(home, cited)
        address = stack.enter_context(served(Assistant(library, None, load(home, {}))))
        browser = stack.enter_context(launched())
        visitor = stack.enter_context(contextlib.closing(Reader(browser, address)))
        found = wrong(visitor.page, address, cited)
    across = sum("\n" in mark.quote for mark in cited)
    before = sum(mark.version < mark.article.version for mark in cited)
    sys.stdout.write(
        f"{number - len(found)} of {number} citations opened at exactly their words; {across} went across paragraphs,"
        f" {before} were from before an edit\n"
    )
    for item in found:
        sys.stdout.write(f"    {item}\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 100))
