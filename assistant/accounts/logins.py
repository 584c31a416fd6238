"""Logins: what a browser holds to be known again. Only its hash is kept, so the file gives nobody entry."""

import hashlib
import secrets
import time
from collections.abc import Callable

from sqlalchemy import ColumnElement, delete, insert, literal, select, update

from assistant.accounts.file import AccountsFile, logins, users
from assistant.accounts.types import User, Visitor

IDLE = 12 * 3600
"""Seconds without a request after which a login ends."""
LONGEST = 30 * 24 * 3600
"""Seconds after which it ends in any case."""
_COARSE = 60
"""How exactly it is kept when one was last seen: not every request is written down."""


class Logins:
    """The logins of one home folder."""

    def __init__(self, file: AccountsFile, now: Callable[[], float] = time.time) -> None:
        self._file = file
        self._now = now

    def begin(self, user: User) -> str | None:
        """A new token of 256 random bits; None when the account or its password is another one by now."""
        token, now = secrets.token_urlsafe(32), int(self._now())
        who = select(literal(_hash(token)), users.c.id, literal(now), literal(now)).where(
            users.c.id == user.id, users.c.password == user.password
        )
        with self._file.changing() as connection:
            connection.execute(delete(logins).where(over(now)))
            done = connection.execute(insert(logins).from_select(["token", "user_id", "begun", "seen"], who))
        return token if done.rowcount else None

    def visitor(self, token: str) -> Visitor | None:
        """Who holds this token, as their account is now; None when its login is over or never was."""
        now = int(self._now())
        query = select(users.c.id, users.c.name, users.c.role, logins.c.seen).join(users)
        with self._file.reading() as connection:
            row = connection.execute(query.where(logins.c.token == _hash(token), ~over(now))).one_or_none()
        if row is None:
            return None
        if now - row.seen >= _COARSE:
            with self._file.changing() as connection:
                connection.execute(update(logins).where(logins.c.token == _hash(token)).values(seen=now))
        return Visitor(row.id, row.name, row.role == "editor")

    def end(self, token: str) -> None:
        """From now on the token is worth nothing."""
        with self._file.changing() as connection:
            connection.execute(delete(logins).where(logins.c.token == _hash(token)))


def over(now: int) -> ColumnElement[bool]:
    """Chooses the logins that have ended by themselves."""
    return (logins.c.seen <= now - IDLE) | (logins.c.begun <= now - LONGEST)


def _hash(token: str) -> str:
    # No salt and no cost: nobody guesses 256 random bits.
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
