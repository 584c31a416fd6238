"""Datasets become items; what is wrong with one is said with its line."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.errors import EvalError
from evals.suites import find
from evals.suites.rgb import DIFFERING, REJECTED


def write(path: Path, *items: Any) -> Path:
    text = "\n".join(item if isinstance(item, str) else json.dumps(item) for item in items)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode())
    return path


def test_the_golden_suite_is_large_and_has_every_kind() -> None:
    suite = find("golden")
    assert len(suite.items) >= 150
    kinds = {item.kind for item in suite.items}
    assert {"never_mentioned", "near_miss", "false_premise", "outside_dates", "small_talk"} <= kinds
    assert {"who", "when", "where", "list", "quote", "yes_no", "why", "comparison", "correction"} <= kinds
    assert {"number", "follow_up", "disagreement", "summary", "timeline"} <= kinds
    assert sum("history" in item.gold for item in suite.items) >= 15
    dev, test = find("golden:dev"), find("golden:test")
    assert len(dev.items) + len(test.items) == len(suite.items)
    assert not {item.id for item in dev.items} & {item.id for item in test.items}


def test_the_golden_questions_as_a_ranking_are_those_with_an_answer() -> None:
    suite = find("retrieval")
    assert not suite.needs_model
    assert all(item.gold["relevant"] for item in suite.items)


def test_the_attacks_all_have_an_article_and_a_mark_that_is_no_answer() -> None:
    for item in find("injection").items:
        marks = [mark.lower() for mark in item.gold["marks"]]
        assert not any(mark in answer.lower() for mark in marks for answer in item.target), item.id


def test_realtimeqa(tmp_path: Path) -> None:
    write(tmp_path / "corpus.jsonl", {"_id": "a", "title": "T", "text": "Kroger and Albertsons plan to merge."})
    write(tmp_path / "queries.jsonl", {"_id": "q1", "text": "Who merges?", "metadata": {"answers": ["Kroger"]}})
    suite = find(f"realtimeqa:{tmp_path}")
    assert [(item.id, item.target) for item in suite.items] == [("q1", ("Kroger",))]


def test_squad_with_questions_that_are_impossible(tmp_path: Path) -> None:
    answered = {"id": "1", "question": "Who?", "answers": [{"text": "Ada"}, {"text": "Ada"}], "is_impossible": False}
    impossible = {"id": "2", "question": "When?", "answers": [], "is_impossible": True}
    paragraph = {"context": "Ada said so.", "qas": [answered, impossible]}
    path = write(tmp_path / "dev.json", {"version": "2", "data": [{"title": "Ada", "paragraphs": [paragraph]}]})
    assert [(item.kind, item.target) for item in find(f"squad:{path}").items] == [
        ("answerable", ("Ada",)),
        ("impossible", ()),
    ]


def test_multihoprag_with_a_null_question(tmp_path: Path) -> None:
    fact = {"fact": "Apple rose.", "title": "Shares", "url": "https://a.example/1", "source": "A"}
    question = {"qid": "1", "question": "Did it rise?", "question_type": "inference_query", "answer": "Yes"}
    null = {**question, "qid": "2", "question_type": "null_query", "answer": "Insufficient information."}
    path = write(tmp_path / "questions.jsonl", {**question, "evidence_list": [fact]}, {**null, "evidence_list": []})
    assert [item.target for item in find(f"multihoprag:{path}").items] == [("Yes",), ()]
    assert find(f"multihoprag:{tmp_path}").items


def test_rgb_asks_everything_twice(tmp_path: Path) -> None:
    row = {
        "id": 0,
        "query": "Where?",
        "answer": [["Tampa", "Tampa, Florida"]],
        "positive": ["In Tampa."],
        "negative": ["x"],
    }
    items = find(f"rgb:{write(tmp_path / 'en.json.gz', row)}").items
    assert [(item.id, item.target) for item in items] == [("0", ("Tampa", "Tampa, Florida")), (f"0{REJECTED}", ())]


def test_rgb_asks_a_third_time_where_snippets_contradict_each_other(tmp_path: Path) -> None:
    row = {
        "id": 0,
        "query": "Where?",
        "answer": "Tampa",
        "fakeanswer": "Glendale",
        "positive": ["In Tampa."],
        "positive_wrong": ["In Glendale."],
        "negative": ["x"],
    }
    third = find(f"rgb:{write(tmp_path / 'en.json.gz', row)}").items[2]
    assert (third.id, third.target, third.gold["differing"]) == (f"0{DIFFERING}", ("Tampa",), ["Glendale"])


@pytest.mark.parametrize(
    "line",
    [
        {"id": "1", "claim": "C.", "text": "T.", "label": "supported"},
        {"id": "1", "doc": "T.", "summary": "C.", "label": 1, "edit_types": []},
        {"claim": "C.", "evidence": ["T.", "U."], "label": "partially_supported", "meta": {"id": "1"}},
    ],
)
def test_claims_in_each_of_the_three_forms(tmp_path: Path, line: dict[str, Any]) -> None:
    path = write(tmp_path / "claims.jsonl", line)
    assert [(item.id, item.text) for item in find(f"support:{path}").items] == [("1", "C.")]
    assert find(f"support:{tmp_path}").items


def test_a_beir_folder(tmp_path: Path) -> None:
    write(tmp_path / "corpus.jsonl.gz", {"_id": "a", "title": "T", "text": "Words."})
    write(tmp_path / "queries.jsonl", {"_id": "q1", "text": "Words?", "metadata": {}}, {"_id": "q2", "text": "More?"})
    write(tmp_path / "qrels" / "test.tsv", "query-id\tcorpus-id\tscore", "q1\ta\t1")
    for name in ("beir", "retrieval"):
        assert [item.gold["relevant"] for item in find(f"{name}:{tmp_path}").items] == [{"a": 1}]


QUESTION = {
    "_id": "q1",
    "text": "Who?",
    "metadata": {
        "kind": "who",
        "answerable": True,
        "gold": [{"article": "a", "quote": "Ada"}],
        "key_facts": [{"fact": "Ada", "importance": "vital", "any_of": ["ada"]}],
    },
}


CLAIM = {"id": 1, "claim": "C", "text": "T", "label": 1}
ARTICLE = {"_id": "a", "title": "T", "text": "Words."}
QUERY = {"_id": "q", "text": "Words?"}
BEIR: dict[str, list[Any]] = {"corpus.jsonl": [ARTICLE], "queries.jsonl": [QUERY], "qrels/x.tsv": ["q\ta\t1"]}
RGB = {"id": 0, "query": "Where?", "answer": "Tampa", "positive": ["In Tampa."], "negative": ["x"]}
SQUAD = ['{"data": [{"title": "T", "paragraphs": [{"context": "Ada said 1.", "qas": [', "{", '"question": "Who?",', ""]
SQUAD += ['"id": "1", "answers": []},', '{"question": "When?", "answers": [],', "", '"id": "1"}]}]}]}']


def test_a_mark_at_the_beginning_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    files: dict[str, list[Any]] = {**BEIR, "mine.jsonl": [QUESTION, {**QUESTION, "_id": "q2", "text": "What?"}]}
    for name, lines in files.items():
        path = write(tmp_path / name, *lines, "")
        path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    assert [item.id for item in find(str(tmp_path / "mine.jsonl")).items] == ["q1", "q2"]
    assert [item.gold["relevant"] for item in find(f"beir:{tmp_path}").items] == [{"a": 1}]


@pytest.mark.parametrize(
    ("name", "files", "words"),
    [
        ("nothing", {}, "There is no suite 'nothing'. There are: golden"),
        ("squad:nowhere.json", {}, "there is no nowhere.json"),
        ("mine.jsonl", {"mine.jsonl": [QUESTION, QUESTION]}, r"mine.jsonl:2: the id 'q1' was used before"),
        ("mine.jsonl", {"mine.jsonl": [{**QUESTION, "colour": 1}]}, "mine.jsonl:1: colour"),
        ("mine.jsonl", {"mine.jsonl": ["{"]}, "mine.jsonl:1"),
        ("absent.jsonl", {}, "cannot be read"),
        ("support:c.jsonl", {"c.jsonl": [{"id": 1, "claim": "C", "text": "T", "label": "maybe"}]}, "c.jsonl:1: label"),
        ("support:c.jsonl", {"c.jsonl": [{"id": 1, "claim": "C", "label": "1"}]}, "c.jsonl:1: text"),
        ("support:c.jsonl", {"c.jsonl": ["", *[CLAIM] * 2]}, "c.jsonl:3: the id '1' was used before, on line 2"),
        ("support:c.json", {"c.json": ["[", json.dumps(CLAIM), ",", json.dumps(CLAIM), "]"]}, "c.json:4: the id '1'"),
        ("support:c.json", {"c.json": ["[", "{", "]"]}, "c.json is not JSON"),
        ("realtimeqa:.", {"queries.jsonl": []}, "no corpus.jsonl"),
        ("realtimeqa:.", {"corpus.jsonl": [ARTICLE] * 2}, "corpus.jsonl:2: the id 'a' was used before"),
        ("beir:.", {"corpus.jsonl": [ARTICLE]}, "is no BEIR folder"),
        ("beir:.", {**BEIR, "qrels/x.tsv": ["q\ta"]}, "x.tsv:1: a line is query-id"),
        ("beir:.", {**BEIR, "qrels/x.tsv": ["q\ta\t1", "", "r\ta\t1"]}, "x.tsv:3: the query 'r' is not in"),
        ("beir:.", {**BEIR, "qrels/x.tsv": ["q\tb\t1"]}, "x.tsv:1: the article 'b' is not in the corpus"),
        ("beir:.", {**BEIR, "qrels/x.tsv": ["q\ta\t1"] * 2}, "x.tsv:2: article 'a' was judged for query 'q' before"),
        ("beir:.", {**BEIR, "queries.jsonl": [QUERY] * 2}, "queries.jsonl:2: the id 'q' was used before"),
        ("beir:.", {**BEIR, "corpus.jsonl": [ARTICLE] * 2}, "corpus.jsonl:2: the id 'a' was used before"),
        ("squad:.", {}, ". is a folder; a file is expected"),
        ("rgb:.", {}, ". is a folder; a file is expected"),
        ("squad:d.json", {"d.json": SQUAD}, "d.json:8: the id '1' was used before, on line 5"),
        ("squad:d.json", {"d.json": [{"data": []}]}, "holds no question"),
        ("rgb:e.json", {"e.json": [""]}, "is empty"),
        ("squad:", {}, "squad is asked of files: name them, squad:PATH"),
        ("mine.jsonl", {"mine.jsonl": [{**QUESTION, "colour": 1}]}, "mine.jsonl:1: colour: there is no such field"),
        ("mine.jsonl", {"mine.jsonl": ["", {"_id": "q"}]}, "mine.jsonl:2: text: is missing"),
        ("mine.jsonl", {"mine.jsonl": ["", "{"]}, r"mine.jsonl:2: Invalid JSON: EOF .* at column 1$"),
        ("mine.jsonl", {"mine.jsonl": ["[" * 100_000]}, "mine.jsonl is not JSON that can be read: it is nested too"),
        ("mine.jsonl", {"mine.jsonl": [{**QUESTION, "text": " ?"}]}, "mine.jsonl:1: text: The question is empty"),
        ("rgb:e.json", {"e.json": [{**RGB, "query": "?"}]}, "e.json:1: query: The question is empty"),
        ("beir:.", {**BEIR, "queries.jsonl": [{**QUERY, "text": "?"}]}, "queries.jsonl:1: text: The question is empty"),
        ("beir:.", {**BEIR, "corpus.jsonl": [""]}, "corpus.jsonl is empty"),
    ],
)
def test_a_dataset_that_cannot_be_used_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, files: dict[str, list[Any]], words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for path, lines in files.items():
        write(tmp_path / path, *lines)
    with pytest.raises(EvalError, match=words):
        find(name)
