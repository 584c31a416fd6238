"""What happens when something is asked, stopped, asked again or judged."""

from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

import gradio as gr

from assistant.conversations.types import Conversation, Exchange, Feedback, Verdict
from assistant.errors import ConversationsError
from assistant.web import asking, transcript
from assistant.web.line import Line
from assistant.web.restriction import restriction
from assistant.web.view import QUIET, Updates, View

AT_ONCE = 24
"""Questions that search and wait for the model at once, each in a thread; the next ones wait for one of these."""
ENDPOINT_WIDTH = 4
"""Questions an endpoint answers at once."""
ONE_AT_A_TIME = "The question before is still being answered; stop it, or wait for its answer."


class AskEvents:
    """The events of the tab Ask."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.parts = view.parts
        # The embedded model answers one question at a time; an endpoint was made for more.
        self._line = Line(ENDPOINT_WIDTH if view.assistant.settings.llm == "endpoint" else 1)

    def connect(self) -> None:
        parts, at = self.parts, self.parts.asking
        changes = [at.question, *self.view.conversation_parts()]
        typed = [at.question, parts.conversation, *at.narrowing]
        # "multiple": otherwise gradio would drop a question without a word while another one is winding up. Its own
        # `cancels` come late and by the kind of event: they also ended the question that was asked next.
        turn = {"concurrency_limit": AT_ONCE, "concurrency_id": "ask", "trigger_mode": "multiple", **QUIET}
        gr.on([at.question.submit, at.ask.click], self.ask, typed, changes, **turn)
        at.current.ask_example(self.example, None, [at.question], **QUIET).then(self.ask, typed, changes, **turn)
        at.current.ask_again(self.again, [parts.conversation], changes, **turn)
        at.current.ask_widely(self.widely, [parts.conversation], changes, **turn)
        at.stop.click(self.stop, [parts.conversation], changes, **QUIET)
        at.new.click(self.new, None, changes, **QUIET)
        at.past.unroll(self.unroll, [parts.conversation], [at.past, parts.conversation], **QUIET)
        changed = [box.change for box in at.narrowing]
        gr.on(changed, self.name_filters, at.narrowing, [at.filters, at.restriction], **QUIET)
        at.restriction.unfilter(self.unfilter, None, at.narrowing, **QUIET)
        for html in (at.past, at.current):
            html.judge(self.judge, [parts.conversation], changes, **QUIET)

    def name_filters(self, since: str, until: str, outlet: str | None, language: str | None) -> Updates:
        """What questions are restricted to stands above the question box, and on the closed filters."""
        at, number = self.parts.asking, sum(bool(value) for value in (since, until, outlet, language))
        label = f"Filters ({number})" if number else "Filters"
        shown = restriction(since, until, outlet or "", language or "")
        return {at.filters: gr.Accordion(label=label), at.restriction: shown}

    def unfilter(self, event: gr.EventData) -> Updates:
        """Takes off one of the restrictions, or all."""
        at, part = self.parts.asking, event._data.get("part")
        boxes: Updates = {"since": at.since, "until": at.until, "outlet": at.outlet, "language": at.language}
        return {box: "" if part in ("all", name) else gr.skip() for name, box in boxes.items()}

    def example(self, event: gr.EventData) -> str:
        return str(event._data.get("question", ""))

    def ask(
        self,
        question: str,
        conversation: Conversation,
        since: str,
        until: str,
        outlet: str | None,
        language: str | None,
        request: gr.Request,
    ) -> Iterator[Updates]:
        """Shows the question and its evidence as they come, then the answer in place of the draft."""
        if not question.strip():
            yield {self.parts.asking.question: ""}
            return
        before = self.view.whole(conversation, request.query_params)
        yield from self._answer(request, before, question, since, until, outlet or "", language or "")

    def again(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """The last question once more, with the filters it had; what came of it before is forgotten."""
        last = _last(conversation, event)
        if last is None or last.doing:
            yield self.view.nothing()
            return
        self.view.kept.drop(last.id)
        before = replace(conversation, exchanges=conversation.exchanges[:-1])
        yield from self._answer(request, before, last.question, *asking.typed(last.filters))

    def widely(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """The last question once more, of all articles; the filters are taken off for what is asked next."""
        at, last = self.parts.asking, _last(conversation, event)
        if last is None:
            yield self.view.nothing()
            return
        yield dict.fromkeys(at.narrowing, "")
        yield from self._answer(request, conversation, last.question)

    def _answer(self, request: gr.Request, before: Conversation, question: str, *narrowing: str) -> Iterator[Updates]:
        at = self.parts.asking
        before = replace(before, id=before.id or asking.new_id())
        steps = asking.ask(self.view.assistant, self._line, before.exchanges, question, *narrowing)
        run = self.view.runs.begin(request.session_hash, steps)
        if run is None:
            yield {at.question: question, at.notice: transcript.notice(ONE_AT_A_TIME)}
            return
        shown: object = None
        for exchange in run:
            conversation = replace(before, exchanges=(*before.exchanges, exchange))
            first = shown is None
            updates = self.view.turns(conversation) if first else self.view.last_turn(conversation)
            # The pane changes only when its content does: the reader may be reading in it.
            come = exchange.evidence, exchange.answer, exchange.trouble
            if come != shown:
                if exchange.worth_keeping:
                    updates |= {self.parts.pane: self.view.evidence(exchange), **self.view.keep(conversation)}
                shown = come
            # Emptied once: the reader may be typing the next one. One that could not be taken comes back to be mended.
            if exchange.trouble and not exchange.evidence:
                updates[at.question] = question
            elif first:
                updates[at.question] = ""
            if not run.left:
                yield updates

    def stop(self, conversation: Conversation, request: gr.Request) -> Updates:
        """What is being answered ends, and says so itself; a page that outlived its server is told here."""
        if run := self.view.runs.of(request.session_hash):
            run.stop()
            return self.view.nothing()
        if not conversation.exchanges:
            return self.view.last_turn(conversation)
        *before, last = conversation.exchanges
        return self.view.last_turn(replace(conversation, exchanges=(*before, asking.stopped(last))))

    def new(self, request: gr.Request) -> Updates:
        self.view.leave(request)
        return self.view.show(Conversation())

    def unroll(self, conversation: Conversation) -> Updates:
        """The early questions of a long conversation."""
        conversation = replace(conversation, unrolled=True)
        return {self.parts.asking.past: transcript.past(conversation), self.parts.conversation: conversation}

    def judge(self, conversation: Conversation, event: gr.EventData) -> Updates:
        """Keeps what the reader says of an answer; without a verdict, what was said is taken back."""
        said = event._data
        name, verdicts = str(said.get("exchange", "")), {item: item for item in get_args(Verdict)}
        verdict: Verdict | None = verdicts.get(said.get("verdict"))
        given = Feedback(verdict, str(said.get("comment", "")).strip()) if verdict else None
        try:
            self.view.kept.judge(name, given)
        except ConversationsError as error:
            return {self.parts.asking.notice: transcript.notice(str(error))}
        exchanges = tuple(replace(x, feedback=given) if x.id == name else x for x in conversation.exchanges)
        return self.view.turns(replace(conversation, exchanges=exchanges))


def _last(conversation: Conversation, event: gr.EventData) -> Exchange | None:
    """The last exchange, when it is the one the browser means."""
    last = conversation.exchanges[-1] if conversation.exchanges else None
    return last if last is not None and last.id == event._data.get("exchange") else None
