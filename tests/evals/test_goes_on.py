"""A command that was stopped, or failed at the end, goes on with what it has: nothing is asked twice."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import Command, cli_environment, dateline, dateline_process, use_llm  # noqa: F401
from tests.evals.test_run import QUESTIONS, RIGHT, Use, mine, streamed  # noqa: F401
from tests.scripted_llm import Reply, ScriptedLLM


@contextmanager
def ctrl_c_at(llm: ScriptedLLM, count: int) -> Iterator[None]:
    """Sends this process what Ctrl-C sends while the model writes its `count`-th answer."""
    done = threading.Event()

    def watch() -> None:
        while not done.is_set():
            if len(streamed(llm)) == count:
                os.kill(os.getpid(), signal.SIGINT)
                return
            time.sleep(0.01)

    before = signal.getsignal(signal.SIGINT)
    watching = threading.Thread(target=watch)
    watching.start()
    try:
        yield
    finally:
        done.set()
        watching.join()
        signal.signal(signal.SIGINT, before)


SLOW = Reply(RIGHT[0], delay=0.3)


def two_files(mine: Path) -> list[Path]:  # noqa: F811
    """Two questions in one file, one in another."""
    other = mine.with_name("other.jsonl")
    mine.write_text("\n".join(map(json.dumps, QUESTIONS[:2])))
    other.write_text(json.dumps(QUESTIONS[2]))
    return [mine, other]


@pytest.mark.parametrize("grid", [False, True], ids=["two suites", "a grid"])
def test_ctrl_c_in_the_second_part_leaves_the_first_answered(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,  # noqa: F811
    grid: bool,
) -> None:
    files = two_files(mine)
    command = [mine, "--vary", "check.threshold=0.1,0.2"] if grid else files
    with ScriptedLLM([RIGHT[0], RIGHT[1], SLOW], default=RIGHT[0]) as llm:
        use_llm(llm)
        with ctrl_c_at(llm, 3):
            stopped = dateline("eval", *command, "--json")
        assert stopped.code == 130
        assert stopped.err.count("Stopped.") == 1
        assert "the same command goes on from there" in stopped.err
        again = dateline("eval", *command, "--json")
        assert again.code == 0, again.err
        assert len(streamed(llm)) == (4 if grid else 3)  # the third was being written: it was waited for, and kept
        found = again.json if grid else list(again.json.values())
        assert [one["items"] for one in found] == ([2, 2] if grid else [2, 1])
        assert all(Path(one["log"]).is_file() for one in found)
        assert not list(Path(found[0]["log"]).parent.glob("unfinished-*"))
        assert dateline("eval", *command, "--json").code == 0
        assert len(streamed(llm)) == (8 if grid else 6)  # a command that is done asks anew


def test_articles_that_came_meanwhile_are_asked_of_from_the_start(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    (tmp_path / "more.txt").write_text("The lighthouse of Sund was sold to a hotel for a song on Friday.")
    with ScriptedLLM([RIGHT[0], SLOW], default=RIGHT[0]) as llm:
        use_llm(llm)
        with ctrl_c_at(llm, 2):
            assert dateline("eval", mine, "--json").code == 130
        assert dateline("add", tmp_path / "more.txt").code == 0
        again = dateline("eval", mine, "--json")
        assert again.code == 0, again.err
        assert "Going on" not in again.err
        assert len(streamed(llm)) == 2 + len(QUESTIONS)


def test_a_report_that_failed_is_written_without_asking_again(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    page = tmp_path / "report" / "report.html"
    page.mkdir(parents=True)
    with ScriptedLLM(RIGHT) as llm:
        use_llm(llm)
        failed = dateline("eval", mine, "--report", page.parent)
        page.rmdir()
        done = dateline("eval", mine, "--report", page.parent)
        assert len(streamed(llm)) == 3
    assert failed.code == 1
    assert "The report cannot be written" in failed.err
    assert "the same command goes on from there" in failed.err
    assert done.code == 0, done.err
    assert "all is answered already" in done.err
    assert page.is_file()


@pytest.mark.parametrize("left", ["whole", "half", "nothing"])
def test_a_run_that_was_cut_off_after_its_last_answer_asks_nothing_and_prints_its_figures_alone(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    dateline_process: Command,  # noqa: F811
    mine: Path,  # noqa: F811
    tmp_path: Path,
    left: str,
) -> None:
    page = tmp_path / "report" / "report.html"
    page.mkdir(parents=True)
    with ScriptedLLM(RIGHT) as llm:
        use_llm(llm)
        assert dateline("eval", mine, "--report", page.parent).code == 1
        page.rmdir()
        (folder,) = (page.parent / "logs").iterdir()
        (folder / "whole").unlink()
        (log,) = folder.glob("*.eval")
        data = log.read_bytes()
        log.write_bytes(data[: {"whole": len(data), "half": len(data) // 2, "nothing": 0}[left]])
        again = dateline_process if left == "whole" else dateline  # Inspect prints only in a process of its own
        done = again("eval", mine, "--report", page.parent, "--json")
        assert len(streamed(llm)) == 3
    assert done.code == 0, done.err
    assert done.json["mine.jsonl"]["items"] == 3
    assert "→" not in done.err  # told of before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize("how", [["--json"], [], ["--vary", "check.threshold=0.1,0.2"]], ids=["JSON", "table", "grid"])
def test_output_that_is_full_is_said_and_the_answers_are_kept(
    dateline: Command,  # noqa: F811
    mine: Path,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
    how: list[str],
) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full, monkeypatch.context() as patched:
        patched.setattr("sys.stdout", full)
        failed = dateline("eval", mine, *how)
    done = dateline("eval", mine, *how)
    assert failed.code == 1
    assert "Standard output cannot be written (No space left on device)" in failed.err
    assert "unexpected" not in failed.err
    assert done.code == 0, done.err
    assert "all is answered already" in done.err


@pytest.mark.parametrize(
    ("option", "target", "words"),
    [
        ("--write-baseline", "/dev/null", "is no regular file"),
        ("--write-baseline", "/dev/full", "is no regular file"),
        ("--write-baseline", "notes.json", "notes.json: suites: is missing"),
        ("--write-baseline", ".", "is a folder"),
        ("--write-baseline", "nowhere/b.json", "cannot be written: No such file or directory"),
        ("--report", "notes.json", "cannot be written to"),
    ],
)
def test_what_cannot_be_written_is_said_before_anything_is_asked(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    tmp_path: Path,
    option: str,
    target: str,
    words: str,
) -> None:
    mine = tmp_path / "mine.jsonl"  # noqa: F811
    mine.write_text(json.dumps(QUESTIONS[2]))
    (tmp_path / "notes.json").write_text('{"my": "notes"}')
    with ScriptedLLM() as llm:
        use_llm(llm)
        done = dateline("eval", mine, option, tmp_path / target)
        assert not llm.requests
    assert done.code == 1
    assert words in done.err
    assert (tmp_path / "notes.json").read_text() == '{"my": "notes"}'


def test_a_baseline_takes_the_place_of_the_old_one_whole(dateline: Command, use_llm: Use, mine: Path) -> None:  # noqa: F811
    link, baseline = mine.with_name("link.json"), mine.with_name("baseline.json")
    baseline.write_text('{"suites": {}}')
    link.symlink_to(baseline)
    with ScriptedLLM(RIGHT) as llm:
        use_llm(llm)
        assert dateline("eval", mine, "--write-baseline", link).code == 0
    assert list(json.loads(baseline.read_text())["suites"]) == ["mine.jsonl"]
    assert link.is_symlink()
    assert not list(mine.parent.glob(".baseline*"))
