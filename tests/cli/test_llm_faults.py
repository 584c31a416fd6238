"""Eighteen faults of an endpoint, each for real: the quotes stand, the reader is told why, and soon."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.cli.conftest import REPOSITORY, Command
from tests.faulty_llm import CUT, FAULTS, FaultyLLM, piece, streamed

QUESTION = "What sectors did Campbell name?"
GOOD = "Campbell named submarines [1]."
SOON_S = 8.0
"""The endpoint is given up after 1 s here, 5 s more to connect; a busy machine takes its time too."""


def test_there_are_eighteen() -> None:
    assert len(FAULTS) == 18


def check(dateline: Command, home: Path, llm: FaultyLLM, says: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in llm.environment.items():
        monkeypatch.setenv(name, value)
    began = time.monotonic()
    done = dateline("ask", QUESTION, "--home", home, "--json")
    assert time.monotonic() - began < SOON_S
    assert done.code == 0
    answer = done.json
    assert re.search(says, answer["degraded"] or ""), answer["degraded"]
    assert (answer["text"], answer["sentences"], answer["abstained"]) == ("", [], False)
    assert answer["evidence"], "the quotes are the answer"
    assert CUT not in done.out + done.err
    assert answer["degraded"] in done.err
    assert "Traceback" not in done.out + done.err


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_at_the_answer_leaves_the_quotes_and_says_what_happened(
    name: str, dateline: Command, sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultyLLM(FAULTS[name]) as llm:
        check(dateline, sample_home, llm, FAULTS[name].says, monkeypatch)


@pytest.mark.parametrize("name", [name for name, fault in FAULTS.items() if fault.check])
def test_a_fault_at_the_check_lets_no_unchecked_answer_through(
    name: str, dateline: Command, sample_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with FaultyLLM(FAULTS[name], streamed(piece(GOOD), piece(None, "stop"), b"[DONE]")) as llm:
        says = "cannot be read|broke off" if name == "cut stream" else FAULTS[name].says
        check(dateline, sample_home, llm, says, monkeypatch)
        assert {bool(body.get("stream")) for body in llm.requests} == {True, False}


@pytest.mark.skipif(os.name != "posix", reason="interrupts are sent differently elsewhere")
def test_a_question_is_stopped_at_once_whatever_the_endpoint_does(sample_home: Path) -> None:
    with FaultyLLM(FAULTS["slow drip"]) as llm:
        command = [sys.executable, "-m", "assistant.cli", "ask", QUESTION, "--home", str(sample_home)]
        environment = {**os.environ, **llm.environment, "DATELINE_LLM_TIMEOUT": "60"}
        with subprocess.Popen(command, cwd=REPOSITORY, env=environment, stderr=subprocess.PIPE, text=True) as asking:
            assert asking.stderr is not None
            try:
                assert llm.asked.wait(60)
                asking.send_signal(signal.SIGINT)
                began = time.monotonic()
                told = next(line for line in asking.stderr if "Stopped." in line)
                assert time.monotonic() - began < 1
                told += asking.stderr.read()
                assert asking.wait(60) == 130  # the interpreter takes its time to end
            finally:
                asking.kill()
    assert "Traceback" not in told
