"""A disk that fills up: a message, nothing acknowledged lost, and on it goes when there is room."""

import contextlib
import shutil
from pathlib import Path

import pytest

from index.errors import DiskFullError
from index.ingest import add_articles, add_samples
from index.search import search
from index.types import Failure, RawArticle, Stored
from tests.index.children import opened


@pytest.mark.parametrize("room", [0, 40_000, 200_000, 700_000])
def test_nothing_reported_is_lost_when_the_disk_fills_up(small_disk: Path, room: int) -> None:
    home = small_disk / "home"
    reported: list[str] = []

    def progress(done: Stored | Failure) -> None:
        assert isinstance(done, Stored)
        reported.append(done.id)

    with opened(home) as library:
        add_articles(library, [RawArticle("The first article is about a ferry.", "-", id="first")], progress)
    ballast = small_disk / "ballast"
    with ballast.open("wb") as file:
        file.write(bytes(max(0, shutil.disk_usage(small_disk).free - room)))

    problem = ""
    try:
        with opened(home) as library:
            add_samples(library, progress)
    except DiskFullError as error:
        problem = str(error)
    assert "Everything added before is kept" in problem or (room > 100_000 and not problem)

    with contextlib.suppress(DiskFullError) if room < 100_000 else contextlib.nullcontext(), opened(home) as library:
        assert set(reported) <= {article.id for article in library.catalog.articles()}
        assert {hit.article.id for hit in search(library, "ferry", 100).hits} == set(reported)
    ballast.unlink()
    with opened(home) as library:
        states = {stored.id: stored.state for stored in add_samples(library).articles}
        assert all(states[article_id] == "unchanged" for article_id in reported if article_id != "first")
        hits = search(library, "ferry", 1000).hits
        assert {hit.article.id for hit in hits} == {"first", *states}
        assert len(hits) == library.catalog.passage_count() == library.words.count()
        assert library.words.problem is None


def test_a_disk_that_fills_up_under_an_open_library_says_so(small_disk: Path) -> None:
    first = RawArticle("The first article is about a ferry.", "-", id="first")
    with opened(small_disk / "home") as library:
        add_articles(library, [first])
        ballast = small_disk / "ballast"
        with ballast.open("wb") as file:
            file.write(bytes(shutil.disk_usage(small_disk).free))
        with pytest.raises(DiskFullError, match="free some space"):
            add_samples(library)
        assert [article.id for article in library.catalog.articles()] == ["first"]
        assert [hit.article.id for hit in search(library, "ferry").hits] == ["first"]
        ballast.unlink()
        assert len(add_samples(library).articles) == len(library.catalog.articles()) - 1
        assert len(search(library, "ferry", 1000).hits) == library.catalog.passage_count()
