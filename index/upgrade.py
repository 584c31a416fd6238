"""A catalog's file is made, brought to today's schema, or refused: one step a format, all of them or none.

A step is appended to `STEPS` when `index/schema.py` changes, and a home of the format it leaves goes to
`tests/index/homes/` (`python -m tests.index.homes` writes it), so that every format ever released stays readable.
"""

import sqlite3
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update

from index import copies, meta, schema
from index.errors import CatalogError, DiskFullError, HomeError
from index.sqlite import copy_database, ran_out

Step = Callable[[Connection], None]


def _find_copies(connection: Connection) -> None:
    """1 -> 2: which articles print the same words. It takes about a millisecond an article; nothing is embedded."""
    for table in (schema.sketches, schema.buckets):
        table.create(connection)
    for article_id in connection.execute(select(schema.articles.c.id).order_by(schema.articles.c.id)).scalars().all():
        copies.place(connection, article_id)


def _set_aside(connection: Connection) -> None:
    """2 -> 3: articles that were removed and may still come back."""
    schema.aside.create(connection)


def _who_speaks(connection: Connection) -> None:
    """3 -> 4: who says which sentence. It is filled when the library is next searched: see `index/fill.py`."""
    schema.speeches.create(connection)


STEPS: tuple[Step, ...] = (_find_copies, _set_aside, _who_speaks)
"""STEPS[n - 1] brings format n to format n + 1. What was released is never changed: only appended to."""

SCHEMA_VERSION = 1 + len(STEPS)


def prepare(engine: Engine, path: Path) -> None:
    """Makes the tables of a new catalog, or brings those of an older Dateline to today's; CatalogError for a newer."""
    with engine.connect() as connection:
        if connection.dialect.has_table(connection, "meta") and read_format(connection, path) == SCHEMA_VERSION:
            return
    with engine.execution_options(writes=True).begin() as connection:  # another process may be quicker: look again
        if not connection.dialect.has_table(connection, "meta"):
            schema.metadata.create_all(connection)
            first = {"schema": str(SCHEMA_VERSION), "generation": "0", "id": uuid.uuid4().hex}
            first |= {meta.LANGUAGES: meta.LANGUAGES_SINCE, meta.SPEECHES: meta.SPEECHES_SINCE}
            connection.execute(insert(schema.meta), [{"key": key, "value": value} for key, value in first.items()])
        elif (found := read_format(connection, path)) < SCHEMA_VERSION:
            bring_up(path, connection, found, STEPS)
            newest = update(schema.meta).where(schema.meta.c.key == "schema").values(value=str(SCHEMA_VERSION))
            connection.execute(newest)


def read_format(connection: Connection, path: Path) -> int:
    """The format the catalog says it has now; CatalogError when it is none we know."""
    value = connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == "schema")).scalar_one()
    found = int(value) if str(value).isdecimal() else 0
    if not 1 <= found <= SCHEMA_VERSION:
        raise CatalogError(
            f"The library in {path.parent} has format {value}; this Dateline reads format"
            f" {SCHEMA_VERSION}. Nothing was changed. Use the Dateline that wrote it, or another --home."
        )
    return found


def bring_up(path: Path, connection: Connection, found: int, steps: Sequence[Step]) -> None:
    """Keeps a copy of the file, then runs the steps from format `found` on, in the caller's transaction."""
    copy = copy_of(path, found)
    try:
        copy_database(path, copy)
    except (sqlite3.Error, OSError) as error:
        kind = DiskFullError if ran_out(error, path.parent) else HomeError
        raise kind(
            f"{path} is of an older format, and the copy that is kept before it is brought to this one cannot be"
            f" written: {error}. Nothing was changed; free as much space as that file takes, and try again."
        ) from error
    for step in steps[found - 1 :]:
        step(connection)


def copy_of(path: Path, found: int) -> Path:
    """Where the copy of a file of format `found` lies."""
    return path.with_name(f"{path.stem}.format-{found}{path.suffix}")


def drop_copies(path: Path) -> None:
    """Deletes the copies of older formats: what is removed from the library must be in none of them."""
    for copy in path.parent.glob(f"{path.stem}.format-*{path.suffix}"):
        copy.unlink(missing_ok=True)
