"""`dateline eval draft` against a scripted model: proposals beside their words, and what is kept can be asked."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from evals.questions import read
from tests.cli.conftest import Command, cli_environment, dateline, use_llm  # noqa: F401 - fixtures, and one for all
from tests.scripted_llm import ScriptedLLM

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
        answers("d\nm\nWhose ferry is dearer?\nnot there\nWhose ferry is dearer?\nKarsund\n")
        done = dateline("eval", "draft", "--out", out)
        assert done.code == 0, done.err
        first = read(out)
        assert [(q.id, q.text, q.metadata.key_facts[0].any_of) for q in first] == [
            ("d001", "Whose ferry is dearer?", ["karsund"])
        ]
        assert "do not hold this answer" in done.out
        assert first[0].metadata.gold[0].quote in STORY
        answers("k\nk\nk\n")  # only the sentence that was dropped is left to propose
        assert dateline("eval", "draft", "--out", out).code == 0
        assert len(read(out)) == 2
        llm.default = "Which ferry [1]"
        assert dateline("eval", "draft", "--out", tmp_path / "other.jsonl").code == 0
        assert not (tmp_path / "other.jsonl").exists()
        llm.default = "The ferry of Karsund [1]."
        assert dateline("eval", out, "--json").code == 0


def test_without_a_model_nothing_is_proposed(dateline: Command, tmp_path: Path) -> None:  # noqa: F811
    done = dateline("eval", "draft", "--out", tmp_path / "mine.jsonl")
    assert done.code == 1
    assert "none is set up" in done.err
