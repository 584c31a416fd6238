"""The embedded model's process ends with the program that started it, whenever and however that ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assistant.open import llm_weights
from assistant.settings import load
from tests.proc import runs

pytestmark = [pytest.mark.model, pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")]

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


@pytest.mark.parametrize("seconds", [0.0, 1.0])
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_the_server_ends_with_a_program_that_is_killed_while_it_loads(
    how: signal.Signals, seconds: float, tmp_path: Path
) -> None:
    command = [sys.executable, "-c", STARTER, str(llm_weights(load())), str(tmp_path)]
    with subprocess.Popen(command, cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        pid = int(starter.stdout.readline())
        time.sleep(seconds)
        starter.send_signal(how)
    try:
        until = time.monotonic() + 30
        while runs(pid) and time.monotonic() < until:
            time.sleep(0.1)
        assert not runs(pid)
    finally:
        if runs(pid):
            os.kill(pid, signal.SIGKILL)
