"""A disk that fills up in the middle of a run: what a user was told of is kept, and never asked again."""

import json
import re
import shutil
from pathlib import Path

import pytest

from evals.answers import Answers
from evals.types import Outcome
from tests.cli.conftest import Command, cli_environment, dateline, use_llm  # noqa: F401 - fixtures, and one for all
from tests.evals.test_run import FARES, RIGHT, Use, mine, question, streamed  # noqa: F401
from tests.scripted_llm import Asked, Reply, ScriptedLLM

MANY = [question(f"q{n}", f"By how much do fares on the Karsund ferry rise, take {n}?", FARES, "4%") for n in range(4)]


class FillsTheDisk(ScriptedLLM):
    """While it is asked for its `at`-th answer, all but `room` bytes of the disk go to a file of somebody else's."""

    def __init__(self, disk: Path, at: int, room: int) -> None:
        super().__init__(default=RIGHT[0])
        self.ballast = disk / "ballast"
        self._at, self._room = at, room

    def next_reply(self, asked: Asked) -> Reply | float:
        reply = super().next_reply(asked)
        if asked.stream and len(streamed(self)) == self._at and not self.ballast.exists():
            self.ballast.write_bytes(bytes(shutil.disk_usage(self.ballast.parent).free - self._room))
        return reply


@pytest.fixture
def on_small_disk(small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The disk the home is on."""
    monkeypatch.setenv("DATELINE_HOME", str(small_disk / "home"))
    return small_disk


def told_of(err: str) -> list[str]:
    """The items that were reported as answered."""
    return re.findall(r"^[✓✗] (q\d) ", err, re.MULTILINE)


@pytest.mark.parametrize(("at", "room"), [(1, 0), (3, 0), (3, 4096), (4, 0), (4, 16384)])
def test_what_was_told_is_not_asked_again_once_there_is_room(
    on_small_disk: Path,
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,  # noqa: F811
    at: int,
    room: int,
) -> None:
    mine.write_text("\n".join(map(json.dumps, MANY)))
    llm = FillsTheDisk(on_small_disk, at, room)
    with llm:
        use_llm(llm)
        stopped = dateline("eval", mine, "--json")
        before = len(streamed(llm))
        llm.ballast.unlink()
        done = dateline("eval", mine, "--json")
        after = len(streamed(llm)) - before
    told = told_of(stopped.err)
    assert stopped.code == 1
    assert "The run stopped: the disk is full (No space left on device)" in stopped.err
    assert "make room, and the same command goes on from there" in stopped.err
    assert (f"{len(told)} of 4 answers" if told else "Nothing was answered") in stopped.err
    assert at - 1 <= len(told) <= before <= len(told) + 1
    assert done.code == 0, done.err
    assert told + told_of(done.err) == [item["_id"] for item in MANY]
    assert after == len(MANY) - len(told)
    found = done.json["mine.jsonl"]
    assert (found["items"], found["figures"]["key_facts"]["value"]) == (4, 1.0)
    assert not list(Path(found["log"]).parent.glob("unfinished-*"))


def test_a_line_that_was_cut_off_is_asked_anew_and_takes_nothing_with_it(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    first, second = Outcome("1", {"n": [1]}, {"right": 1.0}), Outcome("zwei", {}, {})
    answers = Answers(path, 4)
    answers.add("a", 1, first)
    whole = path.read_bytes()
    answers.add("a", 2, second)
    path.write_bytes(path.read_bytes()[:-1])
    again = Answers(path, 4)
    assert (again.get("a", 1), again.get("a", 2), again.get("b", 1)) == (first, None, None)
    assert "1 of 4 answers is kept" in again.kept
    again.add("b", 1, second)
    assert path.read_bytes().startswith(whole)
    assert [Answers(path, 4).get(key, 1) for key in ("a", "b")] == [first, second]
