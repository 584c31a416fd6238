"""`dateline backup` and `restore`: one file holds what cannot be made again; what fails leaves what was there."""

import contextlib
import json
import os
import shutil
import sqlite3
import threading
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assistant.accounts.file import AccountsFile
from assistant.accounts.users import Users
from assistant.backup import read_manifest
from assistant.conversations.store import Conversations
from assistant.conversations.types import Exchange
from index.ingest import add_articles
from index.library import Library
from index.search import search
from index.types import RawArticle
from tests.cli.conftest import Command
from tests.index.children import QuestionsOnly, child, opened


def texts(home: Path) -> dict[str, str]:
    with opened(home) as library:
        return {article.id: library.catalog.text(article.id) for article in library.catalog.articles()}


def talks(home: Path) -> list[str]:
    with contextlib.closing(Conversations(home)) as conversations:
        return [item.title for item in conversations.listed()]


def add(home: Path, *ids: str, words: str = "broke down on Tuesday") -> None:
    with opened(home) as library:
        add_articles(library, [RawArticle(f"Ferry {name} {words}.", "-", id=name) for name in ids])


def say(home: Path, question: str) -> None:
    with contextlib.closing(Conversations(home)) as conversations:
        conversations.keep(question, Exchange(question, question))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with two articles, a conversation and a followed folder."""
    add(tmp_path / "home", "one", "two")
    say(tmp_path / "home", "Which ferry?")
    (tmp_path / "home" / "sources.json").write_text("[]")
    return tmp_path / "home"


@pytest.fixture
def made(dateline: Command, home: Path, tmp_path: Path) -> Path:
    done = dateline("backup", tmp_path / "backup.zip", "--home", home)
    assert done.code == 0, done.err
    assert "2 articles" in done.out
    return tmp_path / "backup.zip"


def test_a_backup_restores_articles_and_conversations_into_a_new_home(
    dateline: Command, made: Path, home: Path, tmp_path: Path
) -> None:
    new = tmp_path / "new"
    done = dateline("restore", made, "--home", new)
    assert (done.code, done.err) == (0, "")
    assert texts(new) == texts(home)
    assert talks(new) == ["Which ferry?"]
    assert (new / "sources.json").read_text() == "[]"
    with contextlib.closing(Library(new, QuestionsOnly)) as library:
        assert {hit.article.id for hit in search(library, "ferry").hits} == {"one", "two"}
        count = library.catalog.passage_count()
        assert (library.words.count(), library.vectors.count(), library.vectors.problem) == (count, count, None)


def test_a_backup_holds_no_index_no_weights_and_no_settings_and_is_for_its_owner(made: Path, home: Path) -> None:
    with zipfile.ZipFile(made) as packed:
        assert set(packed.namelist()) == {"manifest.json", "catalog.sqlite", "conversations.sqlite", "sources.json"}
    assert made.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in made.parent.iterdir() if path.name.startswith(".")] == []


def test_accounts_come_back_with_their_passwords_for_nobody_else_to_read(
    dateline: Command, home: Path, tmp_path: Path
) -> None:
    with contextlib.closing(AccountsFile(home)) as file:
        Users(file).add("ann", "nine warm otters", "reader")
    assert dateline("backup", tmp_path / "with.zip", "--home", home).code == 0
    new = tmp_path / "new"
    assert dateline("restore", tmp_path / "with.zip", "--home", new).code == 0
    assert (new / "accounts.sqlite").stat().st_mode & 0o077 == 0
    with contextlib.closing(AccountsFile(new)) as file:
        assert Users(file).proved("ann", "nine warm otters")
        assert not Users(file).proved("ann", "nine cold otters")


def test_a_home_that_holds_something_is_left_alone_until_told(dateline: Command, made: Path, home: Path) -> None:
    add(home, "two", words="sails again")
    add(home, "three")
    say(home, "And then?")
    before = texts(home)
    done = dateline("restore", made, "--home", home)
    assert done.code == 1
    assert "3 articles and 2 conversations" in done.err
    assert "--replace" in done.err
    assert (texts(home), len(talks(home))) == (before, 2)
    assert dateline("restore", made, "--home", home, "--replace").code == 0
    assert set(texts(home)) == {"one", "two"}
    assert "broke down" in texts(home)["two"]
    assert talks(home) == ["Which ferry?"]
    with opened(home) as library:
        assert {hit.article.id for hit in search(library, "ferry", 100).hits} == {"one", "two"}
        assert library.vectors.count() == library.words.count() == library.catalog.passage_count()


def test_a_library_that_is_open_elsewhere_goes_on_with_what_was_restored(
    dateline: Command, made: Path, home: Path
) -> None:
    with opened(home) as library:
        add_articles(library, [RawArticle("Ferry three sank.", "-", id="three"), RawArticle("Calm.", "-", id="one")])
        assert {hit.article.id for hit in search(library, "ferry three").hits} == {"one", "two", "three"}
        assert dateline("restore", made, "--home", home, "--replace").code == 0
        assert {hit.article.id for hit in search(library, "ferry three").hits} == {"one", "two"}
        assert library.catalog.text("one") == "Ferry one broke down on Tuesday."
        assert library.vectors.count() == library.words.count() == library.catalog.passage_count()
        add_articles(library, [RawArticle("Ferry four sails.", "-", id="four")])
    assert set(texts(home)) == {"one", "two", "four"}


def test_a_backup_made_while_articles_come_and_go_is_one_moment(dateline: Command, home: Path, tmp_path: Path) -> None:
    stop = threading.Event()

    def write() -> None:
        number = 0
        with opened(home) as library:
            while not stop.is_set():
                number += 1
                add_articles(library, [RawArticle(f"Edition {number}. " * 40, "-", id=f"e{number % 7}")])

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for n in range(5):
            assert dateline("backup", tmp_path / f"{n}.zip", "--home", home).code == 0
    finally:
        stop.set()
        writer.join()
    for n in range(5):
        new = tmp_path / f"new{n}"
        assert dateline("restore", tmp_path / f"{n}.zip", "--home", new).code == 0
        found = texts(new)
        assert {"one", "two"} <= set(found)
        editions = [text.split(".")[0] for name, text in found.items() if name.startswith("e")]
        numbers = sorted(int(edition.split()[1]) for edition in editions)
        assert numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else True
        with opened(new) as library:
            assert library.catalog.check() is None


def damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "cut":
        path.write_bytes(data[: len(data) // 2])
    elif how == "garbled":
        middle = len(data) // 2
        path.write_bytes(
            data[:middle] + bytes(byte ^ 0xA5 for byte in data[middle : middle + 20]) + data[middle + 20 :]
        )
    elif how == "no zip":
        path.write_bytes(b"not a backup")
    else:
        path.unlink()


@pytest.mark.parametrize("how", ["cut", "garbled", "no zip", "gone"])
def test_a_damaged_backup_changes_nothing(dateline: Command, made: Path, home: Path, how: str) -> None:
    damage(made, how)
    before = texts(home)
    done = dateline("restore", made, "--home", home, "--replace")
    assert done.code == 1
    assert str(made) in done.err
    assert (texts(home), talks(home)) == (before, ["Which ferry?"])
    assert list(home.glob(".restoring*")) == []


def rewritten(made: Path, name: str, data: bytes | None = None, **manifest: Any) -> None:
    """The backup with another file in it, and other words in its manifest."""
    with zipfile.ZipFile(made) as packed:
        files = {item: packed.read(item) for item in packed.namelist()}
    said = {**json.loads(files["manifest.json"]), **manifest}
    if data is not None:
        files[name] = data
    files["manifest.json"] = json.dumps(said).encode()
    with zipfile.ZipFile(made, "w") as packed:
        for item, content in files.items():
            packed.writestr(item, content)


def test_a_file_that_is_not_the_one_that_was_kept_is_found_by_its_hash(
    dateline: Command, made: Path, home: Path
) -> None:
    with zipfile.ZipFile(made) as packed:
        other = packed.read("catalog.sqlite").replace(b"Ferry one", b"Ferry eno")
    rewritten(made, "catalog.sqlite", other)
    done = dateline("restore", made, "--home", home, "--replace")
    assert done.code == 1
    assert "the hash of catalog.sqlite is wrong" in done.err
    assert "Ferry one" in texts(home)["one"]


def test_a_backup_of_a_newer_dateline_is_refused(dateline: Command, made: Path, home: Path, tmp_path: Path) -> None:
    rewritten(made, "", None, format=2)
    done = dateline("restore", made, "--home", tmp_path / "new")
    assert done.code == 1
    assert "newer" in done.err
    with contextlib.closing(sqlite3.connect(home / "catalog.sqlite")) as raw, raw:
        raw.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    done = dateline("backup", tmp_path / "other.zip", "--home", home)
    assert (done.code, (tmp_path / "other.zip").exists()) == (1, False)
    assert "format 99" in done.err


def test_a_damaged_library_is_not_backed_up_over_a_good_one_and_can_be_restored(
    dateline: Command, made: Path, home: Path
) -> None:
    good = made.read_bytes()
    before = texts(home)
    path = home / "catalog.sqlite"
    path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * (path.stat().st_size - 4096))
    done = dateline("backup", made, "--home", home)
    assert (done.code, made.read_bytes()) == (1, good)
    assert "damaged" in done.err
    assert dateline("restore", made, "--home", home).code == 1
    done = dateline("restore", made, "--home", home, "--replace")
    assert done.code == 0, done.err
    assert "catalog.sqlite.damaged" in done.err
    assert texts(home) == before


def test_a_file_that_is_no_backup_is_not_written_over(dateline: Command, made: Path, home: Path) -> None:
    made.write_text("my notes")
    assert dateline("backup", made, "--home", home).code == 1
    assert made.read_text() == "my notes"


def test_a_home_without_a_library_has_nothing_to_back_up(dateline: Command, tmp_path: Path) -> None:
    done = dateline("backup", tmp_path / "b.zip", "--home", tmp_path / "nowhere")
    assert done.code == 1
    assert not (tmp_path / "nowhere").exists()
    assert not (tmp_path / "b.zip").exists()


def test_a_home_that_somebody_writes_to_is_not_restored(dateline: Command, made: Path, home: Path) -> None:
    with child("hold", home) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        done = dateline("restore", made, "--home", home, "--replace")
    assert done.code == 1
    assert f"process {holder.pid}" in done.err


def test_a_restore_that_fails_half_way_puts_everything_back(dateline: Command, made: Path, tmp_path: Path) -> None:
    home = tmp_path / "other"
    add(home, "three")
    say(home, "And this?")
    (home / "sources.json").mkdir()  # what comes after articles and conversations cannot be put there
    done = dateline("restore", made, "--home", home, "--replace")
    assert done.code == 1
    assert "is as it was" in done.err
    assert (set(texts(home)), talks(home)) == ({"three"}, ["And this?"])
    empty = tmp_path / "empty"
    (empty / "sources.json").mkdir(parents=True)
    assert dateline("restore", made, "--home", empty).code == 1
    assert (texts(empty), talks(empty)) == ({}, [])


@pytest.mark.parametrize("room", [0, 60_000])
def test_on_a_full_disk_neither_backup_nor_restore_harms_anything(
    dateline: Command, small_disk: Path, made: Path, room: int
) -> None:
    home = small_disk / "home"
    add(home, *(f"f{n}" for n in range(30)))
    before = texts(home)
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(max(0, shutil.disk_usage(small_disk).free - room)))
    for command in (("backup", small_disk / "b.zip"), ("restore", made, "--replace")):
        done = dateline(*command, "--home", home)
        assert "Traceback" not in done.err
        assert done.code == 1
        assert "free some space" in done.err or "cannot be written" in done.err or "cannot be used" in done.err
    assert not (small_disk / "b.zip").exists()
    ballast.unlink()
    assert texts(home) == before
    assert dateline("backup", small_disk / "b.zip", "--home", home).code == 0
    assert [name for name in os.listdir(home) if name.startswith(".")] == []
    assert read_manifest(small_disk / "b.zip").articles == 30
