"""More readers than Dateline can answer: everybody is answered or told to come back, soon, and nothing fails."""

import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from assistant.errors import BusyError
from assistant.web.line import SEATS, Line
from index.library import Library
from tests.scripted_llm import Reply, ScriptedLLM
from tests.web.caller import Caller
from tests.web.conftest import scripted, served

QUESTION = "What sectors did Campbell name?"
SLOW = Reply("Not in the articles.", delay=0.2)
SOON_S = 15.0
"""Told busy, with fifty clients in the very process that serves them; `python -m evals.bench.overload` has the time."""


@pytest.fixture(scope="module")
def page(sample_library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        ScriptedLLM(default=SLOW) as llm,
        served(scripted(sample_library, tmp_path_factory.mktemp("busy"), llm)) as address,
    ):
        yield address


def memory() -> int:
    """Resident kB of this process, in which the page is served."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))


@pytest.mark.parametrize("readers", [30, pytest.param(50, marks=pytest.mark.soak)])
def test_many_at_once_are_answered_or_told_how_long_it_takes(
    page: str, readers: int, reached: Callable[[str], None]
) -> None:
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(contextlib.closing(Caller(page, "first")))
        callers = [
            stack.enter_context(contextlib.closing(Caller(page, f"reader-{number}", first.config)))
            for number in range(readers)
        ]
        with ThreadPoolExecutor(readers) as pool:
            heard = list(pool.map(lambda caller: caller.ask(QUESTION), callers))
    last = [messages[-2:] for messages in heard]
    busy = [messages for messages in heard if any("Dateline is busy" in item.text for item in messages)]
    answered = [messages for messages in heard if any("Not answered" in item.text for item in messages)]
    assert len(busy) + len(answered) == readers, last
    assert len(answered) >= SEATS
    assert busy
    told = [next(item for item in messages if "Dateline is busy" in item.text) for messages in busy]
    for item in told:
        assert item.seconds < SOON_S
        assert " s of them" in item.text
    latest = max(item.seconds for item in told)
    reached(f"overload: {readers} at once, {len(busy)} told busy, {latest:.1f} s at the latest, callers in the server")
    assert not [item for messages in heard for item in messages if "unexpected_error" in item.text]


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="looks into /proc")
@pytest.mark.parametrize("questions", [250, pytest.param(1000, marks=pytest.mark.soak)])
def test_questions_without_end_are_queued_or_refused_in_bounded_memory(
    questions: int, page: str, reached: Callable[[str], None]
) -> None:
    with contextlib.closing(Caller(page, f"many-{questions}")) as many:
        many.ask("Who is Kurt Campbell?")
        before = memory()
        began = time.monotonic()
        answers: list[tuple[float, httpx.Response]] = []

        def send(number: int) -> None:
            since = time.monotonic()
            sent = many.send(f"{QUESTION} {number}")
            answers.append((time.monotonic() - since, sent))

        with ThreadPoolExecutor(25) as pool:
            list(pool.map(send, range(questions)))
        assert {sent.status_code for _, sent in answers} <= {200, 429}
        for seconds, sent in answers:
            assert seconds < SOON_S
            if sent.status_code == 429:
                assert int(sent.headers["retry-after"]) >= 1
                assert "Dateline is busy" in sent.json()["detail"]
        grown = memory() - before
        assert grown < 100_000
        reached(f"overload: {questions} questions of one page, {grown / 1000:.0f} MB more resident")
        assert not [item for item in many.heard(began) if "unexpected_error" in item.text]
        assert any("Not answered" in item.text for item in many.ask(QUESTION)), "it goes on afterwards"


def test_there_is_no_seat_beyond_the_last_and_one_again_when_somebody_leaves() -> None:
    line = Line(2, seats=3)
    with line.ticket(), line.ticket():
        with line.ticket() as third:
            assert third.ahead(0) == 1
            with pytest.raises(BusyError, match=r"about 15 s"), line.ticket():
                pass
        with line.ticket() as another:
            assert another.ahead(0) == 1
    assert line.wait == 1


def test_a_seat_is_kept_for_a_question_on_its_way_and_for_nobody_else() -> None:
    line = Line(1, seats=2)
    with line.ticket():
        assert line.keep("first")
        assert line.keep("first"), "asked again on the way: the same seat"
        assert not line.keep("second")
        with pytest.raises(BusyError), line.ticket("second"):
            pass
        with line.ticket("first"):
            assert not line.keep("second")
        assert line.keep("second")
        line.forget("second")
        with line.ticket():
            pass


def test_the_wait_is_learned_from_how_long_questions_take() -> None:
    line = Line(1)
    for _ in range(30):
        with line.ticket() as ticket:
            ticket.ahead(0)
    with line.ticket(), line.ticket():
        assert line.wait == 1
