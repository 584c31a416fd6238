"""What cannot come to a good end is refused before the first question, with the reason and what to do."""

import json
import re
from pathlib import Path

import pytest

from assistant.settings import load
from evals.run import model_name
from tests.cli.conftest import Command, cli_environment, dateline, use_llm  # noqa: F401 - fixtures, and one for all
from tests.evals.test_run import QUESTIONS, RIGHT, Use, mine  # noqa: F401
from tests.scripted_llm import ScriptedLLM


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    """A file of one question; there is no library."""
    path = tmp_path / "mine.jsonl"
    path.write_text(json.dumps(QUESTIONS[2]))
    return path


@pytest.mark.parametrize("name", ["splitter.words", "passage_words"])
def test_a_setting_that_changes_nothing_in_the_users_library_is_not_varied(
    dateline: Command,  # noqa: F811
    questions: Path,
    name: str,
) -> None:
    done = dateline("eval", questions, "--vary", f"{name}=80,120")
    assert done.code == 1
    assert f"--vary {name} cannot be seen in mine.jsonl" in done.err
    assert "DATELINE_PASSAGE_WORDS=80 dateline add --home" in done.err


@pytest.mark.parametrize("models", ["model=none,nosuch", "model=nosuch"])
def test_the_models_of_a_whole_grid_are_looked_for_first(
    dateline: Command,  # noqa: F811
    mine: Path,  # noqa: F811
    models: str,
) -> None:
    done = dateline("eval", mine, "--vary", models)
    assert done.code == 1
    assert done.err.count("nosuch") == 1
    assert "There is no model named 'nosuch'" in done.err
    assert "✗" not in done.err
    assert "✓" not in done.err


@pytest.mark.parametrize("judge", ["nosuch/model", "openai/gpt-4.1-mini", "openai-api/scripted/judge"])
def test_a_judge_that_cannot_be_asked_is_known_before_the_first_answer(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    questions: Path,
    judge: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("SCRIPTED_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("SCRIPTED_API_KEY", "unused")
    with ScriptedLLM() as llm:
        use_llm(llm)
        done = dateline("eval", questions, "--judge", judge)
        assert not any(asked.stream for asked in llm.requests)
    assert done.code == 1
    assert f"The judge {judge} cannot be asked" in done.err
    assert "Nothing was asked" in done.err
    assert "[bold]" not in done.err
    assert "\x1b" not in done.err


def test_files_of_one_name_are_told_apart_by_their_folders(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,  # noqa: F811
    tmp_path: Path,
) -> None:
    other = tmp_path / "other" / "mine.jsonl"
    other.parent.mkdir()
    mine.write_text(json.dumps(QUESTIONS[0]))
    other.write_text("\n".join(map(json.dumps, QUESTIONS[1:])))
    with ScriptedLLM(default=RIGHT[0]) as llm:
        use_llm(llm)
        done = dateline("eval", mine, other, "--json", "--report", tmp_path / "report")
        twice = dateline("eval", mine, mine)
    assert done.code == 0, done.err
    assert {name: found["items"] for name, found in done.json.items()} == {str(mine): 1, str(other): 2}
    rows = [path.read_text().count("\n") for path in (tmp_path / "report").glob("*.jsonl")]
    assert sorted(rows) == [1, 2]
    assert twice.code == 1
    assert "is named twice" in twice.err


def test_a_run_without_a_model_says_so(dateline: Command, mine: Path) -> None:  # noqa: F811
    mine.write_text(json.dumps(QUESTIONS[0]))
    done = dateline("eval", mine)
    assert done.code == 0, done.err
    assert "mine.jsonl: 1 item, without a model" in done.out
    assert "answered by" not in done.out
    assert "1 question checked: none asked twice; 1 gold quote found, each once in its article." in done.err


def test_the_questions_of_a_ranking_are_checked_too(dateline: Command) -> None:  # noqa: F811
    done = dateline("eval", "retrieval", "--limit", "1", "--json")
    assert done.code == 0, done.err
    assert re.search(r"\d+ questions checked: none asked twice; \d+ gold quotes found", done.err)
    assert done.json["retrieval"]["items"] == 1


def test_a_model_keeps_its_whole_name(tmp_path: Path) -> None:
    named = load(tmp_path, {}, llm_weights="qwen2.5-coder-1.5b")
    assert model_name(named, []) == "qwen2.5-coder-1.5b"
    assert model_name(load(tmp_path, {}, llm_weights="/models/qwen2.5-7b.Q4.gguf"), []) == "qwen2.5-7b.Q4"
    assert model_name(load(tmp_path, {}, llm="none"), []) == "none"


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["check.threshold=0.1,0.1"], "has the value '0.1' more than once"),
        (["check.threshold=0.1", "check_threshold=0.2"], "names check_threshold more than once"),
        (["port=8000,8001"], "--vary takes NAME=VALUE,VALUE and not 'port=8000,8001'"),
        (["check.threshold=high"], "--vary check.threshold=high: Input should be a valid number"),
    ],
)
def test_a_grid_that_makes_no_sense_is_refused(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,  # noqa: F811
    given: list[str],
    words: str,
) -> None:
    with ScriptedLLM() as llm:
        use_llm(llm)
        done = dateline("eval", mine, *(part for one in given for part in ("--vary", one)))
        assert not llm.requests
    assert done.code == 1
    assert words in done.err


@pytest.mark.parametrize(
    ("baseline", "words"),
    [
        (None, "baseline.json cannot be read: No such file or directory"),
        ('{"suites": {', "baseline.json: Invalid JSON"),
        ('{"suites":\n{"mine.jsonl": {"model": "m"}}}', "baseline.json: suites.mine.jsonl.scores: is missing"),
        ('{"suites": {"golden": {"model": "m", "scores": {}}}}', "has no 'mine.jsonl'; it has golden"),
        ('{"suites": {"mine.jsonl": {"model": "m", "scores": {"old": {}}}}}', "there is nothing to compare"),
    ],
)
def test_a_baseline_that_nothing_can_be_compared_with_is_refused(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    questions: Path,
    tmp_path: Path,
    baseline: str | None,
    words: str,
) -> None:
    path = tmp_path / "baseline.json"
    if baseline is not None:
        path.write_text(baseline)
    with ScriptedLLM() as llm:
        use_llm(llm)
        done = dateline("eval", questions, "--baseline", path)
        assert not llm.requests
    assert done.code == 1
    assert words in done.err


@pytest.mark.parametrize("limit", ["0", "-1"])
def test_a_limit_below_one_is_wrong_usage(dateline: Command, questions: Path, limit: str) -> None:  # noqa: F811
    done = dateline("eval", questions, "--limit", limit)
    assert done.code == 2
    assert "Invalid value for '--limit'" in done.err
