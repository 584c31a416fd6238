"""Who is before the page: put beside each request by the door, and read back by whatever answers it."""

import gradio as gr
from starlette.types import Scope

from assistant.accounts.types import Visitor

_KEY = "dateline.visitor"


def accompany(scope: Scope, visitor: Visitor) -> Scope:
    """The request with its visitor beside it; nothing that is sent can put one there."""
    return {**scope, _KEY: visitor}


def visitor_of(request: gr.Request | None) -> Visitor | None:
    """The visitor an event of the page comes from; None where no accounts are asked for."""
    come_in = None if request is None else request.request
    found = None if come_in is None else come_in.scope.get(_KEY)
    return found if isinstance(found, Visitor) else None
