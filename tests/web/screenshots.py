"""Pictures of the page in every state a reader meets: `python -m tests.web.screenshots FOLDER [LOOK...]`.

A look is a size and a scheme, `phone-dark`; all six without one. The model follows a script. Without a FOLDER the
pictures of the README are taken anew.
"""

import contextlib
import io
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, expect

from assistant.settings import default_home
from index import weights
from index.embed import SentenceTransformerEmbedder
from index.ingest import add_articles, add_samples
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import Reply, ScriptedLLM
from tests.web.conftest import launched, scripted, served
from tests.web.reader import Reader, unfold_filters

README = Path(__file__).parent / "pictures"
COLOURS = 128
"""In a picture: few enough to keep it small."""
SIZES = {"phone": (360, 740), "laptop": (1280, 860), "wide": (1920, 1000)}

QUESTION = "What sectors did Campbell name?"
SECTORS = "Campbell named submarines, aeronautical design including stealth technology, and missile capabilities [1]."
FERRY = "How many passengers did the Karsund ferry carry?"
STORY = "The Karsund ferry carried {} passengers on its last crossing, the harbour office said on Monday."


class Photographer:
    """One open page whose picture is taken under a name."""

    def __init__(self, visitor: Reader, llm: ScriptedLLM, take: Callable[[Page, str], None]) -> None:
        self.page = visitor.page
        self.ask = visitor.ask
        self.llm = llm
        self._take = take

    def take(self, name: str) -> None:
        self.page.wait_for_timeout(500)  # smooth scrolling and gradio's transitions come to rest
        self._take(self.page, name)

    def say(self, *replies: Reply | str) -> None:
        self.llm.replies.extend(replies)


def answers(at: Photographer) -> None:
    """Before, while and after a question is answered, and its citation opened."""
    at.take("welcome")
    at.say(Reply(SECTORS, delay=0.3))
    at.page.get_by_label("Question").fill(QUESTION)
    at.page.keyboard.press("Enter")
    expect(at.page.locator(".draft p")).to_contain_text("aeronautical", timeout=20_000)
    at.take("streaming")
    expect(at.page.locator("p.answer")).to_be_visible(timeout=20_000)
    at.take("answer")
    at.page.locator("p.answer .cite").first.hover()
    at.take("quote")
    at.page.locator("p.answer .cite").first.click()
    expect(at.page.locator(".reading mark")).to_be_visible()
    at.page.mouse.move(5, 5)
    at.take("reading")


def troubles(at: Photographer) -> None:
    """What is withheld, not known, or cannot be said."""
    at.say(f"{SECTORS} He named 400 ships [1].")
    at.ask(QUESTION)
    at.page.get_by_text("Withheld: 1 sentence").first.click()
    at.take("withheld")
    at.ask("Who designed the Greyfen dyke?")
    at.page.locator("#current .nearest summary").click()
    at.take("unknown")
    at.say(Reply(status=500))
    at.ask("What does Campbell want from Europeans?")
    at.take("error")
    unfold_filters(at.page)
    at.page.get_by_label("Since", exact=True).fill("last spring")
    at.ask("And since then?")
    at.take("trouble")


def shelves(at: Photographer) -> None:
    """The library, what is added to it and fails, and the conversations."""
    page = at.page
    page.get_by_role("tab", name="Articles").click()
    expect(page.locator(".library table")).to_be_visible()
    at.take("library")
    page.get_by_role("button", name="Add articles").click()
    files = [("notes.txt", b"Tram line 4 closes\n\nTram line 4 in Orm closes on Monday."), ("photo.png", b"\x89PNG...")]
    kind = "application/octet-stream"
    sent: list[FilePayload] = [{"name": name, "mimeType": kind, "buffer": body} for name, body in files]
    page.locator("#upload input[type=file]").set_input_files(sent)
    expect(page.locator("#report")).to_contain_text("failed")
    at.take("adding")
    page.get_by_label("Select Tram line 4 closes").check()
    page.locator("[data-remove]").click()
    expect(page.locator("[data-undo]")).to_be_visible()
    page.locator("#removals").scroll_into_view_if_needed()
    at.take("removed")
    page.get_by_role("tab", name="Conversations").click()
    page.get_by_text("Rename, export, delete").first.click()
    at.take("conversations")


