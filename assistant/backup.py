"""A backup: what cannot be made again, in one ZIP with a manifest that says the sha256 of every file in it.

Articles with their vectors, conversations and what `dateline sync` follows. The derived indexes and the weights can be
made again, and settings may hold keys: none of them is in it.
"""

import contextlib
import hashlib
import os
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.accounts.file import FILE as ACCOUNTS
from assistant.conversations.store import FILE as CONVERSATIONS
from assistant.errors import BackupError, DamagedError, DiskFullError
from index.catalog import Catalog
from index.sqlite import copy_database, ran_out, unsound

CATALOG = "catalog.sqlite"
DATABASES = (CATALOG, CONVERSATIONS, ACCOUNTS)
FILES = ("sources.json",)
_MANIFEST = "manifest.json"
_LONGEST_MANIFEST = 100_000
_BLOCK = 1 << 20
_NOT_OURS = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, ValueError)
"""What zipfile raises over bytes that are no ZIP, or a broken one."""


class Entry(BaseModel):
    """One file of a backup."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    size: int = Field(ge=0)
    sha256: str


class Manifest(BaseModel):
    """What a backup says of itself."""

    model_config = ConfigDict(frozen=True)
    kind: Literal["dateline backup"] = "dateline backup"
    format: Literal[1] = 1
    dateline: str
    made: str
    articles: int
    files: dict[Literal["catalog.sqlite", "conversations.sqlite", "accounts.sqlite", "sources.json"], Entry]


def back_up(home: Path, target: Path) -> Manifest:
    """Writes a backup of the home folder as it is now, also while others write to it.

    The file is whole or not there. An older backup of that name is replaced, anything else is left alone: BackupError.
    """
    if not (home / CATALOG).is_file():
        raise BackupError(f"There is no library in {home}. Name its folder with --home or DATELINE_HOME.")
    if target.exists():
        read_manifest(target)  # what is no backup is not written over
    try:
        with tempfile.TemporaryDirectory(dir=target.parent, prefix=".dateline-backup-") as folder:
            manifest = _collect(home, Path(folder))
            new = Path(folder) / "backup"
            _pack(Path(folder), manifest, new)
            for name in manifest.files:
                for _ in blocks(new, manifest, name):
                    pass
            os.replace(new, target)
    except (OSError, sqlite3.Error) as error:
        if ran_out(error, target.parent):
            raise DiskFullError(
                f"There is no room for the backup {target}. The library is as it was; free some space, or write the"
                " backup elsewhere."
            ) from error
        raise BackupError(f"The backup {target} cannot be written: {error}. The library is as it was.") from error
    return manifest


def _collect(home: Path, folder: Path) -> Manifest:
    """Copies what belongs into the backup to `folder`; DamagedError when it is not worth keeping."""
    for name in DATABASES:
        if (home / name).is_file():
            copy_database(home / name, folder / name)
            if problem := unsound(folder / name):
                raise DamagedError(f"{home / name} is damaged: {problem}. No backup was made; older ones are kept.")
    for name in FILES:
        with contextlib.suppress(FileNotFoundError):
            (folder / name).write_bytes((home / name).read_bytes())
    with contextlib.closing(Catalog(folder / CATALOG)) as catalog:  # of an unknown format: CatalogError
        articles = catalog.searched().articles
    try:
        ours = version("dateline")
    except PackageNotFoundError:
        ours = "from a checkout"
    there = [name for name in (*DATABASES, *FILES) if (folder / name).is_file()]
    files = {name: _entry(folder / name) for name in there}
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return Manifest.model_validate({"dateline": ours, "made": made, "articles": articles, "files": files})


def _entry(path: Path) -> Entry:
    with path.open("rb") as file:
        return Entry(size=path.stat().st_size, sha256=hashlib.file_digest(file, "sha256").hexdigest())


def _pack(folder: Path, manifest: Manifest, new: Path) -> None:
    # Articles are private: like a key file, it is for its owner to read.
    with os.fdopen(os.open(new, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
            packed.writestr(_MANIFEST, manifest.model_dump_json(indent=1))
            for name in manifest.files:
                packed.write(folder / name, name)
        file.flush()
        os.fsync(file.fileno())


def read_manifest(source: Path) -> Manifest:
    """What the backup says of itself; BackupError when it is none."""
    try:
        with zipfile.ZipFile(source) as packed, packed.open(_MANIFEST) as file:
            manifest = Manifest.model_validate_json(file.read(_LONGEST_MANIFEST))
    except OSError as error:
        raise BackupError(f"{source} cannot be read: {error.strerror or error}.") from error
    except (*_NOT_OURS, ValidationError) as error:
        raise BackupError(
            f"{source} is no backup of Dateline, or of one newer than this. It was left alone."
        ) from error
    if CATALOG not in manifest.files:
        raise BackupError(f"{source} holds no articles. It was left alone.")
    return manifest


def blocks(source: Path, manifest: Manifest, name: str) -> Iterator[bytes]:
    """One file of a backup, piece by piece; BackupError at its end when a byte is not what was written."""
    entry = manifest.files[name]  # type: ignore[index]
    digest, size = hashlib.sha256(), 0
    try:
        with zipfile.ZipFile(source) as packed, packed.open(name) as file:
            while size <= entry.size and (block := file.read(_BLOCK)):
                size += len(block)
                digest.update(block)
                yield block
    except OSError as error:
        raise BackupError(f"{source} cannot be read: {error.strerror or error}. Nothing was changed.") from error
    except _NOT_OURS as error:
        raise BackupError(f"{source} is damaged: {error}. Nothing was changed; use another backup.") from error
    if size != entry.size or digest.hexdigest() != entry.sha256:
        raise BackupError(f"{source} is damaged: the hash of {name} is wrong. Nothing was changed; use another backup.")
