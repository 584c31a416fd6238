"""Which articles print the same words: wire text that several outlets took, lightly edited.

Two articles are near-copies when they share a bucket (`index/shingles.py`) and their texts resemble each other by at
least `ALIKE`. A cluster is everything that near-copies link, so it does not depend on the order articles came in. Only
the newest version of an article counts. Kept in the catalog, in the transaction that changes the article.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import (
    BindParameter,
    Connection,
    Row,
    Select,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    union_all,
    update,
)

from index import schema
from index.aside import not_aside
from index.shingles import BANDS, Shingles, Signature, buckets, resemblance, shingles, signature
from index.types import Article

ALIKE = 0.45
"""Resemblance from which two articles are copies. Found on 2,000 real articles, see evals/bench/NOTES.md."""
_NOT_ALIKE = ALIKE - 0.2
"""Estimated resemblance below which the texts are not read: the estimate is out by .05 (one standard error)."""
IN_A_BUCKET = 20
"""Articles of a bucket that are looked at: what thousands of pages print is one cluster, and some of them show it."""

_sketches, _buckets = schema.sketches, schema.buckets


class Copies:
    """What the catalog knows about near-copies."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        self._reading = reading

    def clusters(self, article_ids: Iterable[str]) -> dict[str, int]:
        """The number of the cluster of each article that is one of several; of others nothing."""
        found: dict[str, int] = {}
        with self._reading() as connection:
            for ids in _parts(sorted(set(article_ids))):
                found |= {row.article_id: row.cluster for row in connection.execute(_OF_SEVERAL, {"ids": ids})}
        return found

    def others(self, article_ids: Iterable[str]) -> dict[str, tuple[Article, ...]]:
        """The near-copies of each of these articles that has any: the earliest published first."""
        return self.members(self.clusters(article_ids))

    def members(self, wanted: Mapping[str, int]) -> dict[str, tuple[Article, ...]]:
        """The same of articles whose clusters are known."""
        members: dict[int, list[Article]] = {}
        columns = [schema.articles.c[name] for name in Article.__dataclass_fields__]
        query = select(_sketches.c.cluster, *columns).join(
            schema.articles, schema.articles.c.id == _sketches.c.article_id
        )
        query = query.where(not_aside(schema.articles.c.id))
        with self._reading() as connection:
            for some in _parts(sorted(set(wanted.values()))):
                for row in connection.execute(query.where(_sketches.c.cluster.in_(some))):
                    members.setdefault(row.cluster, []).append(Article(*row[1:]))
        for articles in members.values():
            articles.sort(key=first_published)
        return {
            name: tuple(article for article in members[cluster] if article.id != name)
            for name, cluster in wanted.items()
        }


