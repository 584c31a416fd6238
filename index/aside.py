"""Articles that were removed and may still come back: hidden from every list and search, deleted once their time is up.

The mark is a row in the catalog, so it outlives the program. Hiding and bringing back are one transaction each, and say
in `changes` which passages went and came: the derived indexes follow as they follow any change.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, insert, select

from index import schema
from index.changes import tell
from index.errors import NotFoundError

WAIT = timedelta(minutes=10)
"""How long a removed article can be brought back."""


@dataclass(frozen=True)
class Removal:
    """Articles that were set aside together."""

    stamp: str
    """When, as ISO date-time in UTC; no two removals share it."""
    ids: tuple[str, ...]
    titles: tuple[str, ...]
    """One for each id."""


def not_aside(article_id: ColumnElement[Any]) -> ColumnElement[bool]:
    """The condition that an article, named by this column, is not set aside."""
    return article_id.not_in(select(schema.aside.c.article_id))


class Aside:
    """The catalog's articles that are set aside. Changes are for the one that holds the library's write lock."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[], AbstractContextManager[Connection]],
        next_generation: Callable[[Connection], int],
    ) -> None:
        """`reading` and `writing` open a transaction of the catalog; `next_generation` begins a change in it."""
        self._reading = reading
        self._writing = writing
        self._next_generation = next_generation

    def put(self, article_ids: Sequence[str]) -> str:
        """Hides articles; returns the stamp that brings them back. One that is not there: NotFoundError, no change."""
        with self._writing() as connection:
            generation = self._next_generation(connection)
            stamp = datetime.now(UTC).isoformat(timespec="microseconds")
            table = schema.articles
            for article_id in dict.fromkeys(article_ids):
                there = select(table.c.id).where(table.c.id == article_id, not_aside(table.c.id))
                if connection.execute(there).one_or_none() is None:
                    raise NotFoundError(f"There is no article {article_id!r}. Nothing was removed.")
                connection.execute(insert(schema.aside).values(article_id=article_id, stamp=stamp))
                tell(connection, article_id, generation, removed=True)
        return stamp

    def restore(self, stamp: str) -> list[str]:
        """Brings back what was set aside under this stamp and is still there; returns the ids, none when it is gone."""
        marked = schema.aside.c.stamp == stamp
        with self._writing() as connection:
            ids = list(connection.execute(select(schema.aside.c.article_id).where(marked)).scalars())
            if ids:
                generation = self._next_generation(connection)
                connection.execute(delete(schema.aside).where(marked))
                for article_id in ids:
                    tell(connection, article_id, generation, removed=False)
        return ids

    def removals(self) -> list[Removal]:
        """What is set aside, the latest removal first."""
        table, articles = schema.aside, schema.articles
        query = select(table.c.stamp, articles.c.id, articles.c.title).join(articles)
        groups: dict[str, list[tuple[str, str]]] = {}
        with self._reading() as connection:
            for stamp, article_id, title in connection.execute(query.order_by(table.c.stamp.desc(), articles.c.id)):
                groups.setdefault(stamp, []).append((article_id, title))
        return [
            Removal(stamp, tuple(name for name, _ in group), tuple(title for _, title in group))
            for stamp, group in groups.items()
        ]

    def ids(self, *, until: datetime | None = None, stamp: str | None = None) -> list[str]:
        """The ids of what was set aside until this moment, or under this stamp; of all of it when neither is given."""
        table = schema.aside
        query = select(table.c.article_id).order_by(table.c.article_id)
        if until is not None:
            query = query.where(table.c.stamp <= until.astimezone(UTC).isoformat(timespec="microseconds"))
        if stamp is not None:
            query = query.where(table.c.stamp == stamp)
        with self._reading() as connection:
            return list(connection.execute(query).scalars())
