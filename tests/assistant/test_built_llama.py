"""A llama.cpp that `make native` built serves in place of the installed one, and is looked after as well."""

import contextlib
import os
import signal
import stat
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from assistant import local_llm
from assistant.llm import Message, OpenAIEndpoint
from assistant.local_llm import LlamaServer
from tests import proc
from tests.tiny_model import CONTEXT, tiny_model

ASKED = [Message("user", "Is the harbour shut?")]
STAND_IN = """#!{python}
import http.server, os, pathlib, sys
class Well(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
    def log_message(self, *_):
        pass
pathlib.Path({told!r}).write_text("\\n".join([str(os.getpid()), *sys.argv, *os.environ]))
served = http.server.HTTPServer(("127.0.0.1", 0), Well)
print("srv  main: listening on http://127.0.0.1:%d" % served.server_port, flush=True)
served.serve_forever()
"""
"""What starts and says where it listens as llama-server does, and tells how it was called."""

Build = Callable[[str], Path]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """Puts a program where `make native` puts its own."""

    def put(content: str) -> Path:
        program = tmp_path / "llama-server"
        program.write_text(content)
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setattr(local_llm, "BUILT", program)
        return program

    return put


@pytest.fixture
def server(tmp_path: Path) -> Iterator[LlamaServer]:
    made = LlamaServer(tiny_model(tmp_path / "tiny.gguf"), CONTEXT, 1, silent_seconds=3)
    yield made
    made.stop()


def answers(server: LlamaServer) -> bool:
    with contextlib.closing(OpenAIEndpoint("tiny", "on this machine", server.address, 120.0, local=True)) as endpoint:
        return endpoint.probability(ASKED, "yes", "no")[1].completion_tokens > 0


@pytest.mark.parametrize("content", ["#!/bin/sh\nkill -ILL $$\n", "#!/bin/sh\nexit 0\n", "not a program"])
def test_where_it_does_not_run_the_installed_one_answers(content: str, build: Build, server: LlamaServer) -> None:
    build(content)
    assert answers(server)


@pytest.mark.skipif(not local_llm.BUILT.is_file(), reason="`make native` was not run here")
def test_the_real_one_answers(server: LlamaServer) -> None:
    assert answers(server)


def test_its_key_is_on_no_command_line_and_nothing_else_sets_where_it_listens(
    build: Build, server: LlamaServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LLAMA_ARG_HOST", "0.0.0.0")
    build(STAND_IN.format(python=sys.executable, told=str(tmp_path / "told")))
    address = server.address()
    told = (tmp_path / "told").read_text()
    assert address.base_url.startswith("http://127.0.0.1:")
    assert "LLAMA_API_KEY" in told
    assert address.key not in told
    assert "LLAMA_ARG_HOST" not in told


def test_one_that_hangs_is_replaced(build: Build, server: LlamaServer, tmp_path: Path) -> None:
    build(STAND_IN.format(python=sys.executable, told=str(tmp_path / "told")))
    first = server.address()
    os.kill(int((tmp_path / "told").read_text().splitlines()[0]), signal.SIGSTOP)
    assert server.address() != first


@pytest.mark.skipif(not proc.VISIBLE, reason="looks into /proc")
@pytest.mark.parametrize("end", ["stop", "kill"])
def test_it_ends_with_whoever_started_it(end: str, build: Build, server: LlamaServer, tmp_path: Path) -> None:
    build(STAND_IN.format(python=sys.executable, told=str(tmp_path / "told")))
    server.address()
    program = int((tmp_path / "told").read_text().splitlines()[0])
    assert proc.runs(program)
    if end == "stop":
        server.stop()
    else:
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
    until = time.monotonic() + 60
    while proc.runs(program) and time.monotonic() < until:
        time.sleep(0.05)
    assert not proc.runs(program)
