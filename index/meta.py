"""What the catalog notes about itself: key -> words, in a table of its own."""

from sqlalchemy import Connection, delete, insert, select, update

from index.schema import meta

PARTS = ("catalog", "vectors", "words")
"""Where an article's words and vectors are in files of the home folder."""
UNCLEAN = "unclean"
"""Which parts still hold bytes of removed articles; see `index/cleaning.py`."""
EMBEDDER = "embedder"
"""With which embedder the vectors were made; see `index/fingerprint.py`."""
LANGUAGES, LANGUAGES_SINCE = "languages", "1"
"""That no article waits for its language to be detected, and what it says; see `index/fill.py`."""
SPEECHES, SPEECHES_SINCE = "speeches", "1"
"""That no article waits to be read for who speaks in it; another number when `index/speech/` finds more than before."""


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
