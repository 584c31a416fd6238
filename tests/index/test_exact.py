"""Exact search: what all vectors multiplied out give, however the catalog has changed since it was asked last."""

import contextlib
from pathlib import Path

import numpy as np

from index.exact import ExactSearch
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.index.children import HashEmbedder


def test_it_follows_what_is_added_set_aside_and_removed(tmp_path: Path) -> None:
    with contextlib.closing(Library(tmp_path / "home", HashEmbedder, passage_words=5)) as library:
        exact = ExactSearch(library.catalog)
        vector = HashEmbedder().embed_question("ferry")

        def agrees() -> bool:
            rows = dict(library.catalog.vectors())
            best = sorted(rows, key=lambda number: (-float(rows[number] @ vector), number))[:30]
            return [number for number, _ in exact.nearest(vector, 30)] == best and len(best) == 30

        def article(name: str, lines: int) -> RawArticle:
            return RawArticle("\n".join(f"The ferry {name} is {m}." for m in range(lines)), "-", id=name)

        assert exact.nearest(vector, 30) == []
        add_articles(library, [article("a", 200), article("b", 7)])
        assert agrees()
        add_articles(library, [article("c", 5)])  # a few: followed
        assert agrees()
        stamp = library.set_aside(["b"])
        assert agrees()
        library.restore(stamp)
        library.remove(["c"])
        assert agrees()
        add_articles(library, [article("d", 300)])  # many: read anew
        assert agrees()


def test_of_passages_as_near_those_with_the_lower_ids_come_first(tmp_path: Path) -> None:
    with contextlib.closing(Library(tmp_path / "home", HashEmbedder)) as library:
        add_articles(library, [RawArticle("The quay is shut.", "-", id=f"a{n:02}") for n in range(30)])
        ids = library.catalog.passage_ids()
        found = ExactSearch(library.catalog).nearest(HashEmbedder().embed_question("quay"), 10)
        assert [number for number, _ in found] == ids[:10]
        assert np.ptp([cosine for _, cosine in found]) == 0


def test_what_chromas_graph_lost_is_found_all_the_same(tmp_path: Path) -> None:
    with contextlib.closing(Library(tmp_path / "home", HashEmbedder)) as library:
        add_articles(library, [RawArticle(f"Ferry {n} is late.", "-", id=f"a{n:02}") for n in range(30)])
        vector = HashEmbedder().embed_question("ferry")
        before = library.vectors.search(vector, 30)
        library.vectors.apply(library.catalog, [], library.catalog.passage_ids()[3:5])
        assert library.vectors.search(vector, 30) == before
        assert library.vectors.problem is None
