"""Accounts and their logins: proved by a password that is kept nowhere, over when they should be."""

import contextlib
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.accounts.file import FILE, AccountsFile
from assistant.accounts.logins import IDLE, LONGEST, Logins
from assistant.accounts.users import Users
from assistant.errors import AccountsError

PASSWORD = "nine warm otters"


class Clock:
    """A clock the test sets."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def file(tmp_path: Path) -> Iterator[AccountsFile]:
    with contextlib.closing(AccountsFile(tmp_path)) as opened:
        yield opened


@pytest.fixture
def users(file: AccountsFile) -> Users:
    return Users(file)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def logins(file: AccountsFile, clock: Clock) -> Logins:
    return Logins(file, clock)


def test_a_password_proves_its_own_account_and_no_other(users: Users) -> None:
    users.add("Ann", PASSWORD, "reader")
    users.add("bob", "another long one", "editor")
    found = users.proved(" ANN ", PASSWORD)
    assert found is not None
    assert (found.name, found.role) == ("ann", "reader")
    assert users.proved("bob", PASSWORD) is None
    assert users.proved("ann", PASSWORD + " ") is None
    assert users.proved("carl", PASSWORD) is None
    assert users.proved("ann", "") is None


def test_only_hashes_are_in_the_file_and_only_its_owner_may_read_it(
    users: Users, logins: Logins, tmp_path: Path
) -> None:
    token = logins.begin(users.add("ann", PASSWORD, "reader"))
    assert token is not None
    files = list(tmp_path.glob(f"{FILE}*"))
    assert len(files) == 3  # the database, its log and its index: all of them hold accounts
    for path in files:
        assert PASSWORD.encode() not in path.read_bytes()
        assert token.encode() not in path.read_bytes()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    AccountsFile(tmp_path).close()
    os.chmod(tmp_path / FILE, 0o644)
    AccountsFile(tmp_path).close()
    assert stat.S_IMODE((tmp_path / FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "an n", "-ann", "../ann", "ann\n<b>", "änn", "a" * 65])
def test_a_name_that_will_not_do_is_refused(users: Users, name: str) -> None:
    with pytest.raises(AccountsError, match="cannot be a name"):
        users.add(name, PASSWORD, "reader")


def test_a_name_that_is_taken_is_refused_however_it_is_written(users: Users) -> None:
    users.add("ann", PASSWORD, "reader")
    with pytest.raises(AccountsError, match="already"):
        users.add("ANN", PASSWORD, "editor")


def test_another_password_takes_the_place_of_the_old_one_and_ends_the_logins(users: Users, logins: Logins) -> None:
    ann, bob = users.add("ann", PASSWORD, "reader"), users.add("bob", PASSWORD, "reader")
    hers, his = logins.begin(ann), logins.begin(bob)
    users.set_password("ann", "seven cold otters")
    assert users.proved("ann", PASSWORD) is None
    assert users.proved("ann", "seven cold otters") is not None
    assert logins.visitor(hers or "") is None
    assert logins.visitor(his or "") is not None


def test_a_login_that_was_on_its_way_when_the_password_changed_does_not_begin(users: Users, logins: Logins) -> None:
    proved_before = users.add("ann", PASSWORD, "reader")
    users.set_password("ann", "seven cold otters")
    assert logins.begin(proved_before) is None


def test_removing_an_account_ends_its_logins_and_its_name_begins_anew(users: Users, logins: Logins) -> None:
    first = users.add("ann", PASSWORD, "editor")
    token = logins.begin(first)
    users.remove("ann")
    assert logins.visitor(token or "") is None
    assert users.listed() == []
    assert users.add("ann", PASSWORD, "reader").id != first.id


def test_a_role_holds_at_once(users: Users, logins: Logins) -> None:
    token = logins.begin(users.add("ann", PASSWORD, "reader")) or ""
    for role, may in (("editor", True), ("reader", False)):
        users.set_role("ann", "editor" if role == "editor" else "reader")
        visitor = logins.visitor(token)
        assert visitor is not None
        assert visitor.may_change is may


def test_a_login_ends_when_it_is_not_used_and_after_a_month_in_any_case(
    users: Users, logins: Logins, clock: Clock
) -> None:
    ann = users.add("ann", PASSWORD, "reader")
    idle = logins.begin(ann) or ""
    clock.now += IDLE - 1
    assert logins.visitor(idle) is not None
    clock.now += IDLE - 1  # it was seen meanwhile
    assert logins.visitor(idle) is not None
    clock.now += IDLE
    assert logins.visitor(idle) is None

    used = logins.begin(ann) or ""
    for _ in range(LONGEST // (IDLE // 2) - 1):
        clock.now += IDLE // 2
        assert logins.visitor(used) is not None
    clock.now += IDLE // 2
    assert logins.visitor(used) is None


def test_a_login_is_over_once_it_is_ended(users: Users, logins: Logins) -> None:
    token = logins.begin(users.add("ann", PASSWORD, "reader")) or ""
    logins.end(token)
    assert logins.visitor(token) is None


def test_tokens_are_long_random_and_only_themselves(users: Users, logins: Logins) -> None:
    ann = users.add("ann", PASSWORD, "reader")
    token = logins.begin(ann) or ""
    assert len(token) == 43  # 256 bits in base64
    assert token != logins.begin(ann)
    for other in (token[:-1], token + "A", token.swapcase(), "", "\udcff", "' OR 1=1 --"):
        assert logins.visitor(other) is None


def test_the_list_tells_who_is_logged_in(users: Users, file: AccountsFile) -> None:
    ann = users.add("ann", PASSWORD, "reader")
    users.add("bob", PASSWORD, "editor")
    Logins(file).begin(ann)
    assert [(user.name, user.logins, user.seen is not None) for user in users.listed()] == [
        ("ann", 1, True),
        ("bob", 0, False),
    ]
    assert PASSWORD not in repr(users.listed())
    assert "scrypt" not in repr(users.listed())


def test_a_file_of_another_format_or_none_is_left_as_it_is(tmp_path: Path) -> None:
    with contextlib.closing(sqlite3.connect(tmp_path / FILE)) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(AccountsError, match="format 99"):
        AccountsFile(tmp_path)
    (tmp_path / FILE).write_bytes(b"nothing of ours " * 99)
    with pytest.raises(AccountsError, match="cannot be used"):
        AccountsFile(tmp_path)
    assert (tmp_path / FILE).read_bytes() == b"nothing of ours " * 99
