"""What happens in the tab Articles: adding, finding and removing."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import get_args

import gradio as gr

from assistant.conversations.types import Conversation
from assistant.errors import DatelineError, QuestionError
from assistant.web import adding, listing, shelf
from assistant.web.adding import Source
from assistant.web.boxes import filters, typed
from assistant.web.narrowed import By, Narrowed, Per, Within, ordered
from assistant.web.progress import progress
from assistant.web.roles import WRITE
from assistant.web.view import QUIET, Updates, View
from assistant.wording import count

logger = logging.getLogger(__name__)

REDRAW_SECONDS = 0.15
"""How far an addition has come is sent to the page at most this often."""
FAILED = "Something failed. What was reported as added before is kept; the table shows it."


class LibraryEvents:
    """The events of the tab Articles."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.parts = view.parts

    def connect(self) -> None:
        at, conversation = self.parts.shelving, self.parts.conversation
        boxes = list(at.boxes.values())
        shown = [at.narrowed, *self.view.shelf_parts(), at.report]
        everything = [at.narrowed, *self.view.library_parts()]
        # One after the other, so that none begins with what the table was narrowed to before another has changed that,
        # and none is shown after a later one. Drawing is Python's work: side by side they would not be faster.
        turn = {"concurrency_limit": 1, "concurrency_id": "shelf", **QUIET}
        changes = [box.change for box in boxes]
        gr.on(changes, self.narrow, [at.narrowed, *boxes], shown, trigger_mode="always_last", **turn)
        looking = [conversation, at.narrowed, *boxes]
        self.parts.header.look(self.look, looking, everything, **turn)
        at.table.put_in_order(self.put_in_order, [at.narrowed], shown, **turn)
        at.table.turn_page(self.turn_page, [at.narrowed], shown, **turn)
        at.timeline.count_per(self.count_per, [at.narrowed], shown, **turn)
        at.timeline.narrow_dates(self.narrow_dates, None, [at.boxes["since"], at.boxes["until"]], **QUIET)
        at.table.ask_these(self.ask_these, [at.narrowed], [self.parts.tabs, *self.view.restriction_parts()], **turn)
        # Two changes at once from this page wait for each other instead of meeting the library's lock.
        # By the same name `Changes` knows what a reader's account may not call.
        one = {"concurrency_limit": 1, "concurrency_id": WRITE, **QUIET}
        form = [at.title, at.outlet, at.published, at.words]
        fetching = [at.fetch.click, at.addresses.submit]
        for changing in (
            at.upload.upload(self.upload, [at.upload], [at.upload, at.report], **one),
            gr.on(fetching, self.fetch, [at.addresses], [at.addresses, at.report], **one),
            at.add.click(self.paste, form, [*form, at.report], **one),
            at.table.remove_articles(self.remove, None, [at.report], **one),
            at.table.remove_samples(self.remove_samples, None, [at.report], **one),
            at.removals.undo_removal(self.undo, None, [at.report], **one),
            at.removals.purge_removal(self.purge, None, [at.report], **one),
        ):
            # An addition takes its time: what the reader does to the table meanwhile stays.
            changing.then(self.draw, looking, everything, **turn)

    def look(self, event: gr.EventData, conversation: Conversation, before: Narrowed, *boxes: str | None) -> Updates:
        """What came or went by another program; what the reader types or reads meanwhile stays."""
        updates = self.draw(conversation, before, *boxes)
        if event._data.get("reading"):
            updates.pop(self.parts.pane, None)
        return updates

    def draw(self, conversation: Conversation, before: Narrowed, *boxes: str | None) -> Updates:
        """The library as it is now, the table narrowed as the boxes say now."""
        try:
            now = self._narrowed(before, boxes)
        except QuestionError:
            now = before
        return {**self.view.contents(conversation, now), self.parts.shelving.narrowed: now}

    def narrow(self, before: Narrowed, *boxes: str | None) -> Updates:
        """The table as the boxes above it say; a date that is none is said, and the table stays."""
        at = self.parts.shelving
        try:
            now = self._narrowed(before, boxes)
        except QuestionError as error:
            return {at.report: listing.trouble(str(error))}
        return {**self._show(now), at.report: ""}

    def _narrowed(self, before: Narrowed, boxes: Sequence[str | None]) -> Narrowed:
        """As the boxes say, from the first page when that is another; QuestionError at an odd date."""
        typed = dict(zip(self.parts.shelving.boxes, boxes, strict=True))
        within: dict[object, Within] = {name: name for name in get_args(Within)}
        added, words = within.get(typed["added"], ""), typed["words"] or ""
        now = replace(before, words=words, filters=filters(typed), added=added)
        return now if now == before else replace(now, page=0)

    def put_in_order(self, narrowed: Narrowed, event: gr.EventData) -> Updates:
        columns: dict[object, By] = {by: by for by in listing.COLUMNS}
        by = columns.get(event._data.get("by"))
        return self._show(ordered(narrowed, by) if by else narrowed, again=True)

    def turn_page(self, narrowed: Narrowed, event: gr.EventData) -> Updates:
        page = event._data.get("page")
        return self._show(replace(narrowed, page=page if isinstance(page, int) else 0), again=True)

    def _show(self, now: Narrowed, *, again: bool = False) -> Updates:
        return {self.parts.shelving.narrowed: now, **self.view.shelved(now, again=again)}

    def count_per(self, narrowed: Narrowed, event: gr.EventData) -> Updates:
        pers: dict[object, Per] = {per: per for per in get_args(Per)}
        return self._show(replace(narrowed, per=pers.get(event._data.get("per"), "")))

    def narrow_dates(self, event: gr.EventData) -> Updates:
        """The days of a bar go into the boxes, which narrow the table."""
        at = self.parts.shelving
        return {at.boxes[name]: str(event._data.get(name, "")) for name in ("since", "until")}

    def ask_these(self, narrowed: Narrowed) -> Updates:
        """The filters of the table become those of the questions that follow."""
        return {self.parts.tabs: gr.Tabs(selected="ask"), **self.view.restrict(typed(narrowed.filters))}

    def upload(self, paths: list[str] | None) -> Iterator[Updates]:
        """Adds the files that were sent, and tells how far each has come; gradio's copies of them are deleted."""
        uploads = [shelf.Upload(Path(path), Path(path).name) for path in paths or []]
        if uploads:
            steps = adding.add_uploads(self.view.library, self.view.changing, uploads)
            yield {self.parts.shelving.upload: None}
            yield from self._follow(steps, "file")

    def fetch(self, typed: str) -> Iterator[Updates]:
        """The same for pages, feeds and sitemaps: one address a line."""
        at = self.parts.shelving
        lines = [line.strip() for line in typed.splitlines() if line.strip()]
        if not lines:
            yield {at.report: listing.trouble("Write a web address first.")}
            return
        addresses = [line if "://" in line else f"https://{line}" for line in dict.fromkeys(lines)]
        yield {at.addresses: ""}
        steps = adding.add_addresses(self.view.library, self.view.changing, addresses)
        yield from self._follow(steps, "address")

    def _follow(self, steps: Iterator[Sequence[Source]], noun: str) -> Iterator[Updates]:
        """Shows how far an addition has come, in the end what became of each article."""
        report, drawn, last = self.parts.shelving.report, 0.0, list[Source]()
        try:
            for step in steps:
                last = list(step)
                if time.monotonic() - drawn >= REDRAW_SECONDS:
                    drawn = time.monotonic()
                    yield {report: progress(last, noun)}
            told = listing.report([line for source in last for line in source.lines])
        except DatelineError as error:
            told = listing.trouble(str(error))
        except Exception:
            logger.exception("adding failed")
            told = listing.trouble(FAILED)
        yield {report: told}

    def paste(self, title: str, outlet: str, published: str, words: str) -> Updates:
        """Adds the article in the form, and empties the form only when that worked."""
        at = self.parts.shelving
        added: list[shelf.Line] = []

        def add() -> str:
            added.extend(shelf.add_pasted(self.view.library, title, outlet, published, words))
            return listing.report(added)

        updates = self._changed(add)
        if any(line.state != "failed" for line in added):
            updates |= dict.fromkeys((at.title, at.outlet, at.published, at.words), "")
        return updates

    def remove(self, event: gr.EventData, request: gr.Request) -> Updates:
        ids = event._data.get("ids")
        chosen = [str(item) for item in ids] if isinstance(ids, list) else []

        def change() -> str:
            shelf.remove(self.view.library, chosen)
            return _quoted(len(self.view.of(request).kept.quoting(chosen)))

        return self._changed(change)

    def remove_samples(self) -> Updates:
        def change() -> str:
            shelf.remove_samples(self.view.library)
            return ""

        return self._changed(change)

    def undo(self, event: gr.EventData) -> Updates:
        """Brings back what was removed together."""

        def change() -> str:
            restored = self.view.library.restore(str(event._data.get("stamp")))
            if not restored:
                return listing.trouble("That was deleted for good already, and cannot be brought back.")
            return listing.report((), f"{count(restored, 'article')} brought back.")

        return self._changed(change)

    def purge(self, event: gr.EventData) -> Updates:
        """Deletes for good, now, what was removed together."""

        def change() -> str:
            deleted = self.view.library.purge(stamp=str(event._data.get("stamp")))
            return listing.report((), f"Deleted {count(deleted, 'article')} for good.")

        return self._changed(change)

    def _changed(self, change: Callable[[], str]) -> Updates:
        """Does `change`, and says what came of it or why it failed."""
        try:
            with self.view.changing:
                told = change()
        except DatelineError as error:
            told = listing.trouble(str(error))
        except Exception:
            logger.exception("changing the library failed")
            told = listing.trouble(FAILED)
        return {self.parts.shelving.report: told}


def _quoted(number: int) -> str:
    """What was removed stands above the table, with what undoes it; this is said of what still quotes it."""
    if not number:
        return ""
    return listing.report((), f"Under Conversations, {count(number, 'answer')} still quoting it can be deleted.")
