"""A home on a file system that became read-only, as Linux makes one that fails: a message, and all is left there."""

import ctypes
import errno
import gc
import os
import time
from pathlib import Path

import pytest

from index.catalog import Catalog
from index.errors import HomeError
from index.ingest import add_articles
from index.types import RawArticle
from tests.index.children import opened

READ_ONLY, AGAIN = 1, 32
"""Of mount(2): MS_RDONLY, MS_REMOUNT."""


def remount(disk: Path, flags: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    until = time.monotonic() + 60
    while libc.mount(b"tmpfs", os.fsencode(disk), b"tmpfs", AGAIN | flags, b"size=3000000"):
        # Chroma's own threads close its files a moment after it was told to.
        number = ctypes.get_errno()
        assert number == errno.EBUSY, os.strerror(number)
        assert time.monotonic() < until, "something is still open for writing"
        gc.collect()
        time.sleep(0.1)


def test_a_home_that_has_become_read_only_says_what_to_do_and_keeps_all(small_disk: Path) -> None:
    home = small_disk / "home"
    with opened(home) as library:
        add_articles(library, [RawArticle("The first article is about a ferry.", "-", id="first")])
    remount(small_disk, READ_ONLY)
    with pytest.raises(HomeError, match="Choose another"), opened(home):
        pass
    with pytest.raises(HomeError, match="Make the folder writable"):
        Catalog(home / "catalog.sqlite")
    remount(small_disk, 0)
    with opened(home) as library:
        assert [article.id for article in library.catalog.articles()] == ["first"]
