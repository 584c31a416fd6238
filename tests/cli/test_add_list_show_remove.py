"""Articles in and out by the command line, in the shapes others script against."""

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.embed import Embedder
from index.library import Library
from tests.cli.conftest import REPOSITORY, Command

STORY = "Ferry fares rise\n\nFares on the Karsund ferry rise by 4% in May, the port said on Monday.\n"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    path = tmp_path / "fares.txt"
    path.write_text(STORY, "utf-8")
    return path


def test_add_prints_the_documented_object_and_nothing_else(dateline: Command, story: Path) -> None:
    done = dateline("add", story, "/nowhere.txt", "--json")
    assert done.code == 0
    assert list(done.json) == ["added", "updated", "unchanged", "failed", "articles"]
    assert (done.json["added"], done.json["updated"], done.json["unchanged"]) == (1, 0, 0)
    assert done.json["failed"] == [{"source": "/nowhere.txt", "reason": "there is no such file or folder"}]
    (article,) = done.json["articles"]
    assert list(article) == ["id", "source", "state"]
    assert (article["source"], article["state"]) == (str(story), "added")


def test_the_same_article_twice_is_stored_once(dateline: Command, story: Path) -> None:
    first = dateline("add", story, story, "--json").json
    assert [article["state"] for article in first["articles"]] == ["added", "unchanged"]
    assert dateline("add", story, "--json").json["unchanged"] == 1
    assert len(dateline("list", "--json").json["articles"]) == 1


def test_a_changed_article_is_updated_and_keeps_its_versions(dateline: Command, story: Path) -> None:
    article_id = dateline("add", story, "--json").json["articles"][0]["id"]
    story.write_text(STORY.replace("4%", "5%"), "utf-8")
    assert dateline("add", story, "--json").json["updated"] == 1
    shown = dateline("show", article_id, "--json").json
    assert "5%" in shown["text"]
    assert shown["version"] == 2
    assert [list(item) for item in shown["versions"]] == [["version", "added"]] * 2
    assert [item["version"] for item in shown["versions"]] == [1, 2]


def test_a_date_that_cannot_be_read_is_said_and_the_article_kept(dateline: Command, tmp_path: Path) -> None:
    path = tmp_path / "dated.txt"
    path.write_text(f"---\ntitle: Fares\npublished: 4/10/2024\n---\n{STORY}")
    done = dateline("add", path, "--json")
    assert (done.code, done.json["added"], done.json["failed"]) == (0, 1, [])
    assert "4/10/2024" in done.err
    assert str(path) in done.err


def test_list_and_show_print_the_documented_fields_in_order(dateline: Command, sample_home: Path) -> None:
    fields = "id title source author published updated url language words version".split()
    listed = dateline("list", "--home", sample_home, "--json")
    assert listed.code == 0
    assert list(listed.json) == ["articles"]
    assert all(list(article) == fields for article in listed.json["articles"])
    campbell = next(a for a in listed.json["articles"] if a["id"] == "campbell-brussels-china-russia")
    assert campbell["published"] == "2024-04-10T09:20:00+02:00"
    shown = dateline("show", campbell["id"], "--home", sample_home, "--json").json
    assert list(shown) == [*fields, "text", "versions"]
    assert {name: shown[name] for name in fields} == campbell


def test_list_and_show_read_as_text_too(dateline: Command, sample_home: Path) -> None:
    listed = dateline("list", "--home", sample_home).out.splitlines()
    assert all(len(line.split("\t")) == 4 for line in listed)
    shown = dateline("show", "campbell-brussels-china-russia", "--home", sample_home).out
    assert "Hanne Verlinde · 2024-04-10" in shown


def test_an_empty_library_says_what_to_do(dateline: Command) -> None:
    done = dateline("list")
    assert (done.code, done.out) == (0, "")
    assert "dateline add" in done.err
    assert dateline("list", "--json").json == {"articles": []}


def test_an_unknown_id_is_a_message(dateline: Command, story: Path) -> None:
    for command in ("show", "remove"):
        done = dateline(command, "nothing")
        assert (done.code, done.out) == (1, "")
        assert "'nothing'" in done.err
        assert "Traceback" not in done.err


def test_remove_deletes_and_says_so(dateline: Command, story: Path) -> None:
    article_id = dateline("add", story, "--json").json["articles"][0]["id"]
    done = dateline("remove", article_id, article_id)
    assert done.code == 0
    assert done.out == f"Removed {article_id}: Ferry fares rise\n"
    assert dateline("list", "--json").json == {"articles": []}
    assert dateline("search", "ferry fares", "--json").json["hits"] == []


