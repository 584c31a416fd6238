"""A folder -> the files in it that are read, in a fixed order."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from index.readers.formats import FOUND_IN_FOLDERS


@dataclass(frozen=True)
class Chosen:
    """Which of many are taken: those one of `include` fits (all when there is none), and none of `exclude`.

    A pattern is fitted to the whole path below the folder, and to the last part of it.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()

    def __call__(self, name: str) -> bool:
        return (not self.include or _fits(name, self.include)) and not _fits(name, self.exclude)


EVERYTHING = Chosen()
PAGES = (".html", ".htm", ".xhtml")
"""What a saved page is called; what it shows is in the folder of that name with `_files`."""


def _fits(name: str, patterns: tuple[str, ...]) -> bool:
    name = name.replace(os.sep, "/").lower()
    last = name.rstrip("/").rpartition("/")[2]
    return any(fnmatchcase(part, pattern.lower()) for pattern in patterns for part in (name, last))


def files_in(folder: Path, chosen: Chosen = EVERYTHING) -> Iterator[Path | OSError]:
    """The files below `folder` that are read or declined with a word; an error for each folder that cannot be read.

    Left out: hidden files, the `_files` folder of a saved page, and of a BEIR dataset everything but its corpus.
    """
    unreadable: list[OSError] = []
    for place, folders, names in os.walk(folder, onerror=unreadable.append):
        dataset = "qrels" in folders or any(name.lower().startswith("queries.jsonl") for name in names)
        folders[:] = sorted(name for name in folders if not name.startswith(".") and not _beside(name, folders, names))
        for name in sorted(name for name in names if not name.startswith(".")):
            if dataset and is_corpus(name) and not name.lower().startswith("corpus"):
                continue  # its queries look like articles, and share their ids with them
            path = Path(place) / name
            if is_read(name) and chosen(os.path.relpath(path, folder)):
                yield path
    yield from unreadable


def _beside(name: str, folders: list[str], names: list[str]) -> bool:
    """Whether a folder only belongs to something beside it: to a dataset's corpus, or to a saved page."""
    if name == "qrels":
        return True
    page = name.removesuffix("_files")
    return page != name and any(f"{page}{ending}" in names for ending in PAGES)


def is_read(name: str) -> bool:
    """Whether a file of this name is looked at when it is found in a folder or a ZIP."""
    return is_corpus(name) or Path(name).suffix.lower() in FOUND_IN_FOLDERS


def is_corpus(name: str) -> bool:
    """Whether it is a BEIR corpus."""
    return name.lower().endswith((".jsonl", ".jsonl.gz"))
