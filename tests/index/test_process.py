"""Whatever a file does to its reader, it ends in time and within its memory, with a word, and the next one goes on."""

import gzip
import os
import subprocess
import sys
import time
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.readers import read_source
from index.readers.job import Job
from index.readers.process import ReaderProcess
from index.types import Failure, RawArticle
from tests.index.made_files import W, bomb, column, docx, paragraph, pdf, pdf_of, zipped
from tests.index.test_readers import PAGE

GOOD = Job("/good.html", ".html", size=len(PAGE.encode()))
LIMIT_S = 30


@pytest.fixture(scope="module")
def process() -> Iterator[ReaderProcess]:
    with ReaderProcess() as started:
        yield started


def read(process: ReaderProcess, data: bytes, ending: str) -> list[RawArticle | Failure]:
    """What comes of one file; the good page after it always comes out."""
    began = time.monotonic()
    found = process.read(Job(f"/bad{ending}", ending, size=len(data)), data)
    assert time.monotonic() - began < LIMIT_S + 5
    [good] = process.read(GOOD, PAGE.encode())
    assert isinstance(good, RawArticle)
    assert "212 people" in good.text
    return [item for item in found if isinstance(item, RawArticle | Failure)]


def reason(process: ReaderProcess, data: bytes, ending: str) -> str:
    [found] = read(process, data, ending)
    assert isinstance(found, Failure)
    return found.reason


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)


def test_a_word_file_that_unpacks_into_gigabytes_is_refused(process: ReaderProcess) -> None:
    start = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>'.encode()
    end = b"</w:t></w:r></w:p></w:body></w:document>"
    assert reason(process, bomb("word/document.xml", 110, start, end, b"words "), ".docx")
    assert read(process, bomb("word/document.xml", 10, start, end, b"</w:t></w:r></w:p><w:p><w:r><w:t>word"), ".docx")
    assert reason(process, bomb("word/document.xml", 8, start, end, b"<w:p>"), ".docx")


def test_entities_that_multiply_do_not(process: ReaderProcess) -> None:
    for data, ending in (
        (docx(paragraph("&j;"), LAUGHS), ".docx"),
        (
            (LAUGHS + "<html><body><article><p>Words &j; and more of them.</p></article></body></html>").encode(),
            ".xhtml",
        ),
    ):
        for item in read(process, data, ending):
            assert isinstance(item, Failure) or len(item.text) < 10_000


def test_html_nested_100_000_deep_ends(process: ReaderProcess) -> None:
    for tag in ("div", "span", "table", "b", "ul><li"):
        assert read(process, f"<{tag}>".encode() * 100_000 + b"words and words and words", ".html")


@pytest.mark.parametrize(
    "markup", ["[" * 50_000, ">" * 50_000, "*a_" * 20_000, "`a" * 50_000, "![[](" * 4_000, "- " * 100_000]
)
def test_markdown_that_takes_for_ever_ends(process: ReaderProcess, markup: str) -> None:
    assert read(process, f"words {markup} words".encode(), ".md")


def test_a_pdf_of_a_million_pages_is_refused(process: ReaderProcess) -> None:
    kids = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1000000 /Kids [%s] >>" % (b"3 0 R " * 1_000_000),
    )
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>"
    assert reason(process, pdf_of([*kids, page]), ".pdf")
    assert reason(process, pdf([[]] * 1001), ".pdf").startswith("it has 1,001 pages")


def test_a_pdf_that_leads_in_circles_ends(process: ReaderProcess) -> None:
    catalog = b"<< /Type /Catalog /Pages 2 0 R >>"
    form = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 4 0 R >> >> /Length 5 >>"
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /XObject << /X 4 0 R >> >> >>"
    )
    for objects in (
        [catalog, b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"],
        [catalog, b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", page, form + b"\nstream\n/X Do\nendstream"],
        [catalog, b"2 0 R"],
        [b"<< /Type /Catalog /Pages << " + b"/A << " * 50_000 + b">> " * 50_000 + b">> >>"],
    ):
        assert reason(process, pdf_of(objects), ".pdf")
    assert reason(process, b"%PDF-1.7\nxref\n0 0\ntrailer << /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF", ".pdf")


def test_a_pdf_whose_page_unpacks_into_gigabytes_ends(process: ReaderProcess) -> None:
    packer = zlib.compressobj()
    drawn = b"".join(packer.compress(b"BT (a) Tj ET " * 80_000) for _ in range(200)) + packer.flush()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R >>",
        b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(drawn), drawn),
    ]
    assert read(process, pdf_of(objects), ".pdf")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32", "shift_jis", "cp037"])
def test_a_page_in_an_odd_encoding_is_read_or_refused(process: ReaderProcess, encoding: str) -> None:
    [found] = read(process, PAGE.encode(encoding, "replace"), ".html")
    if encoding in ("utf-16", "utf-32"):
        assert isinstance(found, RawArticle)
        assert "212 people" in found.text


@pytest.mark.parametrize(
    "words",
    [b"&#xd800; and \xed\xa0\x80", "מטוס נחת".encode(), "a\u200bb\u202ec\u2066d\ufeff".encode(), b"&#0;&#x1f;\x00"],
)
def test_surrogates_directions_and_zero_widths_are_text_like_any_other(process: ReaderProcess, words: bytes) -> None:
    [found] = read(process, PAGE.encode().replace(b"212 people", b"212 people " + words), ".html")
    assert isinstance(found, RawArticle | Failure)
    if isinstance(found, RawArticle):
        assert "212 people" in found.text
        found.text.encode()


