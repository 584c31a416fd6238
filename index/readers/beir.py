"""BEIR corpora: `{"_id", "title", "text", "metadata": {"date", "url", "source", "author"}}`, one article a line."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from gzip import GzipFile
from io import BufferedReader
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.readers.dates import iso_date, unread
from index.readers.plain import LARGEST
from index.types import Failure, RawArticle

_LONGEST_LINE = 100_000_000
_BAD_IN_A_ROW = 10_000
"""Bytes of one line that are passed over, and lines without an article, after which the rest is given up: a few
kilobytes may unpack into as many of them as one likes."""
_LARGEST_NUMBER = 10**18


class BeirLine(BaseModel):
    """One line of `corpus.jsonl`; other fields are ignored, as BEIR's own loader does."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str = Field(alias="_id", min_length=1, max_length=200)
    title: str | None = ""
    text: str = Field(min_length=1)
    metadata: dict[str, Any] = Field(default_factory=dict)


def read_corpus(path: Path, origin: str) -> Iterator[RawArticle | Failure]:
    """Each line as an article, or as a failure that names its line; a file that breaks off is a failure too."""
    number = bad = 0
    try:
        with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb") as file:
            while line := file.readline(LARGEST):
                number += 1
                line = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
                if len(line) == LARGEST and not line.endswith(b"\n"):
                    yield Failure(f"{origin}:{number}", f"this line has more than {LARGEST / 1e6:.0f} MB")
                    if not _passed_over(file):
                        yield Failure(
                            origin, f"a line has more than {_LONGEST_LINE / 1e6:.0f} MB; the rest is left out"
                        )
                        return
                elif line.strip():
                    found = _line(line, f"{origin}:{number}")
                    bad = bad + 1 if isinstance(found, Failure) else 0
                    yield found
                else:
                    bad += 1
                if bad == _BAD_IN_A_ROW:
                    yield Failure(origin, f"{bad:,} lines in a row hold no article; the rest is left out")
                    return
    except (OSError, EOFError, zlib.error) as error:
        yield Failure(f"{origin}:{number + 1}", f"the file cannot be read further ({error})")


def _passed_over(file: GzipFile | BufferedReader) -> bool:
    """Whether the rest of a line came to its end."""
    for _ in range(_LONGEST_LINE // LARGEST):
        line = file.readline(LARGEST)
        if not line or line.endswith(b"\n"):
            return True
    return False


def _line(line: bytes, origin: str) -> RawArticle | Failure:
    try:
        item = BeirLine.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        return Failure(origin, f"not a BEIR line: {place}: {first['msg']}")
    text = {key: str(value) for key, value in item.metadata.items() if _said(value)}
    published = text.get("date") or text.get("published")
    return RawArticle(
        text=item.text,
        origin=origin,
        title=item.title or "",
        source=text.get("source", ""),
        author=text.get("author"),
        published=iso_date(published),
        url=text.get("url"),
        id=item.id,
        note=unread(published),
    )


def _said(value: object) -> bool:
    """Whether it says anything: words, or a number that can be written out."""
    return (isinstance(value, str) and value != "") or (isinstance(value, int) and abs(value) < _LARGEST_NUMBER)
