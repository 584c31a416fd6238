"""What Chroma's graph files hold beyond their last vector: memory that was never filled, as it happened to be.

hnswlib writes a new graph out as it has reserved it. In a process that has had vectors in hand that are removed since,
those may be in there; they are overwritten with zeros, which nothing reads.
"""

import logging
import struct
from collections.abc import Iterator
from pathlib import Path

logger = logging.getLogger(__name__)

_HEADER = struct.Struct("<i6Q")
"""Of `header.bin`: version, offset, slots, filled slots, bytes a slot, two offsets within it."""
_LENGTH = 4
"""Bytes a slot in `length.bin`."""
_BLOCK = 1 << 20


def blank(folder: Path) -> None:
    """Overwrites the slots that are not filled in every graph below `folder`; one of another layout is left alone."""
    for header in folder.rglob("header.bin"):
        data = header.read_bytes()
        if len(data) < _HEADER.size:
            continue
        _, _, slots, filled, size, *_ = _HEADER.unpack_from(data)
        for name, width in (("data_level0.bin", size), ("length.bin", _LENGTH)):
            path = header.with_name(name)
            if not path.exists():
                continue
            if not filled * width <= path.stat().st_size <= slots * width:
                logger.warning("%s is laid out in a way that is not known", name)
                continue
            _zero(path, filled * width)


def _zero(path: Path, start: int) -> None:
    """Overwrites from byte `start` on, where there is anything."""
    with path.open("r+b") as file:
        for at, block in _blocks(path, start):
            if block.count(0) != len(block):
                file.seek(at)
                file.write(bytes(len(block)))


def _blocks(path: Path, start: int) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as file:
        file.seek(start)
        while block := file.read(_BLOCK):
            yield start, block
            start += len(block)
