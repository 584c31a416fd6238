"""What is put on the shelf by the page: files of which only the bare name arrives."""

import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.web import adding
from assistant.web.adding import Source
from assistant.web.shelf import Line, Upload, add_pasted
from index.library import Library
from tests.index.loopback_news import News, Page, fetcher, news
from tests.index.made_files import column, docx, paragraph, pdf, zipped
from tests.index.test_readers import PAGE

__all__ = ["news"]

FERRY = "Ferry breaks down\n\nThe ferry broke down on Tuesday."
BRIDGE = "Bridge is closed\n\nThe bridge is closed for a week."


@pytest.fixture
def uploads(tmp_path: Path) -> "Uploads":
    return Uploads(tmp_path)


class Uploads:
    """Files called `article.txt`, each from a folder of its own, as browsers send them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def __call__(self, *texts: str) -> list[Upload]:
        return [Upload(self._file(text), "article.txt") for text in texts]

    def _file(self, text: str) -> Path:
        self._count += 1
        path = self._folder / str(self._count) / "article.txt"
        path.parent.mkdir()
        path.write_text(text)
        return path


def steps(library: Library, files: list[Upload]) -> list[Sequence[Source]]:
    return list(adding.add_uploads(library, threading.Lock(), files))


def lines(library: Library, files: list[Upload]) -> list[Line]:
    return [line for source in steps(library, files)[-1] for line in source.lines]


def added(library: Library, files: list[Upload]) -> list[str]:
    return [line.state for line in lines(library, files)]


def texts(library: Library) -> set[str]:
    return {library.catalog.text(article.id) for article in library.catalog.articles()}


def test_files_of_one_name_that_are_sent_together_are_articles_of_their_own(library: Library, uploads: Uploads) -> None:
    same_title = FERRY + " It was towed."
    assert added(library, uploads(FERRY, BRIDGE, same_title)) == ["added", "added", "added"]
    assert added(library, uploads(same_title, FERRY, BRIDGE)) == ["unchanged", "unchanged", "unchanged"]
    assert texts(library) == {FERRY, BRIDGE, same_title}


def test_another_file_of_that_name_sent_later_replaces_nothing(library: Library, uploads: Uploads) -> None:
    assert added(library, uploads(FERRY)) == ["added"]
    assert added(library, uploads(BRIDGE)) == ["added"]
    assert texts(library) == {FERRY, BRIDGE}


def test_a_file_sent_again_with_its_title_updates_its_article(library: Library, uploads: Uploads) -> None:
    corrected = FERRY.replace("Tuesday", "Wednesday")
    assert added(library, uploads(FERRY, BRIDGE)) == ["added", "added"]
    assert added(library, uploads(corrected)) == ["updated"]
    assert texts(library) == {corrected, BRIDGE}


def test_a_corrected_file_does_not_update_one_it_is_sent_with(library: Library, uploads: Uploads) -> None:
    other, corrected = FERRY + " It was towed.", FERRY.replace("Tuesday", "Wednesday")
    added(library, uploads(FERRY, other))
    assert added(library, uploads(other, corrected)) == ["unchanged", "added"]
    assert other in texts(library)


def test_files_of_all_kinds_are_taken_and_a_bad_one_is_a_line_of_its_own(library: Library, tmp_path: Path) -> None:
    sent = {
        "a.pdf": pdf([column(["The tram strike ended on Friday."])]),
        "b.docx": docx(paragraph("Barley prices fell in March.")),
        "c.zip": zipped({"d.txt": b"The bridge is closed for a week."}),
        "bad.pdf": b"%PDF-1.4",
    }
    files = []
    for number, (name, data) in enumerate(sent.items()):
        (tmp_path / str(number)).write_bytes(data)  # what a server keeps an upload under tells nothing of its kind
        files.append(Upload(tmp_path / str(number), name))
    told = lines(library, files)
    assert [(line.name, line.state) for line in told] == [
        *(("a.pdf", "added"), ("b.docx", "added"), ("c.zip/d.txt", "added"), ("bad.pdf", "failed"))
    ]
    assert not any(str(tmp_path) in line.name + line.why for line in told)
    assert not any(upload.path.exists() for upload in files)


def test_each_file_is_followed_from_waiting_to_done(library: Library, uploads: Uploads) -> None:
    seen = steps(library, uploads(FERRY, "", BRIDGE))
    assert [source.state for source in seen[0]] == ["waiting"] * 3
    assert [source.state for source in seen[1]] == ["reading", "waiting", "waiting"]
    for number in range(3):
        course = list(dict.fromkeys(step[number].state for step in seen))
        assert course in (["waiting", "reading", "storing", "done"], ["waiting", "reading", "done"])
    assert [[line.state for line in source.lines] for source in seen[-1]] == [["added"], ["failed"], ["added"]]
    assert seen[-1][1].lines[0].why


def test_files_are_added_to_the_end_when_nobody_looks_any_more(library: Library, uploads: Uploads) -> None:
    files = uploads(FERRY, BRIDGE)
    following = adding.add_uploads(library, threading.Lock(), files)
    next(following)
    next(following)
    following.close()
    deadline = time.monotonic() + 20
    while any(upload.path.exists() for upload in files) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert texts(library) == {FERRY, BRIDGE}


def test_pages_and_feeds_are_followed_the_same_way(library: Library, news: News) -> None:
    news.pages["/ferry"] = Page(PAGE.encode())
    addresses = [news.url("/ferry"), news.url("/nowhere")]
    *_, last = adding.add_addresses(library, threading.Lock(), addresses, fetcher())
    assert [(source.name, source.state) for source in last] == [(address, "done") for address in addresses]
    [page, missing] = [source.lines for source in last]
    assert [line.state for line in page] == ["added"]
    assert missing[0].state == "failed"
    assert "404" in missing[0].why


def test_a_pasted_address_is_fetched_and_one_of_this_machine_refused(library: Library, news: News) -> None:
    news.pages["/ferry"] = Page(PAGE.encode())
    [line] = add_pasted(library, "", "", "", f" {news.url('/ferry')}\n", fetcher())
    assert line.state == "added"
    [article] = library.catalog.articles()
    assert article.title == "Ferry breaks down off Karsund"
    [refused] = add_pasted(library, "", "", "", f"http://127.0.0.1:{news.port}/ferry")
    assert (refused.state, "public internet" in refused.why) == ("failed", True)
