"""What was removed may come back for a while; until then nothing shows it, and in the end it is gone."""

import contextlib
import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from index.aside import Removal
from index.catalog import Catalog
from index.errors import NotFoundError
from index.ingest import add_articles
from index.library import Library
from index.search import search
from index.types import Filters, RawArticle
from tests.index.children import ROOT, child, opened

FERRY = RawArticle("The ferry broke down on Tuesday.", "-", "Ferry stops", "Ledger", published="2024-04-09", id="ferry")
PORT = RawArticle("The port is shut for a week.", "-", "Port shut", "Courier", published="2024-04-10", id="port")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    with opened(tmp_path / "home") as library:
        add_articles(library, [FERRY, PORT])
    return tmp_path / "home"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with opened(home) as library:
        yield library


def seen(library: Library) -> set[str]:
    """Every article that any way of looking shows, apart from asking for one by its id."""
    catalog = library.catalog
    stored = catalog.passages(range(100)).values()
    vectors = {number for number, _ in catalog.vectors()} | set(catalog.sentence_vectors(range(100)))
    ids = {article.id for article in catalog.articles()} | {item.article_id for item in stored}
    ids |= {hit.article.id for hit in search(library, "the ferry port week Tuesday").hits}
    ids |= {article.id for article in catalog.articles(Filters(source="Ledger"))}
    assert catalog.passage_count() == len(catalog.passage_ids()) == len(vectors) == len(stored)
    assert catalog.searched().articles == len(catalog.articles())
    assert library.words.count() == library.vectors.count() == catalog.passage_count()
    return ids


def test_a_removed_article_is_nowhere_and_comes_back_whole(library: Library) -> None:
    before = library.catalog.article("ferry"), search(library, "ferry").hits
    stamp = library.set_aside(["ferry"])
    assert seen(library) == {"port"}
    for ask in (library.catalog.article, library.catalog.text, lambda name: library.catalog.text(name, 1)):
        with pytest.raises(NotFoundError):
            ask("ferry")
    assert library.catalog.aside.removals() == [Removal(stamp, ("ferry",), ("Ferry stops",))]
    assert library.restore(stamp) == 1
    assert seen(library) == {"ferry", "port"}
    assert (library.catalog.article("ferry"), search(library, "ferry").hits) == before
    assert library.restore(stamp) == 0


def test_another_process_that_has_the_library_open_does_not_find_it_either(home: Path, library: Library) -> None:
    search(library, "ferry")
    with opened(home) as other:
        search(other, "ferry")
        stamp = library.set_aside(["ferry"])
        assert {hit.article.id for hit in search(other, "ferry").hits} == {"port"}
        library.restore(stamp)
        assert "ferry" in {hit.article.id for hit in search(other, "ferry").hits}


KILLED = """
import os, signal, sys
from pathlib import Path
from tests.index.children import opened
with opened(Path(sys.argv[1])) as library:
    library.catalog.aside.put(["ferry"])
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(os.name != "posix", reason="there is no SIGKILL elsewhere")
def test_it_stays_hidden_when_the_program_is_killed_and_can_still_come_back(home: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(home)], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    with opened(home) as library:
        assert seen(library) == {"port"}
        [removal] = library.catalog.aside.removals()
        library.restore(removal.stamp)
        assert seen(library) == {"ferry", "port"}


def test_what_goes_together_goes_as_a_whole_or_not_at_all(library: Library) -> None:
    generation = library.catalog.generation
    with pytest.raises(NotFoundError, match="'nothing'"):
        library.set_aside(["ferry", "nothing"])
    assert (seen(library), library.catalog.generation) == ({"ferry", "port"}, generation)
    stamp = library.set_aside(["ferry", "port", "ferry"])
    assert seen(library) == set()
    with pytest.raises(NotFoundError):
        library.set_aside(["ferry"])
    assert library.restore(stamp) == 2


def test_it_is_deleted_when_its_time_is_up_and_not_before(library: Library) -> None:
    first = library.set_aside(["ferry"])
    second = library.set_aside(["port"])
    assert library.purge(until=datetime.fromisoformat(first) - timedelta(microseconds=1)) == 0
    assert library.purge(until=datetime.fromisoformat(first)) == 1
    assert [item.stamp for item in library.catalog.aside.removals()] == [second]
    with pytest.raises(NotFoundError):
        library.catalog.article("ferry", aside=True)
    assert library.restore(first) == 0
    assert library.purge(stamp=second) == 1
    assert library.purge(until=datetime.now(UTC)) == 0


def test_the_bytes_are_in_no_file_of_the_catalog_once_it_is_deleted(home: Path) -> None:
    secret = RawArticle("Zyxwombat quarrelled with Okapistan. " * 200, "-", "Zyxwombat", id="secret")
    with opened(home) as library:
        add_articles(library, [secret])
        library.set_aside(["secret"])
        library.purge(until=datetime.now(UTC))
    for path in home.glob("catalog.sqlite*"):
        assert b"Okapistan" not in path.read_bytes()
        assert b"Zyxwombat" not in path.read_bytes()


@pytest.mark.parametrize("text", [FERRY.text, "The ferry sails again."])
def test_one_that_is_added_again_is_added_and_waits_no_more(library: Library, text: str) -> None:
    stamp = library.set_aside(["ferry"])
    corrected = RawArticle(text, "-", FERRY.title, "Courier", id="ferry")
    assert [item.state for item in add_articles(library, [corrected]).articles] == ["added"]
    assert library.catalog.article("ferry").source == "Courier"
    assert seen(library) == {"ferry", "port"}
    assert library.restore(stamp) == 0
    assert library.purge(until=datetime.now(UTC)) == 0
    assert library.catalog.text("ferry") == text


def test_the_same_words_from_elsewhere_bring_it_back_as_they_are_told_now(library: Library) -> None:
    story = RawArticle("A story of its own.", "/a.txt", "Story", "Wrong outlet")
    [stored] = add_articles(library, [story]).articles
    library.set_aside([stored.id])
    again = RawArticle("A story of its own.", "upload:b.txt", "Story", "Right outlet", named="upload:b.txt\nStory")
    assert [item.state for item in add_articles(library, [again]).articles] == ["added"]
    assert {item.source for item in library.catalog.articles() if item.title == "Story"} == {"Right outlet"}


def test_removing_for_good_takes_one_that_waits(library: Library) -> None:
    library.set_aside(["ferry"])
    library.remove(["ferry"])
    assert library.catalog.aside.removals() == []
    assert seen(library) == {"port"}


def test_a_library_from_before_is_opened_and_can_set_aside(home: Path) -> None:
    with contextlib.closing(sqlite3.connect(home / "catalog.sqlite")) as file:
        file.execute("DROP TABLE aside")
        file.execute("DROP TABLE speeches")
        file.execute("UPDATE meta SET value = '2' WHERE key = 'schema'")
        file.commit()
    with contextlib.closing(Catalog(home / "catalog.sqlite")) as catalog:
        assert len(catalog.articles()) == 2
        catalog.aside.put(["ferry"])
        assert [article.id for article in catalog.articles()] == ["port"]


def test_a_child_that_only_searches_sees_nothing_of_it(home: Path, library: Library) -> None:
    library.set_aside(["ferry"])
    with child("find", home, "ferry Tuesday") as finder:
        said = finder.communicate(timeout=60)[0]
    assert set(map(int, library.catalog.passage_ids())) == {2}
    assert "[1," not in said
