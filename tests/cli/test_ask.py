"""`dateline ask` against a scripted model: the documented object, the streams, and what happens when things fail."""

import contextlib
import json
import os
import pty
import re
import termios
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Command, Done
from tests.scripted_llm import USAGE, Reply, ScriptedLLM

QUESTION = "What sectors did Campbell name?"
Use = Callable[[ScriptedLLM], None]


def good_reply(llm: ScriptedLLM) -> None:
    """Answers with the sectors when their sentence is in the prompt."""
    sample = "submarines; aeronautical design, including stealth technology; and missile capabilities."

    original = llm.next_reply

    def next_reply(asked: Any) -> Any:
        if asked.stream and not llm.replies:
            assert sample in asked.last
            llm.replies.append("Campbell named submarines, aeronautical design and missile capabilities.")
        return original(asked)

    llm.next_reply = next_reply  # type: ignore[method-assign]


def test_ask_prints_the_documented_object(dateline: Command, sample_home: Path, use_llm: Use) -> None:
    with ScriptedLLM() as llm:
        good_reply(llm)
        use_llm(llm)
        done = dateline("ask", QUESTION, "--home", sample_home, "--json")
    assert done.code == 0, done.err
    answer = done.json
    fields = "id question query abstained abstention text sentences evidence withheld searched model degraded usage"
    assert list(answer) == [*fields.split(), "timings"]
    assert (answer["question"], answer["abstained"], answer["abstention"]) == (QUESTION, False, None)
    (sentence,) = answer["sentences"]
    assert list(sentence) == ["text", "start", "end", "support", "citations"]
    assert answer["text"][sentence["start"] : sentence["end"]] == sentence["text"]
    assert sentence["support"] == "supported"
    for citation in sentence["citations"]:
        assert list(citation) == "marker article_id title source author published url start end quote".split()
        assert f"[{citation['marker']}]" in sentence["text"]
        text = dateline("show", citation["article_id"], "--home", sample_home, "--json").json["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]
    for item in answer["evidence"]:
        assert list(item) == ["marker", "article_id", "start", "end", "text", "score"]
    assert answer["searched"] == {"articles": 28, "from": "2023-11-21", "to": "2024-06-11"}
    assert answer["model"] == "scripted"
    assert answer["degraded"] is None
    assert list(answer["usage"]) == ["prompt_tokens", "cached_tokens", "completion_tokens"]
    assert answer["usage"]["prompt_tokens"] >= USAGE["prompt_tokens"]
    assert list(answer["timings"]) == ["search", "evidence", "first_token", "total"]
    assert all(isinstance(value, int) for value in answer["timings"].values())
    assert f"scripted answers, at {llm.base_url}" in done.err


def test_in_a_pipe_only_the_answer_and_its_sources_are_printed(
    dateline: Command, sample_home: Path, use_llm: Use
) -> None:
    with ScriptedLLM() as llm:
        good_reply(llm)
        use_llm(llm)
        done = dateline("ask", QUESTION, "--home", sample_home)
    first, _, rest = done.out.partition("\n")
    assert first.startswith("Campbell named submarines")
    assert "Sources:" in rest
    assert "Searched 28 articles" in rest
    assert "\x1b" not in done.out


def test_an_abstention_has_its_reason_and_what_came_nearest(dateline: Command, sample_home: Path, use_llm: Use) -> None:
    with ScriptedLLM(default="Not in the articles.") as llm:
        use_llm(llm)
        done = dateline("ask", "Which sectors did Campbell visit by boat?", "--home", sample_home, "--json")
        plain = dateline("ask", "Which sectors did Campbell visit by boat?", "--home", sample_home)
    assert done.code == plain.code == 0
    answer = done.json
    assert (answer["abstained"], answer["sentences"], answer["text"]) == (True, [], "")
    assert list(answer["abstention"]) == ["reason", "nearest"]
    assert list(answer["abstention"]["nearest"][0]) == ["marker", "article_id", "start", "end", "text", "score"]
    assert plain.out.startswith("Not answered: ")
    assert "Nearest:" in plain.out


def test_what_the_evidence_does_not_hold_is_withheld(dateline: Command, sample_home: Path, use_llm: Use) -> None:
    with ScriptedLLM(["Campbell named 400 sectors [1]."]) as llm:
        use_llm(llm)
        answer = dateline("ask", QUESTION, "--home", sample_home, "--json").json
    assert answer["abstained"]
    assert [list(item) for item in answer["withheld"]] == [["text", "reason"]]
    assert "400" in answer["withheld"][0]["reason"]


def assert_degraded(done: Done, word: str) -> None:
    assert done.code == 0
    answer = done.json
    assert word in answer["degraded"]
    assert answer["evidence"]
    assert (answer["text"], answer["sentences"], answer["abstained"]) == ("", [], False)
    assert answer["degraded"] in done.err
    assert "Traceback" not in done.err


def test_without_a_model_the_evidence_is_still_there(dateline: Command, sample_home: Path) -> None:
    assert_degraded(dateline("ask", QUESTION, "--home", sample_home, "--json"), "No model")
    assert "Campbell said the two countries" in dateline("ask", QUESTION, "--home", sample_home).out


def test_an_endpoint_that_is_not_there_degrades(dateline: Command, sample_home: Path, use_llm: Use) -> None:
    with ScriptedLLM() as llm:
        use_llm(llm)
    assert_degraded(dateline("ask", QUESTION, "--home", sample_home, "--json"), "cannot be reached")


def test_a_wrong_key_degrades_and_is_never_printed(
    dateline: Command, sample_home: Path, use_llm: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ScriptedLLM(key="right") as llm:
        use_llm(llm)
        monkeypatch.setenv("DATELINE_LLM_API_KEY", "sk-wrong-one")
        done = dateline("ask", QUESTION, "--home", sample_home, "--json")
    assert_degraded(done, "refused the key")
    assert "sk-wrong-one" not in done.out + done.err


def test_an_answer_that_breaks_off_degrades(dateline: Command, sample_home: Path, use_llm: Use) -> None:
    with ScriptedLLM([Reply("Campbell named", finish=None)]) as llm:
        use_llm(llm)
        assert_degraded(dateline("ask", QUESTION, "--home", sample_home, "--json"), "broke off")


def test_a_library_without_articles_abstains_and_says_what_to_do(dateline: Command) -> None:
    done = dateline("ask", QUESTION, "--json")
    assert done.code == 0
    assert done.json["abstained"]
    assert done.json["searched"] == {"articles": 0, "from": None, "to": None}
    assert done.json["timings"]["first_token"] is None
    assert "dateline add" in done.err


@pytest.mark.parametrize(("question", "word"), [("", "empty"), (" ?", "empty"), ("why " * 5000, "characters")])
def test_a_question_that_is_none_is_a_message(dateline: Command, question: str, word: str) -> None:
    done = dateline("ask", question, "--json")
    assert (done.code, done.out) == (1, "")
    assert word in done.err


def test_a_question_in_another_language_is_taken(dateline: Command, sample_home: Path) -> None:
    done = dateline("ask", "¿Qué dijo el diplomático sobre los submarinos? 潜艇", "--home", sample_home, "--json")
    assert done.code == 0
    assert "潜艇" in done.out


@pytest.mark.parametrize(
    "arguments",
    [(), ("x", "--out", "o"), ("--batch", "q"), ("--batch", "q", "--out", "o", "--json"), ("x", "--since", "1.2.2024")],
)
def test_wrong_usage_ends_with_2(dateline: Command, arguments: tuple[str, ...]) -> None:
    assert dateline("ask", *arguments).code == 2


def test_on_a_terminal_the_evidence_comes_before_the_answer(
    dateline: Command, sample_home: Path, use_llm: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    with ScriptedLLM() as llm, terminal(monkeypatch) as seen:
        good_reply(llm)
        use_llm(llm)
        done = dateline("ask", QUESTION, "--home", sample_home)
    text = b"".join(seen).decode()
    assert (done.code, done.out) == (0, "")
    assert "\x1b[4m" in text  # the proving words are underlined
    assert text.index("Campbell said the two") < text.index("Campbell named submarines")
    last = " ".join(text[text.rindex("─") :].split())
    assert "missile capabilities" in last
    assert "Searched 28 articles" in last


def test_a_terminal_shows_that_articles_differ_and_who_says_what(
    dateline: Command, sample_home: Path, use_llm: Use, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    with ScriptedLLM(["38,000 people joined the demonstration [1]."]) as llm, terminal(monkeypatch) as seen:
        use_llm(llm)
        question = "How big was the pension demonstration in Merrow in March?"
        assert dateline("ask", question, "--home", sample_home).code == 0
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", b"".join(seen).decode())
    told = " ".join(plain[plain.rindex("─") :].split())
    assert "The articles differ: 38,000 people (The Merrow Chronicle, 17 March 2024) [1]" in told
    assert "110,000 people (Arvenia Public Radio, 16 March 2024)" in told


@contextlib.contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """Standard output is a terminal of 100 columns; what was seen on it, escape sequences included, when it is over."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (40, 100))
    seen: list[bytes] = []

    def read() -> None:
        with contextlib.suppress(OSError):  # how a pseudo-terminal says that the other side is closed
            while data := os.read(ours, 65536):
                seen.append(data)

    reader = threading.Thread(target=read)
    reader.start()
    with monkeypatch.context() as patch, os.fdopen(theirs, "w", encoding="utf-8") as stream:
        patch.setattr("sys.stdout", stream)
        yield seen
    reader.join(10)
    os.close(ours)


# --- batches --------------------------------------------------------------------------------------------------------


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    items: list[dict[str, object]] = [
        {"_id": "a", "text": QUESTION},
        {"_id": "b", "text": "What did he say?", "history": [{"role": "user", "text": "Who is Campbell?"}]},
        {"_id": "c", "text": "long " * 3000},
        {"_id": "d", "text": "Who is Kurt Campbell?", "until": "2024-12-31", "metadata": None},
    ]
    path.write_text("".join(json.dumps(item) + "\n" for item in items))
    return path


def results(path: Path) -> list[Any]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_a_batch_has_one_answer_a_line_in_order(
    dateline: Command, sample_home: Path, questions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "answers.jsonl"
    done = dateline("ask", "--batch", questions, "--out", out, "--home", sample_home)
    assert (done.code, done.out) == (0, "")
    found = results(out)
    assert [answer["id"] for answer in found] == ["a", "b", "c", "d"]
    assert all(list(answer) == list(found[0]) for answer in found)
    assert "Who is Campbell?" in found[1]["query"]
    assert "characters" in found[2]["abstention"]["reason"]  # a question nobody can take is a line like the others


def test_a_batch_goes_on_after_a_torn_line(
    dateline: Command, sample_home: Path, questions: Path, tmp_path: Path
) -> None:
    out = tmp_path / "answers.jsonl"
    run = ("ask", "--batch", questions, "--out", out, "--home", sample_home)
    dateline(*run)
    whole = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join(whole[:2]) + whole[2][:40])
    done = dateline(*run)
    assert done.code == 0
    assert "2 of 4" in done.err
    again = out.read_bytes().splitlines(keepends=True)
    assert again[:2] == whole[:2]
    assert [answer["id"] for answer in results(out)] == ["a", "b", "c", "d"]
    before = out.read_bytes()
    assert dateline(*run).code == 0
    assert out.read_bytes() == before


@pytest.mark.parametrize(
    "line", ['{"id": "z", "question": "x"}', '{"id": "a", "question": "another"}', "not JSON", "[]"]
)
def test_a_file_of_other_answers_is_refused_and_left_alone(
    dateline: Command, questions: Path, tmp_path: Path, line: str
) -> None:
    out = tmp_path / "answers.jsonl"
    out.write_text(line + "\ntorn")
    done = dateline("ask", "--batch", questions, "--out", out)
    assert done.code == 1
    assert f"{out}:1" in done.err
    assert out.read_text() == line + "\ntorn"
