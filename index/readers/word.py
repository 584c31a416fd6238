"""Word (.docx) -> article: its paragraphs and table rows as they stand, without what was deleted or stands in margins.

Read from the XML itself (ECMA-376 part 1), piece by piece: only the text is needed, and no file is taken for small.
"""

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import IO, Any

from lxml import etree

from index.errors import ReadError
from index.readers.plain import LARGEST, not_empty, title_of
from index.types import RawArticle

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_LEFT_OUT = {f"{_W}del", f"{_W}moveFrom", "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"}
_SPACES = {f"{_W}tab": " ", f"{_W}br": "\n", f"{_W}cr": "\n", f"{_W}noBreakHyphen": "-"}
_TITLES = {"Title", "Heading1", "Titel", "Titre"}
_LARGEST_XML = 100_000_000
"""Bytes of XML that are read at most; a page of text has about 30,000."""
_LARGEST_PROPERTIES = 1_000_000


def read_word(data: bytes, origin: str) -> RawArticle:
    """The article in a Word file; ReadError when it is none, damaged, or unpacks into far too much."""
    title, lines, length = "", [], 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for style, line in _lines(archive, "word/document.xml"):
                length += len(line)
                if length > LARGEST:
                    raise ReadError(f"it holds more than {LARGEST / 1e6:.0f} MB of text; split it into its articles")
                lines.append(line)
                if not title and style in _TITLES:
                    title = " ".join(line.split())
            title = title or _core_title(archive)
    except KeyError as error:
        raise ReadError("it is no Word file: it has no document in it") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ReadError(f"it is no Word file that can be opened ({error})") from error
    except etree.XMLSyntaxError as error:
        raise ReadError("its XML is damaged, or made to do harm") from error
    text = not_empty("\n\n".join(lines))
    return RawArticle(text=text, origin=origin, title=title or title_of(text, origin))


def _lines(archive: zipfile.ZipFile, name: str) -> Iterator[tuple[str, str]]:
    """(style, text) of each paragraph, and of each table row with its cells parted by bars."""
    row: list[list[str]] = []
    out_of = 0
    tables = 0
    with archive.open(name) as file:
        events = etree.iterparse(
            _Limited(file), events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False
        )
        for event, element in events:
            if event == "start":
                out_of += element.tag in _LEFT_OUT
                tables += element.tag == f"{_W}tbl"
                if element.tag == f"{_W}tc" and tables == 1:
                    row.append([])
                continue
            if element.tag in _LEFT_OUT:
                out_of -= 1
                element.clear()
            elif element.tag == f"{_W}p" and not out_of:
                line = _text(element)
                if line and row:
                    row[-1].append(" ".join(line.split()))
                elif line:
                    yield _style(element), line
                element.clear()
                while element.getprevious() is not None and not row:  # what was read is let go of
                    del element.getparent()[0]
            elif element.tag == f"{_W}tr" and tables == 1:
                cells = [" ".join(cell) for cell in row]
                row = []
                if any(cells):
                    yield "", " | ".join(cells)
                element.clear()
            elif element.tag == f"{_W}tbl":
                tables -= 1


def _text(paragraph: Any) -> str:
    parts = []
    for element in paragraph.iter(f"{_W}t", *_SPACES):
        parts.append(element.text or "" if element.tag == f"{_W}t" else _SPACES[str(element.tag)])
    return "".join(parts).strip()


def _style(paragraph: Any) -> str:
    style = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return "" if style is None else str(style.get(f"{_W}val") or "")


def _core_title(archive: zipfile.ZipFile) -> str:
    """The title among the file's properties; Word leaves it empty unless somebody filled it in."""
    try:
        with archive.open("docProps/core.xml") as file:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
            tree = etree.parse(_Limited(file, _LARGEST_PROPERTIES), parser)
    except (KeyError, etree.XMLSyntaxError, ReadError):  # the article stands without them
        return ""
    return " ".join((tree.findtext("{http://purl.org/dc/elements/1.1/}title") or "").split())


class _Limited(io.RawIOBase):
    """A file that ends in a ReadError when it unpacks into far more than a text."""

    def __init__(self, file: IO[bytes], largest: int = _LARGEST_XML) -> None:
        self._file, self._largest, self._left = file, largest, largest

    def read(self, size: int = -1) -> bytes:
        data = self._file.read(min(size, 1 << 16) if size > 0 else 1 << 16)
        self._left -= len(data)
        if self._left < 0:
            raise ReadError(f"it unpacks into more than {self._largest / 1e6:.0f} MB")
        return data
