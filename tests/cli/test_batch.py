"""Files of results: wherever writing stopped, what is whole is kept; what is no result of ours is left alone."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from assistant.batch import ClaimLine, read_claims, read_questions
from assistant.errors import ReadError
from assistant.results import open_results
from index.types import Filters
from tests.cli.conftest import Command
from tests.scripted_llm import Reply, ScriptedLLM

Use = Callable[[ScriptedLLM], None]
QUESTION = "What sectors did Campbell name?"


def begins(claim: ClaimLine) -> str:
    return json.dumps({"id": claim.id}, ensure_ascii=False).removesuffix("}") + ', "note"'


def test_a_file_torn_at_any_byte_goes_on_after_its_last_whole_line(tmp_path: Path) -> None:
    claims_file, out = tmp_path / "claims.jsonl", tmp_path / "out.jsonl"
    claims_file.write_text("".join(json.dumps({"id": f"é{n}", "claim": "c", "text": "t"}) + "\n" for n in range(3)))
    claims = read_claims(claims_file)
    with open_results(out, claims, lambda line, claim: line["id"] == claim.id, begins) as results:
        for claim in claims:
            results.write({"id": claim.id, "note": "né\u2028e\n"})
    whole = out.read_bytes()
    for cut in range(len(whole) + 1):
        out.write_bytes(whole[:cut])
        with open_results(out, claims, lambda line, claim: line["id"] == claim.id, begins) as results:
            assert results.done == whole[:cut].count(b"\n")
            assert not cut or out.read_bytes() == whole[:cut]
            for claim in claims[results.done :]:
                results.write({"id": claim.id, "note": "né\u2028e\n"})
        assert out.read_bytes() == whole


@pytest.fixture
def batch(tmp_path: Path) -> Path:
    """Two questions that are claims and queries too, as far as their file goes."""
    path = tmp_path / "batch.jsonl"
    path.write_text(json.dumps({"_id": "a", "text": QUESTION}) + "\n" + json.dumps({"_id": "b", "text": "Who?"}) + "\n")
    return path


@pytest.fixture
def claims(tmp_path: Path) -> Path:
    path = tmp_path / "claims.jsonl"
    lines = [{"id": name, "claim": "Fares rise.", "text": "Fares rise by 4%."} for name in "ab"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return path


@pytest.mark.parametrize("words", ["one line without an end", "My notes.\n", '{"id": "a"}', '{"id": "a", "claim": "F'])
def test_a_file_that_is_not_ours_is_refused_and_left_as_it_is(
    dateline: Command, batch: Path, claims: Path, tmp_path: Path, words: str
) -> None:
    notes = tmp_path / "notes.txt"
    notes.write_text(words)
    for command, lines in (("ask", batch), ("check", claims)):
        done = dateline(command, "--batch", lines, "--out", notes)
        assert done.code == 1
        assert f"{notes}:1" in done.err
    done = dateline("search", "--batch", batch, "--run", notes)
    assert done.code == 1
    assert "is no run" in done.err
    assert notes.read_text() == words


def test_a_batch_is_not_written_over_by_its_results(
    dateline: Command, batch: Path, claims: Path, tmp_path: Path
) -> None:
    (tmp_path / "link").symlink_to(batch)
    os.link(claims, tmp_path / "same")
    for command, lines, option, out in (
        ("ask", batch, "--out", batch),
        ("ask", batch, "--out", tmp_path / "link"),
        ("check", claims, "--out", tmp_path / "same"),
        ("search", batch, "--run", batch),
    ):
        before = lines.read_bytes()
        done = dateline(command, "--batch", lines, option, out)
        assert done.code == 2
        assert "file of their own" in " ".join(done.err.split())
        assert lines.read_bytes() == before


def test_a_copy_of_the_claims_is_no_file_of_verdicts(dateline: Command, claims: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.jsonl"
    copy.write_bytes(claims.read_bytes())
    assert dateline("check", "--batch", claims, "--out", copy).code == 1
    assert copy.read_bytes() == claims.read_bytes()


def test_a_torn_line_stays_until_the_next_one_is_written(
    dateline: Command, batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    out.write_text('{"id": "a", "quest')
    (tmp_path / "no-home").write_text("")
    assert dateline("ask", "--batch", batch, "--out", out, "--home", tmp_path / "no-home").code == 1
    assert out.read_text() == '{"id": "a", "quest'
    assert dateline("ask", "--batch", batch, "--out", tmp_path / "new", "--home", tmp_path / "no-home").code == 1
    assert not (tmp_path / "new").exists()


@pytest.mark.timeout(60)
def test_pipes_and_devices_are_refused_at_once(dateline: Command, batch: Path, claims: Path, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for file in (tmp_path / "pipe", Path("/dev/null"), tmp_path):
        for arguments in (
            ("ask", "--batch", batch, "--out", file),
            ("check", "--batch", claims, "--out", file),
            ("search", "--batch", batch, "--run", file),
            ("ask", "--batch", file, "--out", tmp_path / "out"),
            ("check", "Fares rise.", "--text", file),
        ):
            done = dateline(*arguments)
            assert done.code == 1
            assert "no regular file" in done.err


def test_a_second_batch_on_the_same_file_is_told_so(dateline: Command, claims: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    with open_results(out, read_claims(claims), lambda line, claim: True, begins):
        done = dateline("check", "--batch", claims, "--out", out)
    assert done.code == 1
    assert "Another Dateline process is writing" in done.err
    assert dateline("check", "--batch", claims, "--out", out).code == 0


def test_a_folder_that_is_not_there_is_noticed_before_anything_is_run(
    dateline: Command, batch: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assistant.open.open_library", None)  # whoever calls it fails
    for command, option in (("ask", "--out"), ("search", "--run")):
        done = dateline(command, "--batch", batch, option, tmp_path / "none" / "out")
        assert done.code == 1
        assert "cannot be written" in done.err


# --- when the model fails -------------------------------------------------------------------------------------------


def answers(path: Path) -> list[str | None]:
    return [json.loads(line)["degraded"] for line in path.read_text("utf-8").splitlines()]


@pytest.mark.parametrize(
    "reply", [Reply(status=500), Reply(status=401), Reply("half an", finish=None), Reply(status=429)]
)
def test_a_batch_stops_where_the_model_fails_and_goes_on_there(
    dateline: Command, sample_home: Path, batch: Path, tmp_path: Path, use_llm: Use, reply: Reply
) -> None:
    out = tmp_path / "out"
    run = ("ask", "--batch", batch, "--out", out, "--home", sample_home)
    with ScriptedLLM(["Not in the articles.", reply, reply]) as llm:
        use_llm(llm)
        done = dateline(*run)
        assert done.code == 1
        assert "b: The" in done.err
        assert f"1 of 2 answers are in {out}" in done.err
        assert answers(out) == [None]
        llm.replies.clear()
        llm.default = "Not in the articles."
        assert dateline(*run).code == 0
    assert answers(out) == [None, None]


def test_a_batch_asks_again_after_a_short_wait_and_after_an_accident(
    dateline: Command, sample_home: Path, batch: Path, tmp_path: Path, use_llm: Use
) -> None:
    busy = Reply(status=429, headers={"Retry-After": "1"})
    with ScriptedLLM([busy, "Not in the articles.", Reply(status=500)], default="Not in the articles.") as llm:
        use_llm(llm)
        assert dateline("ask", "--batch", batch, "--out", tmp_path / "out", "--home", sample_home).code == 0
    assert answers(tmp_path / "out") == [None, None]


def test_a_question_the_model_will_never_answer_does_not_stop_the_batch(
    dateline: Command, sample_home: Path, batch: Path, tmp_path: Path, use_llm: Use
) -> None:
    with ScriptedLLM([Reply("x", finish="content_filter")], default="Not in the articles.") as llm:
        use_llm(llm)
        done = dateline("ask", "--batch", batch, "--out", tmp_path / "out", "--home", sample_home)
    assert done.code == 0
    assert "1 have evidence only" in done.err
    first, second = answers(tmp_path / "out")
    assert first is not None
    assert "content filter" in first
    assert second is None


def test_no_verdict_is_given_without_the_model_that_was_chosen(
    dateline: Command, claims: Path, tmp_path: Path, use_llm: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    with ScriptedLLM(probabilities=[0.9, Reply(status=401)]) as llm:
        use_llm(llm)
        done = dateline("check", "--batch", claims, "--out", out)
    assert done.code == 1
    assert "b: The" in done.err
    assert len(out.read_text().splitlines()) == 1
    monkeypatch.setenv("DATELINE_LLM", "embedded")
    monkeypatch.setenv("DATELINE_LLM_WEIGHTS", str(tmp_path / "none.gguf"))
    done = dateline("check", "--batch", claims, "--out", out)
    assert done.code == 1
    assert "nothing was run" in done.err
    assert len(out.read_text().splitlines()) == 1


def test_a_file_that_never_ends_is_not_read() -> None:
    with pytest.raises(ReadError, match="no regular file"):
        read_questions(Path("/dev/zero"))


def test_a_question_line_has_its_history_and_filters(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    line = {"_id": 7, "text": "And?", "history": [{"role": "assistant", "text": "So."}], "source": ""}
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(line).encode() + b"\r\n\r\n")  # as some editors write it
    (question,) = read_questions(path)
    assert (question.id, question.text) == ("7", "And?")
    assert [(turn.role, turn.text) for turn in question.turns] == [("assistant", "So.")]
    assert question.filters == Filters()
