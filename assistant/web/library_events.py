"""What happens in the tab Articles: adding, finding and removing."""

import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.conversations.types import Conversation
from assistant.errors import DatelineError, QuestionError
from assistant.web import listing, shelf
from assistant.web.asking import filters
from assistant.web.shelf import Narrowed
from assistant.web.view import QUIET, Updates, View
from assistant.wording import count
from index.ingest import remove_samples

logger = logging.getLogger(__name__)


class LibraryEvents:
    """The events of the tab Articles."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.parts = view.parts

    def connect(self) -> None:
        at = self.parts.shelving
        changed = [at.report, *self.view.library_parts()]
        form = [at.title, at.outlet, at.published, at.words]
        # Two changes at once from this page wait for each other instead of meeting the library's lock.
        one = {"concurrency_limit": 1, "concurrency_id": "write", **QUIET}
        at.tab.select(self.view.contents, self._now(), self.view.library_parts(), **QUIET)
        typed = [at.find, at.since, at.until, at.from_outlet, at.narrowed]
        shown = [at.narrowed, at.table, at.report]
        changes = [at.find.change, at.since.change, at.until.change, at.from_outlet.change]
        gr.on(changes, self.narrow, typed, shown, trigger_mode="always_last", **QUIET)
        at.table.put_in_order(self.put_in_order, [at.narrowed], [at.narrowed, at.table], **QUIET)
        asking = self.parts.asking
        filters = [asking.since, asking.until, asking.outlet]
        at.table.ask_these(self.ask_these, [at.narrowed], [self.parts.tabs, *filters], **QUIET)
        at.upload.upload(self.receive, [at.upload], [at.report], **QUIET).then(
            self.upload, [at.upload, *self._now()], [at.upload, *changed], **one
        )
        at.add.click(self.paste, [*form, *self._now()], [*form, *changed], **one)
        at.table.remove_articles(self.remove, self._now(), changed, **one)
        at.table.remove_samples(self.remove_samples, self._now(), changed, **one)

    def _now(self) -> list[Any]:
        """What the page stands at: the conversation, and what the table is narrowed to."""
        return [self.parts.conversation, self.parts.shelving.narrowed]

    def narrow(self, words: str, since: str, until: str, outlet: str | None, before: Narrowed) -> Updates:
        """The table as the boxes above it say; a date that is none is said, and the table stays."""
        at = self.parts.shelving
        try:
            now = replace(before, words=words, filters=filters(since, until, outlet or ""))
        except QuestionError as error:
            return {at.report: listing.trouble(str(error))}
        return {at.narrowed: now, at.table: self.view.table(now), at.report: ""}

    def put_in_order(self, narrowed: Narrowed, event: gr.EventData) -> Updates:
        columns: dict[object, shelf.By] = {by: by for by in listing.COLUMNS}
        by = columns.get(event._data.get("by"))
        now = shelf.ordered(narrowed, by) if by else narrowed
        return {self.parts.shelving.narrowed: now, self.parts.shelving.table: self.view.table(now)}

    def ask_these(self, narrowed: Narrowed) -> Updates:
        """The table's outlet and dates become those of the questions that follow."""
        at, chosen = self.parts.asking, narrowed.filters
        since, until = (day.isoformat() if day else "" for day in (chosen.since, chosen.until))
        values = {at.since: since, at.until: until, at.outlet: chosen.source or ""}
        return {self.parts.tabs: gr.Tabs(selected="ask"), **values}

    def receive(self, paths: list[str] | None) -> str:
        return listing.report((), f"Adding {count(len(paths or []), 'file')}…")

    def upload(self, paths: list[str] | None, conversation: Conversation, narrowed: Narrowed) -> Updates:
        """Adds the files that were sent; gradio's copies of them are deleted, whatever happens."""
        uploads = [shelf.Upload(Path(path), Path(path).name) for path in paths or []]

        def add() -> str:
            return listing.report(shelf.add_uploads(self.view.library, uploads))

        try:
            return {self.parts.shelving.upload: None, **self._changed(conversation, narrowed, add)}
        finally:
            for upload in uploads:
                upload.path.unlink(missing_ok=True)

    def paste(
        self, title: str, outlet: str, published: str, words: str, conversation: Conversation, narrowed: Narrowed
    ) -> Updates:
        """Adds the article in the form, and empties the form only when that worked."""
        at = self.parts.shelving
        added: list[shelf.Line] = []

        def add() -> str:
            added.extend(shelf.add_pasted(self.view.library, title, outlet, published, words))
            return listing.report(added)

        updates = self._changed(conversation, narrowed, add)
        if any(line.state != "failed" for line in added):
            updates |= dict.fromkeys((at.title, at.outlet, at.published, at.words), "")
        return updates

    def remove(self, conversation: Conversation, narrowed: Narrowed, event: gr.EventData) -> Updates:
        ids = event._data.get("ids")
        chosen = [str(item) for item in ids] if isinstance(ids, list) else []
        return self._changed(conversation, narrowed, lambda: _removed(shelf.remove(self.view.library, chosen)))

    def remove_samples(self, conversation: Conversation, narrowed: Narrowed) -> Updates:
        return self._changed(conversation, narrowed, lambda: _removed(remove_samples(self.view.library)))

    def _changed(self, conversation: Conversation, narrowed: Narrowed, change: Callable[[], str]) -> Updates:
        """Does `change`, says what came of it or why it failed, and shows the library as it is then."""
        try:
            with self.view.calls.changing:
                told = change()
        except DatelineError as error:
            told = listing.trouble(str(error))
        except Exception:
            logger.exception("changing the library failed")
            told = listing.trouble("Something failed. What was reported as added before is kept; the table shows it.")
        return {self.parts.shelving.report: told, **self.view.contents(conversation, narrowed)}


def _removed(number: int) -> str:
    return listing.report((), f"Removed {count(number, 'article')}.")
