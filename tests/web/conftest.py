"""The page on a real server, and a real browser before it."""

import contextlib
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, sync_playwright

from assistant.llm import OpenAIEndpoint
from assistant.local_llm import Address
from assistant.pipeline import Assistant
from assistant.settings import load
from assistant.web.app import build
from assistant.web.listener import listen
from assistant.web.reach import Reach
from index.library import Library
from tests.scripted_llm import ScriptedLLM

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
).split()


def pytest_configure(config: pytest.Config) -> None:
    # gradio 6.31 counts its queue's events with options that pandas 3 deprecates.
    for words in ("'future.no_silent_downcasting' is deprecated", "The copy keyword is deprecated"):
        config.addinivalue_line("filterwarnings", f"ignore:{words}:DeprecationWarning:gradio.queueing")


@contextlib.contextmanager
def served(assistant: Assistant, reach: Reach | None = None) -> Iterator[str]:
    """The page's address, while it is served."""
    with running(built(assistant, reach)) as address:
        yield address


def built(assistant: Assistant, reach: Reach | None = None) -> FastAPI:
    """The page as an application."""
    with ThreadPoolExecutor(1) as builder:  # the browser's driver runs an event loop in this thread
        return builder.submit(build, assistant, reach).result()


@contextlib.contextmanager
def running(app: FastAPI) -> Iterator[str]:
    """The address of a page that was built, while it is served."""
    config = uvicorn.Config(app, log_level="error", ws="none", proxy_headers=False, timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    listener = listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=([listener],), name="page", daemon=True)
    with listener:
        thread.start()
        while not server.started:
            thread.join(0.05)
            assert thread.is_alive()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
        server.should_exit = True
        thread.join(20)
        assert not thread.is_alive()
    app.state.conversations.close()
    if app.state.accounts is not None:
        app.state.accounts.close()


def scripted(library: Library, home: Path, llm: ScriptedLLM) -> Assistant:
    """An assistant whose model is the script."""
    endpoint = OpenAIEndpoint("scripted", "on this machine", lambda: Address(llm.base_url, "key"), 20, local=True)
    return Assistant(library, endpoint, load(home, {}))


@pytest.fixture(scope="session")
def web_llm() -> Iterator[ScriptedLLM]:
    with ScriptedLLM(default="Not in the articles.") as llm:
        yield llm


@pytest.fixture(scope="session")
def web_page(sample_library: Library, tmp_path_factory: pytest.TempPathFactory, web_llm: ScriptedLLM) -> Iterator[str]:
    """The page over the sample articles; nothing may be added or removed there."""
    with served(scripted(sample_library, tmp_path_factory.mktemp("page"), web_llm)) as address:
        yield address


@contextlib.contextmanager
def launched() -> Iterator[Browser]:
    """A browser; its driver runs an event loop in this thread until the block ends."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield found
        found.close()


@pytest.fixture(scope="package")  # not longer: where its driver's event loop runs, no other test can run one
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture
def reader(browser: Browser) -> Iterator[Callable[..., Any]]:
    """Opens the page as `tests.web.reader.Reader`s, and closes them with the test."""
    from tests.web.reader import Reader

    with contextlib.ExitStack() as stack:

        def opened(address: str, **context: Any) -> Reader:
            return stack.enter_context(contextlib.closing(Reader(browser, address, **context)))

        yield opened


@pytest.fixture
def visitor(reader: Callable[..., Any], web_page: str) -> Iterator[Any]:
    """A `tests.web.reader.Reader` of the sample articles; the page must neither ask elsewhere nor complain."""
    visitor = reader(web_page)
    yield visitor
    assert not visitor.left
    assert not visitor.complaints
