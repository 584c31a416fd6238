"""What the user named -> the articles in it: files, folders, ZIPs, URLs, standard input."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from index.errors import ReadError
from index.fetch.fetcher import Fetcher
from index.readers.beir import read_corpus
from index.readers.folders import EVERYTHING, Chosen, files_in, is_corpus
from index.readers.formats import KINDS, read_bytes
from index.readers.job import Job, Read
from index.readers.plain import LARGEST
from index.readers.process import ReaderProcess
from index.readers.web import AlreadyRead, WebReader, never
from index.types import Failure, RawArticle

_READ_HERE = (".txt", ".text")
"""What takes no parser to read; for everything else there is the process that may be killed."""


def read_source(
    source: str,
    process: ReaderProcess | None = None,
    chosen: Chosen = EVERYTHING,
    fetcher: Fetcher | None = None,
    known: AlreadyRead = never,
    follow: Callable[[str], None] | None = None,
) -> Iterator[RawArticle | Failure]:
    """The articles of one source in a fixed order; what cannot be read is a Failure, and the next one goes on.

    `process` reads the files that need it; without one, a process is started for this source. `fetcher` fetches URLs,
    but not the pages of a feed that are `known`. `follow` is told of a source that may have more to give later.
    """
    with ExitStack() as stack:
        process = process or stack.enter_context(ReaderProcess())
        if source == "-":
            yield _read_here(sys.stdin.buffer.read(LARGEST + 1), "-", ".txt")
        elif source.lower().startswith(("http://", "https://", "feed:")):
            reader = WebReader(fetcher or Fetcher(), process, chosen, known)
            yield from reader.read(source)
            if follow and reader.is_list:
                follow(source)
        else:
            try:
                path = Path(source).expanduser()
                path.resolve().is_dir()
            except (OSError, ValueError, RuntimeError) as error:  # a name too long, a NUL in it, an unknown ~user
                yield Failure(_printable(source), f"it is no path: {error}")
            else:
                if follow and path.is_dir():
                    follow(str(path.resolve()))
                yield from _read_folder(path, process, chosen) if path.is_dir() else read_file(path, process, chosen)


def _read_folder(folder: Path, process: ReaderProcess, chosen: Chosen) -> Iterator[RawArticle | Failure]:
    found = False
    for item in files_in(folder, chosen):
        found = True
        if isinstance(item, OSError):
            yield Failure(_printable(item.filename), f"this folder cannot be read: {item.strerror}")
        else:
            yield from read_file(item, process)
    if not found:
        fitting = " that fits" if chosen != EVERYTHING else ""
        yield Failure(
            _printable(folder),
            f"no article{fitting} in this folder: none of {', '.join(KINDS)}, .zip, .jsonl, .jsonl.gz",
        )


def read_file(
    path: Path, process: ReaderProcess, chosen: Chosen = EVERYTHING, origin: str | None = None
) -> Iterator[RawArticle | Failure]:
    """The articles of one file. `origin` is what it is called when that is not its path; `chosen` is for a ZIP."""
    try:
        origin = origin or _printable(path.resolve())
        if not path.exists():
            yield Failure(_printable(path), "there is no such file or folder")
            return
        if not path.is_file():  # opening a pipe would wait for its other end
            yield Failure(origin, "it is no file")
            return
        with path.open("rb"):
            pass
    except (OSError, RuntimeError) as error:
        yield Failure(_printable(path), _why(error))
        return
    ending = Path(origin).suffix.lower()
    if is_corpus(origin):
        yield from read_corpus(path, origin)
    elif ending == ".zip":
        yield from _articles(process.read_archive(path.absolute(), origin, chosen))
    elif ending not in KINDS:
        yield _read_here(b"", origin, ending)
    elif ending in _READ_HERE:
        yield _read_text_file(path, origin)
    else:
        yield from _articles(process.read(Job(origin, ending, os.fspath(path.absolute()))))


def _why(error: OSError | RuntimeError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"it cannot be read: {error.strerror}"
    return "it cannot be read: its links lead in a circle"


def _read_text_file(path: Path, origin: str) -> RawArticle | Failure:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST + 1)
            size = os.fstat(file.fileno()).st_size
    except OSError as error:
        return Failure(origin, _why(error))
    if len(data) > LARGEST:  # say how large it is without reading it all
        return Failure(origin, f"it is {size / 1e6:.0f} MB; one article may have {LARGEST / 1e6:.0f} MB. Split it.")
    return _read_here(data, origin, ".txt")


def _read_here(data: bytes, origin: str, ending: str) -> RawArticle | Failure:
    try:
        return read_bytes(data, origin, ending)
    except ReadError as error:
        return Failure(origin, str(error))


def _articles(found: Iterator[Read] | list[Read]) -> Iterator[RawArticle | Failure]:
    """Files hold no links to follow; only what is fetched does."""
    yield from (item for item in found if isinstance(item, RawArticle | Failure))


def _printable(path: Path | str) -> str:
    """A file name need not be text; what is stored and shown has to be, and has to tell two files apart."""
    return os.fsencode(path).decode("utf-8", "backslashreplace")
