"""Conversations in a SQLite file of their own, beside the catalog: neither can damage the other."""

import json
from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    Integer,
    MetaData,
    Row,
    String,
    Table,
    Text,
    delete,
    func,
    select,
    text,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import SQLAlchemyError

from assistant.accounts.types import MACHINE, NOBODY
from assistant.conversations.record import dump, load, quoted, words
from assistant.conversations.types import Conversation, Exchange, Feedback, Listed, Verdict
from assistant.errors import ConversationsError
from index.sqlite import Database, scrub
from index.upgrade import Step, bring_up, drop_copies

FILE = "conversations.sqlite"


def _own(connection: Connection) -> None:
    """1 -> 2: before there were accounts, all was the machine's owner's."""
    connection.execute(text("ALTER TABLE conversations ADD COLUMN owner VARCHAR DEFAULT '' NOT NULL"))


STEPS: tuple[Step, ...] = (_own,)
"""STEPS[n - 1] brings the file from format n to n + 1, as in `index/upgrade.py`."""
FORMAT = 1 + len(STEPS)
TITLE = 80
"""Characters of a first question that become the conversation's title."""

_tables = MetaData()
_conversations = Table(
    "conversations",
    _tables,
    Column("id", String, primary_key=True),
    Column("title", String, nullable=False),
    Column("created", String, nullable=False),
    Column("updated", String, nullable=False),
    Column("owner", String, nullable=False, server_default=""),  # an account's id; empty: the machine's
)
_exchanges = Table(
    "exchanges",
    _tables,
    Column("number", Integer, primary_key=True),  # the order they were asked in
    Column("id", String, nullable=False, unique=True),
    Column("conversation_id", ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("question", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("value", Text, nullable=False),
    Column("feedback", Text),
)


class Conversations:
    """One owner's conversations in a home folder; safe from any thread and process, each change is one transaction.

    Those of others are as if they did not exist.
    """

    def __init__(self, home: Path) -> None:
        """Those of the machine's owner, who asks on loopback and needs no account."""
        self.path = home / FILE
        self.owner = MACHINE
        self._database = Database(self.path, _explain)
        self._reading, self._changing = self._database.reading, self._database.changing
        with self._changing() as connection:
            found = connection.execute(text("PRAGMA user_version")).scalar_one()
            if not 0 <= found <= FORMAT:
                raise ConversationsError(
                    f"{self.path} has format {found}; this Dateline reads format {FORMAT}. Nothing was changed."
                )
            if 0 < found < FORMAT:
                bring_up(self.path, connection, found, STEPS)
            _tables.create_all(connection)
            connection.execute(text(f"PRAGMA user_version = {FORMAT}"))

    def of(self, owner: str) -> "Conversations":
        """Another owner's, in the same file; closed with this one."""
        others = copy(self)
        others.owner = owner
        return others

    def close(self) -> None:
        self._database.close()

    # --- reading --------------------------------------------------------------------------------------------------

    def listed(self, find: str = "") -> list[Listed]:
        """The conversations that hold all of these words, the last one first."""
        talk, said = _conversations.c, _exchanges.c
        query = (
            select(talk.id, talk.title, talk.updated, func.count(said.id).label("exchanges"))
            .join(_exchanges)
            .where(talk.owner == self.owner)
            .group_by(talk.id)
            .order_by(talk.updated.desc(), talk.id)
        )
        for word in find.casefold().split():
            holding = select(said.conversation_id).where(func.instr(said.words, word) > 0)
            query = query.where(talk.id.in_(holding) | (func.instr(func.casefold(talk.title), word) > 0))
        with self._reading() as connection:
            return [Listed(*row) for row in connection.execute(query)]

    def conversation(self, conversation_id: str) -> Conversation | None:
        """The whole conversation; None when there is none of that id."""
        query = select(_exchanges).where(_exchanges.c.conversation_id == conversation_id).order_by(_exchanges.c.number)
        with self._reading() as connection:
            title = self._title(connection, conversation_id)
            rows = connection.execute(query).all()
        return None if title is None else Conversation(conversation_id, title, tuple(map(_exchange, rows)))

    def excerpt(self, exchange_id: str) -> Conversation | None:
        """The conversation with nothing but one of its exchanges; None when there is none of that id."""
        with self._reading() as connection:
            row = connection.execute(select(_exchanges).where(_exchanges.c.id == exchange_id)).one_or_none()
            title = None if row is None else self._title(connection, row.conversation_id)
        if row is None or title is None:
            return None
        return Conversation(row.conversation_id, title, (_exchange(row),), excerpt=True)

    def judged(self) -> list[Conversation]:
        """The conversations in which an answer was judged, whole, the first one first."""
        said = _exchanges.c
        query = select(said.conversation_id).where(said.feedback.is_not(None)).order_by(said.number)
        with self._reading() as connection:
            ids = dict.fromkeys(connection.execute(query).scalars())
        return [found for found in map(self.conversation, ids) if found is not None]

    # --- changing -------------------------------------------------------------------------------------------------

    def keep(self, conversation_id: str, exchange: Exchange) -> None:
        """Keeps an exchange, in place of what was kept of it; its conversation begins with the first one."""
        if self.owner == NOBODY:
            raise ConversationsError("Nothing is kept for those who have no account here.")
        now = datetime.now(UTC).isoformat(timespec="seconds")
        values = {
            "question": exchange.question,
            "words": words(exchange).casefold(),
            "value": dump(exchange),
        }
        title = short(exchange.question)
        new = {"id": conversation_id, "title": title, "created": now, "updated": now, "owner": self.owner}
        with self._changing() as connection:
            connection.execute(upsert(_conversations).values(new).on_conflict_do_update(["id"], set_={"updated": now}))
            known = {"id": exchange.id, "conversation_id": conversation_id}
            same = _exchanges.c.conversation_id == conversation_id
            change = upsert(_exchanges).values(**known, **values)
            connection.execute(change.on_conflict_do_update(["id"], set_=values, where=same))
            if self._title(connection, conversation_id) is None:  # an id of somebody else's; the change is taken back
                raise ConversationsError("There is no such conversation.")

    def drop(self, exchange_id: str) -> None:
        """Forgets one exchange: it is asked again."""
        with self._changing() as connection:
            connection.execute(delete(_exchanges).where(*self._own(exchange_id)))

    def rename(self, conversation_id: str, title: str) -> None:
        """Gives a conversation another title; an empty one is passed over."""
        if short(title):
            with self._changing() as connection:
                own = (_conversations.c.id == conversation_id, _conversations.c.owner == self.owner)
                connection.execute(update(_conversations).where(*own).values(title=short(title)))

    def delete(self, conversation_ids: Sequence[str]) -> None:
        """Deletes conversations with all that was said; nothing of them stays in the file."""
        own = (_conversations.c.id.in_(conversation_ids), _conversations.c.owner == self.owner)
        with self._changing() as connection:
            connection.execute(delete(_conversations).where(*own))
        self._clean()

    def quoting(self, article_ids: Sequence[str], *, anybody: bool = False) -> list[str]:
        """The ids of this owner's exchanges, or `anybody`'s, that quote one of these articles, oldest first."""
        query = select(_exchanges).order_by(_exchanges.c.number)
        if not anybody:
            own = select(_conversations.c.id).where(_conversations.c.owner == self.owner)
            query = query.where(_exchanges.c.conversation_id.in_(own))
        found: dict[int, str] = {}
        with self._reading() as connection:
            for article_id in article_ids:
                named = func.instr(_exchanges.c.value, json.dumps(article_id, ensure_ascii=False)) > 0
                for row in connection.execute(query.where(named)):
                    if article_id in quoted(_exchange(row)):
                        found[row.number] = row.id
        return [found[number] for number in sorted(found)]

    def forget(self, exchange_ids: Sequence[str]) -> None:
        """Deletes exchanges, whoever's they are, and the conversations of which none is left; nothing of them stays."""
        said = _exchanges.c
        with self._changing() as connection:
            for exchange_id in exchange_ids:
                connection.execute(delete(_exchanges).where(said.id == exchange_id))
            left = select(said.conversation_id)
            connection.execute(delete(_conversations).where(_conversations.c.id.not_in(left)))
        self._clean()

    def _clean(self) -> None:
        drop_copies(self.path)
        with self._database.translated():
            scrub(self._database.engine)

    def delete_all(self) -> int:
        """Deletes everything this owner has; returns how many conversations that were."""
        with self._reading() as connection:
            query = select(_conversations.c.id).where(_conversations.c.owner == self.owner)
            ids = connection.execute(query).scalars().all()
        self.delete(ids)
        return len(ids)

    def judge(self, exchange_id: str, feedback: Feedback | None) -> None:
        """Keeps what the reader said of an answer; None takes it back."""
        said = None if feedback is None else json.dumps({"verdict": feedback.verdict, "comment": feedback.comment})
        with self._changing() as connection:
            connection.execute(update(_exchanges).where(*self._own(exchange_id)).values(feedback=said))

    # --- plumbing -------------------------------------------------------------------------------------------------

    def _title(self, connection: Connection, conversation_id: str) -> str | None:
        own = (_conversations.c.id == conversation_id, _conversations.c.owner == self.owner)
        return connection.execute(select(_conversations.c.title).where(*own)).scalar_one_or_none()

    def _own(self, exchange_id: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
        """Chooses an exchange of that id when it is this owner's."""
        owned = select(_conversations.c.id).where(_conversations.c.owner == self.owner)
        return _exchanges.c.id == exchange_id, _exchanges.c.conversation_id.in_(owned)


def _explain(error: SQLAlchemyError, path: Path) -> ConversationsError:
    why = getattr(error, "orig", None) or error
    return ConversationsError(
        f"The conversations in {path} cannot be used: {why}. Your articles are not touched by this; free some space if"
        " the disk is full, or move that file away to begin with none."
    )


def short(title: str) -> str:
    """A title on one line, of `TITLE` characters at most."""
    line = " ".join(title.split())
    return line if len(line) <= TITLE else line[: TITLE - 1].rstrip() + "…"


def _exchange(row: Row[Any]) -> Exchange:
    kept = replace(load(row.value, row.question), id=row.id)
    if row.feedback is None:
        return kept
    said = json.loads(row.feedback)
    verdict: Verdict = said["verdict"]
    return replace(kept, feedback=Feedback(verdict, said["comment"]))
