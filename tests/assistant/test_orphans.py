"""No server of the embedded model stays behind, whenever and however the program ends that started it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assistant.open import llm_weights
from assistant.settings import load
from tests import proc
from tests.proc import runs
from tests.tiny_model import tiny_model

pytestmark = pytest.mark.skipif(not proc.VISIBLE, reason="looks into /proc")

STARTER = """
import sys, threading, time
from pathlib import Path
from assistant import local_llm
from assistant.local_llm import LlamaServer
local_llm.BUILT = Path(sys.argv[2]) / "none"  # test_built_llama.py looks after that
server = LlamaServer(Path(sys.argv[1]), 1024, 1)
threading.Thread(target=lambda: print(server.address().base_url, flush=True), daemon=True).start()
while server.pid is None:
    time.sleep(0.01)
print(server.pid, flush=True)
time.sleep(300)
"""
HOW = pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])


@contextmanager
def started(weights: Path, folder: Path) -> Iterator["tuple[subprocess.Popen[str], int]"]:
    """A program that starts the server and its server's number; the server has to end soon after the block."""
    command = [sys.executable, "-c", STARTER, str(weights), str(folder)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        server = int(program.stdout.readline())
        try:
            yield program, server
        finally:
            program.kill()
    try:
        assert until(lambda: not runs(server))
    finally:
        if runs(server):
            os.kill(server, signal.SIGKILL)


def until(true: Callable[[], bool]) -> bool:
    end = time.monotonic() + 60
    while not true() and time.monotonic() < end:
        time.sleep(0.05)
    return true()


def loads(server: int) -> bool:
    """Whether llama.cpp is there, or the process is not."""
    try:
        return any("xllamacpp" in line for line in Path(f"/proc/{server}/maps").read_text().splitlines())
    except OSError:
        return True


@HOW
def test_a_server_that_has_just_begun_ends_with_its_program(how: signal.Signals, tmp_path: Path) -> None:
    with started(tiny_model(tmp_path / "tiny.gguf"), tmp_path) as (program, _):
        program.send_signal(how)


def test_a_server_that_hangs_while_it_loads_ends_with_a_program_that_is_killed(tmp_path: Path) -> None:
    weights = tmp_path / "weights.gguf"
    os.mkfifo(weights)  # nobody writes to it, so that loading never gets on
    with started(weights, tmp_path) as (program, server):
        assert until(lambda: loads(server))
        time.sleep(0.5)
        assert runs(server)
        program.send_signal(signal.SIGKILL)


@HOW
def test_a_server_that_serves_ends_with_its_program(how: signal.Signals, tmp_path: Path) -> None:
    with started(tiny_model(tmp_path / "tiny.gguf"), tmp_path) as (program, server):
        assert program.stdout is not None
        assert program.stdout.readline().startswith("http://127.0.0.1:")
        assert runs(server)
        program.send_signal(how)


@pytest.mark.model
@HOW
def test_a_server_that_loads_the_real_weights_ends_with_its_program(how: signal.Signals, tmp_path: Path) -> None:
    with started(llm_weights(load()), tmp_path) as (program, _):
        time.sleep(1)
        program.send_signal(how)
