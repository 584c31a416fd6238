"""A home of any format there was opens with all that was in it, after a copy; one of a format to come is left alone."""

import contextlib
import json
import shutil
import sqlite3
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from assistant.conversations.store import FILE, FORMAT, Conversations
from index.catalog import Catalog
from index.errors import CatalogError, DiskFullError
from index.ingest import add_articles
from index.library import Library
from index.sqlite import open_engine
from index.types import RawArticle
from index.upgrade import SCHEMA_VERSION, Step, bring_up, copy_of
from tests.index import homes
from tests.index.children import QuestionsOnly, opened

CATALOGS = sorted(path.stem for path in homes.FOLDER.glob("catalog-*.sql"))
CONVERSATIONS = sorted(path.stem for path in homes.FOLDER.glob("conversations-*.sql"))


def layout(path: Path) -> dict[str, Any]:
    """Every table's columns, however it came by them, and every index."""
    with contextlib.closing(sqlite3.connect(path)) as raw:
        names = [row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found: dict[str, Any] = {
            name: sorted(row[1:4] + row[5:] for row in raw.execute(f"PRAGMA table_info({name})")) for name in names
        }
        found["indexes"] = sorted(raw.execute("SELECT name FROM sqlite_master WHERE type = 'index'").fetchall())
    return found


def test_a_home_of_the_format_of_today_is_kept_for_the_datelines_to_come() -> None:
    missing = "run `python -m tests.index.homes`"
    assert f"catalog-{SCHEMA_VERSION}" in CATALOGS, missing
    assert f"conversations-{FORMAT}" in CONVERSATIONS, missing


@pytest.mark.parametrize("name", CATALOGS)
def test_a_library_of_every_format_keeps_its_articles_and_answers(name: str, tmp_path: Path) -> None:
    home, number = tmp_path / "home", int(name.rpartition("-")[2])
    homes.make(home, name, "catalog.sqlite")
    kept = json.loads((homes.FOLDER / f"{name}.json").read_text("utf-8"))
    assert len(kept["answers"]) == homes.QUESTIONS
    with contextlib.closing(Library(home, QuestionsOnly)) as library:
        assert homes.remembered(library, list(kept["answers"])) == kept
        assert library.catalog.check() is None
    Catalog(tmp_path / "new" / "catalog.sqlite").close()
    assert layout(home / "catalog.sqlite") == layout(tmp_path / "new" / "catalog.sqlite")
    assert copy_of(home / "catalog.sqlite", number).exists() == (number < SCHEMA_VERSION)


@pytest.mark.parametrize("name", CONVERSATIONS)
def test_conversations_of_every_format_are_kept(name: str, tmp_path: Path) -> None:
    homes.make(tmp_path, name, FILE)
    with contextlib.closing(Conversations(tmp_path)) as conversations:
        found = conversations.conversation("c1")
    assert found is not None
    [exchange] = found.exchanges
    assert (exchange.question, exchange.trouble) == ("What was corrected?", "The model was away.")
    assert exchange.feedback is not None
    assert exchange.feedback.comment == "on Friday"
    (tmp_path / "new").mkdir()
    Conversations(tmp_path / "new").close()
    assert layout(tmp_path / FILE) == layout(tmp_path / "new" / FILE)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A catalog with an article, of a format that made-up steps lead away from."""
    with opened(tmp_path / "home") as library:
        add_articles(library, [RawArticle("The ferry broke down on Tuesday.", "-", id="ferry")])
    return tmp_path / "home" / "catalog.sqlite"


def add_column(connection: Connection) -> None:
    connection.execute(text("ALTER TABLE articles ADD COLUMN mood TEXT NOT NULL DEFAULT 'calm'"))


def fill_column(connection: Connection) -> None:
    connection.execute(text("UPDATE articles SET mood = 'stormy'"))


def break_off(connection: Connection) -> None:
    raise RuntimeError("a step broke off")


def climb(path: Path, *steps: Step, found: int = 1) -> None:
    engine = open_engine(path)
    try:
        with engine.execution_options(writes=True).begin() as connection:
            bring_up(path, connection, found, steps)
    finally:
        engine.dispose()


def moods(path: Path) -> list[Any]:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        return raw.execute("SELECT id, mood FROM articles").fetchall()


def test_steps_run_in_order_from_the_format_that_is_there(old: Path) -> None:
    climb(old, add_column, fill_column)
    assert moods(old) == [("ferry", "stormy")]
    climb(old, break_off, break_off, fill_column, found=3)


def test_a_step_that_breaks_off_leaves_the_library_as_it_was(old: Path) -> None:
    before = layout(old)
    with pytest.raises(RuntimeError, match="broke off"):
        climb(old, add_column, break_off)
    assert layout(old) == before
    with opened(old.parent) as library:
        assert [article.id for article in library.catalog.articles()] == ["ferry"]


def test_the_copy_is_the_library_of_before_and_goes_when_an_article_is_removed(old: Path) -> None:
    climb(old, add_column)
    copy = copy_of(old, 1)
    assert [path.name for path in old.parent.glob("catalog.format*")] == [copy.name]
    (old.parent / "before").mkdir()
    shutil.copy(copy, old.parent / "before" / "catalog.sqlite")
    with contextlib.closing(Catalog(old.parent / "before" / "catalog.sqlite")) as before:
        assert before.text("ferry") == "The ferry broke down on Tuesday."
    with opened(old.parent) as library:
        library.remove(["ferry"])
    assert not copy.exists()


def test_without_room_for_the_copy_nothing_is_changed(small_disk: Path) -> None:
    home = small_disk / "home"
    with opened(home) as library:
        add_articles(library, [RawArticle(f"Ferry {n} broke down. " * 60, "-", id=f"f{n}") for n in range(25)])
    before = layout(home / "catalog.sqlite")
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(shutil.disk_usage(small_disk).free - 150_000))
    with pytest.raises(DiskFullError, match="Nothing was changed"):
        climb(home / "catalog.sqlite", add_column)
    assert layout(home / "catalog.sqlite") == before
    assert list(home.glob("*format*")) == []
    ballast.unlink()
    climb(home / "catalog.sqlite", add_column)
    assert len(moods(home / "catalog.sqlite")) == 25


def test_nothing_is_written_to_a_library_that_a_newer_dateline_took_over(old: Path) -> None:
    with opened(old.parent) as library:
        with contextlib.closing(sqlite3.connect(old)) as raw, raw:
            raw.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
        with pytest.raises(CatalogError, match="format 99"):
            add_articles(library, [RawArticle("Another.", "-", id="other")])
        with pytest.raises(CatalogError, match="format 99"):
            library.remove(["ferry"])
        assert [article.id for article in library.catalog.articles()] == ["ferry"]
