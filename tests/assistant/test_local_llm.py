"""How the embedded model's server is started and looked after, with llama.cpp and a model that is nothing but small.

That the real one answers is seen in tests/web/test_real_model.py.
"""

import contextlib
import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import local_llm
from assistant.errors import LLMUnreachableError
from assistant.llm import HERE, Message, OpenAIEndpoint
from assistant.local_llm import LlamaServer
from tests.tiny_model import CONTEXT, tiny_model

ASKED = [Message("user", "Is the harbour shut?")]
PATIENCE = 120.0
"""Seconds an answer may take: far longer than a server that hangs is left alone here."""
STARVED = """
import resource, sys
from pathlib import Path
from assistant import local_llm
from assistant.errors import LLMUnreachableError
from assistant.local_llm import LlamaServer
resource.setrlimit(resource.RLIMIT_AS, (1_000_000_000, 1_000_000_000))
try:
    LlamaServer(Path(sys.argv[1]), 20_000_000, 1).address()
except LLMUnreachableError as error:
    print(error)
"""


@pytest.fixture(autouse=True)
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The installed llama.cpp serves, whatever was built here; tests/assistant/test_built_llama.py is about that."""
    monkeypatch.setattr(local_llm, "BUILT", tmp_path / "none")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LlamaServer]:
    started = LlamaServer(tiny_model(tmp_path / "tiny.gguf"), CONTEXT, 1, silent_seconds=3)
    yield started
    started.stop()


@pytest.fixture
def endpoint(server: LlamaServer) -> Iterator[OpenAIEndpoint]:
    with contextlib.closing(OpenAIEndpoint("tiny", "on this machine", server.address, PATIENCE, local=True)) as made:
        yield made


def send(number: signal.Signals, server: LlamaServer) -> int:
    pid = server.pid
    assert pid is not None
    os.kill(pid, number)
    return pid


@pytest.mark.parametrize("name", ["xllamacpp", "assistant", "os"])
def test_nothing_in_the_current_folder_is_executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'executed')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    server = LlamaServer(tmp_path / "none.gguf", 512, 1)
    with pytest.raises(LLMUnreachableError, match="could not be started"):
        server.address()
    server.stop()
    assert not (tmp_path / "executed").exists()


def test_a_server_that_is_well_is_left_as_it_is(server: LlamaServer, endpoint: OpenAIEndpoint) -> None:
    endpoint.probability(ASKED, "yes", "no")
    first = server.pid
    endpoint.probability(ASKED, "yes", "no")
    assert server.pid == first


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL])
def test_a_server_that_hangs_or_died_is_replaced_and_the_question_answered(
    how: signal.Signals, server: LlamaServer, endpoint: OpenAIEndpoint
) -> None:
    server.address()
    first = send(how, server)
    _, usage = endpoint.probability(ASKED, "yes", "no")
    assert usage.completion_tokens
    assert server.pid not in (None, first)


def test_a_server_that_hangs_while_it_answers_is_given_up_at_once_and_the_next_question_answered(
    server: LlamaServer, endpoint: OpenAIEndpoint
) -> None:
    began = time.monotonic()
    stream = endpoint.stream(ASKED, CONTEXT - 200)
    assert next(stream).text
    first = send(signal.SIGSTOP, server)
    with pytest.raises(LLMUnreachableError):
        list(stream)
    assert time.monotonic() - began < PATIENCE, "it was not the answer's own time that was up"
    assert next(itertools.islice(endpoint.stream(ASKED, CONTEXT - 200), 1)).text
    assert server.pid not in (None, first)


def test_a_server_that_finds_no_memory_is_a_plain_message(tmp_path: Path) -> None:
    command = [sys.executable, "-c", STARVED, str(tiny_model(tmp_path / "tiny.gguf")), str(tmp_path)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], capture_output=True, text=True, check=True)
    assert "could not be started" in done.stdout
    assert not done.stderr


def test_messages_say_where_the_model_is_in_plain_words(server: LlamaServer) -> None:
    server.address()
    with (
        contextlib.closing(OpenAIEndpoint("tiny", HERE, server.address, 0.001, local=True)) as hurried,
        pytest.raises(LLMUnreachableError, match="The model on this machine did not answer in time") as late,
    ):
        hurried.probability(ASKED, "yes", "no")
    assert "DATELINE_LLM_TIMEOUT" in str(late.value)
