"""Stop on the page: at once, whatever the endpoint does, and nothing unverified stays."""

import contextlib
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversations.types import Exchange
from assistant.llm import OpenAIEndpoint
from assistant.local_llm import Address
from assistant.pipeline import Assistant
from assistant.settings import load
from assistant.web import asking
from assistant.web.line import Line
from assistant.web.running import Run
from index.library import Library
from tests.faulty_llm import CUT, FAULTS, Fault, FaultyLLM, dripping, piece, streamed

QUESTION = "What sectors did Campbell name?"
HALF_THEN_NOTHING = Fault("", lambda connection, over: (streamed(piece(CUT))(connection, over), over.wait(60))[0])
FOREVER = Fault("", dripping(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"z" * 4000))


@pytest.mark.parametrize("fault", [FAULTS["stall"], FOREVER, HALF_THEN_NOTHING], ids=["stall", "drip", "half"])
def test_stop_ends_a_question_at_once(fault: Fault, sample_library: Library, tmp_path: Path) -> None:
    with FaultyLLM(fault) as llm:
        endpoint = OpenAIEndpoint("faulty", "there", lambda: Address(llm.base_url, "key"), 60, local=True)
        with contextlib.closing(endpoint):
            run = Run(asking.ask(Assistant(sample_library, endpoint, load(tmp_path, {})), Line(1), (), QUESTION))
            stopped: list[float] = []

            def stop() -> None:
                llm.asked.wait(20)
                time.sleep(0.2)
                stopped.append(time.monotonic())
                run.stop()

            threading.Thread(target=stop, name="reader", daemon=True).start()
            *_, last = run
            assert time.monotonic() - stopped[0] < 1
    assert (last.answer, last.draft, last.doing) == (None, "", "")
    assert last.evidence
    assert last.trouble.startswith("Stopped")


def test_a_question_that_waits_is_shown_anew_only_when_its_place_changed() -> None:
    waits = Exchange(QUESTION, "one", doing="Waiting for 2 questions asked before this one…")
    moved = replace(waits, doing="Waiting for 1 question asked before this one…")
    again = (step for step in [waits, replace(waits), waits, moved, replace(moved), replace(moved, doing="")])
    assert [step.doing for step in Run(again)] == [waits.doing, moved.doing, ""]
