"""What hostile answers and articles reach: `python -m tests.web.hostile [300]` (Chromium; the model follows a script).

Every article and every answer tries to make the browser ask a sink for something: by images, links, style sheets, SVG,
videos, forms, frames and scripts, as HTML and as Markdown, whole and in pieces, the answers cut every three characters.
The browser is told to ignore the page's content security policy, so that our own code alone keeps them from it. Prints
what reached the sink, what else left the page's origin, and what stands in the page that is not ours.
"""

import contextlib
import sys
import tempfile
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page, expect

from assistant.settings import default_home
from index import weights
from index.embed import SentenceTransformerEmbedder
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import Reply, ScriptedLLM
from tests.web.conftest import launched, scripted, served
from tests.web.reader import Reader

ATTEMPTS = (
    '<img src="{sink}">',
    "<img src={sink} onerror=fetch('{sink}')>",
    "![picture]({sink})",
    "![picture][1]\n\n[1]: {sink}",
    "[click here]({sink})",
    '<a href="{sink}">our source</a>',
    "<{sink}>",
    "[source](javascript:fetch('{sink}'))",
    "<style>*{{background:url({sink})}}</style>",
    "<style>@import '{sink}';</style>",
    '<p style="background:url({sink})">x</p>',
    '<link rel="stylesheet" href="{sink}">',
    '<link rel="prefetch" href="{sink}">',
    "<script>fetch('{sink}');window.hit=1</script>",
    '<script src="{sink}"></script>',
    '<svg><image href="{sink}"/></svg>',
    "<svg/onload=\"fetch('{sink}');window.hit=1\">",
    '<svg><use href="{sink}#x"/></svg>',
    '<video src="{sink}" poster="{sink}" autoplay></video>',
    '<audio src="{sink}" autoplay></audio>',
    '<form action="{sink}"><input autofocus><button>Go on</button></form>',
    '<iframe src="{sink}"></iframe>',
    '<object data="{sink}"></object><embed src="{sink}">',
    '<meta http-equiv="refresh" content="0;url={sink}">',
    '<base href="{sink}">',
    "<details open ontoggle=\"fetch('{sink}');window.hit=1\">",
    '<math href="{sink}">x</math><table background="{sink}">',
    "${{fetch('{sink}')}} {{{{fetch('{sink}')}}}} <%= fetch('{sink}') %>",
    "<template><img src={sink}></template><noscript><img src={sink}></noscript>",
    '<img srcset="{sink} 1x"><picture><source srcset="{sink}"><img></picture>',
)
WAYS = (
    "{}",
    "</p></span></mark></article></div>{}",
    '">{}',
    "'>{}",
    "--></style></script>{}<!--",
    "```html\n{}\n```",
    "[1] {} [1]",
    "\u202e{}\u202c",
    "<b\x0c{}",
    "&lt;{}&gt;",
)
FOREIGN = (
    "#panes :is(img, iframe, script, style, link, video, audio, form, object, embed, base, meta, math, template, use,"
    " image, [style*=url], [onload], [onerror], [ontoggle]), a[href]"
)


@dataclass(frozen=True)
class Reached:
    """What came of it: requests at the sink and elsewhere, elements that are not ours, and whether a script ran."""

    sink: int
    left: tuple[str, ...]
    foreign: tuple[str, ...]
    ran: bool


@contextlib.contextmanager
def sink() -> Iterator[tuple[str, list[str]]]:
    """An address on loopback, and the paths that were asked for there."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(204)
            self.end_headers()

        do_POST = do_HEAD = do_OPTIONS = do_GET

        def log_message(self, format: str, *arguments: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/x", asked
        server.shutdown()


def attempts(number: int, address: str) -> list[str]:
    """So many hostile texts, all different up to 300: every attempt once before any comes in another way."""
    made = [way.format(attempt.format(sink=address)) for way in WAYS for attempt in ATTEMPTS]
    return [made[n % len(made)] for n in range(number)]


def article(number: int, words: str) -> RawArticle:
    """An article of which every part is hostile."""
    text = f"The river of town {number} rose by {number} metres on Friday, {words} said Ann Lee. {words}"
    return RawArticle(text, "-", f"Town {number} {words}", words, words, "2024-01-02", url=words, id=f"town-{number}")


def attack(page: Page, llm: ScriptedLLM, words: list[str]) -> tuple[str, ...]:
    """Asks once for each text, which is the answer, and reads an article and the table now and then; what stands in the
    page that is not ours."""
    foreign: list[str] = []
    for number, hostile in enumerate(words):
        llm.replies.append(Reply(f"The river of town {number} rose by {number} metres [1]. {hostile} [1].", cut=3))
        page.get_by_label("Question").fill(f"How much did the river of town {number} rise? {hostile}")
        page.get_by_label("Question").press("Enter")
        done = f"#current .exchange:not(:has(.doing)) .question:has-text('town {number} ')"
        expect(page.locator(done)).to_be_visible(timeout=60_000)
        if number % 10 == 0:
            page.locator(".evidence .cite").first.click()
            expect(page.locator(".reading mark")).to_be_visible(timeout=60_000)
        foreign += page.locator(FOREIGN).evaluate_all("all => all.map(item => item.outerHTML.slice(0, 200))")
        if number % 10 == 9:
            page.get_by_role("button", name="New conversation").click()
            expect(page.locator(".welcome")).to_be_visible(timeout=60_000)
    page.get_by_role("tab", name="Conversations").click()
    expect(page.locator(".conversations li").first).to_be_visible(timeout=60_000)
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator(".library tbody tr").first).to_be_visible(timeout=60_000)
    foreign += page.locator(FOREIGN).evaluate_all("all => all.map(item => item.outerHTML.slice(0, 200))")
    return tuple(dict.fromkeys(item for item in foreign if not item.startswith('<style id="svelte')))


def reached(visitor: Reader, llm: ScriptedLLM, words: list[str], asked: list[str]) -> Reached:
    """What came of all attempts."""
    foreign = attack(visitor.page, llm, words)
    return Reached(len(asked), tuple(visitor.left), foreign, visitor.page.evaluate("window.hit") is not None)


def main(number: int) -> int:
    """Prints the figures; 1 when anything got through."""
    folder = weights.fetch("all-minilm-l6-v2", default_home())
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        library = stack.enter_context(contextlib.closing(Library(home, lambda: SentenceTransformerEmbedder(folder))))
        address, asked = stack.enter_context(sink())
        words = attempts(number, address)
        add_articles(library, [article(n, hostile) for n, hostile in enumerate(words)])
        llm = stack.enter_context(ScriptedLLM())
        page = stack.enter_context(served(scripted(library, home, llm)))
        browser = stack.enter_context(launched())
        visitor = stack.enter_context(contextlib.closing(Reader(browser, page, bypass_csp=True)))
        found = reached(visitor, llm, words, asked)
    sys.stdout.write(
        f"{number} hostile articles and {number} hostile answers: {found.sink} requests at the sink, {len(found.left)}"
        f" left the page, {len(found.foreign)} elements not ours, scripts ran: {found.ran}\n"
    )
    for item in (*found.left, *found.foreign):
        sys.stdout.write(f"    {item}\n")
    return int(bool(found.sink or found.left or found.foreign or found.ran))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
