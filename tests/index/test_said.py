"""Who says which sentence is in the catalog with the article, changes with it, and goes with it."""

import contextlib
import sqlite3
from dataclasses import replace
from pathlib import Path

from index import meta
from index.ingest import add_articles
from index.types import RawArticle
from tests.index.children import opened

TEXT = (
    "Deputy Secretary Kurt Campbell came to Brussels on Tuesday. The help was covert, he said.\n\n"
    "“We will not wait,” Campbell added. “It is late.”\n\n"
    "The road was closed."
)
ARTICLE = RawArticle(TEXT, "-", id="a1", source="Coast Daily", language="en")


def rows(home: Path) -> list[tuple[str, str]]:
    with contextlib.closing(sqlite3.connect(home / "catalog.sqlite")) as raw:
        return raw.execute("SELECT article_id, speaker FROM speeches ORDER BY article_id, start").fetchall()


def test_an_article_is_stored_with_who_speaks_in_it(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        add_articles(library, [ARTICLE, RawArticle("Nobody speaks here.", "-", id="a2")])
        found = library.catalog.said.of(["a1", "a2", "a3"])
        assert list(found) == ["a1"]
        text = library.catalog.text("a1")
        assert [text[item.start : item.end] for item in found["a1"]] == [
            "The help was covert, he said.",
            "“We will not wait,” Campbell added.",
            "“It is late.”",
        ]
        for item in found["a1"]:
            assert (item.speaker, item.office) == ("Kurt Campbell", "Deputy Secretary")
            assert text[item.named.start : item.named.end] == "Kurt Campbell"
        assert library.catalog.said.speakers() == ["Kurt Campbell"]


def test_a_new_version_replaces_who_speaks(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        add_articles(library, [ARTICLE])
        add_articles(library, [replace(ARTICLE, text="The tunnel is late, said Ana Ruiz.")])
        assert rows(tmp_path) == [("a1", "Ana Ruiz")]


def test_who_speaks_goes_with_the_article(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        add_articles(library, [ARTICLE])
        library.remove(["a1"])
        assert rows(tmp_path) == []
        assert library.catalog.said.speakers() == []


def test_the_names_of_those_who_say_most_are_offered_first_and_only_so_many(tmp_path: Path) -> None:
    text = (
        "The tunnel is late, said Ana Ruiz.\n\nIt is long, said Jo Berg.\n\nIt is dark, said Jo Berg.\n\nPolice said it"
        " was closed. Police said it was wet. Police said it was cold."
    )
    with opened(tmp_path) as library:
        add_articles(library, [RawArticle(text, "-", id="t", language="en")])
        heard = library.catalog.said
        assert {"Police", "Ana Ruiz", "Jo Berg"} <= set(heard.speakers())
        assert heard.most_heard(5) == ["Jo Berg", "Ana Ruiz"]
        assert heard.most_heard(1) == ["Jo Berg"]


def test_nobody_of_an_article_that_was_set_aside_is_offered(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        add_articles(library, [ARTICLE])
        stamp = library.set_aside(["a1"])
        assert library.catalog.said.speakers() == []
        library.restore(stamp)
        assert library.catalog.said.speakers() == ["Kurt Campbell"]


def test_articles_of_an_older_dateline_are_read_when_the_library_is_next_used(tmp_path: Path) -> None:
    with opened(tmp_path) as library:
        add_articles(library, [ARTICLE, replace(ARTICLE, id="a2", text="Die Hilfe war geheim.", language="de")])
        before = rows(tmp_path)
    with contextlib.closing(sqlite3.connect(tmp_path / "catalog.sqlite")) as raw:
        raw.execute("DELETE FROM speeches")
        raw.execute("DELETE FROM meta WHERE key = ?", [meta.SPEECHES])
        raw.commit()
    with opened(tmp_path) as library:
        library.sync()
        assert rows(tmp_path) == before != []
