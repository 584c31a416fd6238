"""How a derived index follows the catalog: a stamp says which catalog and generation it holds.

The stamp is removed before an index is changed and written after, so a crash in between is seen as "unknown" and the
index is rebuilt from the catalog; nothing is embedded again.
"""

import json
import logging
import os
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Protocol

from index.catalog import Catalog

logger = logging.getLogger(__name__)

FORMAT = 1
"""Raised when what an index holds for one passage changes."""

REBUILD_SHARE = 0.5
"""When more than this share of the passages is new, rebuilding is cheaper than following."""


class Panicked(ValueError):
    """The index's native code gave up."""


class DerivedIndex(Protocol):
    """An index that can be dropped and filled again from the catalog."""

    folder: Path

    def clear(self) -> None: ...

    def apply(self, catalog: Catalog, added: list[int], removed: list[int]) -> None: ...

    def count(self) -> int: ...


def stamped_generation(folder: Path, catalog: Catalog) -> int | None:
    """The generation of `catalog` that the index in `folder` holds; None when unknown."""
    try:
        stamp = json.loads((folder / "stamp.json").read_text())
        if stamp["catalog"] == catalog.id and stamp["format"] == FORMAT:
            return int(stamp["generation"])
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def follow(index: DerivedIndex, catalog: Catalog, recover: Callable[[], None]) -> None:
    """Brings `index` to the catalog's generation: by the changes since its stamp, or from nothing.

    `recover` makes an empty index in place of one that cannot be used.
    """
    have = stamped_generation(index.folder, catalog)
    if have is not None and have <= catalog.generation:
        changes = catalog.changes_since(have)
        if len(changes.added) <= REBUILD_SHARE * max(1, index.count()):
            if changes.generation > have:
                unstamp(index.folder)
                index.apply(catalog, changes.added, changes.removed)
                _stamp(index.folder, catalog, changes.generation)
            if index.count() == catalog.passage_count() or catalog.generation > changes.generation:
                return
            logger.warning("%s does not hold what its stamp says", index.folder.name)
    rebuild(index, catalog, recover)


def rebuild(index: DerivedIndex, catalog: Catalog, recover: Callable[[], None]) -> None:
    """Drops the index and fills it again from the catalog."""
    unstamp(index.folder)
    recover()
    generation = catalog.generation
    ids = catalog.passage_ids()
    logger.info("rebuilding %s with %d passages", index.folder.name, len(ids))
    index.apply(catalog, ids, [])
    _stamp(index.folder, catalog, generation)


def unstamp(folder: Path) -> None:
    """Makes what the index in `folder` holds unknown: the next open rebuilds it."""
    (folder / "stamp.json").unlink(missing_ok=True)


def _stamp(folder: Path, catalog: Catalog, generation: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / "stamp.json.new"
    temporary.write_text(json.dumps({"catalog": catalog.id, "generation": generation, "format": FORMAT}))
    os.replace(temporary, folder / "stamp.json")


@contextmanager
def contained() -> Iterator[None]:
    """Makes a panic of Rust code an error like others: as it comes it is none, and would end the program."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # of a module that cannot be imported
            raise Panicked(str(error)) from error
        raise


Sums = dict[str, tuple[int, int, int]]
"""Of files that were read: size, time of the last change in nanoseconds, CRC-32."""
_AT_REST_NS = 2_000_000_000
"""A file that was changed later than this before it was read may change again without its time telling."""


def remember_files(folder: Path, package: str, known: Sums | None = None) -> None:
    """Keeps what the files of the index in `folder` are now, and by which release of `package` they were written.

    What is `known` and was not changed since is not read again.
    """
    (folder / "files.json").write_text(
        json.dumps({"by": version(package), "sums": _checksums(folder / "files", known)})
    )


def refuse_other_files(folder: Path, package: str) -> Sums:
    """ValueError or OSError when the files are not what was remembered: native code may not survive reading them."""
    was = json.loads((folder / "files.json").read_text())
    known: Sums = {}
    if was != {"by": version(package), "sums": _checksums(folder / "files", known)}:
        raise ValueError("its files are not those that were written, or another release wrote them")
    return known


def _checksums(folder: Path, known: Sums | None) -> dict[str, int]:
    """CRC-32 of each file but Chroma's SQLite, which changes as it is read, and tantivy's locks; `known` is filled."""
    sums = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if "sqlite" in path.name or path.suffix == ".lock":
            continue
        name, now = str(path.relative_to(folder)), path.stat()
        before = None if known is None else known.pop(name, None)
        if before is not None and before[:2] == (now.st_size, now.st_mtime_ns):
            sums[name] = before[2]
        else:
            sums[name] = _crc(path)
        if known is not None and time.time_ns() - now.st_mtime_ns > _AT_REST_NS:
            known[name] = now.st_size, now.st_mtime_ns, sums[name]
    return sums


def _crc(path: Path) -> int:
    total = 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            total = zlib.crc32(block, total)
    return total
