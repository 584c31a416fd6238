"""What the catalog notes about itself: key -> words, in a table of its own."""

from sqlalchemy import Connection, delete, insert, select, update

from index.schema import meta


def get(connection: Connection, key: str) -> str:
    """What is noted under `key`; NoResultFound when nothing is, which means a damaged catalog."""
    return str(connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one())


def find(connection: Connection, key: str) -> str | None:
    """The same; None when nothing is."""
    return connection.execute(select(meta.c.value).where(meta.c.key == key)).scalar_one_or_none()


def put(connection: Connection, key: str, value: str) -> None:
    """Notes it, in place of what was noted before."""
    connection.execute(delete(meta).where(meta.c.key == key))
    connection.execute(insert(meta).values(key=key, value=value))


def next_generation(connection: Connection) -> int:
    """Raises the catalog's generation by one."""
    generation = int(get(connection, "generation")) + 1
    connection.execute(update(meta).where(meta.c.key == "generation").values(value=str(generation)))
    return generation
