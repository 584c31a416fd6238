"""The commands that judge: `check`, `eval`, `doctor`; and what `chat` does before the page is there."""

import contextlib
import json
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import types
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant import prompt
from assistant.check import check_claim
from assistant.web.reach import Reach
from index.weights import weights_folder
from tests.cli.conftest import REPOSITORY, Command
from tests.scripted_llm import Reply, ScriptedLLM

Use = Callable[[ScriptedLLM], None]
TEXT = (
    "Fares on the Karsund ferry rise by 4% in May, the port said on Monday.\r\n\r\n"
    "Mayor Astrid Aune called the rise “a tax on islanders”. Children travel free.\n"
)


@pytest.fixture
def text_file(tmp_path: Path) -> Path:
    path = tmp_path / "fares.txt"
    path.write_text(TEXT, "utf-8", newline="")
    return path


# --- check ----------------------------------------------------------------------------------------------------------


def test_check_prints_the_documented_object_with_exact_words(dateline: Command, text_file: Path) -> None:
    done = dateline("check", "Ferry fares rise by 4% in May.", "--text", text_file, "--json")
    assert done.code == 0
    assert list(done.json) == ["support", "score", "citations", "problems"]
    assert done.json["support"] == "supported"
    assert 0.5 <= done.json["score"] <= 1
    assert done.json["citations"]
    for citation in done.json["citations"]:
        assert list(citation) == ["start", "end", "quote"]
        assert TEXT[citation["start"] : citation["end"]] == citation["quote"]


def test_a_wrong_number_is_a_problem_and_lowers_the_score(dateline: Command, text_file: Path) -> None:
    right = dateline("check", "Ferry fares rise by 4% in May.", "--text", text_file, "--json").json
    wrong = dateline("check", "Ferry fares rise by 9% in May.", "--text", text_file, "--json").json
    assert wrong["problems"] == ["the number 9 is not in the cited words"]
    assert wrong["support"] != "supported"
    assert wrong["score"] < right["score"]


def test_a_claim_on_something_else_is_unsupported(dateline: Command, text_file: Path) -> None:
    verdict = dateline("check", "Penguins moved into Halvik harbour.", "--text", text_file, "--json").json
    assert verdict["support"] == "unsupported"
    assert verdict["score"] < 0.25


def test_check_against_an_article_counts_in_its_stored_text(dateline: Command, sample_home: Path) -> None:
    article = ("--article", "campbell-brussels-china-russia", "--home", sample_home)
    done = dateline("check", "Kurt Campbell spoke in Brussels on Tuesday.", *article, "--json")
    text = dateline("show", article[1], "--home", sample_home, "--json").json["text"]
    assert all(text[item["start"] : item["end"]] == item["quote"] for item in done.json["citations"])
    assert dateline("check", "x", "--article", "nothing", "--home", sample_home).code == 1


def test_the_model_is_asked_about_the_chosen_sentences_only(dateline: Command, tmp_path: Path, use_llm: Use) -> None:
    long = tmp_path / "long.txt"
    long.write_text("\n".join(f"Paragraph {n} is about the harbour of Halvik." for n in range(20000)) + "\n" + TEXT)
    with ScriptedLLM(probabilities=[0.9, 0.1]) as llm:
        use_llm(llm)
        claim = "Mayor Astrid Aune called the rise a tax on islanders."
        likely = dateline("check", claim, "--text", long, "--json").json
        unlikely = dateline("check", claim, "--text", long, "--json").json
    assert claim in llm.requests[0].last
    assert len(llm.requests[0].prompt) < 6000
    assert "a tax on islanders" in llm.requests[0].last
    assert likely["score"] > unlikely["score"]
    assert likely["support"] == "supported"


def test_a_lukewarm_yes_supports_nothing_even_when_every_word_stands_in_the_text(
    dateline: Command, text_file: Path, use_llm: Use
) -> None:
    claim = "Mayor Astrid Aune called the rise a tax on islanders."
    with ScriptedLLM(probabilities=[0.95, 0.5, 0.02]) as llm:
        use_llm(llm)
        sure, lukewarm, refused = (dateline("check", claim, "--text", text_file, "--json").json for _ in range(3))
    assert [verdict["support"] for verdict in (sure, lukewarm, refused)] == ["supported", "partial", "unsupported"]
    assert sure["score"] > lukewarm["score"] > refused["score"]
    assert sure["problems"] == lukewarm["problems"] == refused["problems"] == []


def test_a_sure_yes_does_not_outweigh_a_wrong_number(dateline: Command, text_file: Path, use_llm: Use) -> None:
    with ScriptedLLM(probabilities=[0.95, 0.95]) as llm:
        use_llm(llm)
        right = dateline("check", "Ferry fares rise by 4% in May.", "--text", text_file, "--json").json
        wrong = dateline("check", "Ferry fares rise by 9% in May.", "--text", text_file, "--json").json
    assert right["support"] == "supported"
    assert wrong["support"] == "partial"
    assert wrong["score"] < right["score"]


