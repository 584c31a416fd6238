"""One question of a conversation, and what is being done about it. Knows no gradio."""

import logging
import time
import uuid
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from types import MappingProxyType

from assistant.conversations.types import Exchange
from assistant.errors import DatelineError
from assistant.pipeline import Assistant, Checking, Draft, EvidenceReady
from assistant.types import Answer, Evidence, Turn
from assistant.web.boxes import Typed, filters
from assistant.web.line import Line, Ticket
from assistant.web.render import around
from assistant.wording import count, sources

logger = logging.getLogger(__name__)

REDRAW_SECONDS = 0.08
"""A draft is sent to the page at most this often: a fast endpoint writes more pieces than anybody can read."""
PATIENCE_SECONDS = 1.0
"""A question that waits looks this often whether it was stopped meanwhile."""


def new_id() -> str:
    """An id nobody can guess: it stands in links."""
    return uuid.uuid4().hex


def turns(exchanges: Sequence[Exchange]) -> list[Turn]:
    """What was said before, for a follow-up to lean on."""
    said: list[Turn] = []
    for exchange in exchanges:
        if exchange.answer is not None and not exchange.answer.small_talk:
            reason = exchange.answer.abstention.reason if exchange.answer.abstention else ""
            said += [Turn("user", exchange.question), Turn("assistant", exchange.answer.text or reason)]
    return said


def ask(
    assistant: Assistant,
    line: Line,
    before: Sequence[Exchange],
    question: str,
    narrowing: Typed = MappingProxyType({}),
    who: str = "",
) -> Generator[Exchange]:
    """The exchange after each step, once it is its turn in the line. Never raises: what goes wrong is said in it.

    `narrowing`: what stands in the boxes of the filters; `who`: for whom the line may keep a seat.
    """
    asked = datetime.now(UTC).isoformat(timespec="seconds")
    now = Exchange(" ".join(question.split()), new_id(), asked)
    try:
        chosen = filters(narrowing)
        for step in _steps(assistant, line.ticket(who), before, question, replace(now, filters=chosen)):
            now = step
            yield now
    except DatelineError as error:
        yield replace(now, doing="", draft="", trouble=str(error))
    except Exception:
        logger.exception("a question failed")
        told = "Something failed while answering. Your articles and this conversation are as they were; ask again."
        yield replace(now, doing="", draft="", trouble=told)


def _steps(
    assistant: Assistant, place: Ticket, before: Sequence[Exchange], question: str, now: Exchange
) -> Iterator[Exchange]:
    drawn = 0.0
    with place as ticket:  # first of all: whoever finds no seat is told so before anything is done
        total = assistant.library.catalog.searched(now.filters).articles
        now = replace(now, doing=f"Searching {count(total, 'article')}…")
        yield now
        events = assistant.stream(question, turns(before), now.filters)
        with ticket.line.searching:
            first = next(events)
        for event in chain([first], events):
            match event:
                case EvidenceReady():
                    now = _with_evidence(assistant, now, event.evidence)
                    while ahead := ticket.ahead(PATIENCE_SECONDS):
                        yield replace(now, doing=f"Waiting for {count(ahead, 'question')} asked before this one…")
                    stories = _stories(assistant, event.evidence)
                    doing = f"Reading {count(len(event.evidence), 'passage')} from {count(stories, 'article')}…"
                    now = replace(now, doing=doing)
                    yield now
                case Draft():
                    now = replace(now, draft=event.text, doing="Writing; nothing of it is checked yet…")
                    if time.monotonic() - drawn >= REDRAW_SECONDS:
                        drawn = time.monotonic()
                        yield now
                case Checking():
                    now = replace(now, doing="Checking every sentence against the words it cites…")
                    yield now
                case Answer():
                    now = _with_evidence(assistant, now, event.evidence)
                    now = replace(now, answer=event, draft="", doing="")
                    yield now


def _stories(assistant: Assistant, items: Sequence[Evidence]) -> int:
    articles = [item.article for item in items]
    return sources(articles, assistant.library.catalog.copies.others(article.id for article in articles))


def _with_evidence(assistant: Assistant, now: Exchange, items: tuple[Evidence, ...]) -> Exchange:
    if items == now.evidence:
        return now
    texts = assistant.library.catalog.texts((item.article.id, item.version) for item in items)
    # Nothing stands around what was removed in this instant.
    beside = (around(texts.get((item.article.id, item.version), ""), item) for item in items)
    return replace(now, evidence=items, around=tuple(beside))


def stopped(exchange: Exchange) -> Exchange:
    """The exchange when the reader ended it: its evidence stays, its draft was never verified."""
    if not exchange.doing:
        return exchange
    return replace(exchange, doing="", draft="", trouble="Stopped before it was verified. The evidence stands.")
