"""BEIR corpora: `{"_id", "title", "text", "metadata": {"date", "url", "source", "author"}}`, one article a line."""

import codecs
import gzip
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from index.readers.dates import iso_date, unread
from index.readers.plain import LARGEST
from index.types import Failure, RawArticle


class BeirLine(BaseModel):
    """One line of `corpus.jsonl`; other fields are ignored, as BEIR's own loader does."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    id: str = Field(alias="_id", min_length=1, max_length=200)
    title: str | None = ""
    text: str = Field(min_length=1)
    metadata: dict[str, Any] = Field(default_factory=dict)


def read_corpus(path: Path, origin: str) -> Iterator[RawArticle | Failure]:
    """Each line as an article, or as a failure that names its line; a file that breaks off is a failure too."""
    number = 0
    try:
        with gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb") as file:
            while line := file.readline(LARGEST):
                number += 1
                line = line.removeprefix(codecs.BOM_UTF8) if number == 1 else line
                if len(line) == LARGEST and not line.endswith(b"\n"):
                    yield Failure(f"{origin}:{number}", f"this line has more than {LARGEST / 1e6:.0f} MB")
                    while (line := file.readline(LARGEST)) and not line.endswith(b"\n"):
                        pass
                elif line.strip():
                    yield _line(line, f"{origin}:{number}")
    except (OSError, EOFError, zlib.error) as error:
        yield Failure(f"{origin}:{number + 1}", f"the file cannot be read further ({error})")


def _line(line: bytes, origin: str) -> RawArticle | Failure:
    try:
        item = BeirLine.model_validate_json(line)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"])) or "the line"
        return Failure(origin, f"not a BEIR line: {place}: {first['msg']}")
    text = {key: str(value) for key, value in item.metadata.items() if isinstance(value, str | int) and value != ""}
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
