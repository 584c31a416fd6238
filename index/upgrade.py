"""A catalog's format: made when it is new, brought up to date when an older Dateline wrote it, else refused.

Each step is for the format it starts from and runs in the transaction of all: a home is of one format or another.
"""

import logging
import uuid
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

from sqlalchemy import Connection, Engine, insert, select, update

from index import copies, schema
from index.errors import CatalogError

logger = logging.getLogger(__name__)


def prepare(engine: Engine, home: Path) -> str:
    """Makes the catalog one of this Dateline's format, and returns its id."""
    with engine.connect() as connection:
        new = not connection.dialect.has_table(connection, "meta")
    if new:
        with _writing(engine) as connection:
            if not connection.dialect.has_table(connection, "meta"):  # another process may have been quicker
                schema.metadata.create_all(connection)
                first = {"schema": str(schema.SCHEMA_VERSION), "generation": "0", "id": uuid.uuid4().hex}
                connection.execute(insert(schema.meta), [{"key": k, "value": v} for k, v in first.items()])
    with engine.connect() as connection:
        found, name = int(meta(connection, "schema")), meta(connection, "id")
    if found != schema.SCHEMA_VERSION and found not in _STEPS:
        raise CatalogError(
            f"The library in {home} has format {found}; this Dateline reads format"
            f" {schema.SCHEMA_VERSION}. Nothing was changed. Use the Dateline that wrote it, or another --home."
        )
    if found < schema.SCHEMA_VERSION:
        with _writing(engine) as connection:
            _climb(connection)
    return name


def meta(connection: Connection, key: str) -> str:
    """What the catalog says of itself."""
    return str(connection.execute(select(schema.meta.c.value).where(schema.meta.c.key == key)).scalar_one())


def _writing(engine: Engine) -> AbstractContextManager[Connection]:
    return engine.execution_options(writes=True).begin()


def _climb(connection: Connection) -> None:
    found = int(meta(connection, "schema"))  # another process may have been quicker
    while found < schema.SCHEMA_VERSION:
        logger.info("bringing the catalog from format %d to %d", found, found + 1)
        _STEPS[found](connection)
        found += 1
    connection.execute(update(schema.meta).where(schema.meta.c.key == "schema").values(value=str(found)))


def _find_copies(connection: Connection) -> None:
    """1 -> 2: which articles print the same words. It takes about a millisecond an article; nothing is embedded."""
    for table in (schema.sketches, schema.buckets):
        table.create(connection)
    for article_id in connection.execute(select(schema.articles.c.id).order_by(schema.articles.c.id)).scalars().all():
        copies.place(connection, article_id)


_STEPS: Mapping[int, Callable[[Connection], None]] = {1: _find_copies}
