"""Commands run under strace: no connection and no look-up beyond loopback, of the program and all its children.

The long form, with every command, the page and a browser, is `python -m evals.bench.network`.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evals.bench.network import outside, read, traced
from tests.scripted_llm import ScriptedLLM

ROOT = Path(__file__).parents[1]
PROGRAM = """
import sys
from assistant import cli
for command in (["add", sys.argv[1]], ["search", "Who signed it?"], ["ask", "Who signed the accord?"], ["doctor"]):
    assert cli._run(command, False) == 0, command
"""


def can_trace() -> bool:
    if sys.platform != "linux" or shutil.which("strace") is None:
        return False
    return subprocess.run(["strace", "-f", "--seccomp-bpf", "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not can_trace(), reason="needs strace, and the right to use it")
def test_no_command_reaches_beyond_this_machine(tmp_path: Path, embedder_folder: Path) -> None:
    (tmp_path / "clip.md").write_text("# Accord signed\n\nThe accord was signed by Ottoline Vance in Skarvoy.\n")
    log = tmp_path / "strace.log"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DATELINE_", "OPENAI_", "HF_"))}
    with ScriptedLLM(default="Ottoline Vance signed it [1].") as llm:
        environment = {
            **kept,
            **llm.environment,
            "DATELINE_HOME": str(tmp_path / "home"),
            "DATELINE_EMBEDDER": str(embedder_folder),
            "OPENAI_API_KEY": "sk-lying-in-the-environment",
        }
        command = traced(log, [sys.executable, "-c", PROGRAM, str(tmp_path / "clip.md")])
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Ottoline Vance" in done.stdout
    seen = read(log)
    assert seen.calls, "the scripted endpoint was connected to: something was traced"
    assert seen.outside == ()


def test_a_call_that_leaves_is_told_from_one_that_stays() -> None:
    stays = 'connect(3, {sa_family=AF_INET, sin_port=htons(8080), sin_addr=inet_addr("127.0.0.1")}, 16) = 0'
    six = 'connect(3, {sa_family=AF_INET6, sin6_port=htons(1), inet_pton(AF_INET6, "::1", &sin6_addr)}, 28) = 0'
    leaves = 'connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("93.184.216.34")}, 16) = -1'
    away = 'sendto(3, "x", 1, 0, {sa_family=AF_INET6, inet_pton(AF_INET6, "2606:4700::1", &sin6_addr)}, 28) = 1'
    asks = 'connect(3, {sa_family=AF_INET, sin_port=htons(53), sin_addr=inet_addr("127.0.0.53")}, 16) = 0'
    seen = outside([stays, six, leaves, away, asks, 'connect(4, {sa_family=AF_UNIX, sun_path="/run/x"}, 9) = 0'])
    assert seen.calls == 5
    assert seen.outside == (leaves, away, asks)
