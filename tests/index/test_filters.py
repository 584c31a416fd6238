"""Filters: names as people type them, and a filter that nothing passes says so and what may have been meant."""

import contextlib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index import languages
from index.exact import FEW
from index.ingest import add_articles
from index.library import Library
from index.names import fold, holds, nearest
from index.search import search
from index.types import Filters, RawArticle
from index.unmatched import unmatched
from index.words import NAMED_AT_ONCE
from tests.index.children import HashEmbedder, opened


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("jose nunez", "José Núñez"),
        ("ŻYCIE STRASSE", "Życie Straße"),
        ("exchange trade", "Exchange & Trade"),
        ("oystein loken", "Øystein  Løken"),
        ("o'brien", "O’Brien"),
        ("新聞", "新聞"),
    ],
)
def test_case_accents_and_punctuation_do_not_matter(typed: str, written: str) -> None:
    assert fold(typed) == fold(written)


def test_a_name_is_held_in_whole_words_only() -> None:
    assert holds("Mina Berg and Jo Lee", "BERG")
    assert holds("Mina Berg and Jo Lee", "mina berg")
    assert not holds("Mina Bergman", "Berg")
    assert not holds("Mina Berg", "Berg Mina")


def test_a_name_that_is_far_from_all_is_near_to_none() -> None:
    assert nearest("Coast Dayly", ["Coast Daily", "City Post"]) == ["Coast Daily"]
    assert nearest("Zyx", ["Coast Daily", "City Post"]) == []


@pytest.mark.parametrize(
    ("said", "code"),
    [("de", "de"), ("de-AT", "de"), ("pt_BR", "pt"), ("eng", "en"), ("GERMAN", "de"), ("norwegian bokmal", "nb")],
)
def test_a_language_has_one_code_however_it_is_said(said: str, code: str) -> None:
    assert languages.code(said) == code


@pytest.mark.parametrize("said", ["", " ", None, "klingon", "xx", "english please"])
def test_what_is_no_language_has_no_code(said: str | None) -> None:
    assert languages.code(said) is None


ARTICLES = [
    RawArticle(
        "The ferry was late.", "-", "Ferry late", "Coast Daily", "Mina Berg", "2024-04-10", id="ferry", language="en"
    ),
    RawArticle(
        "The port was shut.", "-", "Port shut", "City Post", "José Núñez and Mina Berg", "2024-04-12", id="port"
    ),
    RawArticle("Die Fähre kam spät.", "-", "Fähre spät", "Küstenblatt", None, "2024-05-01", id="faehre", language="de"),
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filters") / "home"
    with opened(home) as library:
        add_articles(library, ARTICLES)
    return home


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(source="coast daily"), {"ferry"}),
        (Filters(source="KUSTENBLATT"), {"faehre"}),
        (Filters(source="Coast"), set()),
        (Filters(author="berg"), {"ferry", "port"}),
        (Filters(author="jose nunez"), {"port"}),
        (Filters(author="erg"), set()),
        (Filters(article="port"), {"port"}),
        (Filters(article="fahre spat"), {"faehre"}),
        (Filters(language="de"), {"faehre"}),
        (Filters(language="en"), {"ferry"}),
        (Filters(author="Berg", until=date(2024, 4, 11)), {"ferry"}),
    ],
)
def test_a_filter_passes_the_same_articles_for_the_list_and_the_search(
    home: Path, filters: Filters, ids: set[str]
) -> None:
    with opened(home) as library:
        assert {article.id for article in library.catalog.articles(filters)} == ids
        assert {hit.article.id for hit in search(library, "ferry", 10, filters).hits} == ids
        assert library.catalog.searched(filters).articles == len(ids)
        assert (unmatched(library.catalog, filters) is None) == bool(ids)


