"""PDF -> article, by pypdf: lines with their places on the page, put together by pdf_lines.py."""

import io
import logging
import re
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from index.errors import ReadError
from index.readers.pdf_lines import Line, headline, paragraphs, without_margins
from index.readers.plain import LARGEST, not_empty, title_of
from index.types import RawArticle

logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity; what matters is raised

MOST_PAGES = 1000
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_NO_TITLE = re.compile(
    r"(?i)^(untitled|\(anonymous\)|microsoft word|document\d*$|layout \d|slide \d|.*\.(docx?|pdf|indd|qxd|odt|html?)$)"
)


def read_pdf(data: bytes, origin: str) -> RawArticle:
    """The words of a PDF in reading order, without running heads and page numbers; ReadError says why not."""
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise ReadError("it is protected by a password")
        pages = len(reader.pages)
        if pages > MOST_PAGES:
            raise ReadError(f"it has {pages:,} pages; one file may have {MOST_PAGES:,}. Split it.")
        lines = []
        length = 0
        for number in range(pages):
            found = _lines(reader.pages[number], number)
            length += sum(len(line.text) for line in found)
            if length > LARGEST:
                raise ReadError(f"it holds more than {LARGEST / 1e6:.0f} MB of text; split it into its articles")
            lines.append(found)
        title = _title(reader)
    except FileNotDecryptedError as error:
        raise ReadError("it is protected by a password") from error
    except DependencyError as error:
        raise ReadError("it is encrypted (AES); print it to a PDF without protection, and add that") from error
    except RecursionError as error:
        raise ReadError("its pages are nested too deep, or in a circle") from error
    except (
        PyPdfError,
        OSError,
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        NotImplementedError,
        AssertionError,
        ZeroDivisionError,
        OverflowError,
    ) as error:
        raise ReadError(f"it is damaged, or no PDF ({type(error).__name__})") from error
    if not any(lines):
        raise ReadError(
            "it holds pictures of pages and no text; let a text recognition such as OCRmyPDF run over it first"
        )
    kept = without_margins(lines)
    text = not_empty("\n\n".join(paragraphs(kept)))
    return RawArticle(text=text, origin=origin, title=title or headline(kept) or title_of(text, origin))


def _lines(page: Any, number: int) -> list[Line]:
    """The lines of a page with the place and size of their first piece, in the order in which they were drawn."""
    lines: list[Line] = []
    pieces: list[tuple[str, float, float, float]] = []

    def finish() -> None:
        text = " ".join("".join(piece[0] for piece in pieces).translate(_LIGATURES).split())
        if text:
            _, x, y, size = next(piece for piece in pieces if piece[0].strip())
            lines.append(Line(text, number, x, y, size))
        pieces.clear()

    def visit(text: str, cm: list[float], tm: list[float], font: Any, size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        drawn = abs(size * (tm[3] or tm[1]) * (cm[3] or cm[1])) or size
        for place, part in enumerate(text.split("\n")):
            if place:
                finish()
            pieces.append((part, x, y, drawn))

    page.extract_text(visitor_text=visit)
    finish()
    return lines


def _title(reader: PdfReader) -> str:
    """The title among the file's properties, unless a program put it there."""
    try:
        title = " ".join(str((reader.metadata.title if reader.metadata else None) or "").split())
    except (PyPdfError, ValueError, TypeError, AttributeError, KeyError):
        return ""
    return "" if _NO_TITLE.match(title) or len(title) > 200 or not re.search(r"\w", title) else title
