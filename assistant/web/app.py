"""The page as one ASGI application, and serving it."""

import asyncio
import contextlib
import logging
import os
import socket
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr
import uvicorn
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp

from assistant.accounts.types import NOBODY
from assistant.accounts.users import accounts_for
from assistant.conversations.store import Conversations
from assistant.errors import DatelineError
from assistant.pipeline import Assistant
from assistant.uploads import Uploads
from assistant.web.blocks import Blocks
from assistant.web.calls import Calls
from assistant.web.door import Door
from assistant.web.guard import Guard
from assistant.web.hurried import Hurried
from assistant.web.layout import lay_out
from assistant.web.listener import listen, reached_at
from assistant.web.login import Entrance
from assistant.web.purging import Purging
from assistant.web.reach import Inward, KnownHosts, Reach
from assistant.web.roles import Changes
from assistant.web.seating import Seating
from assistant.web.sent import Sent
from assistant.web.surface import Surface, refuse_no_file, refuse_odd, refuse_unknown
from assistant.web.theme import theme
from assistant.web.tools import PATH, Tools
from assistant.web.visitors import visitor_of
from assistant.web.wiring import connect

logger = logging.getLogger(__name__)

STYLES = Path(__file__).parent / "styles"
WAITING = 100
"""Events that may wait for gradio to take them; the next ones are told the page is busy."""
LARGEST_UPLOAD = "64mb"
_NO_DOCS: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
_LEADS_ON: dict[str, Any] = {"status_code": 303, "responses": {404: {"description": "No name of an answer"}}}


def build(assistant: Assistant, reach: Reach | None = None) -> FastAPI:
    """The whole page for one assistant, reached as `reach` says (as the settings do when None).

    Whoever serves it closes `state.conversations`, `state.uploads` and `state.accounts` in the end. SettingsError when
    accounts are asked for and there are none.
    """
    reach = reach or Reach.of(assistant.settings)
    accounts = accounts_for(assistant.settings.home) if reach.guarded else None
    calls = Calls(assistant)
    tools = Tools(calls)
    purging = Purging(assistant.library, calls.changing)

    @contextlib.asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        purging.start()
        async with tools.running(app):
            yield
        await asyncio.to_thread(purging.stop)

    app = FastAPI(lifespan=living, **_NO_DOCS)
    # Gradio keeps uploads in a folder all users of this machine share, if it is not told another.
    app.state.uploads = Uploads(assistant.settings.home)
    os.environ["GRADIO_TEMP_DIR"] = str(app.state.uploads.folder)
    app.state.conversations, app.state.accounts = Conversations(assistant.settings.home), accounts
    style = "\n".join(file.read_text("utf-8") for file in sorted(STYLES.glob("*.css")))
    app.add_api_route("/page.css", lambda: _Style(style), methods=["GET"], response_class=_Style)
    app.add_api_route("/generation", lambda: _generation(assistant), methods=["GET"], response_class=PlainTextResponse)
    app.add_api_route("/answer/{name}", _answer, methods=["GET"], response_class=RedirectResponse, **_LEADS_ON)
    if not reach.guarded:  # whoever comes from elsewhere logs in on the page
        app.router.routes += [Route(PATH, tools), Route(f"{PATH}/", tools)]
    # Where no event loop runs, gradio makes loops that it never closes.
    blocks = asyncio.run(_mount(app, calls, reach))
    # The one added last is the outermost: refusals carry the headers too.
    app.add_middleware(Seating, line=calls.line, blocks=blocks)
    app.add_middleware(Sent, uploads=app.state.uploads)
    app.add_middleware(Surface, line=calls.line)
    if accounts is not None:
        app.add_middleware(Door, entrance=Entrance(accounts, reach.root_path), changes=Changes(blocks))
    app.add_middleware(KnownHosts, names=reach.hosts)
    app.add_middleware(Inward, reach=reach)
    app.add_middleware(Guard, root_path=reach.root_path)
    return app


class _Style(Response):
    media_type = "text/css"


def _generation(assistant: Assistant) -> Response:
    """Another number whenever the articles are others: an open page looks at it."""
    return PlainTextResponse(str(assistant.library.catalog.generation))


def _answer(name: str) -> Response:
    """A kept answer's own address leads to the page, which asks for its login first when it has one, and shows it."""
    return RedirectResponse(f"../?answer={quote(name, safe='')}", 303)


async def _mount(app: FastAPI, calls: Calls, reach: Reach) -> gr.Blocks:
    kept: Conversations = app.state.conversations
    if reach.guarded:  # an event that does not ask whose it is finds nothing
        kept = kept.of(NOBODY)
    blocks: gr.Blocks
    with Blocks(title="Dateline", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        connect(calls, kept, lay_out(), blocks)
    blocks.queue(max_size=WAITING, api_open=False, default_concurrency_limit=8)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        root_path=reach.root_path or None,
        auth_dependency=_name if reach.guarded else None,
        app_kwargs={**_NO_DOCS},  # gradio writes into it
        theme=theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=LARGEST_UPLOAD,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        enable_monitoring=False,
    )
    blocks.has_launched = True  # else gradio takes any file of this machine for one that was sent; see also `Sent`
    for route in app.routes:
        if isinstance(route, Mount) and isinstance(route.app, FastAPI):
            route.app.add_exception_handler(RequestValidationError, refuse_odd)
            route.app.add_exception_handler(LookupError, refuse_unknown)
            route.app.add_exception_handler(TypeError, refuse_no_file)
            route.app.add_exception_handler(AttributeError, refuse_no_file)
    return blocks


def _name(request: Request) -> str | None:
    """Gradio's own question who asks: the same answer as the door's."""
    visitor = visitor_of(gr.Request(request))
    return None if visitor is None else visitor.name


def serve(
    assistant: Assistant, reach: Reach, port: int, open_browser: bool, ready: Callable[[str], None] | None = None
) -> None:
    """Serves the page until it is interrupted; `ready` is told its address. SettingsError when it cannot be served."""
    app = build(assistant, reach)
    with contextlib.ExitStack() as stack:
        stack.callback(app.state.uploads.close)
        stack.callback(app.state.conversations.close)
        if app.state.accounts is not None:
            stack.callback(app.state.accounts.close)
        listener = stack.enter_context(listen(reach.host, port))
        address = f"http://{reached_at(reach.host)}:{listener.getsockname()[1]}{reach.root_path}/"
        server = _Server(configured(app))

        def started() -> None:
            if ready is not None:
                ready(address)
            if open_browser:
                webbrowser.open(address)
            threading.Thread(target=_warm_up, args=(assistant,), name="warm-up", daemon=True).start()

        server.when_started = started
        server.run(sockets=[listener])


def configured(app: ASGIApp) -> uvicorn.Config:
    """How the application is served."""
    return uvicorn.Config(
        app,
        http=Hurried,
        log_level="warning",
        ws="none",
        server_header=False,
        proxy_headers=False,  # `Inward` looks at what proxies tell; uvicorn would believe whoever is on this machine
        timeout_graceful_shutdown=2,
    )


class _Server(uvicorn.Server):
    """Tells when it answers: a browser that is opened earlier finds nothing."""

    when_started: Callable[[], None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self.when_started is not None:
            self.when_started()


def _warm_up(assistant: Assistant) -> None:
    try:
        assistant.warm_up()
    except DatelineError as error:
        logger.warning("%s", error)  # the first question will say so where the reader sees it
    except Exception:
        logger.exception("the models could not be loaded ahead of the first question")
