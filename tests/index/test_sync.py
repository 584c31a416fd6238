"""What was added is looked at again: new and changed articles come in, and only what is surely gone goes."""

import threading
import time
from pathlib import Path

import pytest

from index import followed
from index.errors import HomeError
from index.followed import Followed
from index.ingest import add
from index.readers.folders import Chosen
from index.sync import changes, sync
from index.types import Stored
from tests.index.children import opened
from tests.index.loopback_news import News, Page, fetcher, news
from tests.index.made_files import zipped
from tests.index.test_readers import PAGE

__all__ = ["news"]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("a", "b", "c"):
        (tmp_path / "in" / f"{name}.txt").write_text(f"Story {name}\n\nWords of {name}.")
    return tmp_path / "in"


def states(done: list[Stored]) -> dict[str, str]:
    return {Path(item.source).name: item.state for item in done}


def test_a_folder_is_remembered_and_what_is_new_changed_or_gone_is_picked_up(home: Path, folder: Path) -> None:
    with opened(home) as library:
        add(library, [str(folder)])
        (folder / "a.txt").write_text("Other words of a.")
        (folder / "b.txt").unlink()
        (folder / "c.txt").rename(folder / "renamed.txt")
        (folder / "d.txt").write_text("Words of d.")
        report = sync(library)
        assert states(report.added.articles) == {"a.txt": "updated", "d.txt": "added", "renamed.txt": "unchanged"}
        assert [Path(article.origin).name for article in report.removed] == ["b.txt"]
        assert len(library.catalog.articles()) == 3
        again = sync(library)
        assert set(states(again.added.articles).values()) == {"unchanged"}
        assert again.removed == []


def test_the_choice_made_when_it_was_added_holds(home: Path, folder: Path) -> None:
    with opened(home) as library:
        add(library, [str(folder)], chosen=Chosen(include=("a*",)))
        (folder / "a2.txt").write_text("Words of a2.")
        assert set(states(sync(library).added.articles)) == {"a.txt", "a2.txt"}
        add(library, [str(folder)], chosen=Chosen(exclude=("c*",)))
        assert followed.load(home) == [Followed(str(folder), Chosen(exclude=("c*",)))]


@pytest.mark.parametrize("how", ["empty", "missing"])
def test_a_folder_that_is_empty_or_missing_takes_nothing_with_it(home: Path, folder: Path, how: str) -> None:
    with opened(home) as library:
        add(library, [str(folder)])
        if how == "missing":
            folder.rename(folder.with_name("away"))
        else:
            for path in folder.iterdir():
                path.unlink()
        report = sync(library)
        assert len(report.added.failed) == 1
        assert report.removed == []
        assert len(library.catalog.articles()) == 3


def test_what_left_a_zip_goes_and_a_zip_that_cannot_be_read_takes_nothing_with_it(home: Path, folder: Path) -> None:
    files = {"x.txt": b"Words of x.", "y.txt": b"Words of y."}
    (folder / "clips.zip").write_bytes(zipped(files))
    with opened(home) as library:
        add(library, [str(folder)])
        assert len(library.catalog.articles()) == 5
        (folder / "clips.zip").write_bytes(b"damaged")
        assert sync(library).removed == []
        (folder / "clips.zip").write_bytes(zipped({"x.txt": b"Words of x."}))
        assert [Path(article.origin).name for article in sync(library).removed] == ["y.txt"]


def test_a_file_added_by_itself_is_not_looked_at_again(home: Path, folder: Path) -> None:
    with opened(home) as library:
        add(library, [str(folder / "a.txt")])
        (folder / "a.txt").unlink()
        report = sync(library)
        assert (report.removed, report.added.articles) == ([], [])


def test_of_a_feed_only_new_pages_are_fetched_and_none_goes(home: Path, news: News) -> None:
    page = PAGE.replace('<link rel="canonical" href="https://ledger.example/2024/04/ferry">', "")

    def feed(*paths: str) -> Page:
        items = "".join(f"<item><title>{path}</title><link>{news.url(path)}</link></item>" for path in paths)
        return Page(f'<rss version="2.0"><channel><title>L</title>{items}</channel></rss>'.encode(), "text/xml")

    news.pages |= {path: Page(page.replace("212", path.strip("/")).encode()) for path in ("/1", "/2", "/3")}
    news.pages["/feed"] = feed("/1", "/2")
    with opened(home) as library:
        add(library, [news.url("/feed"), news.url("/3")], fetcher=fetcher())
        assert [item.source for item in followed.load(home)] == [news.url("/feed")]
        news.pages["/feed"] = feed("/2", "/3", "/4")
        news.pages["/4"] = Page(page.replace("212", "four").encode())
        news.asked.clear()
        report = sync(library, fetcher=fetcher())
        assert news.asked == ["/robots.txt", "/feed", "/4"]
        assert [item.state for item in report.added.articles] == ["added"]
        assert len(library.catalog.articles()) == 4


def test_a_list_of_sources_that_is_damaged_is_said(home: Path, folder: Path) -> None:
    with opened(home) as library:
        add(library, [str(folder)])
        (home / "sources.json").write_text("{")
        with pytest.raises(HomeError, match="move that file away"):
            sync(library)


def test_a_watched_folder_tells_once_what_has_come_to_rest(folder: Path) -> None:
    def write() -> None:
        for number in range(4):
            (folder / "new.txt").write_text("words " * (number + 1))
            time.sleep(0.1)

    writer = threading.Thread(target=write)
    writer.start()
    told = list(changes([Followed(str(folder))], 0.25, rounds=8))
    writer.join()
    assert 1 <= len(told) <= 2
    assert list(changes([Followed(str(folder))], 0.05, rounds=3)) == []
