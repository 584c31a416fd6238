"""A backup put into a home folder: all of it is proved before anything changes; a failure leaves what was there."""

import contextlib
import logging
import os
import shutil
import sqlite3
import tempfile
import uuid
from pathlib import Path

from assistant.accounts.file import FILE as ACCOUNTS
from assistant.backup import CATALOG, DATABASES, FILES, Manifest, blocks, read_manifest
from assistant.conversations.store import FILE as CONVERSATIONS
from assistant.conversations.store import Conversations
from assistant.errors import BackupError, CatalogError, ConversationsError, DatelineError, HomeError
from assistant.open import open_library
from assistant.settings import Settings
from index.catalog import Catalog
from index.library import try_writing, writing
from index.sqlite import copy_database, overwrite_database, unsound

logger = logging.getLogger(__name__)

_STAGE = ".restoring-"


def restore(settings: Settings, source: Path, *, replace: bool = False) -> Manifest:
    """Puts the backup into the home folder and makes the derived indexes anew; nothing is embedded.

    BackupError when it is not whole, or the home holds something and `replace` was not said. Other processes may have
    the library open: they go on with the restored one.
    """
    manifest, home = read_manifest(source), settings.home
    try:
        try_writing(home)
    except OSError as error:
        raise HomeError(f"The home folder {home} cannot be used: {error.strerror}.") from error
    with writing(home):
        if not replace and (held := _holds(home)):
            raise BackupError(
                f"{home} holds {held}. Nothing was changed. Restore into another --home, or say --replace to put the"
                " backup in their place."
            )
        for left in home.glob(f"{_STAGE}*"):  # of a restore that was killed
            shutil.rmtree(left, ignore_errors=True)
        try:
            with tempfile.TemporaryDirectory(dir=home, prefix=_STAGE) as folder:
                stage = Path(folder)
                _unpack(source, manifest, home, stage)
                _look_at(source, stage)
                _put(stage, home)
        except (OSError, sqlite3.Error) as error:
            raise BackupError(f"The backup cannot be restored: {error}. {home} is as it was.") from error
    _rebuild(settings)
    return manifest


def _holds(home: Path) -> str | None:
    """What would be lost, in words."""
    held = []
    try:
        if (home / CATALOG).exists():
            with contextlib.closing(Catalog(home / CATALOG)) as catalog:
                count = catalog.searched().articles
            held += [f"{count} article{'' if count == 1 else 's'}"] if count else []
        if (home / CONVERSATIONS).exists():
            with contextlib.closing(Conversations(home)) as conversations:
                count = len(conversations.listed())
            held += [f"{count} conversation{'' if count == 1 else 's'}"] if count else []
    except (CatalogError, ConversationsError) as error:
        return f"a library that cannot be read ({error})"
    return " and ".join(held) or None


def _unpack(source: Path, manifest: Manifest, home: Path, stage: Path) -> None:
    needed = 3 * sum(entry.size for entry in manifest.files.values())  # unpacked, in place, and what was there before
    if shutil.disk_usage(home).free < needed:
        raise BackupError(
            f"Restoring takes {needed / 1e6:,.0f} MB of room for a moment, which {home} does not have. Nothing was"
            " changed; free some space and try again."
        )
    for name in manifest.files:
        with (stage / name).open("wb") as file:
            for block in blocks(source, manifest, name):
                file.write(block)


def _look_at(source: Path, stage: Path) -> None:
    """Opens what was unpacked as a library, which brings older formats along; BackupError when it is none."""
    for name in DATABASES:
        if (stage / name).exists() and (problem := unsound(stage / name)):
            raise BackupError(f"{source} holds a damaged {name}: {problem}. Nothing was changed; use another backup.")
    try:
        Catalog(stage / CATALOG).close()
        if (stage / CONVERSATIONS).exists():
            Conversations(stage).close()
    except DatelineError as error:
        raise BackupError(f"{source} cannot be restored by this Dateline. Nothing was changed. ({error})") from error


def _put(stage: Path, home: Path) -> None:
    """Puts everything in place, or nothing."""
    _tell_apart(stage / CATALOG, home / CATALOG)
    before = stage / "before"
    before.mkdir()
    with contextlib.ExitStack() as undo:
        for name in DATABASES:
            if (home / name).exists() and unsound(home / name):
                _move_away(home / name, undo)
            if (home / name).exists():
                copy_database(home / name, before / name)
                overwrite_database(stage / name, home / name)
                undo.callback(overwrite_database, before / name, home / name)
            else:
                copy_database(stage / name, home / name)
                undo.callback((home / name).unlink)
        if (home / ACCOUNTS).exists():
            (home / ACCOUNTS).chmod(0o600)  # as it was made: it holds what passwords can be guessed against
        for name in FILES:
            if (stage / name).exists():
                if (home / name).exists():
                    shutil.copy(home / name, before / name)
                    undo.callback(os.replace, before / name, home / name)
                os.replace(stage / name, home / name)
        undo.pop_all()


def _tell_apart(staged: Path, live: Path) -> None:
    """Makes the catalog another one than any index follows: the same generation may stand for other articles there."""
    generations = []
    for path in (path for path in (staged, live) if path.exists()):
        with contextlib.suppress(sqlite3.Error, TypeError, ValueError), contextlib.closing(sqlite3.connect(path)) as it:
            [value] = it.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
            generations.append(int(value))
    changed = {"id": uuid.uuid4().hex, "generation": str(max(generations) + 1)}
    with contextlib.closing(sqlite3.connect(staged)) as database, database:
        database.executemany("UPDATE meta SET value = ? WHERE key = ?", [(v, k) for k, v in changed.items()])


def _move_away(path: Path, undo: contextlib.ExitStack) -> None:
    """Puts a database that cannot be used out of the way."""
    for end in ("", "-wal", "-shm"):
        there, away = path.with_name(path.name + end), path.with_name(f"{path.name}.damaged{end}")
        if there.exists():
            os.replace(there, away)
            undo.callback(os.replace, away, there)
    logger.warning("%s was damaged; it is kept as %s.damaged", path, path.name)


def _rebuild(settings: Settings) -> None:
    with contextlib.closing(open_library(settings)) as library:
        library.words.rebuild()
        library.vectors.rebuild()  # where another process has it open, that one follows
