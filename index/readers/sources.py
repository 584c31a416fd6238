"""What the user named -> the articles in it: files, folders, standard input."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from index.errors import ReadError
from index.readers.beir import read_corpus
from index.readers.plain import LARGEST, decode, read_markdown, read_text
from index.readers.web_page import read_html
from index.types import Failure, RawArticle

_READERS = {
    ".txt": read_text,
    ".text": read_text,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
}
_LATER = {
    ".pdf": "PDF",
    ".docx": "Word",
    ".eml": "e-mail",
    ".zip": "ZIP",
    ".mht": "saved web page",
    ".mhtml": "saved web page",
}
KINDS = sorted(_READERS)
"""The file endings that can be read today, with BEIR's `.jsonl` and `.jsonl.gz` beside them."""


def read_source(source: str) -> Iterator[RawArticle | Failure]:
    """The articles of one source in a fixed order; what cannot be read is a Failure, and the next one goes on."""
    if source == "-":
        yield _guarded(sys.stdin.buffer.read(LARGEST + 1), "-", ".txt")
    elif source.lower().startswith(("http://", "https://", "feed:")):
        yield Failure(source, "fetching from the web is not built yet; save the page and add the file")
    else:
        try:
            path = Path(source).expanduser()
            path.resolve().is_dir()
        except (OSError, ValueError, RuntimeError) as error:  # a name too long, a NUL in it, an unknown ~user
            yield Failure(_printable(source), f"it is no path: {error}")
        else:
            yield from _read_path(path)


def _read_path(path: Path) -> Iterator[RawArticle | Failure]:
    if path.is_dir():
        found = False
        unreadable: list[OSError] = []
        for folder, folders, names in os.walk(path, onerror=unreadable.append):
            dataset = "qrels" in folders or any(name.lower().startswith("queries.jsonl") for name in names)
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "qrels")
            for name in sorted(name for name in names if not name.startswith(".")):
                if dataset and _is_corpus(name) and not name.lower().startswith("corpus"):
                    continue  # of a BEIR dataset: its queries look like articles, and share their ids with them
                if _is_corpus(name) or Path(name).suffix.lower() in _READERS | _LATER:
                    found = True
                    yield from _read_file(Path(folder) / name)
        for error in unreadable:
            yield Failure(_printable(error.filename), f"this folder cannot be read: {error.strerror}")
        if not found and not unreadable:
            yield Failure(_printable(path), f"no article in this folder: none of {', '.join(KINDS)}, .jsonl, .jsonl.gz")
    else:
        yield from _read_file(path)


def _read_file(path: Path) -> Iterator[RawArticle | Failure]:
    try:
        origin = _printable(path.resolve())
    except (OSError, RuntimeError):  # a link that leads to itself
        yield Failure(_printable(path), "it cannot be read: its links lead in a circle")
        return
    if path.exists() and not path.is_file():  # opening a pipe would wait for its other end
        yield Failure(origin, "it is no file")
        return
    if _is_corpus(path.name) and path.is_file():
        yield from read_corpus(path, origin)
        return
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
            if len(data) > LARGEST:  # say how large it is without reading it all
                size = os.fstat(file.fileno()).st_size
                raise ReadError(f"it is {size / 1e6:.0f} MB; one article may have {LARGEST / 1e6:.0f} MB. Split it.")
    except FileNotFoundError:
        yield Failure(_printable(path), "there is no such file or folder")
    except OSError as error:
        yield Failure(_printable(path), f"it cannot be read: {error.strerror}")
    except ReadError as error:
        yield Failure(_printable(path), str(error))
    else:
        yield _guarded(data, origin, path.suffix.lower())


def _printable(path: Path | str) -> str:
    """A file name need not be text; what is stored and shown has to be, and has to tell two files apart."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")


def _is_corpus(name: str) -> bool:
    return name.lower().endswith((".jsonl", ".jsonl.gz"))


def _guarded(data: bytes, origin: str, ending: str) -> RawArticle | Failure:
    try:
        return read_bytes(data, origin, ending)
    except ReadError as error:
        return Failure(origin, str(error))


def read_bytes(data: bytes, origin: str, ending: str) -> RawArticle:
    """One article from bytes that came with a file ending (an upload, a file); ReadError says why not."""
    if ending in _LATER:
        raise ReadError(f"{_LATER[ending]} files cannot be read yet; save it as text or HTML")
    if ending not in _READERS:
        raise ReadError(f"{ending or 'a file without an ending'} is no kind we read: {', '.join(KINDS)}, .jsonl")
    return _READERS[ending](decode(data), origin)
