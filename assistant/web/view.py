"""What the page shows for where it stands: values for its components. Reads the library and what is kept; no events."""

import logging
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import gradio as gr

from assistant.conversations.since import Since, newer
from assistant.conversations.store import Conversations
from assistant.conversations.types import Around, Conversation, Exchange
from assistant.errors import ConversationsError, DatelineError
from assistant.pipeline import Assistant
from assistant.types import Citation, Evidence, SearchedArticles
from assistant.web import listing, render, transcript
from assistant.web.boxes import Typed, typed
from assistant.web.calls import Calls
from assistant.web.conversation_list import conversation_list
from assistant.web.examples import examples
from assistant.web.layout import CHOSEN, Parts
from assistant.web.narrowed import Narrowed, arrange
from assistant.web.removals import removals
from assistant.web.restriction import restriction
from assistant.web.running import Runs
from assistant.web.timeline import timeline
from assistant.web.visitors import visitor_of
from index import languages
from index.library import Library
from index.types import Article

logger = logging.getLogger(__name__)

SPEAKERS = 200
"""Names that are offered at most, those who say most: a large library has thousands. Any other can be typed."""
LATEST = 8
"""Headlines that are offered to read before anything was asked."""

Updates = dict[Any, Any]
"""Component -> its new value, as gradio takes it."""

QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""How all our events run: the page shows itself what is going on, and nobody calls them from elsewhere."""

GONE = "What this link leads to is not kept here (any more)."


@dataclass(frozen=True)
class View:
    """One assistant, what is kept, and the components of one `Blocks`."""

    calls: Calls
    kept: Conversations
    parts: Parts
    runs: Runs = field(default_factory=Runs)

    @property
    def changing(self) -> threading.Lock:
        """Held while the library is changed."""
        return self.calls.changing

    @property
    def assistant(self) -> Assistant:
        return self.calls.assistant

    @property
    def library(self) -> Library:
        return self.assistant.library

    def of(self, request: gr.Request) -> "View":
        """The view of whoever asks: where accounts are asked for, only their conversations are in it."""
        visitor = visitor_of(request)
        return self if visitor is None else replace(self, kept=self.kept.of(visitor.owner))

    def leave(self, request: gr.Request) -> None:
        """Before a page shows something else: what is being answered for it must not come over that."""
        if run := self.runs.of(request.session_hash):
            run.leave()

    # --- the conversation -----------------------------------------------------------------------------------------

    def conversation_parts(self) -> list[Any]:
        """All components that show a conversation."""
        return [*self.answer_parts(), *self.restriction_parts()]

    def answer_parts(self) -> list[Any]:
        """Those of them that change while a question is answered. Gradio makes every component that an event may
        change anew at each of its steps, changed or not, so that one too many slows down every reader."""
        at = self.parts.asking
        return [at.past, at.current, at.notice, self.parts.pane, self.parts.conversation]

    def restriction_parts(self) -> list[Any]:
        """All components that say what questions are restricted to."""
        at = self.parts.asking
        return [*at.boxes.values(), at.filters, at.restriction]

    def restrict(self, values: Typed) -> Updates:
        """Puts values into the boxes of the filters, and empties the others. What is shown of them is not left to the
        boxes' own events: one that is folded away tells of no change."""
        boxes = {box: values.get(name) or "" for name, box in self.parts.asking.boxes.items()}
        return {**boxes, **self.restricted(values)}

    def restricted(self, values: Typed) -> Updates:
        """What questions are restricted to, above the question box and on the closed filters."""
        at, number = self.parts.asking, sum(bool(value) for value in values.values())
        label = f"Filters ({number})" if number else "Filters"
        return {at.filters: gr.Accordion(label=label), at.restriction: restriction(values)}

    def nothing(self) -> Updates:
        """No change; gradio does not take an empty answer."""
        return {self.parts.asking.notice: gr.skip()}

    def show(self, conversation: Conversation, notice: str = "") -> Updates:
        """A conversation as it stands, with the evidence of its last exchange and the filters that was asked under."""
        at, last = self.parts.asking, conversation.exchanges[-1] if conversation.exchanges else None
        told = {self.parts.pane: self.evidence(last), at.notice: transcript.notice(notice)}
        restricted = self.restrict(typed(last.filters) if last else {})
        return {**self.turns(conversation), **told, **restricted}

    def turns(self, conversation: Conversation) -> Updates:
        """All that was said, without the evidence beside it."""
        return {self.parts.asking.past: self.past(conversation), **self.last_turn(conversation)}

    def past(self, conversation: Conversation) -> str:
        """All exchanges but the last, with what became of the articles they cite."""
        return transcript.past(conversation, newer(self.library.catalog, conversation.exchanges[:-1]))

    def last_turn(self, conversation: Conversation) -> Updates:
        """The last exchange only: what changes while it is answered."""
        current = self._current(conversation) if conversation.exchanges else self.welcome()
        return {self.parts.asking.current: current, self.parts.conversation: conversation}

    def _current(self, conversation: Conversation) -> str:
        return transcript.current(conversation, newer(self.library.catalog, conversation.exchanges[-1:]))

    def welcome(self) -> str:
        articles = self.library.catalog.articles()
        offered = examples(articles, lambda article: self.library.catalog.text(article.id, article.version))
        return transcript.welcome(len(articles), offered)

    def at_address(self, query: Any) -> tuple[Conversation, str]:
        """The conversation that the page's address names, and what to say when it is not there."""
        try:
            if named := query.get("answer"):
                found = self.kept.excerpt(str(named))
            elif named := query.get("conversation"):
                found = self.kept.conversation(str(named))
            else:
                return Conversation(), ""
        except ConversationsError as error:
            return Conversation(), str(error)
        return (found, "") if found else (Conversation(), GONE)

    def whole(self, conversation: Conversation, query: Any) -> Conversation:
        """The conversation to go on with: also when the page outlived the server, or shows one answer of it."""
        if not conversation.id:
            return self.whole(self.at_address(query)[0], {}) if query else conversation
        if not conversation.excerpt:
            return conversation
        return self.kept.conversation(conversation.id) or replace(conversation, excerpt=False)

    def keep(self, conversation: Conversation) -> Updates:
        """Keeps the last exchange; what goes wrong is said, and the conversation goes on."""
        try:
            self.kept.keep(conversation.id, conversation.exchanges[-1])
        except ConversationsError as error:
            logger.warning("an exchange was not kept: %s", type(error).__name__)
            return {self.parts.asking.notice: transcript.notice(f"This answer is not kept. {error}")}
        return {self.parts.asking.notice: ""}

    def listed(self, find: str, conversation: Conversation) -> str:
        """The list of conversations, narrowed by the find box."""
        try:
            return conversation_list(self.kept.listed(find), find, conversation.id)
        except ConversationsError as error:
            return transcript.notice(str(error))

    # --- the pane beside it ---------------------------------------------------------------------------------------

    def evidence(self, exchange: Exchange | None) -> str:
        """What an exchange rests on; the latest headlines when there is none."""
        small_talk = exchange is not None and exchange.answer is not None and exchange.answer.small_talk
        if exchange is None or small_talk or not exchange.worth_keeping:
            return render.newest(self.library.catalog.articles()[:LATEST])
        cited = None
        if exchange.answer is not None and exchange.answer.degraded is None:
            cited = frozenset(mark.marker for item in exchange.answer.sentences for mark in item.citations)
        copies = self.library.catalog.copies.others(item.article.id for item in exchange.evidence)
        return render.evidence(exchange.evidence, exchange.around, cited, copies)

    def since(self, conversation: Conversation) -> Since:
        """The articles that a conversation cites and that have changed since."""
        return newer(self.library.catalog, conversation.exchanges)

    def article(self, conversation: Conversation, asked: Any) -> str:
        """The article a button named; what the browser sends is only believed as far as catalog and conversation go."""
        try:
            name, version = str(asked["article"]), int(asked["version"])
            start, end = int(asked["start"]), int(asked["end"])
        except (KeyError, TypeError, ValueError):
            return listing.trouble("This link leads nowhere.")
        with_evidence = [item for item in conversation.exchanges if item.evidence]
        from_there = [item.id for item in with_evidence if item.id == asked.get("from")]
        back = (from_there or [item.id for item in with_evidence[-1:]] or [""])[0]
        kept = next((span for exchange in with_evidence for span in _spans(exchange, name, version, start, end)), None)
        try:
            article = self.library.catalog.article(name)
            version = version or article.version
            words = self.library.catalog.text(name, version)
        except DatelineError:
            words = None
        # Removed and added anew, an article may read otherwise under the same number.
        if words is None or (kept and words[start:end] != kept.quote):
            return render.gone(*kept, back) if kept else listing.trouble("This article is no longer in the library.")
        copies = self.library.catalog.copies.others([name]).get(name, ())
        return render.article(article, words, version, start, end, back, copies)

    # --- the library ----------------------------------------------------------------------------------------------

    def library_parts(self) -> list[Any]:
        """All components that say what is in the library."""
        parts, shelving = self.parts, self.parts.shelving
        return [
            parts.header,
            parts.pane,
            parts.asking.current,
            *(boxes[name] for boxes in (parts.asking.boxes, shelving.boxes) for name in CHOSEN),
            shelving.removals,
            *self.shelf_parts(),
        ]

    def contents(self, conversation: Conversation, narrowed: Narrowed) -> Updates:
        """Everything that says what is in the library."""
        catalog, parts = self.library.catalog, self.parts
        generation = catalog.generation  # before all else: what comes in between is shown the next time
        articles, looked = catalog.articles(), catalog.searched()
        updates: Updates = {
            parts.header: transcript.header(
                SearchedArticles(looked.articles, looked.first, looked.last), self.assistant.llm, generation
            ),
            **self._choices(articles),
            parts.shelving.removals: removals(catalog.aside.removals()),
            **self.shelved(narrowed),
        }
        if not conversation.exchanges:
            updates |= {parts.asking.current: self.welcome(), parts.pane: self.evidence(None)}
        return updates

    def _choices(self, articles: Sequence[Article]) -> Updates:
        """What the boxes that are chosen in offer: what is in the library."""
        codes = {article.language for article in articles if article.language}
        offered: dict[str, list[tuple[str, str]]] = {
            "source": [(name, name) for name in {article.source for article in articles if article.source}],
            "language": [(languages.name(code), code) for code in codes],
            "speaker": [(name, name) for name in self.library.catalog.said.most_heard(SPEAKERS)],
        }
        updates: Updates = {}
        for name, every in CHOSEN.items():
            choices = [(every, ""), *sorted(offered[name], key=lambda pair: pair[0].casefold())]
            for boxes in (self.parts.asking.boxes, self.parts.shelving.boxes):
                updates[boxes[name]] = gr.update(choices=choices)
        return updates

    def shelf_parts(self) -> list[Any]:
        """The components that show the articles as they are narrowed."""
        return [self.parts.shelving.timeline, self.parts.shelving.table]

    def shelved(self, narrowed: Narrowed, *, again: bool = False) -> Updates:
        """The articles as they are narrowed: when they were published, and one page of their table.

        `again`: only another page or order of the same articles.
        """
        catalog, at = self.library.catalog, self.parts.shelving
        every, added, filters = catalog.articles(), catalog.added(), narrowed.filters
        passing = every if filters.empty else catalog.articles(filters)
        samples = sum(article.sample for article in every)
        shown = arrange(passing, narrowed, added)
        table = listing.table(shown, added, total=len(every), samples=samples, narrowed=narrowed)
        if again:
            return {at.table: table}
        dates = bool(filters.since or filters.until)
        return {at.timeline: timeline(shown, narrowed.per, dates=dates) if every else "", at.table: table}


class _Kept(NamedTuple):
    """A span that an exchange shows, with its words and what stood around them."""

    item: Evidence | Citation
    quote: str
    beside: Around


def _spans(exchange: Exchange, *place: object) -> Iterator[_Kept]:
    """What an exchange shows at one place: article id, version, start and end."""
    beside = zip(exchange.evidence, exchange.around, strict=False)
    spans = [_Kept(item, item.text, around) for item, around in beside]
    if exchange.answer is not None:
        spans += [_Kept(mark, mark.quote, Around()) for item in exchange.answer.sentences for mark in item.citations]
    for span in spans:
        if (span.item.article.id, span.item.version, span.item.start, span.item.end) == place:
            yield span
