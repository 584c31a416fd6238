"""The accounts: who has one, with which role, and whether a password is theirs."""

import re
import secrets
import time
from pathlib import Path

from sqlalchemy import Row, delete, func, insert, select, update

from assistant.accounts import passwords
from assistant.accounts.file import AccountsFile, logins, users
from assistant.accounts.logins import over
from assistant.accounts.types import Role, User
from assistant.errors import AccountsError, SettingsError

_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


def plain(name: str) -> str:
    """A name as it is kept: small letters, so that nobody has to remember how it was written."""
    return name.strip().lower()


class Users:
    """The accounts of one home folder."""

    def __init__(self, file: AccountsFile) -> None:
        self._file = file

    def listed(self) -> list[User]:
        """All of them by name."""
        query = (
            select(users, func.count(logins.c.token).label("logins"), func.max(logins.c.seen).label("seen"))
            .outerjoin(logins, (logins.c.user_id == users.c.id) & ~over(int(time.time())))
            .group_by(users.c.id)
            .order_by(users.c.name)
        )
        with self._file.reading() as connection:
            return [_user(row) for row in connection.execute(query)]

    def named(self, name: str) -> User:
        """AccountsError when there is none of that name."""
        for user in self.listed():
            if user.name == plain(name):
                return user
        raise AccountsError(f"There is no account “{plain(name)}”. `dateline user list` names those there are.")

    def free(self, name: str) -> str:
        """The name as it is kept; AccountsError when it will not do or is taken."""
        name = plain(name)
        if not _NAME.fullmatch(name):
            raise AccountsError(
                f"“{name}” cannot be a name: use up to 64 letters from a to z, digits and . _ @ -, and begin with a"
                " letter or digit."
            )
        if any(user.name == name for user in self.listed()):
            raise AccountsError(f"There is an account “{name}” already. Nothing was changed.")
        return name

    def add(self, name: str, password: str, role: Role) -> User:
        """A new account; AccountsError when the name or the password will not do, or the name is taken."""
        name = self.free(name)
        passwords.check(password, name)
        user = User(secrets.token_hex(8), name, role, int(time.time()), password=passwords.hashed(password))
        values = {"id": user.id, "name": name, "role": role, "password": user.password, "added": user.added}
        with self._file.changing() as connection:
            connection.execute(insert(users).values(values))
        return user

    def remove(self, name: str) -> User:
        """Removes an account and ends its logins."""
        user = self.named(name)
        with self._file.changing() as connection:
            connection.execute(delete(users).where(users.c.id == user.id))
        return user

    def set_password(self, name: str, password: str) -> User:
        """Gives an account another password and ends its logins."""
        user = self.named(name)
        passwords.check(password, user.name)
        kept = passwords.hashed(password)
        with self._file.changing() as connection:
            connection.execute(update(users).where(users.c.id == user.id).values(password=kept))
            connection.execute(delete(logins).where(logins.c.user_id == user.id))
        return user

    def set_role(self, name: str, role: Role) -> User:
        """Gives an account another role, in force at its next click."""
        user = self.named(name)
        with self._file.changing() as connection:
            connection.execute(update(users).where(users.c.id == user.id).values(role=role))
        return user

    def proved(self, name: str, password: str) -> User | None:
        """The account, when the password is its own; an unknown name takes as long as a wrong password."""
        with self._file.reading() as connection:
            row = connection.execute(select(users).where(users.c.name == plain(name))).one_or_none()
        right = passwords.matches(password, passwords.NO_PASSWORD if row is None else row.password)
        return _user(row) if row is not None and right else None


def _user(row: Row[tuple[object, ...]]) -> User:
    return User(**row._mapping)


def accounts_for(home: Path) -> AccountsFile:
    """The accounts of a home folder; SettingsError when there are none."""
    file = AccountsFile(home)
    if not Users(file).listed():
        file.close()
        raise SettingsError(
            "The page would be open to everybody who reaches it, and nobody has an account yet. Add one:"
            " `dateline user add NAME --editor`; or serve the page on 127.0.0.1, for this machine alone."
        )
    return file