def test_remove_is_at_once_also_for_what_waits_to_be_removed(dateline: Command, story: Path, tmp_path: Path) -> None:
    article_id = dateline("add", story, "--json").json["articles"][0]["id"]
    with contextlib.closing(Catalog(tmp_path / "home" / "catalog.sqlite")) as catalog:
        catalog.aside.put([article_id])
        assert dateline("list", "--json").json == {"articles": []}
        assert dateline("show", article_id).code == 1
        assert dateline("remove", article_id).out == f"Removed {article_id}: Ferry fares rise\n"
        assert catalog.aside.removals() == []


def test_remove_with_an_unknown_id_deletes_nothing(dateline: Command, story: Path) -> None:
    article_id = dateline("add", story, "--json").json["articles"][0]["id"]
    assert dateline("remove", article_id, "nothing").code == 1
    assert len(dateline("list", "--json").json["articles"]) == 1


def test_samples_come_and_go_together(dateline: Command, story: Path, few_samples: None) -> None:
    done = dateline("add", "--samples", story, "--json")
    assert done.json["added"] == 4
    assert "Removed" in dateline("remove", "--samples").out
    assert len(dateline("list", "--json").json["articles"]) == 1


@pytest.mark.parametrize("arguments", [("add",), ("remove",), ("show",), ("add", "x", "--frobnicate"), ("frobnicate",)])
def test_wrong_usage_ends_with_2(dateline: Command, arguments: tuple[str, ...]) -> None:
    done = dateline(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Error" in done.err


def test_what_cannot_be_read_has_a_reason_each_and_the_rest_goes_on(dateline: Command, tmp_path: Path) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    (bad / "empty.txt").write_bytes(b"")
    (bad / "blank.txt").write_text(" \n\t\n")
    (bad / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (bad / "photo.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (bad / "table.xlsx").write_bytes(b"PK\x03\x04")
    with (bad / "huge.txt").open("wb") as file:
        file.truncate(50_000_000)
    (bad / "good.txt").write_text(STORY)
    done = dateline("add", *sorted(bad.iterdir()), "--json")
    assert done.code == 0
    assert done.json["added"] == 1
    reasons = {Path(item["source"]).name: item["reason"] for item in done.json["failed"]}
    assert reasons.keys() == {"empty.txt", "blank.txt", "binary.txt", "photo.txt", "table.xlsx", "huge.txt"}
    assert "empty" in reasons["empty.txt"]
    assert "not text" in reasons["binary.txt"]
    assert "image" in reasons["photo.txt"]
    assert "50 MB" in reasons["huge.txt"]
    assert all(name in done.err for name in reasons)


def test_when_nothing_at_all_could_be_added_the_status_is_1(dateline: Command, tmp_path: Path) -> None:
    assert dateline("add", tmp_path / "nothing.txt").code == 1


def test_latin_1_is_read_without_a_word(dateline: Command, tmp_path: Path) -> None:
    path = tmp_path / "café.txt"
    path.write_bytes(
        "Le café de la Gare a fermé mardi après un été très difficile, a annoncé la mairie.".encode("latin-1")
    )
    done = dateline("add", path, "--json")
    assert done.json["added"] == 1
    assert "café" in dateline("show", done.json["articles"][0]["id"], "--json").json["text"]


def test_standard_input_is_an_article_and_other_streams_stay_pure(dateline_process: Command) -> None:
    done = dateline_process("add", "-", "--json", stdin=STORY.encode())
    assert done.code == 0, done.err
    assert done.json["added"] == 1
    assert done.err == ""


def test_a_title_cannot_steer_the_terminal(dateline: Command, tmp_path: Path) -> None:
    path = tmp_path / "evil.jsonl"
    title = "Calm \x1b[2J\x9b31m words \u202edesrever"
    path.write_text(json.dumps({"_id": "evil", "title": title, "text": "Nothing happened in Halvik on Monday."}) + "\n")
    dateline("add", path)
    listed = dateline("list").out
    assert "Calm" in listed
    assert not set("\x1b\x9b\u202e") & set(listed)


def test_a_home_that_is_a_file_is_a_message(dateline: Command, tmp_path: Path) -> None:
    home = tmp_path / "file"
    home.write_text("")
    for arguments in (("list",), ("add", "x.txt"), ("search", "x"), ("ask", "who?"), ("doctor",)):
        done = dateline(*arguments, "--home", home)
        assert done.code == 1
        assert str(home) in done.out + done.err
        assert "Traceback" not in done.err


def test_a_missing_home_is_made(dateline: Command, tmp_path: Path) -> None:
    home = tmp_path / "a" / "b"
    assert dateline("list", "--home", home, "--json").json == {"articles": []}
    assert home.is_dir()


def test_a_second_writer_is_told_who_writes(dateline_process: Command, tmp_path: Path, embedder: Embedder) -> None:
    story = tmp_path / "story.txt"
    story.write_text(STORY)
    with contextlib.closing(Library(tmp_path / "home", lambda: embedder)) as library, library.writing():
        done = dateline_process("add", story)
    assert done.code == 1
    assert str(os.getpid()) in done.err
    assert "Nothing was changed" in done.err


def stored(home: Path) -> int:
    """How many articles another process has put into the catalog so far."""
    if not (home / "catalog.sqlite").exists():
        return 0
    with contextlib.closing(Catalog(home / "catalog.sqlite")) as catalog:
        return catalog.searched().articles


def test_ctrl_c_keeps_what_was_added(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    with corpus.open("w") as file:
        for number in range(3000):
            text = f"Council {number} met on Monday. It talked about roads, schools and the harbour."
            file.write(json.dumps({"_id": f"c{number}", "title": f"Council {number}", "text": text}) + "\n")
    process = subprocess.Popen(
        [sys.executable, "-m", "assistant.cli", "add", str(corpus)],
        cwd=REPOSITORY,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    home = tmp_path / "home"
    while not stored(home):
        assert process.poll() is None
        time.sleep(0.1)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert 0 < stored(home) < 3000
    assert process.returncode == 130
    assert "What was added before is kept." in err
    assert "Traceback" not in err
    assert out == ""


def test_list_starts_without_the_slow_libraries(dateline: Command, sample_home: Path) -> None:
    code = (
        "import sys; from assistant import cli\n"
        "try: cli.main(sys.argv[1:])\n"
        "except SystemExit: pass\n"
        "print([m for m in ('torch','chromadb','gradio','openai','transformers') if m in sys.modules], file=sys.stderr)"
    )
    for arguments in (["--help"], ["list", "--home", str(sample_home)]):
        done = subprocess.run(
            [sys.executable, "-c", code, *arguments], capture_output=True, text=True, cwd=REPOSITORY, check=True
        )
        assert done.stderr == "[]\n"


def test_a_reader_that_goes_away_is_no_error(sample_home: Path) -> None:
    command = f"{sys.executable} -m assistant.cli show campbell-brussels-china-russia --home {sample_home} | head -c 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, cwd=REPOSITORY, check=True)
    assert done.stdout == "E"
    assert done.stderr == ""


def test_an_accident_is_a_sentence_and_a_way_to_see_more(dateline: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def explode(self: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("index.catalog.Catalog.articles", explode)
    done = dateline("list")
    assert done.code == 1
    assert "RuntimeError" in done.err
    assert "DATELINE_DEBUG=1" in done.err
    assert "Traceback" not in done.err
    assert "secret words" not in done.err


def test_what_is_logged_is_a_plain_line_without_a_traceback(dateline: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(self: object) -> list[object]:
        try:
            raise RuntimeError("deep inside")
        except RuntimeError:
            logging.getLogger("index.catalog").exception("it \x1b[31mstumbled")
        return []

    monkeypatch.setattr("index.catalog.Catalog.articles", stumble)
    done = dateline("list", "--json")
    assert done.json == {"articles": []}
    assert done.err == "dateline: it [31mstumbled\n"


def test_every_command_has_help_and_takes_home(dateline: Command) -> None:
    for command in "add list show remove search ask check chat eval doctor".split():
        done = dateline(command, "--help")
        assert done.code == 0
        assert "--home DIR" in done.out
    assert "dateline" in dateline("--version").out


def test_a_url_of_this_machine_is_refused_with_a_reason(dateline: Command) -> None:
    done = dateline("add", "http://127.0.0.1:1/a", "--json")
    assert done.code == 1
    [failed] = done.json["failed"]
    assert "public internet" in failed["reason"]


def test_of_a_folder_only_what_fits_is_added(dateline: Command, tmp_path: Path) -> None:
    for name in ("a.txt", "b.md", "old/c.txt", "draft-d.txt"):
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_text(f"Words of {name}.")
    done = dateline(
        "add", tmp_path / "in", "--include", "*.txt", "--exclude", "old/*", "--exclude", "draft-*", "--json"
    )
    assert [Path(item["source"]).name for item in done.json["articles"]] == ["a.txt"]
    assert "that fits" in dateline("add", tmp_path / "in", "--include", "*.nothing").err
