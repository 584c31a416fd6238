"""The catalog is the truth: all of an article or nothing, and what was deleted is gone."""

import contextlib
import multiprocessing
import multiprocessing.synchronize
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.catalog import Catalog, Searched
from index.changes import Changes
from index.embed import Embedded
from index.errors import CatalogError, DamagedError, HomeError, NotFoundError
from index.split import passages, sentences
from index.types import Filters, Passage, RawArticle


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with contextlib.closing(Catalog(tmp_path / "catalog.sqlite")) as opened:
        yield opened


def cut(text: str) -> list[Passage]:
    return passages(text, sentences(text), words=6)


def vectors(found: list[Passage]) -> list[Embedded]:
    return [
        Embedded(np.eye(4, dtype=np.float32)[n % 4], np.full((len(passage.sentences), 4), 0.5, np.float32))
        for n, passage in enumerate(found)
    ]


def put(catalog: Catalog, article_id: str, text: str, published: str | None = None, source: str = "Ledger") -> None:
    raw = RawArticle(
        text=text, origin=f"/{article_id}.txt", title=f"On {article_id}", source=source, published=published
    )
    found = cut(text)
    catalog.put(raw, article_id, f"file:/{article_id}.txt", f"hash of {text}", found, vectors(found))


FERRY = "The ferry broke down on Tuesday. Nobody was hurt, said the coast guard. It is back in the harbour now."


def test_an_article_is_read_back_as_it_was_stored(catalog: Catalog) -> None:
    put(catalog, "ferry", FERRY, "2024-04-09T08:30:00+02:00")
    article = catalog.article("ferry")
    assert (article.id, article.title, article.source, article.version) == ("ferry", "On ferry", "Ledger", 1)
    assert (article.published, article.words) == ("2024-04-09T08:30:00+02:00", 20)
    assert catalog.text("ferry") == FERRY
    assert catalog.articles() == [article]
    ids = catalog.passage_ids()
    stored = catalog.passages(ids)
    assert [stored[number].passage for number in ids] == cut(FERRY)
    assert catalog.passage_count() == len(ids)
    for (number, vector), made in zip(catalog.vectors(), vectors(cut(FERRY)), strict=True):
        assert np.array_equal(vector, made.passage)
        assert np.array_equal(catalog.sentence_vectors([number])[number], made.sentences)


def test_a_new_version_is_searched_and_the_old_text_stays_readable(catalog: Catalog) -> None:
    put(catalog, "ferry", FERRY)
    before = set(catalog.passage_ids())
    put(catalog, "ferry", "The ferry sails again.")
    assert catalog.article("ferry").version == 2
    assert [version for version, _ in catalog.versions("ferry")] == [1, 2]
    assert catalog.text("ferry", 1) == FERRY
    assert catalog.text("ferry") == "The ferry sails again."
    assert before.isdisjoint(catalog.passage_ids())


def test_what_is_not_there_is_not_found_by_name(catalog: Catalog) -> None:
    put(catalog, "ferry", FERRY)
    for ask in (lambda: catalog.article("x"), lambda: catalog.text("x"), lambda: catalog.remove(["ferry", "x"])):
        with pytest.raises(NotFoundError, match="'x'"):
            ask()
    with pytest.raises(NotFoundError, match="no version 7"):
        catalog.text("ferry", 7)
    assert catalog.article("ferry")


def test_texts_are_read_together_each_in_its_version_and_none_of_what_is_gone(catalog: Catalog) -> None:
    put(catalog, "a", "The tunnel opens late.")
    put(catalog, "a", "The tunnel opens on time.")
    put(catalog, "b", "The bridge is closed.")
    put(catalog, "c", "The ferry sails.")
    catalog.aside.put(["c"])
    assert catalog.texts([("a", 1), ("b", 1), ("a", 2), ("a", 1), ("a", 3), ("c", 1), ("nobody", 1)]) == {
        ("a", 1): "The tunnel opens late.",
        ("a", 2): "The tunnel opens on time.",
        ("b", 1): "The bridge is closed.",
    }
    assert catalog.texts([]) == {}