def test_a_mail_of_a_million_parts_ends(process: ReaderProcess) -> None:
    head = b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    assert read(process, head + b"--b\r\n\r\nwords\r\n" * 10_000 + b"--b--\r\n", ".eml")
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(5000))
    assert read(process, b"Subject: x\r\n" + deep + b"\r\nwords\r\n", ".eml")


# --- the process itself ---------------------------------------------------------------------------------------------


@pytest.fixture
def slow(tmp_path: Path) -> bytes:
    """Markdown that takes several seconds to read, and never the memory that a file may have."""
    return b"words " + b"*a_" * 350_000


def test_a_file_that_takes_too_long_is_given_up_and_the_next_goes_on(slow: bytes) -> None:
    with ReaderProcess(seconds=2) as process:
        assert isinstance(process.read(GOOD, PAGE.encode())[0], RawArticle)  # it has started: only reading is timed
        began = time.monotonic()
        [found] = process.read(Job("/slow.md", ".md", size=len(slow)), slow)
        assert time.monotonic() - began < 6
        assert isinstance(found, Failure)
        assert "longer than 2 s" in found.reason
        [good] = process.read(GOOD, PAGE.encode())
        assert isinstance(good, RawArticle)


@pytest.mark.skipif(sys.platform != "linux", reason="only there a process can be held to its memory")
def test_a_file_that_takes_too_much_memory_is_given_up_and_the_next_goes_on() -> None:
    with ReaderProcess(megabytes=230) as process:
        text = b"- words\n" * 400_000
        [found] = process.read(Job("/large.md", ".md", size=len(text)), text)
        assert isinstance(found, Failure)
        assert "memory" in found.reason
        [good] = process.read(GOOD, PAGE.encode())
        assert isinstance(good, RawArticle)


def test_many_files_are_read_by_one_process(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(30):
        (tmp_path / f"{number:02}.md").write_text(f"# Number {number}\n\nWords.")
    started: list[subprocess.Popen[bytes]] = []

    class Noted(subprocess.Popen[bytes]):
        def __init__(self, *args: Any, **more: Any) -> None:
            super().__init__(*args, **more)
            if any("child.py" in str(part) for part in args[0]):
                started.append(self)

    monkeypatch.setattr("index.readers.process.subprocess.Popen", Noted)
    with ReaderProcess() as process:
        found = list(read_source(str(tmp_path), process))
        assert [item.title for item in found if isinstance(item, RawArticle)] == [f"Number {n}" for n in range(30)]
        [only] = started
        assert only.poll() is None
    assert only.poll() is not None


# --- ZIP ------------------------------------------------------------------------------------------------------------


def in_zip(tmp_path: Path, data: bytes, process: ReaderProcess) -> list[RawArticle | Failure]:
    path = tmp_path / "clips.zip"
    path.write_bytes(data)
    return list(read_source(str(path), process))


def test_the_files_in_a_zip_are_read_each_by_its_kind(tmp_path: Path, process: ReaderProcess) -> None:
    data = zipped(
        {
            "b.txt": b"Words of b.",
            "sub/a.html": PAGE.encode(),
            "sub/a_files/frame.html": PAGE.encode(),
            "c.pdf": pdf([column(["Words of c."])]),
            "d.docx": docx(paragraph("Words of d.")),
            "../../e.md": b"Words of e.",
            "__MACOSX/._b.txt": b"junk",
            ".hidden.txt": b"junk",
            "f.png": b"\x89PNG",
            "g.zip": zipped({"h.txt": b"Words of h."}),
        }
    )
    found = in_zip(tmp_path, data, process)
    good = {item.origin.rpartition("clips.zip/")[2] for item in found if isinstance(item, RawArticle)}
    assert good == {"b.txt", "c.pdf", "d.docx", "sub/a.html"}
    [failed] = [item for item in found if isinstance(item, Failure)]
    assert "ZIP within" in failed.reason
    assert not (tmp_path.parent / "e.md").exists()


def test_a_bomb_in_a_zip_is_one_failure_among_its_files(tmp_path: Path, process: ReaderProcess) -> None:
    path = tmp_path / "clips.zip"
    path.write_bytes(bomb("b.txt", 100))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("a.txt", "Words of a.")
        archive.writestr("c.txt", "Words of c.")
    first, second, third = read_source(str(path), process)
    assert isinstance(first, RawArticle)
    assert isinstance(second, Failure)
    assert "MB" in second.reason
    assert isinstance(third, RawArticle)


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04", b"PK\x05\x06" + bytes(18), gzip.compress(b"words", mtime=0), b"words" * 9]
)
def test_what_is_no_zip_or_an_empty_one_is_a_failure(tmp_path: Path, process: ReaderProcess, data: bytes) -> None:
    [found] = in_zip(tmp_path, data, process)
    assert isinstance(found, Failure)


def test_a_damaged_file_in_a_zip_is_one_failure(tmp_path: Path, process: ReaderProcess) -> None:
    data = bytearray(zipped({"a.txt": os.urandom(2000).hex().encode(), "b.txt": b"Words of b."}))
    data[200] ^= 0xFF
    first, second = in_zip(tmp_path, bytes(data), process)
    assert isinstance(first, Failure)
    assert isinstance(second, RawArticle)


def test_a_zip_of_files_that_all_take_too_long_is_given_up(tmp_path: Path, slow: bytes) -> None:
    with ReaderProcess(seconds=1) as process:
        found = in_zip(tmp_path, zipped({f"{n}.md": slow for n in range(9)}), process)
    assert len(found) == 4
    assert isinstance(found[-1], Failure)
    assert "other 6 were left out" in found[-1].reason
