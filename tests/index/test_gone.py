"""Deletion is real: after it no file of the home holds a byte of the article's words or vectors, whatever happened."""

import contextlib
import random
import re
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from index.cleaning import unclean
from index.ingest import add_articles
from index.library import Library
from index.search import search
from index.types import RawArticle
from index.unfilled import blank
from tests.index.children import child, opened

TEXT = (
    "Zyxwombat quarrelled with Okapistan over qualmfish quotas. Jubbleworth refused to sign the vexillary accord.\n"
    "Krimpshaw called it a pfennigberg of nonsense. Nobody in Wumbledorn had read it."
)
TITLE = "Okapistan in a xylocarp mood"
URL = "https://daily.example/okapistan-xylocarp"
OLDER = "Thrumwick doubted the zwieback treaty. The gloamvale summit was put off."
WORDS = (*TEXT.split(), *TITLE.split(), *OLDER.split(), "xylocarp", "okapistan-xylocarp", "Frobnitz", "Quuxbury")
SECRET = RawArticle(TEXT, "-", title=TITLE, source="Frobnitz Daily", author="Ida Quuxbury", url=URL)


def others(number: int = 60) -> list[RawArticle]:
    return [
        RawArticle(f"Article {n} is about a ferry. It was late by {n} minutes.", "-", id=f"o{n}") for n in range(number)
    ]


def pieces(text: str) -> Iterator[bytes]:
    """Its rarer words as they may stand in a file: in two encodings, and in lower case as a word index has them."""
    for word in {word.strip(".") for word in text.split() if len(word.strip(".")) > 7}:
        for form in {word, word.lower()}:
            yield form.encode()
            yield form.encode("utf-16-le")
            yield form.encode("utf-16-be")


def vectors_of(library: Library, article_id: str) -> list[bytes]:
    """The bytes of its passages' and sentences' vectors, in pieces of sixteen."""
    catalog = library.catalog
    ids = [n for n, stored in catalog.passages(catalog.passage_ids()).items() if stored.article_id == article_id]
    whole = [row.tobytes() for _, row in catalog.vectors(ids)]
    whole += [row.astype(np.float16).tobytes() for rows in catalog.sentence_vectors(ids).values() for row in rows]
    return [data[at : at + 16] for data in whole for at in range(0, len(data) - 15, 16)]


def found_in(home: Path, needles: list[bytes]) -> dict[str, list[bytes]]:
    """Which files of the home hold which of the needles."""
    found = {}
    for path in home.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            if there := [needle for needle in needles if needle in data]:
                found[str(path.relative_to(home))] = there
    return found


def known_words(library: Library) -> set[str]:
    """Which of its words are in tantivy's dictionary, where a transducer holds them: bytes would not show them."""
    library.sync()
    never = library.words.weight("neverseen")
    return {word for word in ("zyxwombat", "jubbleworth", "wumbledorn") if library.words.weight(word) != never}