@pytest.mark.parametrize(
    ("filters", "said"),
    [
        (Filters(source="Coast Dayly"), "no article from “Coast Dayly”. Did you mean “Coast Daily”?"),
        (Filters(source="coast"), "Did you mean “Coast Daily”?"),
        (Filters(author="Mina Borg"), "no article by “Mina Borg”. Did you mean “Mina Berg”?"),
        (Filters(author="Nunes"), "Did you mean “José Núñez and Mina Berg”?"),
        (Filters(author="Quux"), "There is no article by “Quux”."),
        (Filters(article="ferri"), "Did you mean “ferry”?"),
        (Filters(article="Ferry"), "Did you mean “ferry”?"),
        (Filters(language="fr"), "no article in French (fr). Most are in German (de), English (en)."),
        (Filters(since=date(2030, 1, 1)), "on 2030-01-01 or later; they are from 2024-04-10 to 2024-05-01"),
        (Filters(author="Berg", language="de"), "No article passes all the filters at once (author Berg, language de)"),
    ],
)
def test_a_filter_that_nothing_passes_says_which_and_what_may_have_been_meant(
    home: Path, filters: Filters, said: str
) -> None:
    with opened(home) as library:
        assert said in str(unmatched(library.catalog, filters))


def test_where_there_are_no_articles_no_filter_is_to_blame(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as library:
        assert unmatched(library.catalog, Filters(source="nobody")) is None


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """More passages than are looked up one by one: three articles of `Seldom`, and most of `Often`."""
    home = tmp_path_factory.mktemp("many") / "home"
    with contextlib.closing(Library(home, HashEmbedder, passage_words=5)) as library:
        add_articles(
            library,
            (
                RawArticle(
                    "\n".join(f"The ferry number {n} is {m}." for m in range(60)),
                    "-",
                    id=f"a{n}",
                    source="Seldom" if n < 3 else "Often" if n < 45 else "Others",
                )
                for n in range(60)
            ),
        )
        yield library


@pytest.mark.parametrize(("outlet", "count"), [("Seldom", 180), ("Often", 42 * 60)])
def test_however_many_pass_a_filter_the_nearest_of_them_are_found(many: Library, outlet: str, count: int) -> None:
    only = many.catalog.passage_ids(Filters(source=outlet))
    assert len(only) == count
    assert 180 < min(FEW, NAMED_AT_ONCE) < 42 * 60
    vector = HashEmbedder().embed_question("ferry")
    rows = dict(many.catalog.vectors(only))
    best = sorted(rows, key=lambda number: (-float(rows[number] @ vector), number))[:20]
    assert [number for number, _ in many.vectors.search(vector, 20, only)] == best
    words = many.words.search("ferry number 17", 200, only)
    every = [hit for hit in many.words.search("ferry number 17", 10_000) if hit[0] in set(only)]
    assert words == every[:200]


@pytest.mark.parametrize("chroma_is_there", [True, False])
def test_a_filter_that_leaves_most_is_applied_to_what_chroma_finds(
    many: Library, monkeypatch: pytest.MonkeyPatch, chroma_is_there: bool
) -> None:
    monkeypatch.setattr("index.vectors.BROAD", 1000)
    if not chroma_is_there:
        monkeypatch.setattr(many.vectors, "problem", "gone")
    only = many.catalog.passage_ids(Filters(source="Often"))
    rows = dict(many.catalog.vectors(only))
    for question in ("ferry", "quay", "number 7"):
        vector = HashEmbedder().embed_question(question)
        best = sorted(rows, key=lambda number: (-float(rows[number] @ vector), number))[:20]
        assert [number for number, _ in many.vectors.search(vector, 20, only)] == best


def test_the_vectors_of_a_filter_follow_what_is_removed(tmp_path: Path) -> None:
    with contextlib.closing(Library(tmp_path / "home", HashEmbedder, passage_words=5)) as library:
        lines = "\n".join(f"The tram number {m} is late." for m in range(FEW + 50))
        add_articles(library, [RawArticle(lines, "-", id=name, source="Post") for name in ("a", "b")])
        vector = HashEmbedder().embed_question("tram")
        post = Filters(source="Post")
        before = library.vectors.search(vector, 500, library.catalog.passage_ids(post))
        library.remove(["a"])
        library.sync()
        after = library.vectors.search(vector, 500, library.catalog.passage_ids(post))
        left = set(library.catalog.passage_ids())
        assert len(before) == 2 * len(after) == 2 * (FEW + 50)
        assert after == [pair for pair in before if pair[0] in left]
