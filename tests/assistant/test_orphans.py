"""No server of the embedded model stays behind, also when it hangs while it loads and its program is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests import proc
from tests.proc import runs

ROOT = Path(__file__).parents[2]
STARTER = """
import sys, threading, time
from pathlib import Path
from assistant.local_llm import LlamaServer
server = LlamaServer(Path(sys.argv[1]), 1024, 1, Path(sys.argv[2]))
threading.Thread(target=server.address, daemon=True).start()
while server.pid is None:
    time.sleep(0.01)
print(server.pid, flush=True)
time.sleep(300)
"""


def loads(pid: int) -> bool:
    """Whether llama.cpp is there; its weights are a pipe nobody writes to, so it never gets on."""
    try:
        return any("xllamacpp" in line for line in Path(f"/proc/{pid}/maps").read_text().splitlines())
    except OSError:
        return False


@pytest.mark.skipif(not proc.VISIBLE, reason="looks into /proc")
@pytest.mark.parametrize("loading", [False, True])
def test_a_server_that_hangs_while_it_loads_ends_with_a_program_that_is_killed(loading: bool, tmp_path: Path) -> None:
    weights = tmp_path / "weights.gguf"
    os.mkfifo(weights)
    command = [sys.executable, "-c", STARTER, str(weights), str(tmp_path)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        until = time.monotonic() + 60
        while loading and not loads(pid) and time.monotonic() < until:
            time.sleep(0.05)
        time.sleep(0.5 if loading else 0)
        assert runs(pid)
        starter.send_signal(signal.SIGKILL)
    try:
        until = time.monotonic() + 60
        while runs(pid) and time.monotonic() < until:
            time.sleep(0.1)
        assert not runs(pid)
    finally:
        if runs(pid):
            os.kill(pid, signal.SIGKILL)
