"""Good files with a few bytes gone wrong: whatever comes of them, the batch goes on.

The short form is the same at every run; the long one (`make soak`) tries 1,000 of each kind, others every time, and
`make soak TIMES=10` 10,000.
"""

import gzip
import json
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.readers import read_source
from index.readers.process import SECONDS, ReaderProcess
from index.types import Failure, RawArticle
from tests.index.made_files import PARAGRAPHS, W, column, docx, paragraph, pdf, pdf_of, zipped
from tests.index.test_readers import PAGE
from tests.soak.scale import SOAK

WORDS = "\n\n".join(PARAGRAPHS)
DRAWN = b"BT /F1 11 Tf 60 760 Td (The ferry broke down.) Tj ET"
OPEN_PDF = pdf_of(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(DRAWN), DRAWN),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
)
MAIL = (
    "From: Mina Berg <mina@coast.example>\r\nDate: Tue, 09 Apr 2024 18:30:00 +0200\r\n"
    "Subject: =?utf-8?q?F=C3=A6rry?=\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; "
    f"charset=utf-8\r\n\r\n{WORDS}\r\n--b\r\nContent-Type: text/html\r\n"
    "Content-Disposition: attachment; filename=a.html"
    f"\r\n\r\n{PAGE}\r\n--b--\r\n"
).encode()
SAVED = (
    b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n"
)
LINES = "".join(
    json.dumps({"_id": f"{n}", "title": "T", "text": WORDS, "metadata": {"date": "2024-04-09", "n": n}}) + "\n"
    for n in range(3)
).encode()
BODY = paragraph("The ferry", style="Title") + "".join(map(paragraph, PARAGRAPHS))
DOCUMENT = f'<w:document xmlns:w="{W}"><w:body>{BODY}</w:body></w:document>'.encode()


def as_it_is(data: bytes) -> bytes:
    return data


SEEDS: Mapping[str, tuple[str, bytes, Callable[[bytes], bytes]]] = {
    "text": (".txt", f"---\ntitle: Ferry\npublished: 2023-05-04\n---\n{WORDS}".encode(), as_it_is),
    "markdown": (".md", f"# Ferry\n\n> {WORDS}\n\n| a | b |\n|---|---|\n| *c* | `d` |\n".encode(), as_it_is),
    "html": (".html", PAGE.encode(), as_it_is),
    "pdf": (".pdf", pdf([column(list(PARAGRAPHS))]), as_it_is),
    "pdf, open": (".pdf", OPEN_PDF, as_it_is),
    "docx": (".docx", docx(BODY), as_it_is),
    "docx, within": (".docx", DOCUMENT, lambda data: zipped({"word/document.xml": data})),
    "mail": (".eml", MAIL, as_it_is),
    "saved page": (".mhtml", SAVED + PAGE.encode() + b"\r\n--b--\r\n", as_it_is),
    "zip": (".zip", zipped({"a.txt": WORDS.encode(), "b.html": PAGE.encode()}), as_it_is),
    "corpus": (".jsonl", LINES, as_it_is),
    "corpus, packed": (".jsonl.gz", gzip.compress(LINES, mtime=0), as_it_is),
}
TOKENS = [
    *(b"\0", b"\xff\xfe", b"\xed\xa0\x80", b"<", b">", b"&", b"<![CDATA[", b"<!--", b"]]>", b"&#xd800;", b"\\ud800"),
    *(b"99999999999999999999", b"-1", b"1e999", b"NaN", b"/", b"<<", b">>", b"[", b"]", b"(", b")", b"{", b"}", b'"'),
    *(
        b"obj",
        b"endobj",
        b"stream",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\r\n\r\n",
        b"--b",
        b"=?utf-8?b?/?=",
        b"charset=zip",
    ),
]
CHANGE = st.tuples(
    st.sampled_from(["flip", "drop", "repeat", "insert", "cut"]),
    st.floats(0, 1),
    st.integers(1, 64),
    st.sampled_from(TOKENS) | st.binary(min_size=1, max_size=8),
)


def mutated(data: bytes, changes: list[tuple[str, float, int, bytes]]) -> bytes:
    for what, where, size, token in changes:
        at = int(where * len(data))
        match what:
            case "flip":
                data = data[:at] + bytes(byte ^ size for byte in data[at : at + 1]) + data[at + 1 :]
            case "drop":
                data = data[:at] + data[at + size :]
            case "repeat":
                data = data[:at] + data[at : at + size] * size + data[at + size :]
            case "insert":
                data = data[:at] + token + data[at:]
            case "cut":
                data = data[: max(at, 1)]
    return data


@pytest.fixture(scope="module")
def process() -> Iterator[ReaderProcess]:
    with ReaderProcess() as started:
        yield started


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutated")


def check(name: str, changes: list[tuple[str, float, int, bytes]], process: ReaderProcess, folder: Path) -> None:
    ending, seed, wrap = SEEDS[name]
    path = folder / f"clip{ending}"
    path.write_bytes(wrap(mutated(seed, changes)))
    began = time.monotonic()
    found = list(read_source(str(path), process))
    assert time.monotonic() - began < SECONDS + 5
    for item in found:
        if isinstance(item, Failure):
            assert "broke down" not in item.reason
            assert "reader failed on it" not in item.reason
        else:
            assert isinstance(item, RawArticle)
            item.text.encode("utf-8")


MORE = max(1, SOAK)
QUIET = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


@pytest.mark.parametrize("name", SEEDS)
@settings(max_examples=40, derandomize=True, **QUIET)  # type: ignore[arg-type]
@given(changes=st.lists(CHANGE, min_size=1, max_size=5))
def test_a_mutated_file_is_read_or_refused(
    name: str, changes: list[tuple[str, float, int, bytes]], process: ReaderProcess, folder: Path
) -> None:
    check(name, changes, process, folder)


@pytest.mark.soak
@pytest.mark.timeout(600 * MORE)
@pytest.mark.parametrize("name", SEEDS)
def test_many_more_mutated_files_are_read_or_refused(
    name: str, process: ReaderProcess, folder: Path, reached: Callable[[str], None]
) -> None:
    @settings(max_examples=1000 * MORE, **QUIET)  # type: ignore[arg-type]
    @given(changes=st.lists(CHANGE, min_size=1, max_size=9))
    def each(changes: list[tuple[str, float, int, bytes]]) -> None:
        check(name, changes, process, folder)

    each()
    reached(f"mutated files, {name}: {1000 * MORE} read or refused, 0 uncaught, 0 hangs")
