"""Ties every event of the page to what it does."""

import gradio as gr

from assistant.conversations.store import Conversations
from assistant.web.api import offer
from assistant.web.ask_events import AskEvents
from assistant.web.calls import Calls
from assistant.web.conversation_events import ConversationEvents
from assistant.web.layout import Parts
from assistant.web.library_events import LibraryEvents
from assistant.web.pane_events import PaneEvents
from assistant.web.view import View


def connect(calls: Calls, kept: Conversations, parts: Parts, blocks: gr.Blocks) -> None:
    """For one assistant's calls, what is kept, and the components of one `Blocks`."""
    offer(calls)  # first: an event of the page is named after its function, and would take the name of a call
    view = View(calls, kept, parts)
    ConversationEvents(view).connect(blocks)
    AskEvents(view).connect()
    PaneEvents(view).connect()
    LibraryEvents(view).connect()
