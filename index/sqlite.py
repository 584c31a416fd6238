"""How the catalog's SQLite file is opened. Another database would need another file like this one."""

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event

from index.names import fold


def is_full(folder: Path) -> bool:
    """Whether an I/O error there means a full disk: SQLite does not always say."""
    return shutil.disk_usage(folder).free < 1_000_000


def open_engine(path: Path) -> Engine:
    """A SQLite file of ours; `execution_options(writes=True)`: a transaction that may write; `alone=True`: none."""
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 30})

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


def scrub(engine: Engine) -> bool:
    """Writes the whole file anew, and empties the log beside it; False when a reader holds on to the old content.

    `secure_delete` overwrites what is deleted, but not the copies that stay behind in the gaps of a page when SQLite
    moves a row to another one: only VACUUM leaves those behind.
    """
    with engine.connect().execution_options(alone=True) as connection:
        connection.exec_driver_sql("VACUUM")
        busy = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()[0]
    return not busy
