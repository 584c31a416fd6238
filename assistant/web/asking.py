"""A conversation: questions, what is being done about the last one, and the answers. Knows no gradio."""

import logging
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from assistant.errors import DatelineError, QuestionError
from assistant.pipeline import Assistant, Draft, EvidenceReady
from assistant.types import Answer, Evidence, Turn
from assistant.web.render import Texts, count
from index.types import Filters

logger = logging.getLogger(__name__)

REDRAW_SECONDS = 0.08
"""A draft is sent to the page at most this often: a fast endpoint writes more pieces than anybody can read."""


@dataclass(frozen=True)
class Exchange:
    """One question and how far it has come."""

    question: str
    doing: str = ""
    """What is being done now; empty once it is over."""
    evidence: tuple[Evidence, ...] = ()
    draft: str = ""
    answer: Answer | None = None
    trouble: str = ""
    """Why there is no answer, in words for the reader."""


Conversation = tuple[Exchange, ...]


def filters(since: str, until: str, outlet: str) -> Filters:
    """What the reader typed as filters; QuestionError when a date is none or the span is empty."""
    first, last = _day(since, "Since"), _day(until, "Until")
    if first and last and first > last:
        raise QuestionError(f"Since ({first}) is later than until ({last}): no day lies between them.")
    return Filters(first, last, outlet.strip() or None)


def _day(typed: str, name: str) -> date | None:
    try:
        return date.fromisoformat(typed.strip()) if typed.strip() else None
    except ValueError:
        raise QuestionError(f"{name}: “{typed.strip()}” is no date. Write it like 2024-04-10.") from None


def turns(conversation: Conversation) -> list[Turn]:
    """What was said before, for a follow-up to lean on."""
    said: list[Turn] = []
    for exchange in conversation:
        if exchange.answer is not None:
            reason = exchange.answer.abstention.reason if exchange.answer.abstention else ""
            said += [Turn("user", exchange.question), Turn("assistant", exchange.answer.text or reason)]
    return said


def ask(
    assistant: Assistant, before: Conversation, question: str, since: str = "", until: str = "", outlet: str = ""
) -> Iterator[Conversation]:
    """The conversation after each step. Never raises: what goes wrong is said in the last exchange."""
    now = Exchange(" ".join(question.split()))
    try:
        yield from _steps(assistant, before, question, filters(since, until, outlet))
    except DatelineError as error:
        yield (*before, replace(now, trouble=str(error)))
    except Exception:
        logger.exception("a question failed")
        told = "Something failed while answering. Your articles and this conversation are as they were; ask again."
        yield (*before, replace(now, trouble=told))


def _steps(assistant: Assistant, before: Conversation, question: str, chosen: Filters) -> Iterator[Conversation]:
    total = assistant.library.catalog.searched(chosen).articles
    now = Exchange(" ".join(question.split()), f"Searching {count(total, 'article')}…")
    yield (*before, now)
    drawn = 0.0
    for event in assistant.stream(question, turns(before), chosen):
        match event:
            case EvidenceReady():
                articles = len({item.article.id for item in event.evidence})
                doing = f"Reading {count(len(event.evidence), 'passage')} from {count(articles, 'article')}…"
                now = replace(now, evidence=event.evidence, doing=doing)
                yield (*before, now)
            case Draft():
                now = replace(now, draft=event.text, doing="Writing; every sentence is checked before it counts…")
                if time.monotonic() - drawn >= REDRAW_SECONDS:
                    drawn = time.monotonic()
                    yield (*before, now)
            case Answer():
                now = replace(now, answer=event, draft="", doing="", evidence=event.evidence)
                yield (*before, now)


def stopped(conversation: Conversation) -> Conversation:
    """The conversation when the reader ended the last question: its evidence stays, its draft was never verified."""
    if not conversation or not conversation[-1].doing:
        return conversation
    told = "Stopped before it was verified. The evidence stands."
    return (*conversation[:-1], replace(conversation[-1], doing="", draft="", trouble=told))


def texts(assistant: Assistant, items: tuple[Evidence, ...]) -> Texts:
    """The stored texts the evidence stands in; one that is gone meanwhile is left out."""
    found: dict[tuple[str, int], str] = {}
    for item in items:
        key = item.article.id, item.version
        try:
            found[key] = found.get(key) or assistant.library.catalog.text(*key)
        except DatelineError:
            logger.info("an article in the evidence is gone")
    return found
