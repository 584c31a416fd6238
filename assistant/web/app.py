"""The page as one ASGI application, and serving it."""

import asyncio
import contextlib
import logging
import os
import shutil
import socket
import tempfile
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import RedirectResponse, Response

from assistant.conversations.store import Conversations
from assistant.errors import DatelineError, HomeError, SettingsError
from assistant.pipeline import Assistant
from assistant.web.guard import Guard, allowed_hosts, loopback
from assistant.web.layout import lay_out
from assistant.web.listener import listen, reached_at
from assistant.web.purging import Purging
from assistant.web.theme import theme
from assistant.web.wiring import connect

logger = logging.getLogger(__name__)

STYLES = Path(__file__).parent / "styles"
READER = "reader"
WAITING = 20
"""Events that may wait; the next ones are told the page is busy."""
LARGEST_UPLOAD = "64mb"
_NO_DOCS: dict[str, Any] = {"docs_url": None, "redoc_url": None, "openapi_url": None}
_HEAD = b'<link rel="stylesheet" href="/page.css">'


def build(assistant: Assistant, host: str | None = None) -> FastAPI:
    """The whole page for one assistant, to be served on `host` (the settings' one when None).

    Whoever serves it closes `state.conversations` in the end.
    """
    host = assistant.settings.host if host is None else host
    password = assistant.settings.page_password
    if not loopback(host) and not password:
        raise SettingsError(
            f"The page would be open to everybody who reaches {host}. Set DATELINE_PAGE_PASSWORD (the user is"
            f" `{READER}`), or serve it on 127.0.0.1."
        )
    changing = threading.Lock()
    purging = Purging(assistant.library, changing)

    @contextlib.asynccontextmanager
    async def living(_: FastAPI) -> AsyncIterator[None]:
        purging.start()
        yield
        await asyncio.to_thread(purging.stop)

    app = FastAPI(**_NO_DOCS, lifespan=living)
    app.state.changing = changing
    # Gradio keeps uploads in a folder all users of this machine share, if it is not told another.
    app.state.uploads = os.environ["GRADIO_TEMP_DIR"] = _uploads(assistant.settings.home)
    app.state.conversations = Conversations(assistant.settings.home)
    style = "\n".join(file.read_text("utf-8") for file in sorted(STYLES.glob("*.css")))
    app.add_api_route("/page.css", lambda: Response(style, media_type="text/css"), methods=["GET"])
    app.add_api_route("/answer/{name}", _answer, methods=["GET"])
    # Where no event loop runs, gradio makes loops that it never closes.
    asyncio.run(_mount(app, assistant, None if loopback(host) else password))
    # The one added last is the outermost: refusals carry the headers too.
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=allowed_hosts(host), www_redirect=False)
    app.add_middleware(Guard, head=_HEAD)
    return app


def _answer(name: str) -> Response:
    """A kept answer's own address leads to the page, which asks for its login first when it has one, and shows it."""
    return RedirectResponse(f"../?answer={quote(name, safe='')}", 303)


async def _mount(app: FastAPI, assistant: Assistant, password: str | None) -> None:
    with gr.Blocks(title="Dateline", analytics_enabled=False, fill_width=True, delete_cache=(3600, 3600)) as blocks:
        connect(assistant, app.state.conversations, lay_out(), blocks, app.state.changing)
    blocks.queue(max_size=WAITING, api_open=False, default_concurrency_limit=8)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        auth=None if password is None else (READER, password),
        app_kwargs={**_NO_DOCS},  # gradio puts into it
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


def serve(
    assistant: Assistant, host: str, port: int, open_browser: bool, ready: Callable[[str], None] | None = None
) -> None:
    """Serves the page until it is interrupted; `ready` is told its address. SettingsError when it cannot be served."""
    app = build(assistant, host)
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, app.state.uploads, ignore_errors=True)
        stack.callback(app.state.conversations.close)
        listener = stack.enter_context(listen(host, port))
        address = f"http://{reached_at(host)}:{listener.getsockname()[1]}/"
        server = _Server(
            uvicorn.Config(app, log_level="warning", ws="none", server_header=False, timeout_graceful_shutdown=2)
        )

        def started() -> None:
            if ready is not None:
                ready(address)
            if open_browser:
                webbrowser.open(address)
            threading.Thread(target=_warm_up, args=(assistant,), name="warm-up", daemon=True).start()

        server.when_started = started
        server.run(sockets=[listener])


def _uploads(home: Path) -> str:
    """A new folder where files wait until they are read; it goes with the page, and with it what a broken upload left.

    It is this page's alone: the reader's own folders and another page's uploads lie in the same home.
    """
    try:
        home.mkdir(parents=True, exist_ok=True)
        return tempfile.mkdtemp(prefix=".uploads-", dir=home)
    except OSError as error:
        raise HomeError(f"The home folder {home} cannot be written: {error.strerror}.") from error


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
