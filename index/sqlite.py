"""How our SQLite files are opened, read, changed and copied. Another database would need another file like this one."""

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.exc import SQLAlchemyError

from index.names import fold


def is_full(folder: Path) -> bool:
    """Whether an I/O error there means a full disk: SQLite does not always say."""
    return shutil.disk_usage(folder).free < 1_000_000


def ran_out(error: BaseException, folder: Path) -> bool:
    """Whether writing there failed for want of room."""
    return "is full" in str(error) or "No space left" in str(error) or is_full(folder)


def open_engine(path: Path) -> Engine:
    """A SQLite file of ours; `execution_options(writes=True)`: a transaction that may write; `alone=True`: none."""
    # Parameters are article text and questions: an error that names them would carry them into logs.
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 30}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # sqlite3 itself begins too late: a table would be made outside a transaction
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        # SQLite's own lower() knows the letters from A to Z.
        connection.create_function("casefold", 1, lambda text: text and text.casefold(), deterministic=True)
        connection.create_function("fold", 1, lambda text: text and fold(text), deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("alone"):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

    return engine


class Database:
    """A file of ours, safe from any thread and process; what fails in it becomes an error of our own."""

    def __init__(self, path: Path, explain: Callable[[SQLAlchemyError, Path], Exception | None]) -> None:
        """`explain` turns what SQLite says of the file into our error; None: it is a fault of the program."""
        self.path = path
        self.engine = open_engine(path)
        self._explain = explain

    def close(self) -> None:
        self.engine.dispose()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """What is read in here is of one moment."""
        with self.translated(), self.engine.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def changing(self) -> Iterator[Connection]:
        """One transaction: all of it, or nothing when an error leaves the block."""
        with self.translated(), self.engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextlib.contextmanager
    def translated(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            explained = self._explain(error, self.path)
            if explained is None:
                raise
            raise explained from error


def copy_database(source: Path, target: Path) -> None:
    """Copies a database as it is at one moment, also while others write to it; `target` is whole or not there.

    The copy is one file that needs no other beside it. sqlite3.Error or OSError when it cannot be made.
    """
    new = target.with_name(target.name + ".new")
    try:
        new.unlink(missing_ok=True)
        with (
            contextlib.closing(sqlite3.connect(source, timeout=30)) as live,
            contextlib.closing(sqlite3.connect(new)) as copy,
        ):
            live.backup(copy)  # in one step, which is one read transaction
            copy.execute("PRAGMA journal_mode=DELETE")
        os.replace(new, target)
    finally:
        new.unlink(missing_ok=True)


def overwrite_database(source: Path, target: Path) -> None:
    """Puts a database in the place of another that may be open elsewhere: in one transaction, all or nothing.

    sqlite3.Error when it cannot be done; `target` is then what it was.
    """
    with (
        contextlib.closing(sqlite3.connect(source, timeout=30)) as made,
        contextlib.closing(sqlite3.connect(target, timeout=30)) as live,
    ):
        made.backup(live)
        live.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # the old pages stay in no file


def unsound(path: Path) -> str | None:
    """What SQLite finds wrong with a database, None when it is whole; also what would run by itself when it is used."""
    try:
        with contextlib.closing(sqlite3.connect(path, timeout=30)) as database:
            found = [str(row[0]) for row in database.execute("PRAGMA quick_check(5)")]
            acting = "SELECT name FROM sqlite_master WHERE type IN ('trigger', 'view')"
            found += [f"it holds the program {row[0]}" for row in database.execute(acting)]
    except sqlite3.Error as error:
        return str(error)
    return None if found == ["ok"] else "; ".join(found)


def scrub(engine: Engine) -> bool:
    """Writes the whole file anew, and empties the log beside it; False when a reader holds on to the old content.

    `secure_delete` overwrites what is deleted, but not the copies that stay behind in the gaps of a page when SQLite
    moves a row to another one: only VACUUM leaves those behind.
    """
    with engine.connect().execution_options(alone=True) as connection:
        connection.exec_driver_sql("VACUUM")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    return not busy
