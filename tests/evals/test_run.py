"""`dateline eval` on a user's own questions, end to end: real library, Inspect and HTTP; only the model is scripted."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from inspect_ai.log import list_eval_logs, read_eval_log

from index.ingest import SAMPLES
from tests.cli.conftest import Command, cli_environment, dateline, use_llm  # noqa: F401 - fixtures, and one for all
from tests.scripted_llm import Reply, ScriptedLLM

Use = Callable[[ScriptedLLM], None]

STORY = """---
title: Ferry fares rise
source: Coast Daily
published: 2024-05-04
---
Fares on the Karsund ferry rise by 4% in May, the port said on Monday.
Mayor Astrid Aune called the rise a tax on islanders.
"""
FARES = "Fares on the Karsund ferry rise by 4% in May, the port said on Monday."
MAYOR = "Mayor Astrid Aune called the rise a tax on islanders."


def question(key: str, text: str, quote: str = "", fact: str = "") -> dict[str, Any]:
    gold: dict[str, Any] = {"gold": [{"article": "ferry", "quote": quote}], "key_facts": []} if quote else {}
    if quote:
        gold["key_facts"] = [{"fact": fact, "importance": "vital", "any_of": [fact.lower()]}]
    return {"_id": key, "text": text, "metadata": {"kind": "who", "answerable": bool(quote), **gold}}


QUESTIONS = [
    question("fares", "By how much do fares on the Karsund ferry rise?", FARES, "4%"),
    question("mayor", "What did Mayor Astrid Aune call the rise?", MAYOR, "tax on islanders"),
    question("boats", "How many boats has the Karsund ferry?"),
]
RIGHT = ["Fares rise by 4% in May [1].", "Mayor Astrid Aune called it a tax on islanders [2].", "Not in the articles."]
"""What the scripted model says. The evidence is the two sentences of one article, in their order."""


@pytest.fixture
def mine(tmp_path: Path, dateline: Command) -> Path:  # noqa: F811
    """A library of one article, and questions about it."""
    corpus = tmp_path / "corpus.jsonl"
    body = STORY.split("---\n")[2]
    corpus.write_text(json.dumps({"_id": "ferry", "title": "Ferry fares rise", "text": body}))
    assert dateline("add", corpus).code == 0
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in QUESTIONS))
    return path


def streamed(llm: ScriptedLLM) -> list[str]:
    """The questions that were put to the model, in order."""
    return [asked.last for asked in llm.requests if asked.stream]


def test_figures_log_and_report_of_a_run(dateline: Command, use_llm: Use, mine: Path, tmp_path: Path) -> None:  # noqa: F811
    with ScriptedLLM(RIGHT) as llm:
        use_llm(llm)
        done = dateline("eval", mine, "--json", "--report", tmp_path / "report", "--prices", "1,0,10")
    assert done.code == 0, done.err
    figures = done.json["mine.jsonl"]["figures"]
    assert {key: figures[key]["value"] for key in ("key_facts", "citation_precision", "citation_recall")} == {
        "key_facts": 1.0,
        "citation_precision": 1.0,
        "citation_recall": 1.0,
    }
    assert figures["abstention_recall"]["value"] == 1.0
    assert figures["false_abstentions"]["value"] == 0.0
    assert figures["quotes_verbatim"]["value"] == 1.0
    assert figures["cost"]["value"] > 0
    rows = [json.loads(line) for line in (tmp_path / "report" / "mine.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == ["fares", "mayor", "boats"]
    assert rows[0]["output"]["sentences"][0]["citations"][0]["quote"] == FARES
    log = read_eval_log(list_eval_logs(str(tmp_path / "report" / "logs"))[0])
    assert log.status == "success"
    assert {sample.id for sample in log.samples or ()} == {"fares", "mayor", "boats"}
    assert "tax on islanders" in (tmp_path / "report" / "report.html").read_text()


def test_the_same_model_and_seed_give_the_same_figures(dateline: Command, use_llm: Use, mine: Path) -> None:  # noqa: F811
    found = []
    for _ in range(2):
        with ScriptedLLM(RIGHT) as llm:
            use_llm(llm)
            done = dateline("eval", mine, "--json", "--seed", "3")
        figures = done.json["mine.jsonl"]["figures"]
        found.append({name: value for name, value in figures.items() if not name.endswith(("_ms", "_p90"))})
    assert found[0] == found[1]


def test_a_question_that_is_asked_several_times_counts_once_with_its_mean(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,
    tmp_path: Path,
) -> None:
    mine.write_text("\n".join(map(json.dumps, QUESTIONS[:2])))
    with ScriptedLLM([*RIGHT[:2], "Not in the articles.", RIGHT[1]]) as llm:
        use_llm(llm)
        done = dateline("eval", mine, "--json", "--repeat", "2", "--report", tmp_path / "report")
        assert len(streamed(llm)) == 4
    assert done.code == 0, done.err
    found = done.json["mine.jsonl"]
    assert found["items"] == 2
    assert found["figures"]["key_facts"]["value"] == 0.75
    assert found["figures"]["false_abstentions"]["value"] == 0.25
    assert found["figures"]["citation_precision"]["value"] == 1.0
    rows = [json.loads(line) for line in (tmp_path / "report" / "mine.jsonl").read_text().splitlines()]
    assert rows[0]["said"] == RIGHT[0]
    assert rows[0]["scores"]["abstained"] == 0.5


def test_a_run_that_stopped_goes_on_and_asks_nothing_twice(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import evals.answering as answering

    scored = answering.outcome
    done_before = []

    def fails_at_the_second(*given: Any) -> Any:
        done_before.append(given)
        if len(done_before) == 2:
            raise OSError(28, "No space left on device")
        return scored(*given)

    with ScriptedLLM(default=RIGHT[0]) as llm:
        use_llm(llm)
        monkeypatch.setattr(answering, "outcome", fails_at_the_second)
        stopped = dateline("eval", mine, "--json")
        assert stopped.code == 1
        assert "goes on from there" in stopped.err
        assert "Traceback" not in stopped.err
        monkeypatch.setattr(answering, "outcome", scored)
        done = dateline("eval", mine, "--json")
        assert done.code == 0, done.err
        asked = streamed(llm)
    assert done.json["mine.jsonl"]["items"] == 3
    times = {name: sum(name in text for text in asked) for name in ("By how much", "boats", "Mayor Astrid Aune call ")}
    assert times == {"By how much": 1, "boats": 1, "Mayor Astrid Aune call ": 2}  # its answer could not be kept


def test_the_gate_compares_with_a_baseline(dateline: Command, use_llm: Use, mine: Path, tmp_path: Path) -> None:  # noqa: F811
    baseline = tmp_path / "baseline.json"
    many = [
        question(f"q{n}", f"By how much do fares on the Karsund ferry rise, take {n}?", FARES, "4%") for n in range(8)
    ]
    mine.write_text("\n".join(json.dumps(item) for item in many))
    with ScriptedLLM(default=RIGHT[0]) as llm:
        use_llm(llm)
        assert dateline("eval", mine, "--write-baseline", baseline).code == 0
        same = dateline("eval", mine, "--baseline", baseline, "--json")
        llm.default = "Not in the articles."
        worse = dateline("eval", mine, "--baseline", baseline, "--json")
        table = dateline("eval", mine, "--baseline", baseline)
        other = dateline("eval", "golden", "--baseline", baseline)
    assert same.code == 0
    assert same.json["mine.jsonl"]["changes"]["key_facts"]["value"] == 0
    assert worse.code == 1
    assert "key facts found (vital) changed by -1.000" in worse.err
    assert worse.json["mine.jsonl"]["changes"]["key_facts"]["real"]
    assert "worse" in table.out
    assert other.code == 1
    assert "has no 'golden'" in other.err


def test_settings_are_varied_in_one_table(dateline: Command, use_llm: Use, mine: Path) -> None:  # noqa: F811
    with ScriptedLLM(default=RIGHT[0], probability=0.5) as llm:
        use_llm(llm)
        done = dateline("eval", mine, "--limit", "1", "--vary", "check.threshold=0.1,0.9", "--json")
        wrong = dateline("eval", mine, "--vary", "colour=red")
    assert done.code == 0, done.err
    assert [found["vary"] for found in done.json] == ["check.threshold=0.1", "check.threshold=0.9"]
    assert [found["figures"]["key_facts"]["value"] for found in done.json] == [1.0, 0.0]
    assert wrong.code == 1
    assert "Names: splitter.words" in wrong.err


def test_a_model_that_is_not_there_stops_before_anything_is_asked(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,
) -> None:
    with ScriptedLLM(probabilities=[Reply(status=404, body=b'{"error": {"message": "no such model"}}')]) as llm:
        use_llm(llm)
        done = dateline("eval", mine)
        assert not streamed(llm)
    assert done.code == 1
    assert done.err.count("The model does not answer") == 1
    assert "Nothing was asked" in done.err


def test_gold_words_that_are_not_in_the_article_are_named(dateline: Command, mine: Path) -> None:  # noqa: F811
    mine.write_text(json.dumps(question("fares", "How much?", "Fares fell.", "fell")))
    done = dateline("eval", mine)
    assert done.code == 1
    assert "mine.jsonl:1: question fares: its gold quote is 0 times in article 'ferry'" in done.err


def test_a_corpus_without_an_article_is_named(dateline: Command, tmp_path: Path) -> None:  # noqa: F811
    for name, text in (("corpus.jsonl", '{"_id": "a", "text": ""}'), ("queries.jsonl", '{"_id": "q", "text": "Who?"}')):
        (tmp_path / name).write_text(text)
    (tmp_path / "qrels").mkdir()
    (tmp_path / "qrels" / "test.tsv").write_text("q\ta\t1")
    done = dateline("eval", f"beir:{tmp_path}")
    assert done.code == 1
    assert f"No article of {tmp_path / 'corpus.jsonl'} could be read: {tmp_path / 'corpus.jsonl'}:1" in done.err


def test_another_model_grades_when_it_is_asked_to(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    mine: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    judged = Reply(body=json.dumps(GRADED).encode())
    with ScriptedLLM(RIGHT) as llm, ScriptedLLM(probabilities=[judged] * 4) as judge:
        use_llm(llm)
        monkeypatch.setenv("SCRIPTED_BASE_URL", judge.base_url)
        monkeypatch.setenv("SCRIPTED_API_KEY", "unused")
        done = dateline("eval", mine, "--json", "--judge", "openai-api/scripted/judge")
        graded = [asked.prompt for asked in judge.requests]
    assert done.code == 0, done.err
    assert done.json["mine.jsonl"]["figures"]["judged_right"]["value"] == 1.0
    assert len(graded) == 4  # before the first answer it is asked whether it is there
    assert any("tax on islanders" in prompt for prompt in graded)


def test_short_answers_are_compared_as_squad_does(dateline: Command, use_llm: Use, tmp_path: Path) -> None:  # noqa: F811
    asked = [
        {"id": "1", "question": "By how much do fares on the Karsund ferry rise?", "answers": [{"text": "4%"}]},
        {"id": "2", "question": "Who called the rise a tax on islanders?", "answers": [{"text": "Mayor Astrid Aune"}]},
        {"id": "3", "question": "How many boats has the ferry?", "answers": [], "is_impossible": True},
    ]
    context = STORY.split("---\n")[2]
    path = tmp_path / "squad.json"
    path.write_text(json.dumps({"data": [{"title": "Ferry", "paragraphs": [{"context": context, "qas": asked}]}]}))
    with ScriptedLLM(["Fares rise by 4% in May [1].", "Mayor Astrid Aune [2].", "Not in the articles."]) as llm:
        use_llm(llm)
        done = dateline("eval", f"squad:{path}", "--json")
    assert done.code == 0, done.err
    figures = {name: figure["value"] for name, figure in done.json["squad"]["figures"].items()}
    assert figures["answer_found"] == 1.0
    assert figures["exact_match"] == 0.5
    assert 0.5 < figures["f1"] < 1.0
    assert figures["abstention_recall"] == 1.0
    assert figures["citation_precision"] == 1.0


def test_claims_are_checked_and_compared_with_their_labels(dateline: Command, use_llm: Use, tmp_path: Path) -> None:  # noqa: F811
    path = tmp_path / "claims.jsonl"
    claims = [("1", "Fares rise by 4% in May.", "supported"), ("2", "Fares fall by 9% in June.", "not_supported")]
    lines = [{"id": key, "claim": claim, "text": FARES, "label": label} for key, claim, label in claims]
    path.write_text("\n".join(map(json.dumps, lines)))
    with ScriptedLLM(probabilities=[0.5, 0.9, 0.1]) as llm:  # the first asks whether the model is there
        use_llm(llm)
        done = dateline("eval", f"support:{path}", "--json")
    assert done.code == 0, done.err
    figures = {name: figure["value"] for name, figure in done.json["support:claims.jsonl"]["figures"].items()}
    assert figures == {"balanced_accuracy": 1.0, "auc": 1.0, "accuracy": 1.0}


GRADED = {
    "id": "judge-1",
    "object": "chat.completion",
    "created": 1,
    "model": "judge",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {"role": "assistant", "content": "It is all there.\n\nGRADE: C"},
        }
    ],
    "usage": {"prompt_tokens": 9, "completion_tokens": 9, "total_tokens": 18},
}


def test_the_speed_of_adding_is_a_figure_with_an_interval_like_every_other(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    tmp_path: Path,
) -> None:
    with ScriptedLLM(default="Not in the articles.") as llm:
        use_llm(llm)
        done = dateline("eval", "speed", "--report", tmp_path / "report")
    assert done.code == 0, done.err
    result = json.loads((tmp_path / "report" / "results.json").read_text())["speed"]
    rows = [json.loads(line) for line in (tmp_path / "report" / "speed.jsonl").read_text().splitlines()]
    heaps = [row["output"] for row in rows if row["kind"] == "ingest"]
    assert len(heaps) > 2
    assert sum(heap["articles"] for heap in heaps) == len(list(SAMPLES.glob("*.txt")))
    seconds = sum(heap["seconds"] for heap in heaps)
    for name, key in (("articles_per_second", "articles"), ("passages_per_second", "passages")):
        figure = result["figures"][name]
        assert figure["low"] < figure["value"] < figure["high"]
        assert figure["value"] == pytest.approx(sum(heap[key] for heap in heaps) / seconds)
    assert re.search(r"articles added a second +│ +[\d.]+ │ +[\d.]+ – [\d.]+ │", done.out)
    assert "passages added a second" in (tmp_path / "report" / "report.html").read_text()
