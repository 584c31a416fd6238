"""What happens when an article is opened at its words, and when the reader goes back to the evidence."""

import gradio as gr

from assistant.conversations.types import Conversation
from assistant.web.view import QUIET, View


class PaneEvents:
    """The events of the reading pane, wherever in the page they begin."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.parts = view.parts

    def connect(self) -> None:
        parts, at = self.parts, self.parts.asking
        state = [parts.conversation]
        for html in (at.past, at.current, parts.pane, parts.shelving.table):
            html.open_article(self.open_article, state, [parts.pane], trigger_mode="always_last", **QUIET)
        for html in (at.past, at.current, parts.pane):
            html.close_article(self.close_article, state, [parts.pane], **QUIET)

    def open_article(self, conversation: Conversation, event: gr.EventData) -> str:
        return self.view.article(conversation, event._data)

    def close_article(self, conversation: Conversation, event: gr.EventData) -> str:
        """The evidence of the exchange the reader came from, of the last one when that is not known."""
        found = conversation.exchanges[-1] if conversation.exchanges else None
        for exchange in conversation.exchanges:
            if exchange.id == event._data.get("from"):
                found = exchange
        return self.view.evidence(found)
