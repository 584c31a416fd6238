"""`dateline search`, alone and as a TREC run."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.tiny_cross_encoder import tiny_cross_encoder

QUESTION = "What sectors did Campbell name?"


def lines(*items: dict[str, object]) -> str:
    return "".join(json.dumps(item) + "\n" for item in items)


def test_search_prints_the_documented_object_and_exact_words(dateline: Command, sample_home: Path) -> None:
    done = dateline("search", QUESTION, "-k", "3", "--home", sample_home, "--json")
    assert done.code == 0
    assert list(done.json) == ["query", "hits", "timings"]
    assert [hit["rank"] for hit in done.json["hits"]] == [1, 2, 3]
    for hit in done.json["hits"]:
        assert list(hit) == "rank article_id title source published start end text score also_in".split()
        text = dateline("show", hit["article_id"], "--home", sample_home, "--json").json["text"]
        assert text[hit["start"] : hit["end"]] == hit["text"]
    assert done.json["hits"][0]["article_id"] == "campbell-brussels-china-russia"


def test_a_story_in_three_outlets_is_one_hit_that_names_the_others_and_a_run_has_all_three(
    dateline: Command, sample_home: Path, tmp_path: Path
) -> None:
    flood = {"greyfen-flood-wire", "greyfen-flood-ledger", "greyfen-flood-courier"}
    question = "How high did the Tarrow rise at Greyfen?"
    hits = dateline("search", question, "-k", "40", "--home", sample_home, "--json").json["hits"]
    (shown,) = {hit["article_id"] for hit in hits} & flood
    assert {other["article_id"] for other in hits[0]["also_in"]} == flood - {shown}
    assert all(list(other) == ["article_id", "title", "source"] for other in hits[0]["also_in"])
    assert {"Meridian Wire", "Halvik Courier"} >= {other["source"] for other in hits[0]["also_in"]} - {
        "The National Ledger"
    }
    batch = tmp_path / "queries.jsonl"
    batch.write_text(lines({"_id": "q1", "text": question}))
    dateline("search", "--batch", batch, "--run", tmp_path / "run", "--home", sample_home)
    rows = [line.split(" ") for line in (tmp_path / "run").read_text().splitlines()]
    assert flood == {row[2] for row in rows[:3]}


def test_filters_restrict_by_day_and_outlet(dateline: Command, sample_home: Path) -> None:
    some = ("search", "officials", "-k", "50", "--home", sample_home, "--json")
    hits = dateline(*some, "--since", "2024-04-10", "--until", "2024-04-10").json["hits"]
    assert hits
    assert {hit["published"][:10] for hit in hits} == {"2024-04-10"}
    hits = dateline(*some, "--source", "meridian wire").json["hits"]
    assert {hit["source"] for hit in hits} == {"Meridian Wire"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("x", "--since", "yesterday"),
        ("x", "--since", "2024-02-30"),
        ("x", "--until", "20240410"),
        ("x", "--since", "2024-05-01", "--until", "2024-04-01"),
        ("x", "--source", " "),
        ("x", "-k", "0"),
        (),
        ("--batch", "queries.jsonl"),
        ("x", "--run", "run.trec"),
        ("x", "--batch", "queries.jsonl", "--run", "run.trec"),
        ("--batch", "queries.jsonl", "--run", "run.trec", "--source", "Meridian Wire"),
    ],
)
def test_wrong_usage_ends_with_2(dateline: Command, arguments: tuple[str, ...]) -> None:
    done = dateline("search", *arguments)
    assert (done.code, done.out) == (2, "")


def test_an_empty_query_is_a_message(dateline: Command) -> None:
    done = dateline("search", " ?! ")
    assert done.code == 1
    assert "empty" in done.err


def test_a_run_has_trec_lines_over_articles_and_is_the_same_every_time(
    dateline: Command, sample_home: Path, tmp_path: Path
) -> None:
    batch = tmp_path / "queries.jsonl"
    batch.write_text(
        lines(
            {"_id": "q1", "text": QUESTION, "metadata": {"anything": 1}},
            {"_id": 2, "text": "Who said so?", "history": [{"role": "user", "text": QUESTION}]},
            {"_id": "q3", "text": "flood", "since": "2024-01-01", "until": "2024-12-31", "source": "Meridian Wire"},
        )
    )
    runs = []
    for name in ("a.trec", "b.trec"):
        done = dateline("search", "--batch", batch, "--run", tmp_path / name, "--home", sample_home)
        assert (done.code, done.out) == (0, "")
        runs.append((tmp_path / name).read_text())
    assert runs[0] == runs[1]
    rows = [line.split(" ") for line in runs[0].splitlines()]
    assert all(len(row) == 6 and row[1] == "Q0" and row[5] == "dateline" for row in rows)
    assert list(dict.fromkeys(row[0] for row in rows)) == ["q1", "2", "q3"]
    for query in ("q1", "2", "q3"):
        mine = [row for row in rows if row[0] == query]
        assert [int(row[3]) for row in mine] == list(range(1, len(mine) + 1))
        assert len({row[2] for row in mine}) == len(mine)
        scores = [float(row[4]) for row in mine]
        assert scores == sorted(scores, reverse=True)
    assert len([row for row in rows if row[0] == "q1"]) == 28  # every article there is, though 100 were wanted
    assert rows[0][2] == "campbell-brussels-china-russia"


def test_a_run_keeps_k_articles(dateline: Command, sample_home: Path, tmp_path: Path) -> None:
    batch = tmp_path / "queries.jsonl"
    batch.write_text(lines({"_id": "q1", "text": QUESTION}))
    assert dateline("search", "--batch", batch, "--run", tmp_path / "r", "-k", "2", "--home", sample_home).code == 0
    assert len((tmp_path / "r").read_text().splitlines()) == 2


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ({"_id": "a", "text": "x", "colour": "red"}, "colour"),
        ({"_id": "first", "text": "x"}, "'first' was on line 1"),
        ({"text": "x"}, "_id"),
        ({"_id": "a"}, "text"),
        ({"_id": "a", "text": 5}, "text"),
        ({"_id": "a", "text": "x", "since": "soon"}, "since"),
        ({"_id": "a", "text": "x", "since": "2024-02-02", "until": "2024-01-01"}, "after"),
        ({"_id": "a", "text": "x", "history": [{"role": "system", "text": "y"}]}, "history"),
        ([1], "object"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_run(dateline: Command, tmp_path: Path, line: object, word: str) -> None:
    batch = tmp_path / "queries.jsonl"
    batch.write_text(lines({"_id": "first", "text": "x"}) + "\n" + json.dumps(line) + "\n")
    for arguments in (("search", "--run"), ("ask", "--out")):
        done = dateline(arguments[0], "--batch", batch, arguments[1], tmp_path / "out")
        assert done.code == 1
        assert f"{batch}:3" in done.err
        assert word in done.err
        assert not (tmp_path / "out").exists()


def test_a_batch_that_is_not_there_is_a_message(dateline: Command, tmp_path: Path) -> None:
    done = dateline("search", "--batch", tmp_path / "none.jsonl", "--run", tmp_path / "run")
    assert done.code == 1
    assert "none.jsonl" in done.err


def test_a_cross_encoder_that_is_named_ranks_the_passages_again(
    dateline: Command, sample_home: Path, tmp_path: Path, embedder_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def titles() -> list[str]:
        return [hit["title"] for hit in dateline("search", QUESTION, "--home", sample_home, "--json").json["hits"]]

    before = titles()
    monkeypatch.setenv("DATELINE_EMBEDDER", f"{embedder_folder} + {tiny_cross_encoder(tmp_path / 'cross')}")
    after = titles()
    assert len(after) == len(before)
    assert after != before
    assert titles() == after


def test_a_cross_encoder_that_is_not_there_is_an_error_that_says_so(
    dateline: Command, sample_home: Path, embedder_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATELINE_EMBEDDER", f"{embedder_folder} + /no/such/folder")
    done = dateline("search", QUESTION, "--home", sample_home, "--json")
    assert done.code == 1
    assert done.out == ""
    assert "/no/such/folder is no cross-encoder: there is no such folder" in done.err
    found = dateline("doctor", "--home", sample_home, "--json")
    assert found.code == 1
    assert "/no/such/folder is no cross-encoder" in found.out
