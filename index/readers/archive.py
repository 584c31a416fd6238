"""A ZIP, opened with care: names are only names, and of no file more is unpacked than a file may have."""

import zipfile
import zlib
from pathlib import Path, PurePosixPath

from index.errors import ReadError
from index.readers.folders import PAGES
from index.readers.formats import LARGEST_FILE
from index.readers.job import Member

MOST_MEMBERS = 20_000
LARGEST_ARCHIVE = 4_000_000_000
"""Bytes of all its files, unpacked. Python's zipfile unpacks no more of a file than its entry says."""


class Archive:
    """The files in one ZIP. ReadError says what is wrong with it, or with one of them."""

    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
            raise ReadError(f"it is no ZIP that can be opened ({error})") from error

    def members(self) -> list[Member]:
        """Its files by name, without hidden ones, what macOS adds, and what belongs to a saved page."""
        infos = self._zip.infolist()
        if len(infos) > MOST_MEMBERS:
            raise ReadError(f"it holds {len(infos):,} files; one ZIP may hold {MOST_MEMBERS:,}. Unpack it.")
        unpacked = sum(info.file_size for info in infos)
        if unpacked > LARGEST_ARCHIVE:
            raise ReadError(
                f"unpacked it is {unpacked / 1e9:,.0f} GB; one ZIP may hold {LARGEST_ARCHIVE / 1e9:.0f} GB. Unpack it."
            )
        names = {info.filename for info in infos}
        found = [
            Member(number, info.filename)
            for number, info in enumerate(infos)
            if not info.is_dir() and not _left_out(info.filename, names)
        ]
        return sorted(found, key=lambda member: member.name)

    def read(self, number: int) -> bytes:
        """The bytes of one file."""
        info = self._zip.infolist()[number]
        if info.flag_bits & 1:
            raise ReadError("it is protected by a password")
        try:
            with self._zip.open(info) as file:
                data = file.read(LARGEST_FILE + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise ReadError(f"it is damaged, or packed in an unknown way ({error})") from error
        if len(data) > LARGEST_FILE:
            raise ReadError(f"unpacked it is more than {LARGEST_FILE / 1e6:.0f} MB, which is what one file may have")
        return data


def _left_out(name: str, names: set[str]) -> bool:
    """Whether it is hidden, macOS's own, outside, or belongs to a saved page beside it."""
    path = PurePosixPath(name.replace("\\", "/"))
    pages = (str(folder).removesuffix("_files") for folder in path.parents if folder.name.endswith("_files"))
    return any(part.startswith((".", "__MACOSX")) for part in path.parts) or any(
        f"{page}{ending}" in names for page in pages for ending in PAGES
    )
