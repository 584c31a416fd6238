"""The filters of `search` and `ask`, alone and in batches; and what `remove` leaves of conversations."""

import contextlib
import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversations.store import Conversations
from tests.assistant.test_conversations import EXCHANGE, RIVER
from tests.cli.conftest import Command

SOME = ("search", "officials", "-k", "50")


@pytest.mark.parametrize(
    ("option", "value", "key", "wanted"),
    [
        ("--article", "campbell-brussels-china-russia", "article_id", {"campbell-brussels-china-russia"}),
        ("--source", "EXCHANGE and trade", "source", set()),
        ("--source", "exchange trade", "source", {"Exchange & Trade"}),
    ],
)
def test_a_filter_restricts_the_hits(
    dateline: Command, sample_home: Path, option: str, value: str, key: str, wanted: set[str]
) -> None:
    done = dateline(*SOME, option, value, "--home", sample_home, "--json")
    assert done.code == 0
    assert {hit[key] for hit in done.json["hits"]} == wanted


def test_an_author_is_found_by_surname_and_a_language_by_its_name(dateline: Command, sample_home: Path) -> None:
    articles = {a["id"]: a for a in dateline("list", "--home", sample_home, "--json").json["articles"]}
    hits = dateline(*SOME, "--author", "GRIEVE", "--language", "english", "--home", sample_home, "--json").json["hits"]
    assert hits
    assert {articles[hit["article_id"]]["author"] for hit in hits} == {"Wilhelmina Grieve"}
    assert {articles[hit["article_id"]]["language"] for hit in hits} == {"en"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--author", "Wilhelmina Grief"), "no article by “Wilhelmina Grief”. Did you mean “Wilhelmina Grieve”?"),
        (("--source", "Meridian Wires"), "Did you mean “Meridian Wire”?"),
        (("--language", "de"), "no article in German (de). Most are in English (en)."),
        (("--article", "nothing-like-it-at-all"), "There is no article “nothing-like-it-at-all”"),
    ],
)
def test_a_filter_that_matches_nothing_says_so(
    dateline: Command, sample_home: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = dateline(*SOME, *arguments, "--home", sample_home, "--json")
    assert (done.code, done.json["hits"]) == (0, [])
    assert said in done.err
    answer = dateline("ask", "What did officials say?", *arguments, "--home", sample_home, "--json").json
    assert answer["abstained"]
    assert said in answer["abstention"]["reason"]


@pytest.mark.parametrize(
    "arguments", [("--language", "klingon"), ("--language", " "), ("--author", ""), ("--article", " ")]
)
def test_a_filter_that_is_none_is_wrong_usage(dateline: Command, arguments: tuple[str, str]) -> None:
    for command in ("search", "ask"):
        done = dateline(command, "x", *arguments)
        assert (done.code, done.out) == (2, "")


def test_the_lines_of_a_batch_carry_filters(dateline: Command, sample_home: Path, tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"_id": "q1", "text": "officials", "author": "grieve", "language": "English"},
        {"_id": "q2", "text": "officials", "article": "campbell-brussels-china-russia"},
        {"_id": "q3", "text": "officials", "author": "Nobody Atall"},
    ]
    batch = tmp_path / "queries.jsonl"
    batch.write_text("".join(json.dumps(line) + "\n" for line in lines))
    done = dateline("search", "--batch", batch, "--run", tmp_path / "run", "--home", sample_home)
    assert done.code == 0
    assert "q3: There is no article by “Nobody Atall”." in done.err
    rows = [line.split() for line in (tmp_path / "run").read_text().splitlines()]
    assert {row[2] for row in rows if row[0] == "q2"} == {"campbell-brussels-china-russia"}
    assert "barley-harvest-districts" in {row[2] for row in rows if row[0] == "q1"}
    done = dateline("ask", "--batch", batch, "--out", tmp_path / "out", "--home", sample_home)
    assert done.code == 0
    answers = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert {item["article_id"] for item in answers[1]["evidence"]} == {"campbell-brussels-china-russia"}
    assert "no article by “Nobody Atall”" in answers[2]["abstention"]["reason"]
    batch.write_text(json.dumps({"_id": "q1", "text": "x", "language": "klingon"}))
    done = dateline("search", "--batch", batch, "--run", tmp_path / "run", "--home", sample_home)
    assert done.code == 1
    assert "language" in done.err


def test_what_kept_conversations_quote_is_said_and_deleted_when_asked(dateline: Command, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for name in ("river", "road"):
        (tmp_path / f"{name}.jsonl").write_text(json.dumps({"_id": name, "text": f"The {name} rose by nine metres."}))
        assert dateline("add", tmp_path / f"{name}.jsonl").code == 0
    with contextlib.closing(Conversations(home)) as kept:
        kept.keep("c1", EXCHANGE)
        kept.keep("c1", replace(EXCHANGE, id="x2", evidence=(), around=(), answer=None, trouble="Stopped."))
    assert RIVER.id == "river"
    done = dateline("remove", "road")
    assert "kept" not in done.err
    done = dateline("remove", "river")
    assert "1 kept answer in the conversations still quote" in done.err
    assert "--quotes-too" in done.err
    assert dateline("add", tmp_path / "river.jsonl").code == 0
    done = dateline("remove", "river", "--quotes-too")
    assert "Deleted 1 kept answer" in done.out
    assert not any(b"The river rose" in file.read_bytes() for file in home.rglob("*") if file.is_file())