def changes(at: Photographer, library: Library) -> None:
    """An answer whose article has changed since."""
    add_articles(library, [ferry(90)])
    at.page.get_by_role("tab", name="Ask").click()
    at.page.get_by_role("button", name="New conversation").click()
    expect(at.page.locator(".welcome")).to_be_visible()
    at.say("The Karsund ferry carried 90 passengers on its last crossing [1].")
    at.ask(FERRY)
    add_articles(library, [ferry(80)])
    at.page.reload()
    expect(at.page.locator("p.note.newer")).to_be_visible()
    at.take("changed")


def ferry(passengers: int) -> RawArticle:
    return RawArticle(STORY.format(passengers), "-", "Ferry makes its last crossing", "Coast Daily", id="ferry")


@contextlib.contextmanager
def studio() -> Iterator[tuple[Library, str, ScriptedLLM, Browser]]:
    """The sample articles, their page, the script of its model, and a browser."""
    folder = weights.fetch("all-minilm-l6-v2", default_home())
    with contextlib.ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        library = stack.enter_context(contextlib.closing(Library(home, lambda: SentenceTransformerEmbedder(folder))))
        add_samples(library)
        llm = stack.enter_context(ScriptedLLM(default="Not in the articles."))
        address = stack.enter_context(served(scripted(library, home, llm)))
        yield library, address, llm, stack.enter_context(launched())


def picture(page: Page, path: Path) -> None:
    """What is in sight, in few colours: a screenshot as it comes is several times as large."""
    with Image.open(io.BytesIO(page.screenshot())) as shot:
        shot.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def every_state(folder: Path, looks: Sequence[str]) -> None:
    """All states, each by size, scheme and name."""
    folder.mkdir(parents=True, exist_ok=True)
    with studio() as (library, address, llm, browser):
        for look in looks or [f"{size}-{scheme}" for size in SIZES for scheme in ("light", "dark")]:
            with opened(browser, address, look) as visitor:
                at = Photographer(visitor, llm, partial(_keep, folder, f"{look}-"))
                answers(at)
                troubles(at)
                shelves(at)
                changes(at, library)
            sys.stdout.write(f"{look} done\n")


def opened(browser: Browser, address: str, look: str) -> "contextlib.closing[Reader]":
    """The page in one size and scheme."""
    size, scheme = look.split("-")
    width, height = SIZES[size]
    touched: dict[str, Any] = {"is_mobile": True, "has_touch": True} if size == "phone" else {}
    viewport = {"width": width, "height": height}
    return contextlib.closing(
        Reader(browser, address, viewport=viewport, color_scheme=scheme, reduced_motion="reduce", **touched)
    )


def readme() -> None:
    """The README's three: an answer with its article, the library, and not knowing, in the dark."""
    with studio() as (_, address, llm, browser):
        with opened(browser, address, "laptop-light") as visitor:
            at = Photographer(visitor, llm, partial(_keep, README, ""))
            at.say(SECTORS)
            at.ask(QUESTION)
            at.page.locator("p.answer .cite").first.click()
            expect(at.page.locator(".reading mark")).to_be_visible()
            at.take("ask")
            at.page.get_by_role("tab", name="Articles").click()
            expect(at.page.locator(".library table")).to_be_visible()
            at.take("library")
        with opened(browser, address, "laptop-dark") as visitor:
            at = Photographer(visitor, llm, partial(_keep, README, ""))
            at.ask("Who designed the Greyfen dyke?")
            at.page.locator("#current .nearest summary").click()
            at.take("unknown")


def _keep(folder: Path, before: str, page: Page, name: str) -> None:
    picture(page, folder / f"{before}{name}.png")


if __name__ == "__main__":
    expect.set_options(timeout=30_000)
    if len(sys.argv) > 1:
        every_state(Path(sys.argv[1]), sys.argv[2:])
    else:
        readme()