def test_an_article_that_fails_in_the_middle_leaves_nothing_behind(catalog: Catalog) -> None:
    put(catalog, "ferry", FERRY)
    before = (catalog.generation, catalog.passage_ids(), catalog.articles(), catalog.changes_since(0))
    found = cut(FERRY)
    for article_id in ("ferry", "other"):
        raw = RawArticle(text=FERRY + " More.", origin=f"/{article_id}.txt")
        with pytest.raises(ValueError, match="zip"):
            catalog.put(raw, article_id, f"file:/{article_id}.txt", "another", found, vectors(found)[:-1])
    assert (catalog.generation, catalog.passage_ids(), catalog.articles(), catalog.changes_since(0)) == before
    assert catalog.versions("other") == []
    assert catalog.text("ferry") == FERRY


def test_each_change_raises_the_generation_and_says_which_passages_came_and_went(catalog: Catalog) -> None:
    assert catalog.generation == 0
    put(catalog, "ferry", FERRY)
    first = catalog.passage_ids()
    put(catalog, "port", "The port is shut.")
    second = sorted(set(catalog.passage_ids()) - set(first))
    assert catalog.changes_since(0) == Changes(2, first + second, [])
    assert catalog.changes_since(1) == Changes(2, second, [])
    catalog.remove(["ferry"])
    assert catalog.changes_since(2) == Changes(3, [], first)
    assert catalog.changes_since(0) == Changes(3, second, first)
    assert catalog.changes_since(3) == Changes(3, [], [])


def test_filters_are_inclusive_days_and_an_outlet_in_any_case(catalog: Catalog) -> None:
    put(catalog, "a", "Words of a.", "2024-04-08T23:59:00+02:00", "The Ledger")
    put(catalog, "b", "Words of b.", "2024-04-09", "Courier")
    put(catalog, "c", "Words of c.", None, "Courier")

    def ids(**given: object) -> list[str]:
        return [article.id for article in catalog.articles(Filters(**given))]  # type: ignore[arg-type]

    assert ids() == ["b", "a", "c"]
    assert ids(since=date(2024, 4, 9)) == ["b"]
    assert ids(until=date(2024, 4, 8)) == ["a"]
    assert ids(since=date(2024, 4, 8), until=date(2024, 4, 9)) == ["b", "a"]
    assert ids(source="the LEDGER") == ["a"]
    assert ids(source="nobody") == []
    assert catalog.searched() == Searched(3, "2024-04-08", "2024-04-09")
    assert catalog.searched(Filters(source="nobody")) == Searched(0, None, None)
    assert len(catalog.passage_ids(Filters(source="courier"))) == 2
    put(catalog, "z", "Words of z.", source="Życie Straße")
    assert ids(source="ŻYCIE STRASSE") == ["z"]


def test_a_filter_by_language_and_when_an_article_came(catalog: Catalog) -> None:
    for name, language in (("a", "en"), ("b", "de"), ("c", None)):
        found = cut(f"Words of {name}.")
        raw = RawArticle(f"Words of {name}.", f"/{name}.txt", language=language)
        catalog.put(raw, name, name, name, found, vectors(found))
    assert [article.id for article in catalog.articles(Filters(language="de"))] == ["b"]
    assert catalog.searched(Filters(language="de")).articles == len(catalog.passage_ids(Filters(language="de"))) == 1
    assert catalog.added() == {name: catalog.versions(name)[0][1] for name in "abc"}


def test_an_article_is_known_by_its_identity_and_by_its_words(catalog: Catalog) -> None:
    put(catalog, "ferry", FERRY)
    for identity, content_hash in (("file:/ferry.txt", None), ("file:/copy.txt", f"hash of {FERRY}")):
        known = catalog.find(identity, content_hash)
        assert known is not None
        assert known.article.id == "ferry"
    assert catalog.find("file:/copy.txt", None) is None


