"""What programs do with the page: ask, search, show and add. Arguments in, the documented JSON out.

They stand in the same line before the model as the readers of the page, and take the same turns in changing the
library. Knows neither gradio nor MCP.
"""

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from assistant.condense import condense
from assistant.errors import ReadError
from assistant.pipeline import Assistant, Checking, Draft, EvidenceReady
from assistant.serialise import add_json, answer_json, search_json, show_json
from assistant.types import Answer
from assistant.web import shelf
from assistant.web.arguments import Add, Ask, Search, Show
from assistant.web.asking import PATIENCE_SECONDS
from assistant.web.boxes import filters
from assistant.web.line import ENDPOINT_WIDTH, Line
from assistant.wording import count
from index.fetch.fetcher import Fetcher
from index.ingest import add_articles
from index.search import search
from index.types import Failure, RawArticle

FAILED = "Something failed that should not have; the log of Dateline says what. What was added before is kept."

Json = dict[str, Any]
Tell = Callable[[str], None]
"""Is told what is being done, again and again while it is; what it raises ends the call."""


class Calls:
    """One for each page. Every method raises a DatelineError when it cannot."""

    def __init__(self, assistant: Assistant, fetcher: Callable[[], Fetcher] = Fetcher) -> None:
        self.assistant = assistant
        # The embedded model answers one question at a time; an endpoint was made for more.
        self.line = Line(ENDPOINT_WIDTH if assistant.settings.llm == "endpoint" else 1)
        self.changing = threading.Lock()
        """Held while this page changes the library: its own changes wait for each other instead of failing."""
        self._fetcher = fetcher

    def ask(self, asked: Ask, tell: Tell) -> Json:
        """One answer, as `ask --json` prints it. Nothing of it is kept among the conversations."""
        chosen = filters(asked.model_dump())
        with self.line.ticket() as ticket:
            for event in self.assistant.stream(asked.question, filters=chosen):
                match event:
                    case EvidenceReady():
                        while ahead := ticket.ahead(PATIENCE_SECONDS):
                            tell(f"Waiting for {count(ahead, 'question')} asked before this one")
                        tell(f"Reading {count(len(event.evidence), 'passage')}")
                    case Draft():
                        tell("Writing")
                    case Checking():
                        tell("Checking every sentence against the words it cites")
                    case Answer():
                        return answer_json(event)
        raise AssertionError("an answer always comes last")

    def search(self, wanted: Search, tell: Tell) -> Json:
        """Passages, as `search --json` prints them."""
        begin = time.perf_counter()
        query = condense(wanted.query, filters=filters(wanted.model_dump()))
        library = self.assistant.library
        _ = library.embedder  # loading the model is not searching
        ready = time.perf_counter()
        hits = search(library, query.text, wanted.k, query.filters).hits
        done = time.perf_counter()
        return search_json(query.text, hits, {"search": (done - ready) * 1000, "total": (done - begin) * 1000})

    def show(self, wanted: Show, tell: Tell) -> Json:
        """One article, as `show --json` prints it."""
        catalog = self.assistant.library.catalog
        article = catalog.article(wanted.id)
        return show_json(article, catalog.text(article.id, article.version), catalog.versions(article.id))

    def add(self, wanted: Add, tell: Tell) -> Json:
        """What became of it, as `add --json` prints it. Of this machine nothing is read: only words and the web."""
        items = self._items(wanted)
        with self.changing:
            return add_json(add_articles(self.assistant.library, items))

    def _items(self, wanted: Add) -> Iterable[RawArticle | Failure]:
        words, url = wanted.text.strip(), wanted.url.strip()
        if not url and shelf.is_address(words):
            words, url = "", words
        if url and not _web(url):
            raise ReadError(f"“{url}” is no web address: http:// or https:// and a name. Nothing was added.")
        if words:
            raw = shelf.pasted(wanted.title, wanted.source, wanted.published, wanted.text)
            return [replace(raw, url=url or raw.url)]
        if url:
            return shelf.fetched(url, self._fetcher())
        raise ReadError("There is nothing to add: give the text of an article, or its url.")


def _web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
