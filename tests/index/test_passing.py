"""The passages that pass a filter are read once, and anew whenever the articles are others."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.ingest import add_articles
from index.library import Library
from index.passing import KEPT, Passing
from index.types import Filters, RawArticle
from tests.index.children import HashEmbedder

POST = Filters(source="Post")


def article(name: str, source: str = "Post") -> RawArticle:
    return RawArticle(f"The tram {name} is late.", "-", id=name, source=source)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with contextlib.closing(Library(tmp_path / "home", HashEmbedder)) as opened:
        add_articles(opened, [article(name) for name in "abc"])
        yield opened


class Counting(Catalog):
    """Counts how often it is asked."""

    asked = 0

    def passage_ids(self, filters: Filters | None = None) -> list[int]:
        self.asked += 1
        return super().passage_ids(filters)


def test_what_passes_follows_every_change(library: Library) -> None:
    def agrees(count: int) -> None:
        assert library.passing.ids(POST) == library.catalog.passage_ids(POST)
        assert len(library.passing.ids(POST)) == count

    agrees(3)
    stamp = library.set_aside(["b"])
    agrees(2)
    library.restore(stamp)
    agrees(3)
    add_articles(library, [article("c", "Ledger")])  # the same words, another outlet
    agrees(2)
    library.remove(["a"])
    agrees(1)


def test_what_another_process_changes_is_noticed(library: Library) -> None:
    with contextlib.closing(Catalog(library.catalog.path)) as theirs:
        other = Passing(theirs)
        assert len(other.ids(POST)) == 3
        library.remove(["a"])
        assert len(other.ids(POST)) == 2


def test_it_is_read_once_and_only_a_few_are_kept(library: Library) -> None:
    with contextlib.closing(Counting(library.catalog.path)) as catalog:
        passing = Passing(catalog)
        for _ in range(3):
            passing.ids(POST)
        assert catalog.asked == 1
        for number in range(KEPT):
            passing.ids(Filters(source=f"Outlet {number}"))
        passing.ids(Filters(source=f"Outlet {KEPT - 1}"))
        assert catalog.asked == 1 + KEPT
        passing.ids(POST)
        assert catalog.asked == 2 + KEPT
