"""How the catalog's SQLite file is opened. Another database would need another file like this one."""

import shutil
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event


def is_full(folder: Path) -> bool:
    """Whether an I/O error there means a full disk: SQLite does not always say."""
    return shutil.disk_usage(folder).free < 1_000_000


def open_engine(path: Path) -> Engine:
    """A SQLite file for the catalog; `execution_options(writes=True)` begins a transaction that may write."""
    # Parameters are article text and questions: an error that names them would carry them into logs.
    engine = create_engine(URL.create("sqlite", database=str(path)), connect_args={"timeout": 30}, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # sqlite3 itself begins too late: a table would be made outside a transaction
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
            connection.execute(f"PRAGMA {pragma}")
        # SQLite's own lower() knows the letters from A to Z.
        connection.create_function("casefold", 1, lambda text: text and text.casefold(), deterministic=True)

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    return engine
