"""What happens when something is asked, stopped, asked again or judged."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import get_args

import gradio as gr

from assistant.conversations.types import Conversation, Exchange, Feedback, Verdict
from assistant.errors import ConversationsError
from assistant.web import asking, transcript
from assistant.web.boxes import NAMES, Typed, typed
from assistant.web.seating import ASK
from assistant.web.view import QUIET, Updates, View

ONE_AT_A_TIME = "The question before is still being answered; stop it, or wait for its answer."


class AskEvents:
    """The events of the tab Ask."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.parts = view.parts
        self._line = view.calls.line

    def connect(self) -> None:
        parts, at = self.parts, self.parts.asking
        changes = [at.question, *self.view.conversation_parts()]
        answered = [at.question, *self.view.answer_parts()]
        boxes = list(at.boxes.values())
        asked = [at.question, parts.conversation, *boxes]
        # "multiple": otherwise gradio would drop a question without a word while another one is winding up. Its own
        # `cancels` come late and by the kind of event: they also ended the question that was asked next.
        # No limit of gradio's: whoever finds no seat in the line is told so at once, instead of waiting unseen.
        turn = {"concurrency_limit": None, "concurrency_id": ASK, "trigger_mode": "multiple", **QUIET}
        gr.on([at.question.submit, at.ask.click], self.ask, asked, answered, **turn)
        at.current.ask_example(self.example, None, [at.question], **QUIET).then(self.ask, asked, answered, **turn)
        at.current.ask_again(self.again, [parts.conversation], answered, **turn)
        at.current.ask_widely(self.widely, [parts.conversation], changes, **turn)
        at.stop.click(self.stop, [parts.conversation], changes, **QUIET)
        at.new.click(self.new, None, changes, **QUIET)
        at.past.unroll(self.unroll, [parts.conversation], [at.past, parts.conversation], **QUIET)
        restricted = [at.filters, at.restriction]
        changed = [box.input for box in boxes]
        gr.on(changed, self.name_filters, boxes, restricted, trigger_mode="always_last", **QUIET)
        at.restriction.unfilter(self.unfilter, boxes, self.view.restriction_parts(), **QUIET)
        for html in (at.past, at.current):
            html.judge(self.judge, [parts.conversation], changes, **QUIET)

    def name_filters(self, *boxes: str | None) -> Updates:
        """What the reader chose is shown."""
        return self.view.restricted(_typed(boxes))

    # What gradio itself gives comes first: the boxes, in their order, are the rest.
    def unfilter(self, event: gr.EventData, *boxes: str | None) -> Updates:
        """Takes off one of the restrictions, or all."""
        part = event._data.get("part")
        left = {name: value for name, value in _typed(boxes).items() if part not in ("all", name)}
        return self.view.restrict(left)

    def example(self, event: gr.EventData) -> str:
        return str(event._data.get("question", ""))

    def ask(
        self, request: gr.Request, question: str, conversation: Conversation, *boxes: str | None
    ) -> Iterator[Updates]:
        """Shows the question and its evidence as they come, then the answer in place of the draft."""
        if not question.strip():
            self._line.forget(request.session_hash or "")
            yield {self.parts.asking.question: ""}
            return
        before = self.view.of(request).whole(conversation, request.query_params)
        yield from self._answer(request, before, question, _typed(boxes))

    def again(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """The last question once more, with the filters it had; what came of it before is forgotten."""
        last = _last(conversation, event)
        if last is None or last.doing:
            yield self.view.nothing()
            return
        self.view.of(request).kept.drop(last.id)
        before = replace(conversation, exchanges=conversation.exchanges[:-1])
        yield from self._answer(request, before, last.question, typed(last.filters))

    def widely(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Iterator[Updates]:
        """The last question once more, of all articles; the filters are taken off for what is asked next."""
        last = _last(conversation, event)
        if last is None:
            yield self.view.nothing()
            return
        yield self.view.restrict({})
        yield from self._answer(request, conversation, last.question, {})

    def _answer(self, request: gr.Request, before: Conversation, question: str, narrowing: Typed) -> Iterator[Updates]:
        at, view = self.parts.asking, self.view.of(request)
        before = replace(before, id=before.id or asking.new_id())
        who = request.session_hash or ""
        steps = asking.ask(self.view.assistant, self._line, before.exchanges, question, narrowing, who)
        run = self.view.runs.begin(who, steps)
        if run is None:
            self._line.forget(who)
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
                    updates |= {self.parts.pane: view.evidence(exchange), **view.keep(conversation)}
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
        return {self.parts.asking.past: self.view.past(conversation), self.parts.conversation: conversation}

    def judge(self, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Updates:
        """Keeps what the reader says of an answer; without a verdict, what was said is taken back."""
        said = event._data
        name, verdicts = str(said.get("exchange", "")), {item: item for item in get_args(Verdict)}
        verdict: Verdict | None = verdicts.get(said.get("verdict"))
        given = Feedback(verdict, str(said.get("comment", "")).strip()) if verdict else None
        try:
            self.view.of(request).kept.judge(name, given)
        except ConversationsError as error:
            return {self.parts.asking.notice: transcript.notice(str(error))}
        exchanges = tuple(replace(x, feedback=given) if x.id == name else x for x in conversation.exchanges)
        return self.view.turns(replace(conversation, exchanges=exchanges))


def _typed(boxes: Sequence[str | None]) -> dict[str, str | None]:
    """What stands in the boxes, by the names of the filters."""
    return dict(zip(NAMES, boxes, strict=True))


def _last(conversation: Conversation, event: gr.EventData) -> Exchange | None:
    """The last exchange, when it is the one the browser means."""
    last = conversation.exchanges[-1] if conversation.exchanges else None
    return last if last is not None and last.id == event._data.get("exchange") else None
