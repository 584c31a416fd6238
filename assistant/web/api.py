"""The page's calls for `gradio_client`: /ask, /search and /add. All its other events belong to the page alone."""

import logging
from collections.abc import Callable
from typing import Any

import gradio as gr
from gradio.events import api

from assistant.errors import DatelineError
from assistant.web.arguments import Add, Ask, Form, Search, read
from assistant.web.calls import FAILED, Calls, Json, Tell
from assistant.web.line import SEATS
from assistant.web.roles import WRITE

logger = logging.getLogger(__name__)


def offer(calls: Calls) -> None:
    """Adds the calls to the `Blocks` this is called inside of; they wait together with the page's own events."""

    # The names, types and defaults of these arguments are what a client is told and checks.
    def ask(
        question: str,
        since: str = "",
        until: str = "",
        source: str = "",
        author: str = "",
        article: str = "",
        language: str = "",
        speaker: str = "",
    ) -> dict[str, Any]:
        return _told(calls.ask, Ask, question, since, until, source, author, article, language, speaker)

    def search(
        query: str,
        k: int = 10,
        since: str = "",
        until: str = "",
        source: str = "",
        author: str = "",
        article: str = "",
        language: str = "",
        speaker: str = "",
    ) -> dict[str, Any]:
        return _told(calls.search, Search, query, k, since, until, source, author, article, language, speaker)

    def add(text: str = "", url: str = "", title: str = "", source: str = "", published: str = "") -> dict[str, Any]:
        return _told(calls.add, Add, text, url, title, source, published)

    api(ask, api_description=Calls.ask.__doc__, concurrency_id="ask", concurrency_limit=None)
    api(search, api_description=Calls.search.__doc__, concurrency_id="search", concurrency_limit=SEATS)
    api(add, api_description=Calls.add.__doc__, concurrency_id=WRITE, concurrency_limit=1)


def _told(call: Callable[[Form, Tell], Json], form: type[Form], *given: object) -> Json:
    """What the call returns, `given` the fields of its form in their order; a failure as the one kind of error whose
    message gradio passes on."""
    try:
        return call(read(form, dict(zip(form.model_fields, given, strict=True))), lambda doing: None)
    except DatelineError as error:
        raise gr.Error(str(error), print_exception=False) from error
    except Exception as error:
        logger.exception("a call failed")
        raise gr.Error(FAILED, print_exception=False) from error
