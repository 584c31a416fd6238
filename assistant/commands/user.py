"""`dateline user`: who may use the page from elsewhere. A password is typed or piped in, never an argument."""

import contextlib
import getpass
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.options import Home, Json
from assistant.commands.terminal import print_json, print_text, say

if TYPE_CHECKING:
    from assistant.accounts.types import User
    from assistant.accounts.users import Users

app = typer.Typer(no_args_is_help=True, help="Accounts: who may use the page from elsewhere.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name to log in with: small letters, digits and . _ @ -")]
Editor = Annotated[bool, typer.Option("--editor/--reader", help="An editor may add and remove articles too.")]


@app.command("add")
def add(name: Name, editor: Editor = False, home: Home = None) -> None:
    """Add an account. Its password is asked for, or read from standard input when that is no terminal."""
    with _users(home) as users:
        users.free(name)  # before anything is typed
        user = users.add(name, _password(), "editor" if editor else "reader")
    print_text(f"Added {user.name} ({user.role}).")


@app.command("list")
def list_users(home: Home = None, as_json: Json = False) -> None:
    """List the accounts."""
    with _users(home) as users:
        listed = users.listed()
    if as_json:
        print_json({"users": [_user_json(user) for user in listed]})
    elif not listed:
        say("There are no accounts yet. Add one: dateline user add NAME.")
    for user in () if as_json else listed:
        print_text("\t".join((user.name, user.role, _seen(user))))


@app.command("remove")
def remove(name: Name, home: Home = None) -> None:
    """Remove an account for good, with its conversations; whoever is logged in with it is logged out."""
    from assistant.conversations.store import Conversations

    with _users(home) as users:
        user = users.remove(name)
        with contextlib.closing(Conversations(_home(home))) as kept:
            gone = kept.of(user.id).delete_all()
    print_text(f"Removed {user.name} and {gone} conversation{'' if gone == 1 else 's'}.")


@app.command("password")
def password(name: Name, home: Home = None) -> None:
    """Give an account another password; whoever is logged in with it is logged out."""
    with _users(home) as users:
        users.named(name)
        user = users.set_password(name, _password())
    print_text(f"{user.name} has another password. Whoever was logged in with it has to log in again.")


@app.command("role")
def role(name: Name, editor: Editor, home: Home = None) -> None:
    """Make an account an editor's or a reader's; it holds from its next click on."""
    with _users(home) as users:
        user = users.set_role(name, "editor" if editor else "reader")
    print_text(f"{user.name} is {'an editor' if editor else 'a reader'} now.")


def _password() -> str:
    """Typed twice without being shown, or the first line of standard input."""
    from assistant.errors import AccountsError

    if not sys.stdin.isatty():
        return sys.stdin.readline(10_000).rstrip("\r\n")
    typed = getpass.getpass("Password: ")
    if getpass.getpass("The same once more: ") != typed:
        raise AccountsError("The two passwords are not the same. Nothing was changed.")
    return typed


def _home(home: Path | None) -> Path:
    from assistant.settings import default_home

    return (home or default_home()).absolute()


@contextlib.contextmanager
def _users(home: Path | None) -> "Iterator[Users]":
    from assistant.accounts.file import AccountsFile
    from assistant.accounts.users import Users

    with contextlib.closing(AccountsFile(_home(home))) as file:
        yield Users(file)


def _user_json(user: "User") -> dict[str, Any]:
    return {
        "name": user.name,
        "role": user.role,
        "added": _iso(user.added),
        "logins": user.logins,
        "seen": _iso(user.seen),
    }


def _iso(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds).astimezone().isoformat()


def _seen(user: "User") -> str:
    return "not logged in" if user.seen is None else f"last seen {datetime.fromtimestamp(user.seen):%Y-%m-%d %H:%M}"
