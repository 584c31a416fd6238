"""What happens when the page is opened, and in the list of conversations."""

import time
from typing import get_args

import gradio as gr

from assistant.conversations.export import Format, export
from assistant.conversations.types import Conversation
from assistant.errors import ConversationsError
from assistant.web import transcript
from assistant.web.conversation_list import download
from assistant.web.narrowed import Narrowed
from assistant.web.view import GONE, QUIET, Updates, View
from assistant.web.visitors import visitor_of


class ConversationEvents:
    """The events of the tab Conversations, and of the address the page is opened at."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.parts = view.parts

    def connect(self, blocks: gr.Blocks) -> None:
        parts, at = self.parts, self.parts.keeping
        shown = self.view.conversation_parts()
        now = [at.find, parts.conversation]
        everything = list(dict.fromkeys([parts.account, *shown, *self.view.library_parts()]))
        blocks.load(self.visit, [parts.shelving.narrowed], everything, **QUIET)
        at.tab.select(self.listed, now, [at.list], **QUIET)
        at.find.change(self.listed, now, [at.list], trigger_mode="always_last", **QUIET)
        for html in (parts.asking.past, at.list):
            html.open_conversation(self.open, None, [parts.tabs, *shown], **QUIET)
        at.list.rename_conversation(self.rename, now, [at.list], **QUIET)
        at.list.delete_conversation(self.delete, now, [at.list, *shown], **QUIET)
        at.list.export(self.export, None, [at.file, at.list], **QUIET)

    def visit(self, narrowed: Narrowed, request: gr.Request) -> Updates:
        """The page as its address says: a conversation, one answer, or the welcome."""
        view = self.view.of(request)
        conversation, notice = view.at_address(request.query_params)
        there, shown = view.contents(conversation, narrowed), view.show(conversation, notice)
        # A box of which both speak gets its choices from what is there, and its value from the conversation.
        both = {box: {**there[box], "value": shown[box]} for box in self.parts.asking.boxes.values() if box in there}
        if visitor := visitor_of(request):
            shown[self.parts.account] = gr.update(value=transcript.account(visitor), visible=True)
        return {**there, **shown, **both}

    def listed(self, find: str, conversation: Conversation, request: gr.Request) -> str:
        return self.view.of(request).listed(find, conversation)

    def open(self, event: gr.EventData, request: gr.Request) -> Updates:
        self.view.leave(request)
        found, notice = self.view.of(request).at_address({"conversation": event._data.get("conversation")})
        return {self.parts.tabs: gr.Tabs(selected="ask"), **self.view.show(found, notice)}

    def rename(self, find: str, conversation: Conversation, event: gr.EventData, request: gr.Request) -> str:
        asked, view = event._data, self.view.of(request)
        try:
            view.kept.rename(str(asked.get("conversation")), str(asked.get("title", "")))
        except ConversationsError as error:
            return transcript.notice(str(error))
        return view.listed(find, conversation)

    def delete(self, find: str, conversation: Conversation, event: gr.EventData, request: gr.Request) -> Updates:
        """Deletes one; when it is the one that is open, the page begins a new one."""
        named, view = str(event._data.get("conversation")), self.view.of(request)
        if named == conversation.id:
            self.view.leave(request)
        try:
            view.kept.delete([named])
        except ConversationsError as error:
            return {self.parts.keeping.list: transcript.notice(str(error))}
        updates = self.view.show(Conversation()) if named == conversation.id else {}
        now = Conversation() if updates else conversation
        return {**updates, self.parts.keeping.list: view.listed(find, now)}

    def export(self, event: gr.EventData, request: gr.Request) -> Updates:
        """One conversation as a file for the reader's disk."""
        asked = event._data
        kinds: dict[object, Format] = {kind: kind for kind in get_args(Format)}
        kind = kinds.get(asked.get("as"))
        try:
            found = self.view.of(request).kept.conversation(str(asked.get("conversation")))
        except ConversationsError as error:
            return {self.parts.keeping.list: transcript.notice(str(error))}
        if found is None or kind is None:
            return {self.parts.keeping.list: transcript.notice(GONE)}
        return {self.parts.keeping.file: download(export(found, kind, self.view.since(found)), str(time.time_ns()))}