def test_when_the_model_fails_the_words_decide(dateline: Command, text_file: Path, use_llm: Use) -> None:
    with ScriptedLLM(probabilities=[Reply(status=500)]) as llm:
        use_llm(llm)
        done = dateline("check", "Children travel free.", "--text", text_file, "--json")
    assert done.code == 0
    assert done.json["support"] == "supported"
    assert "500" in done.err


@pytest.mark.parametrize("text", ["", "\n\n", "潜艇是一种船。", "a" * 5000, "one\u2028two\x85three\x0cfour"])
def test_any_text_can_be_checked_against(text: str) -> None:
    result = check_claim("Two submarines were seen.", text, None, prompt.load("check"))
    assert all(text[quote.start : quote.end] == quote.quote for quote in result.citations)
    assert 0 <= result.score <= 1


@pytest.mark.parametrize(
    "arguments",
    [(), ("x",), ("x", "--article", "a", "--text", "f"), ("--batch", "c"), ("x", "--batch", "c", "--out", "o")],
)
def test_check_wrong_usage_ends_with_2(dateline: Command, arguments: tuple[str, ...]) -> None:
    assert dateline("check", *arguments).code == 2


def test_check_refuses_what_is_no_claim_or_no_text(dateline: Command, text_file: Path, tmp_path: Path) -> None:
    assert "empty" in dateline("check", " ", "--text", text_file).err
    assert dateline("check", "x y", "--text", tmp_path / "none").code == 1


def test_a_batch_of_claims_resumes(dateline: Command, tmp_path: Path) -> None:
    claims, out = tmp_path / "claims.jsonl", tmp_path / "verdicts.jsonl"
    items = [{"id": str(n), "claim": f"Fares rise by {n}%.", "text": TEXT} for n in (4, 5, 6)]
    items.append({"id": "empty", "claim": "", "text": TEXT})
    claims.write_text("".join(json.dumps(item) + "\n" for item in items))
    assert dateline("check", "--batch", claims, "--out", out).code == 0
    whole = out.read_bytes()
    verdicts = [json.loads(line) for line in whole.splitlines()]
    assert [list(verdict) for verdict in verdicts] == [["id", "support", "score", "citations", "problems"]] * 4
    assert [verdict["id"] for verdict in verdicts] == ["4", "5", "6", "empty"]
    out.write_bytes(whole[: whole.index(b"\n") + 20])
    assert dateline("check", "--batch", claims, "--out", out).code == 0
    assert out.read_bytes() == whole


# --- eval -----------------------------------------------------------------------------------------------------------


