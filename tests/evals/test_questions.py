"""The golden file is sound, and an unsound one says where."""

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from evals.errors import EvalError
from evals.questions import locate, read
from evals.suites import find
from evals.suites.golden import QUESTIONS
from index.library import Library


def test_the_golden_questions_are_enough_and_a_third_cannot_be_answered() -> None:
    questions = read(QUESTIONS)
    unanswerable = [question for question in questions if not question.metadata.answerable]
    assert len(questions) >= 40
    assert len(unanswerable) * 3 >= len(questions)
    assert len({question.text for question in questions}) == len(questions)


def test_every_gold_quote_stands_in_its_article_and_every_answerable_question_has_one(sample_library: Library) -> None:
    for question in read(QUESTIONS):
        spans = locate(question, sample_library.catalog)
        assert bool(spans) == question.metadata.answerable
        for span, gold in zip(spans, question.metadata.gold, strict=True):
            assert sample_library.catalog.text(span.article_id)[span.start : span.end] == gold.quote


def line(**changes: Any) -> dict[str, Any]:
    fact = {"fact": "f", "importance": "vital", "any_of": ["f"]}
    gold = [{"article": "a", "quote": "f"}]
    metadata = {"kind": "who", "split": "dev", "answerable": True, "gold": gold, "key_facts": [fact]}
    return {"_id": "q1", "text": "Who?", "metadata": metadata, **changes}


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([line(), line()], ":2: the id 'q1' was used before"),
        ([line(colour="red")], ":1: colour"),
        ([line(text="")], ":1: text"),
        ([line(metadata={"kind": "who", "answerable": True})], "needs a vital key fact"),
        ([line(), line(_id="q2")], ":2: question q2 asks what another one asks"),
        ([line(metadata={**line()["metadata"], "gold": []})], ":1: an answerable question needs a gold quote"),
        ([], "is empty"),
    ],
)
def test_an_unsound_file_names_its_line(tmp_path: Path, lines: list[dict[str, Any]], words: str) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n".join(json.dumps(item) for item in lines))
    with pytest.raises(EvalError, match=words):
        read(path)


def test_a_quote_that_is_not_in_its_article_is_refused(tmp_path: Path, sample_library: Library) -> None:
    article = sample_library.catalog.articles()[0].id
    path = tmp_path / "mine.jsonl"
    item = line()
    item["metadata"]["gold"] = [{"article": article, "quote": "words that stand nowhere"}]
    path.write_text(json.dumps(item))
    with pytest.raises(EvalError, match=r"mine.jsonl:1: question q1: its gold quote is 0 times"):
        locate(read(path)[0], sample_library.catalog)


def test_an_article_that_is_not_there_is_named_with_the_line(tmp_path: Path, sample_library: Library) -> None:
    path = tmp_path / "mine.jsonl"
    path.write_text("\n" + json.dumps(line()))
    with pytest.raises(EvalError, match=r"mine.jsonl:2: question q1: there is no article 'a'"):
        locate(read(path)[0], sample_library.catalog)


def test_questions_may_be_one_json_list_or_gzipped(tmp_path: Path) -> None:
    questions = [line(), line(_id="q2", text="Who else?")]
    listed, zipped = tmp_path / "mine.json", tmp_path / "mine.jsonl.gz"
    listed.write_text(json.dumps(questions, indent=2))
    zipped.write_bytes(gzip.compress("\n".join(map(json.dumps, questions)).encode()))
    for path in (listed, zipped):
        assert [item.id for item in find(str(path)).items] == ["q1", "q2"]
    second = listed.read_text().splitlines().index("  {", 2) + 1
    assert read(listed)[1].place == f"{listed}:{second}"