def first_published(article: Article) -> tuple[bool, float, str]:
    """By this articles are put in order of publication; those whose moment is not known come last."""
    try:
        moment = datetime.fromisoformat(article.published or "")
    except ValueError:
        return True, 0.0, article.id
    return False, (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp(), article.id


def likely(connection: Connection, text: str) -> list[str]:
    """The ids of articles that may print much of the text, the likeliest first; by their sketches, nothing is read."""
    mine = shingles(text)
    if not len(mine):
        return []
    sketch = signature(mine)
    return [row.article_id for row in _near(sketch, _meeting(connection, buckets(sketch)))]


def place(connection: Connection, article_id: str) -> None:
    """Finds the copies of an article that was stored just now; called once for each version."""
    take_away(connection, [article_id])
    mine = shingles(_text(connection, article_id))
    if not len(mine):
        return
    sketch = signature(mine)
    result = connection.execute(insert(_sketches).values(article_id=article_id, signature=sketch.tobytes(), cluster=0))
    number = int((result.inserted_primary_key or [0])[0])
    mine_in = buckets(sketch)
    joined = {number}
    near = _near(sketch, _meeting(connection, mine_in))
    for row in near:
        if row.cluster not in joined and resemblance(mine, shingles(_text(connection, row.article_id))) >= ALIKE:
            joined.add(row.cluster)
    cluster = min(joined)
    connection.execute(insert(_buckets), [{"bucket": bucket, "number": number} for bucket in mine_in])
    connection.execute(update(_sketches).where(_sketches.c.number == number).values(cluster=cluster))
    if more := joined - {number, cluster}:
        connection.execute(update(_sketches).where(_sketches.c.cluster.in_(more)).values(cluster=cluster))


def take_away(connection: Connection, article_ids: Sequence[str]) -> None:
    """Forgets what is known of these articles' copies; whom only they linked, part."""
    touched: set[int] = set()
    for article_id in article_ids:
        row = connection.execute(select(_sketches).where(_sketches.c.article_id == article_id)).one_or_none()
        if row is None:
            continue
        here = buckets(_signature(row))
        connection.execute(delete(_buckets).where(_buckets.c.bucket.in_(here), _buckets.c.number == row.number))
        connection.execute(delete(_sketches).where(_sketches.c.number == row.number))
        touched.add(row.cluster)
    for cluster in sorted(touched):
        _regroup(connection, cluster)


def _regroup(connection: Connection, cluster: int) -> None:
    """What is left of a cluster, put together anew."""
    query = select(_sketches).where(_sketches.c.cluster == cluster).order_by(_sketches.c.number)
    waiting = {row.number: row for row in connection.execute(query)}
    held = {number: frozenset(buckets(_signature(row))) for number, row in waiting.items()}
    read: dict[int, Shingles] = {}

    def words(row: Row[Any]) -> Shingles:
        if row.number not in read:
            read[row.number] = shingles(_text(connection, row.article_id))
        return read[row.number]

    while waiting:
        first = min(waiting)
        together, reached = [first], [waiting.pop(first)]
        while reached:
            row = reached.pop()
            meeting = [other for other in waiting.values() if not held[row.number].isdisjoint(held[other.number])]
            for other in _near(_signature(row), meeting):
                if resemblance(words(row), words(other)) >= ALIKE:
                    together.append(other.number)
                    reached.append(waiting.pop(other.number))
        if first != cluster:
            connection.execute(update(_sketches).where(_sketches.c.number.in_(together)).values(cluster=first))


def _meeting(connection: Connection, here: Sequence[int]) -> list[Row[Any]]:
    """The sketches of the articles in these buckets, each once."""
    given = {_bucket(place): bucket for place, bucket in enumerate(here)}
    numbers = set(connection.execute(_IN_THESE, given).scalars())
    return list(connection.execute(select(_sketches).where(_sketches.c.number.in_(sorted(numbers)))))


def _bucket(place: int) -> str:
    return f"bucket_{place}"


def _in_bucket(place: int) -> Select[tuple[int]]:
    """The first numbers in the bucket that is given for this band."""
    inside = _buckets.c.bucket == bindparam(_bucket(place))
    first = select(_buckets.c.number).where(inside).order_by(_buckets.c.number).limit(literal_column(str(IN_A_BUCKET)))
    return select(first.subquery().c.number)


_IN_THESE = union_all(*map(_in_bucket, range(BANDS)))
"""One query for all bands, made once: forty, or one that is made anew each time, would take longer than the rest."""


def _clusters_of_several() -> Select[tuple[str, int]]:
    """The articles among the given `ids` that are in a cluster of several, with the cluster."""
    table = _sketches.c
    given: BindParameter[str] = bindparam("ids", expanding=True)
    mine = select(table.cluster).where(table.article_id.in_(given))
    there = not_aside(table.article_id), table.cluster.in_(mine)
    several = select(table.cluster).where(*there).group_by(table.cluster).having(func.count() > 1)
    return select(table.article_id, table.cluster).where(table.article_id.in_(given), table.cluster.in_(several))


_OF_SEVERAL = _clusters_of_several()


def _near(to: Signature, rows: Sequence[Row[Any]]) -> list[Row[Any]]:
    """The rows whose texts are worth reading, the likeliest copies first."""
    estimates = [(float(np.mean(_signature(row) == to)), row) for row in rows]
    estimates.sort(key=lambda pair: (-pair[0], pair[1].number))
    return [row for estimate, row in estimates if estimate >= _NOT_ALIKE]


def _signature(row: Row[Any]) -> Signature:
    return np.frombuffer(row.signature, np.uint32)


def _text(connection: Connection, article_id: str) -> str:
    """The newest text of an article."""
    articles, versions = schema.articles, schema.versions
    query = (
        select(versions.c.text)
        .join(articles, (articles.c.id == versions.c.article_id) & (articles.c.version == versions.c.version))
        .where(articles.c.id == article_id)
    )
    return str(connection.execute(query).scalar_one())


def _parts(values: Sequence[Any], size: int = 5000) -> list[Sequence[Any]]:
    return [values[begin : begin + size] for begin in range(0, len(values), size)]