def test_eval_hands_over_to_the_package_of_suites(
    dateline: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: list[Any] = []

    def run_suites(*given: Any) -> int:
        asked.append(given)
        return 0

    monkeypatch.setattr("evals.run.run_suites", run_suites)
    done = dateline("eval", "golden", "--json", "--report", tmp_path, "--prices", "1,0.1,4", "--vary", "model=a,b")
    assert done.code == 0
    options, settings = asked[0]
    assert (options.names, options.as_json, options.report, options.baseline) == (["golden"], True, tmp_path, None)
    assert (options.prices.prompt, options.prices.cached, options.prices.completion) == (1.0, 0.1, 4.0)
    assert options.vary == ["model=a,b"]
    assert settings.llm == "none"


@pytest.mark.parametrize(
    "wrong",
    [
        *(["--prices", prices] for prices in ("1,2", "a,b,c", "1,-0.1,2", "1,nan,2", "inf,1,2")),
        ["draft"],
        ["golden", "--out", "x"],
    ],
)
def test_eval_refuses_what_does_not_go_together(dateline: Command, wrong: list[str]) -> None:
    assert dateline("eval", *wrong).code == 2


def test_eval_without_its_package_says_what_to_install(dateline: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "evals.run", None)
    done = dateline("eval")
    assert done.code == 1
    assert "make eval" in done.err


# --- doctor ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def own_home(sample_home: Path, tmp_path: Path) -> Path:
    """A copy of the sample library that a test may break."""
    return Path(shutil.copytree(sample_home, tmp_path / "own"))


def checks(done: Any) -> dict[str, Any]:
    assert list(done.json) == ["ok", "checks"]
    assert all(list(check) == ["name", "ok", "detail", "fix"] for check in done.json["checks"])
    return {check["name"]: check for check in done.json["checks"]}


def test_doctor_finds_a_whole_library_well(dateline: Command, own_home: Path) -> None:
    done = dateline("doctor", "--home", own_home, "--json")
    found = checks(done)
    assert all(check["ok"] for check in found.values()), found
    assert done.code == 0
    assert "28 articles" in found["catalog"]["detail"]
    assert {"settings", "home", "catalog", "words", "vectors", "embedder", "llm"} == found.keys()


@pytest.mark.parametrize("name", ["words", "vectors"])
def test_doctor_finds_a_lost_index_and_repairs_it(dateline: Command, own_home: Path, name: str) -> None:
    shutil.rmtree(own_home / name)
    done = dateline("doctor", "--home", own_home, "--json")
    assert done.code == 1
    assert not checks(done)[name]["ok"]
    assert "--repair" in checks(done)[name]["fix"]
    assert dateline("doctor", "--repair", "--home", own_home, "--json").code == 0
    assert dateline("doctor", "--home", own_home).code == 0


def test_doctor_finds_a_damaged_catalog(dateline: Command, own_home: Path) -> None:
    path = own_home / "catalog.sqlite"
    data = bytearray(path.read_bytes())
    data[8192:-8192] = b"\xff" * (len(data) - 16384)
    path.write_bytes(data)
    done = dateline("doctor", "--home", own_home, "--json")
    assert done.code == 1
    assert not checks(done)["catalog"]["ok"]
    assert "backup" in checks(done)["catalog"]["fix"]


def test_doctor_advises_no_backup_for_a_catalog_that_is_whole(dateline: Command, own_home: Path) -> None:
    with contextlib.closing(sqlite3.connect(own_home / "catalog.sqlite")) as catalog:
        catalog.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
        catalog.commit()
    found = checks(dateline("doctor", "--home", own_home, "--json"))["catalog"]
    assert "Use the Dateline that wrote it" in found["detail"]
    assert (found["ok"], found["fix"]) == (False, None)


def test_doctor_says_whether_the_endpoint_answers_and_never_its_key(
    dateline: Command, own_home: Path, use_llm: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedLLM(key="sk-very-secret") as llm:
        use_llm(llm)
        well = dateline("doctor", "--home", own_home, "--json")
        monkeypatch.setenv("DATELINE_LLM_API_KEY", "sk-other-secret")
        refused = dateline("doctor", "--home", own_home, "--json")
    gone = dateline("doctor", "--home", own_home, "--json")
    assert (well.code, refused.code, gone.code) == (0, 1, 1)
    assert "refused the key" in checks(refused)["llm"]["detail"]
    assert "cannot be reached" in checks(gone)["llm"]["detail"]
    assert "secret" not in "".join(done.out + done.err for done in (well, refused, gone))


def test_doctor_names_weights_that_are_missing_or_damaged(
    dateline: Command, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATELINE_EMBEDDER")
    monkeypatch.setenv("HF_HUB_CACHE", str(own_home / "no-cache"))
    found = checks(dateline("doctor", "--home", own_home, "--json"))
    assert "not on this disk" in found["embedder"]["detail"]
    monkeypatch.setenv("DATELINE_LLM", "embedded")
    gguf = weights_folder(own_home) / "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf"
    gguf.parent.mkdir(parents=True, exist_ok=True)
    gguf.write_bytes(b"GGUF")
    found = checks(dateline("doctor", "--home", own_home, "--json"))
    assert "expected 1,117,320,768 bytes" in found["llm weights"]["detail"]


# --- chat -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Any]]:
    """Stands in for the page: remembers how it was served, and ends at once."""
    served: list[Any] = []

    def serve(assistant: Any, reach: Reach, port: int, browser: bool, ready: Callable[[str], None]) -> None:
        served.append((reach, port, browser))
        ready(f"http://{reach.host}:{port}/")

    module = types.ModuleType("assistant.web.app")
    module.serve = serve  # type: ignore[attr-defined]
    module.listen = lambda host, port: socket.socket()  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "assistant.web.app", module)
    before = signal.getsignal(signal.SIGTERM)
    yield served
    signal.signal(signal.SIGTERM, before)


def test_chat_serves_and_gives_a_new_library_the_samples_once(
    dateline: Command, page: list[Any], few_samples: None
) -> None:
    done = dateline("chat", "--port", "0", "--no-browser")
    assert done.code == 0, done.err
    assert done.out == ""
    assert page == [(Reach("127.0.0.1"), 0, False)]
    assert "Dateline is at http://127.0.0.1:0/" in done.err
    assert len(dateline("list", "--json").json["articles"]) == 3
    dateline("remove", "--samples")
    dateline("chat", "--port", "0", "--no-browser")
    assert dateline("list", "--json").json["articles"] == []


def test_chat_leaves_a_new_library_empty_when_told(dateline: Command, page: list[Any]) -> None:
    dateline("chat", "--port", "0", "--no-browser", "--no-samples")
    assert dateline("list", "--json").json["articles"] == []


def test_chat_serves_until_sigterm_and_a_second_one_is_told_the_port_is_taken(dateline_process: Command) -> None:
    command = [sys.executable, "-m", "assistant.cli", "chat", "--no-browser", "--no-samples", "--port", "0"]
    first = subprocess.Popen(command, cwd=REPOSITORY, stderr=subprocess.PIPE, text=True)
    assert first.stderr is not None
    said = ""
    while "Dateline is at" not in said:
        line = first.stderr.readline()
        assert line, said
        said += line
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
    assert found
    second = dateline_process("chat", "--no-browser", "--no-samples", "--port", found.group(1))
    first.send_signal(signal.SIGTERM)
    _, rest = first.communicate(timeout=30)
    assert first.returncode == 0
    assert "Traceback" not in said + rest
    assert second.code == 1
    assert found.group(1) in second.err
    assert "Traceback" not in second.err
