"""`dateline eval draft` against a scripted model: proposals beside their words, and what is kept can be asked."""

import io
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evals.draft import Draft, question_of
from evals.errors import EvalError
from evals.gold_file import GoldFile
from evals.questions import read
from tests.cli.conftest import Command, cli_environment, dateline, use_llm  # noqa: F401 - fixtures, and one for all
from tests.scripted_llm import Reply, ScriptedLLM

Use = Callable[[ScriptedLLM], None]

STORY = """The port of Karsund is the largest of the three on the coast.
Fares on the Karsund ferry will rise by 4% in May, the port said on Monday.
Mayor Astrid Aune called the rise on the Karsund ferry a tax on all islanders.
"""


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda typed: monkeypatch.setattr("sys.stdin", io.StringIO(typed))


def test_questions_are_kept_mended_and_dropped(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    answers: Callable[[str], None],
    tmp_path: Path,
) -> None:
    (tmp_path / "ferry.txt").write_text(STORY)
    assert dateline("add", tmp_path / "ferry.txt").code == 0
    out = tmp_path / "mine.jsonl"
    with ScriptedLLM(default="Question: Which ferry is it about?\nAnswer: the Karsund ferry") as llm:
        use_llm(llm)
        answers("d\nm\nWhose ferry is dearer?\nnot there\n  \nKarsund\n")
        done = dateline("eval", "draft", "--out", out)
        assert done.code == 0, done.err
        first = read(out)
        assert [(q.id, q.text, q.metadata.key_facts[0].any_of) for q in first] == [
            ("d001", "Whose ferry is dearer?", ["karsund"])
        ]
        assert "does not hold this answer" in done.out
        assert f"Sentence: {first[0].metadata.gold[0].quote}" in " ".join(done.out.split())
        assert f"1 question added to {out}, which holds 1." in done.out
        assert first[0].metadata.gold[0].quote in STORY
        answers("k\nk\nk\n")  # only the sentence that was dropped is left to propose
        assert dateline("eval", "draft", "--out", out).code == 0
        assert len(read(out)) == 2
        llm.default = "Which ferry [1]"
        unusable = dateline("eval", "draft", "--out", tmp_path / "other.jsonl")
        assert unusable.code == 0
        assert "proposes nothing more" in unusable.out
        assert f"Nothing was added to {tmp_path / 'other.jsonl'}." in unusable.out
        assert not (tmp_path / "other.jsonl").exists()
        llm.default = "The ferry of Karsund [1]."
        assert dateline("eval", out, "--json").code == 0


@pytest.fixture
def ferry(dateline: Command, use_llm: Use, tmp_path: Path) -> Iterator[ScriptedLLM]:  # noqa: F811
    """A library of one article, and a model that asks the same of every sentence."""
    (tmp_path / "ferry.txt").write_text(STORY)
    assert dateline("add", tmp_path / "ferry.txt").code == 0
    with ScriptedLLM(default="Question: Which ferry is it about?\nAnswer: the Karsund ferry") as llm:
        use_llm(llm)
        yield llm


def test_what_the_file_asks_already_cannot_be_kept_but_mended_or_dropped(
    dateline: Command,  # noqa: F811
    ferry: ScriptedLLM,
    answers: Callable[[str], None],
    tmp_path: Path,
) -> None:
    out = tmp_path / "mine.jsonl"
    answers("k\nk\nm\nWhich ferry is it about?\nKarsund\nm\nWhose rise is it?\nKarsund\n")
    done = dateline("eval", "draft", "--out", out)
    assert done.code == 0, done.err
    assert done.out.count("mine.jsonl asks this already") == 2
    assert [question.text for question in read(out)] == ["Which ferry is it about?", "Whose rise is it?"]


