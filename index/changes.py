"""What the derived indexes follow: which passages came and went, written down with every change of the catalog."""

from dataclasses import dataclass

from sqlalchemy import Connection, func, insert, select

from index import schema


@dataclass(frozen=True)
class Changes:
    """What a derived index at one generation has to do to reach another."""

    generation: int
    added: list[int]
    removed: list[int]


def tell(connection: Connection, article_id: str, generation: int, *, removed: bool) -> None:
    """Writes down that all passages of an article went, or that they came."""
    table = schema.passages
    ids = connection.execute(select(table.c.id).where(table.c.article_id == article_id)).scalars().all()
    for number in ids:
        connection.execute(insert(schema.changes).values(generation=generation, passage_id=number, removed=removed))


def since(connection: Connection, generation: int, now: int) -> Changes:
    """What happened after `generation` until `now`: of each passage the last, whether it came or went."""
    table = schema.changes
    later = select(table.c.passage_id, func.max(table.c.generation).label("generation")).where(
        table.c.generation > generation
    )
    last = later.group_by(table.c.passage_id).subquery()
    of_last = (table.c.passage_id == last.c.passage_id) & (table.c.generation == last.c.generation)
    rows = connection.execute(
        select(table.c.passage_id, table.c.removed).join(last, of_last).order_by(table.c.passage_id)
    ).all()
    return Changes(now, [r.passage_id for r in rows if not r.removed], [r.passage_id for r in rows if r.removed])