def test_the_bytes_of_a_removed_article_are_in_no_file(catalog: Catalog) -> None:
    secret = "Zyxwombat quarrelled with Okapistan about everything and a half. "
    put(catalog, "ferry", FERRY)
    put(catalog, "secret", secret * 300, source="Zyxwombat Daily")
    put(catalog, "secret", secret * 200, source="Zyxwombat Daily")
    assert any(b"Okapistan" in path.read_bytes() for path in catalog.path.parent.iterdir())
    catalog.remove(["secret"])
    catalog.close()
    for path in catalog.path.parent.iterdir():
        assert b"Okapistan" not in path.read_bytes()
        assert b"Zyxwombat" not in path.read_bytes()


def test_an_id_is_never_given_to_a_second_passage(catalog: Catalog) -> None:
    put(catalog, "ferry", FERRY)
    gone = catalog.passage_ids()
    catalog.remove(["ferry"])
    put(catalog, "port", FERRY)
    assert min(catalog.passage_ids()) > max(gone)


def test_a_library_of_a_newer_dateline_is_refused_and_left_alone(catalog: Catalog) -> None:
    put(catalog, "ferry", FERRY)
    catalog.close()
    with contextlib.closing(sqlite3.connect(catalog.path)) as raw, raw:
        raw.execute("UPDATE meta SET value = '99' WHERE key = 'schema'")
    with pytest.raises(CatalogError, match=r"format 99.*Nothing was changed"):
        Catalog(catalog.path)
    with contextlib.closing(sqlite3.connect(catalog.path)) as raw:
        assert raw.execute("SELECT count(*) FROM articles").fetchone() == (1,)


@pytest.mark.parametrize("damage", ["no database", "zeroes", "overwritten", "another database"])
def test_a_damaged_catalog_says_so_and_is_left_as_it_was(catalog: Catalog, damage: str) -> None:
    for n in range(40):
        put(catalog, f"a{n}", FERRY)
    assert catalog.check() is None
    catalog.close()
    data = bytearray(catalog.path.read_bytes())
    if damage == "no database":
        data[:] = b"no database at all, but long enough to be looked at. " * 50
    elif damage == "zeroes":
        data[:100] = bytes(100)
    elif damage == "overwritten":
        data[100:] = b"\xa5" * (len(data) - 100)
    else:
        catalog.path.unlink()
        with contextlib.closing(sqlite3.connect(catalog.path)) as raw, raw:
            raw.execute("CREATE TABLE meta (key TEXT, value TEXT)")
        data = bytearray(catalog.path.read_bytes())
    catalog.path.write_bytes(data)
    with pytest.raises(DamagedError, match="damaged"):
        Catalog(catalog.path).articles()
    assert catalog.path.read_bytes()[100:] == data[100:]


def test_damage_in_a_page_is_found_by_the_check(catalog: Catalog) -> None:
    for n in range(40):
        put(catalog, f"a{n}", FERRY * 20)
    catalog.close()
    data = bytearray(catalog.path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle : middle + 8192] = b"\xa5" * 8192
    catalog.path.write_bytes(data)
    with contextlib.closing(Catalog(catalog.path)) as opened:
        found: object
        try:
            found = opened.check()
        except CatalogError as error:
            found = error
        assert found is not None


@pytest.mark.parametrize("name", ["a b", "what? yes", "50% off #1", "naïve 新聞", "it's"])
def test_a_home_may_have_any_name(tmp_path: Path, name: str) -> None:
    with contextlib.closing(Catalog(tmp_path / name / "catalog.sqlite")) as opened:
        put(opened, "ferry", FERRY)
    assert (tmp_path / name / "catalog.sqlite").stat().st_size > 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_a_home_that_cannot_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(HomeError, match="--home"):
        Catalog(tmp_path / "file" / "home" / "catalog.sqlite")


def _open(path: Path, start: multiprocessing.synchronize.Event) -> None:
    start.wait()
    Catalog(path).close()


def test_processes_that_open_a_new_home_at_once_all_find_it_made(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    start = context.Event()
    processes = [context.Process(target=_open, args=(tmp_path / "c.sqlite", start)) for _ in range(3)]
    for process in processes:
        process.start()
    start.set()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 3