def needles(library: Library, article_id: str) -> list[bytes]:
    return [*pieces(" ".join(WORDS)), *vectors_of(library, article_id)]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A library in which the secret was added in the midst of others."""
    home = tmp_path / "home"
    with opened(home) as library:
        add_articles(library, [*others()[:30], SECRET, *others()[30:]])
    return home


def secret_id(library: Library) -> str:
    return next(article.id for article in library.catalog.articles() if article.url == URL)


def test_what_is_looked_for_is_there_before_it_is_removed(home: Path) -> None:
    with opened(home) as library:
        sought = needles(library, secret_id(library))
        assert set(found_in(home, vectors_of(library, secret_id(library)))) >= {"catalog.sqlite"}
        assert {name.partition("/")[0] for name in found_in(home, sought)} >= {"catalog.sqlite", "vectors"}
        assert known_words(library) == {"zyxwombat", "jubbleworth", "wumbledorn"}


def test_a_removed_article_is_in_no_file(home: Path) -> None:
    with opened(home) as library:
        sought = needles(library, secret_id(library))
        assert library.remove([secret_id(library)]) == frozenset()
        assert found_in(home, sought) == {}
        assert len(search(library, "ferry").hits) == 10
        assert known_words(library) == set()
        assert library.vectors.problem is None
        assert library.vectors.count() == library.words.count() == library.catalog.passage_count()
    assert found_in(home, sought) == {}


def test_an_article_that_was_changed_before_it_was_removed_is_in_no_file(home: Path) -> None:
    with opened(home) as library:
        name = secret_id(library)
        sought = needles(library, name)
        add_articles(library, [RawArticle(OLDER, "-", title=TITLE, url=URL)])
        assert library.catalog.article(name).version == 2
        sought += needles(library, name)
        assert found_in(home, list(pieces(OLDER)))
        library.remove([name])
        assert found_in(home, sought) == {}
        assert known_words(library) == set()


def test_a_removal_that_was_killed_half_way_is_finished_when_the_home_is_opened_again(home: Path) -> None:
    with opened(home) as library:
        name = secret_id(library)
        sought = needles(library, name)
    with child("remove_and_die", home, name) as process:
        assert process.wait(60) == -signal.SIGKILL
    assert found_in(home, sought)
    with opened(home) as library:
        assert unclean(library.catalog)
        library.sync()
        assert not unclean(library.catalog)
        assert found_in(home, sought) == {}
        assert known_words(library) == set()
        assert len(search(library, "ferry").hits) == 10


def test_what_an_older_dateline_left_goes_at_the_next_use(home: Path) -> None:
    with opened(home) as library:
        library.sync()
        name = secret_id(library)
        sought = needles(library, name)
        library.catalog.remove([name])  # as it was before bytes were looked after
        with contextlib.closing(sqlite3.connect(library.catalog.path)) as raw, raw:
            raw.execute("DELETE FROM meta WHERE key IN ('unclean', 'languages')")
    assert found_in(home, sought)
    with opened(home) as library:
        library.sync()
        assert found_in(home, sought) == {}
        assert known_words(library) == set()


def test_rows_that_sqlite_moved_leave_no_copy_behind(tmp_path: Path) -> None:
    """With `secure_delete` alone, one or two of the words removed here are still in the gaps of a page."""
    draw = random.Random(5)
    live: dict[str, str] = {}

    def much() -> str:
        return "p" * draw.choice((0, 5, 40, 300, 900))

    with opened(tmp_path) as library:
        catalog = library.catalog

        def put(word: str) -> None:
            text = f"The {word} was. " * draw.choice((1, 3, 20, 60))
            raw = RawArticle(text, "-", title=f"{word}{much()}", author=word, url=f"https://{word}{much()}")
            catalog.put(raw, live[word], f"url:{draw.randrange(10**6)}{word}{much()}", text, [], [])

        for n in range(400):
            word = f"q{n:04}zv{draw.randrange(10**6):06}xk"
            live[word] = f"{draw.randrange(10**6)}{word}{much()}"
            put(word)
            if draw.random() < 0.2:
                put(draw.choice(list(live)))
            if draw.random() < 0.4:
                catalog.remove([live.pop(draw.choice(list(live)))])
        assert library.remove([live.pop(draw.choice(list(live)))]) == frozenset()
        there = set(re.findall(rb"q\d{4}zv\d{6}xk", catalog.path.read_bytes()))
        assert there == {word.encode() for word in live}


def test_memory_that_was_never_filled_is_not_written_out(home: Path) -> None:
    with opened(home) as library:
        library.sync()
    [header] = home.rglob("header.bin")
    graph = header.with_name("data_level0.bin")
    size = graph.stat().st_size
    graph.write_bytes(graph.read_bytes()[:-11] + b"Jubbleworth")
    blank(home / "vectors")
    assert b"Jubbleworth" not in graph.read_bytes()
    assert graph.stat().st_size == size


def test_vectors_that_another_process_has_open_go_with_its_next_search(home: Path) -> None:
    with opened(home) as page:
        page.sync()
        sought = needles(page, secret_id(page))
        with opened(home) as command:
            assert command.remove([secret_id(command)]) == {"vectors"}
        assert {name.partition("/")[0] for name in found_in(home, sought)} <= {"vectors"}
        search(page, "ferry")
        assert found_in(home, sought) == {}
        assert page.vectors.count() == page.catalog.passage_count()


def test_vectors_that_another_process_has_open_go_when_it_ends(home: Path) -> None:
    with opened(home) as page:
        page.sync()
        sought = needles(page, secret_id(page))
        with opened(home) as command:
            assert command.remove([secret_id(command)]) == {"vectors"}
    assert found_in(home, sought) == {}


def test_the_word_index_stores_no_words(home: Path) -> None:
    with opened(home) as library:
        library.sync()
        index = library.words._index
        assert index is not None
        searcher = index.searcher()
        query = index.parse_query("zyxwombat okapistan", ["body"])
        [(_, address)] = searcher.search(query, limit=1).hits
        assert list(searcher.doc(address).to_dict()) == ["id"]