def test_ctrl_c_keeps_what_was_kept_and_the_same_command_goes_on(
    dateline: Command,  # noqa: F811
    ferry: ScriptedLLM,
    monkeypatch: pytest.MonkeyPatch,
    answers: Callable[[str], None],
    tmp_path: Path,
) -> None:
    class Keys(io.StringIO):
        def readline(self, *limit: Any) -> str:  # type: ignore[override]
            typed = super().readline(*limit)
            if not typed:
                os.kill(os.getpid(), signal.SIGINT)
                time.sleep(5)
            return typed

    out = tmp_path / "mine.jsonl"
    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr("sys.stdin", Keys("k\n"))
    try:
        stopped = dateline("eval", "draft", "--out", out)
    finally:
        signal.signal(signal.SIGINT, before)
    assert stopped.code == 130
    assert f"Stopped. 1 question added to {out}, which holds 1." in stopped.err
    out.write_text(out.read_text().rstrip("\n"))  # as some editors leave a file
    asked = len(ferry.requests)
    answers("d\n")
    again = dateline("eval", "draft", "--out", out)
    assert again.code == 0, again.err
    assert len(ferry.requests) == asked + 1  # no model is asked of the sentence that has its question
    answers("m\n?\nWhose rise is it?\nKarsund\n")
    assert dateline("eval", "draft", "--out", out).code == 0
    assert [question.id for question in read(out)] == ["d001", "d002"]


def test_a_model_that_fails_in_the_middle_costs_nothing_kept(
    dateline: Command,  # noqa: F811
    ferry: ScriptedLLM,
    answers: Callable[[str], None],
    tmp_path: Path,
) -> None:
    out = tmp_path / "mine.jsonl"
    ferry.replies.append(str(ferry.default))
    ferry.default = Reply(status=404, body=b'{"error": {"message": "no such model"}}')
    answers("k\nk\n")
    failed = dateline("eval", "draft", "--out", out)
    assert failed.code == 1
    assert f"1 question added to {out}, which holds 1." in failed.err
    assert len(read(out)) == 1


@pytest.mark.parametrize(
    ("name", "there", "words"),
    [
        ("mine.json", "[]", "cannot be added to"),
        ("mine.jsonl.gz", None, "cannot be added to"),
        ("nowhere/mine.jsonl", None, "cannot be written: No such file or directory"),
        (".", None, "is a folder"),
        ("/dev/null", None, "is no regular file"),
        ("mine.jsonl", '{"my": "notes"}', "mine.jsonl:1: _id"),
    ],
)
def test_a_file_that_cannot_take_questions_is_said_before_any_is_proposed(
    dateline: Command,  # noqa: F811
    ferry: ScriptedLLM,
    tmp_path: Path,
    name: str,
    there: str | None,
    words: str,
) -> None:
    if there is not None:
        (tmp_path / name).write_text(there)
    done = dateline("eval", "draft", "--out", tmp_path / name)
    assert done.code == 1
    assert words in done.err
    assert not ferry.requests
    assert there is None or (tmp_path / name).read_text() == there


def test_a_question_that_the_disk_does_not_take_leaves_the_file_as_it_was(small_disk: Path) -> None:
    made = Draft("Whose ferry?", "Karsund", "ferry", "Ferry", "The Karsund ferry.", 0, 18)
    file = GoldFile(small_disk / "mine.jsonl")
    file.add(question_of(made, file.free_id("d")))
    before = file.path.read_bytes()
    (small_disk / "ballast").write_bytes(bytes(shutil.disk_usage(small_disk).free))
    with pytest.raises(EvalError, match="No space left on device"):
        file.add(question_of(replace(made, question="Which?", answer="Karsund " * 1024), file.free_id("d")))
    assert file.path.read_bytes() == before
    assert "1 question added" in file.told


def test_a_library_without_an_article_is_said(dateline: Command, use_llm: Use, tmp_path: Path) -> None:  # noqa: F811
    with ScriptedLLM() as llm:
        use_llm(llm)
        done = dateline("eval", "draft", "--out", tmp_path / "mine.jsonl")
    assert done.code == 1
    assert "holds no article to ask about" in done.err


def test_without_a_model_nothing_is_proposed(dateline: Command, tmp_path: Path) -> None:  # noqa: F811
    done = dateline("eval", "draft", "--out", tmp_path / "mine.jsonl")
    assert done.code == 1
    assert "none is set up" in done.err
