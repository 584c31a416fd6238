"""What happens when something on the page is clicked or typed: events in, rendered HTML out."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from assistant.errors import DatelineError
from assistant.pipeline import Assistant
from assistant.types import SearchedArticles
from assistant.web import asking, listing, render, shelf
from assistant.web.asking import Conversation
from assistant.web.layout import Parts
from assistant.web.transcript import header, transcript
from index.ingest import remove_samples

logger = logging.getLogger(__name__)

LATEST = 8
"""Headlines that are offered to read before anything was asked."""

Updates = dict[Any, Any]
"""Component -> its new value, as gradio takes it."""


class Wiring:
    """The page's events, for one assistant and the components of one `Blocks`."""

    def __init__(self, assistant: Assistant, parts: Parts) -> None:
        self.assistant = assistant
        self.library = assistant.library
        self.parts = parts

    def connect(self, blocks: gr.Blocks) -> None:
        """Ties every event of the page to what it does."""
        parts = self.parts
        quiet: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
        blocks.load(self.refresh, self._now(), self._library_parts(), **quiet)
        for html in (parts.asking.transcript, parts.pane, parts.shelving.table):
            html.open_article(
                self.open_article, [parts.conversation], [parts.pane], trigger_mode="always_last", **quiet
            )
        parts.pane.close_article(self.close_article, [parts.conversation], [parts.pane], **quiet)
        self._connect_asking(quiet)
        self._connect_shelving(quiet)

    # --- asking ---------------------------------------------------------------------------------------------------

    def _connect_asking(self, quiet: dict[str, Any]) -> None:
        parts, at = self.parts, self.parts.asking
        changes = [at.question, at.ask, at.stop, at.transcript, parts.pane, parts.conversation]
        typed = [at.question, parts.conversation, at.since, at.until, at.outlet]
        # One model, one question at a time; the others wait. Also one asked while a stopped one is still winding up:
        # otherwise gradio would drop it without a word.
        turn = {"concurrency_limit": 1, "concurrency_id": "ask", "trigger_mode": "multiple", **quiet}
        runs = [
            gr.on([at.question.submit, at.ask.click], self.ask, typed, changes, **turn),
            at.transcript.ask_example(self.example, None, [at.question], **quiet).then(
                self.ask, typed, changes, **turn
            ),
        ]
        at.stop.click(self.stop, [parts.conversation], changes, cancels=runs, **quiet)
        at.new.click(self.new, None, changes, cancels=runs, **quiet)

    def example(self, event: gr.EventData) -> str:
        return str(event._data.get("question", ""))

    def ask(self, question: str, before: Conversation, since: str, until: str, outlet: str | None) -> Iterator[Updates]:
        """Shows the question and its evidence as they come, then the answer in place of the draft."""
        at = self.parts.asking
        if not question.strip():
            yield {at.question: ""}
            return
        shown: object = None
        started = False
        for conversation in asking.ask(self.assistant, before, question, since, until, outlet or ""):
            last = conversation[-1]
            updates = self._working(conversation, working=bool(last.doing))
            # The pane changes only when its content does: the reader may be reading in it.
            if shown != (last.evidence, last.answer):
                shown = last.evidence, last.answer
                updates[self.parts.pane] = self._evidence(conversation)
            # Emptied once: the reader may be typing the next one. One that could not be taken comes back to be mended.
            if last.trouble and not last.evidence:
                updates[at.question] = question
            elif not started:
                updates[at.question] = ""
            started = True
            yield updates

    def stop(self, conversation: Conversation) -> Updates:
        return self._working(asking.stopped(conversation), working=False)

    def new(self) -> Updates:
        return {**self._working((), working=False), self.parts.pane: self._evidence(())}

    def _working(self, conversation: Conversation, *, working: bool) -> Updates:
        at = self.parts.asking
        return {
            at.transcript: self._transcript(conversation),
            at.ask: gr.update(visible=not working),
            at.stop: gr.update(visible=working),
            self.parts.conversation: conversation,
        }

    def _transcript(self, conversation: Conversation) -> str:
        if conversation:
            return transcript(conversation, articles=0, samples=False)
        articles = self.library.catalog.articles()
        return transcript((), articles=len(articles), samples=any(article.sample for article in articles))

    # --- the reading pane -----------------------------------------------------------------------------------------

    def _evidence(self, conversation: Conversation) -> str:
        if not conversation or not (conversation[-1].evidence or conversation[-1].answer):
            return render.newest(self.library.catalog.articles()[:LATEST])
        last = conversation[-1]
        cited = None
        if last.answer is not None and last.answer.degraded is None:
            cited = frozenset(citation.marker for item in last.answer.sentences for citation in item.citations)
        texts = asking.texts(self.assistant, last.evidence)
        return render.evidence(last.evidence, texts, cited)

    def open_article(self, conversation: Conversation, event: gr.EventData) -> str:
        """The article a button named; what the browser sends is only believed as far as the catalog knows it."""
        try:
            asked = event._data
            article = self.library.catalog.article(str(asked["article"]))
            version = int(asked["version"]) or article.version
            words = self.library.catalog.text(article.id, version)
            start, end = int(asked["start"]), int(asked["end"])
        except DatelineError:
            return listing.trouble("This article is no longer in the library.")
        except (KeyError, TypeError, ValueError):
            return listing.trouble("This link leads nowhere.")
        return render.article(
            article, words, version, start, end, back=bool(conversation and conversation[-1].evidence)
        )

    def close_article(self, conversation: Conversation) -> str:
        return self._evidence(conversation)

    # --- the library ----------------------------------------------------------------------------------------------

    def _connect_shelving(self, quiet: dict[str, Any]) -> None:
        at = self.parts.shelving
        changed = [at.report, *self._library_parts()]
        form = [at.title, at.outlet, at.published, at.words]
        # Two changes at once from this page wait for each other instead of meeting the library's lock.
        one = {"concurrency_limit": 1, "concurrency_id": "write", **quiet}
        at.tab.select(self.refresh, self._now(), self._library_parts(), **quiet)
        at.find.change(self.find, [at.find], [at.table], trigger_mode="always_last", **quiet)
        at.upload.upload(self.receive, [at.upload], [at.report], **quiet).then(
            self.upload, [at.upload, *self._now()], [at.upload, *changed], **one
        )
        at.add.click(self.paste, [*form, *self._now()], [*form, *changed], **one)
        at.table.remove_articles(self.remove, self._now(), changed, **one)
        at.table.remove_samples(self.remove_samples, self._now(), changed, **one)

    def _now(self) -> list[Any]:
        """What the page stands at: the conversation, and what the table is narrowed to."""
        return [self.parts.conversation, self.parts.shelving.find]

    def _library_parts(self) -> list[Any]:
        parts = self.parts
        return [
            parts.header,
            parts.pane,
            parts.asking.transcript,
            parts.asking.outlet,
            parts.shelving.table,
        ]

    def refresh(self, conversation: Conversation, narrowed: str) -> Updates:
        """Everything that says what is in the library."""
        catalog, parts = self.library.catalog, self.parts
        articles, looked = catalog.articles(), catalog.searched()
        outlets = sorted({article.source for article in articles if article.source}, key=str.lower)
        updates: Updates = {
            parts.header: header(SearchedArticles(looked.articles, looked.first, looked.last), self.assistant.llm),
            parts.asking.outlet: gr.update(choices=[("All outlets", ""), *((name, name) for name in outlets)]),
            parts.shelving.table: self.find(narrowed),
        }
        if not conversation:
            updates[parts.asking.transcript] = self._transcript(())
            updates[parts.pane] = self._evidence(())
        return updates

    def find(self, words: str) -> str:
        articles = self.library.catalog.articles()
        samples = sum(article.sample for article in articles)
        return listing.table(shelf.find(articles, words), total=len(articles), samples=samples, find=words)

    def receive(self, paths: list[str] | None) -> str:
        return listing.report((), f"Adding {render.count(len(paths or []), 'file')}…")

    def upload(self, paths: list[str] | None, conversation: Conversation, narrowed: str) -> Updates:
        """Adds the files that were sent; gradio's copies of them are deleted, whatever happens."""
        uploads = [shelf.Upload(Path(path), Path(path).name) for path in paths or []]

        def add() -> str:
            return listing.report(shelf.add_uploads(self.library, uploads))

        try:
            return {self.parts.shelving.upload: None, **self._changed(conversation, narrowed, add)}
        finally:
            for upload in uploads:
                upload.path.unlink(missing_ok=True)

    def paste(
        self, title: str, outlet: str, published: str, words: str, conversation: Conversation, narrowed: str
    ) -> Updates:
        """Adds the article in the form, and empties the form only when that worked."""
        at = self.parts.shelving
        added: list[shelf.Line] = []

        def add() -> str:
            added.extend(shelf.add_pasted(self.library, title, outlet, published, words))
            return listing.report(added)

        updates = self._changed(conversation, narrowed, add)
        if any(line.state != "failed" for line in added):
            updates |= dict.fromkeys((at.title, at.outlet, at.published, at.words), "")
        return updates

    def remove(self, conversation: Conversation, narrowed: str, event: gr.EventData) -> Updates:
        ids = event._data.get("ids")
        chosen = [str(item) for item in ids] if isinstance(ids, list) else []
        return self._changed(conversation, narrowed, lambda: _removed(shelf.remove(self.library, chosen)))

    def remove_samples(self, conversation: Conversation, narrowed: str) -> Updates:
        return self._changed(conversation, narrowed, lambda: _removed(remove_samples(self.library)))

    def _changed(self, conversation: Conversation, narrowed: str, change: Callable[[], str]) -> Updates:
        """Does `change`, says what came of it or why it failed, and shows the library as it is then."""
        try:
            told = change()
        except DatelineError as error:
            told = listing.trouble(str(error))
        except Exception:
            logger.exception("changing the library failed")
            told = listing.trouble("Something failed. What was reported as added before is kept; the table shows it.")
        return {self.parts.shelving.report: told, **self.refresh(conversation, narrowed)}


def _removed(number: int) -> str:
    return listing.report((), f"Removed {render.count(number, 'article')}.")
