"""A call may name the files that were sent to this page, and no others.

Whatever box of the page a call fills, gradio looks in its value for the description of a file, copies the file that it
names to where the page's uploads lie (fetches it, when it is a web address), and puts the copy's place into the value.
So a question could be any file of this machine, and the page would tell where to read it. Plain ASGI.
"""

import os
from typing import Any

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.uploads import Uploads
from assistant.web.claims import CALLS, again, objects, whole

_FILLING = (f"{CALLS}queue/", f"{CALLS}call/")
"""Calls that fill boxes."""
NOT_SENT = "A call can name only files that were sent to this page."
NO_PAGE = "The open page that a call comes from (session_hash) has a name that is not empty, or is not named at all."
"""Gradio would take the call, and find nowhere to put its answer."""


class Sent:
    """Turns away calls that name other files, or a page without a name."""

    def __init__(self, app: ASGIApp, uploads: Uploads) -> None:
        self.app = app
        self._folder = os.path.realpath(uploads.folder)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] == "POST" and scope["path"].startswith(_FILLING):
            body = await whole(receive)
            if body is None:  # larger than any call, or its sender went away
                return
            told = objects(body)
            if self._names_others(told):
                await JSONResponse({"detail": NOT_SENT}, 403)(scope, receive, send)
                return
            if any(pair == ("session_hash", "") for pairs in told for pair in pairs):
                await JSONResponse({"detail": NO_PAGE}, 422)(scope, receive, send)
                return
            receive = again(body, receive)
        await self.app(scope, receive, send)

    def _names_others(self, told: list[list[tuple[str, Any]]]) -> bool:
        """Whether any object of a body describes a file that was not sent; every one of two `path`s counts."""
        files = (pairs for pairs in told if any(key == "meta" for key, _ in pairs))
        return not all(self._was_sent(value) for pairs in files for key, value in pairs if key == "path")

    def _was_sent(self, path: object) -> bool:
        if not isinstance(path, str):
            return False
        try:
            real = os.path.realpath(path)
        except (OSError, ValueError):  # a NUL, or longer than a path may be
            return False
        # Each lies in a folder of its own; what else is in ours, its lock, was not sent.
        return os.path.isfile(real) and os.path.dirname(os.path.dirname(real)) == self._folder
