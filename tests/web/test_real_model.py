"""The whole of it for real: the embedded model behind the page, in a real browser."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import expect

from assistant.llm import OpenAIEndpoint
from assistant.local_llm import LlamaServer
from assistant.open import embedded_server, llm_weights
from assistant.pipeline import Assistant
from assistant.settings import Settings, load
from index.library import Library
from tests.proc import runs
from tests.web.conftest import served
from tests.web.reader import Reader, ask

pytestmark = pytest.mark.model

QUESTION = "What sectors did Campbell name?"
PATIENCE = 240.0
"""Seconds: two cores, a browser beside the model, and whatever else the machine does."""


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The pinned weights, and a home that is empty at first."""
    weights = str(llm_weights(load()))
    return load(tmp_path_factory.mktemp("home"), {}, llm_weights=weights)


@pytest.fixture(scope="module")
def server(settings: Settings) -> Iterator[LlamaServer]:
    server = embedded_server(settings, Path(settings.llm_weights))
    yield server
    server.stop()


@pytest.fixture
def assistant(sample_library: Library, server: LlamaServer, settings: Settings) -> Iterator[Assistant]:
    endpoint = OpenAIEndpoint("qwen", "on this machine", server.address, PATIENCE, local=True)
    with contextlib.closing(endpoint):
        yield Assistant(sample_library, endpoint, settings)


@pytest.mark.timeout(600)
def test_the_campbell_question_is_answered_and_its_citation_opens_the_words(
    assistant: Assistant, reader: Callable[..., Reader]
) -> None:
    assistant.warm_up()
    with served(assistant) as address:
        visitor = reader(address)
        ask(visitor.page, QUESTION, timeout=PATIENCE)
        answer = visitor.page.locator("p.answer")
        for sector in ("submarine", "aeronautical design", "missile"):
            expect(answer).to_contain_text(sector, ignore_case=True)
        citation = answer.locator(".cite").first
        quote = citation.get_attribute("data-quote") or ""
        citation.click()
        mark = visitor.page.locator(".reading mark")
        expect(mark).to_be_in_viewport()
        assert mark.evaluate("element => element.textContent") == quote
        assert all(word in quote for word in ("submarines", "stealth", "missile"))
        assert not visitor.left
        visitor.close()


@pytest.mark.timeout(600)
def test_a_model_that_was_killed_is_started_again(assistant: Assistant, server: LlamaServer) -> None:
    server.address()
    first = server.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    while server.pid is not None:
        time.sleep(0.05)
    answer = assistant.ask(QUESTION)
    assert answer.degraded is None
    assert answer.usage.cached_tokens > 500, "the prompt was read before, and kept in a file"
    assert "submarine" in answer.text.lower()
    assert server.pid not in (None, first)


@pytest.mark.timeout(600)
def test_no_model_outlives_a_program_that_was_killed(server: LlamaServer) -> None:
    program = (
        "import sys; from pathlib import Path; from assistant.local_llm import LlamaServer;"
        f"server = LlamaServer(Path({str(server.weights)!r}), 1024, 1); server.address();"
        "print(server.pid, flush=True); sys.stdin.read()"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    with parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        assert Path(f"/proc/{child}").exists()
        parent.kill()
    deadline = time.monotonic() + 20
    while runs(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not runs(child)
