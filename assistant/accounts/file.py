"""`accounts.sqlite` in the home folder, beside the conversations: readable by nobody but who runs Dateline."""

import os
from pathlib import Path

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, text
from sqlalchemy.exc import SQLAlchemyError

from assistant.errors import AccountsError, HomeError
from index.sqlite import Database

FILE = "accounts.sqlite"
FORMAT = 1

_tables = MetaData()
users = Table(
    "users",
    _tables,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False, unique=True),
    Column("role", String, nullable=False),
    Column("password", String, nullable=False),
    Column("added", Integer, nullable=False),
)
logins = Table(
    "logins",
    _tables,
    Column("token", String, primary_key=True),  # the hash of what the browser holds
    Column("user_id", ForeignKey("users.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("begun", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
)


class AccountsFile:
    """The opened file; safe from any thread and process, each change is one transaction."""

    def __init__(self, home: Path) -> None:
        """Makes the file when there is none. AccountsError when it cannot be used, HomeError when the folder cannot."""
        self.path = home / FILE
        try:
            home.mkdir(parents=True, exist_ok=True)
            # Made before SQLite could make it readable for others; the files beside it take its mode.
            os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600))
            self.path.chmod(0o600)
        except OSError as error:
            raise HomeError(f"{self.path} cannot be used: {error.strerror}. Nothing was changed.") from error
        self._database = Database(self.path, _explain)
        self.reading, self.changing = self._database.reading, self._database.changing
        with self.changing() as connection:
            found = connection.execute(text("PRAGMA user_version")).scalar_one()
            if found not in (0, FORMAT):
                raise AccountsError(
                    f"{self.path} has format {found}; this Dateline reads format {FORMAT}. Nothing was changed."
                )
            _tables.create_all(connection)
            connection.execute(text(f"PRAGMA user_version = {FORMAT}"))

    def close(self) -> None:
        self._database.close()


def _explain(error: SQLAlchemyError, path: Path) -> AccountsError:
    why = getattr(error, "orig", None) or error
    return AccountsError(
        f"The accounts in {path} cannot be used: {why}. Articles and conversations are not touched by this; free some"
        " space if the disk is full."
    )
