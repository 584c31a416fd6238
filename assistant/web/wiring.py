"""Ties every event of the page to what it does."""

import threading

import gradio as gr

from assistant.conversations.store import Conversations
from assistant.pipeline import Assistant
from assistant.web.ask_events import AskEvents
from assistant.web.conversation_events import ConversationEvents
from assistant.web.layout import Parts
from assistant.web.library_events import LibraryEvents
from assistant.web.pane_events import PaneEvents
from assistant.web.view import View


def connect(
    assistant: Assistant, kept: Conversations, parts: Parts, blocks: gr.Blocks, changing: threading.Lock
) -> None:
    """For one assistant, what is kept, and the components of one `Blocks`; `changing` is held to change the library."""
    view = View(assistant, kept, parts, changing)
    ConversationEvents(view).connect(blocks)
    AskEvents(view).connect()
    PaneEvents(view).connect()
    LibraryEvents(view).connect()
