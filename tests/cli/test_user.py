"""`dateline user`, and a page with accounts as the program it is: no password where others could see it."""

import os
import re
import signal
import stat
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from assistant.accounts.file import FILE, AccountsFile
from assistant.accounts.users import Users
from tests import proc
from tests.cli.conftest import REPOSITORY, Command

PASSWORD, OTHER = "nine warm otters", "seven cold otters"
OTHERS_SEE = ("cmdline", "environ")
"""What /proc tells of a process."""


@pytest.fixture
def home() -> Path:
    return Path(os.environ["DATELINE_HOME"])


def proves(home: Path, name: str, password: str) -> bool:
    file = AccountsFile(home)
    try:
        return Users(file).proved(name, password) is not None
    finally:
        file.close()


def test_accounts_are_added_listed_changed_and_removed(dateline_process: Command, home: Path) -> None:
    added = dateline_process("user", "add", "Ann", "--editor", stdin=f"{PASSWORD}\n".encode())
    assert (added.code, added.out) == (0, "Added ann (editor).\n")
    assert dateline_process("user", "add", "bea", stdin=PASSWORD.encode()).out == "Added bea (reader).\n"
    assert stat.S_IMODE((home / FILE).stat().st_mode) == 0o600
    assert proves(home, "ann", PASSWORD)
    listed = dateline_process("user", "list", "--json").json["users"]
    assert [(user["name"], user["role"], user["logins"], user["seen"]) for user in listed] == [
        ("ann", "editor", 0, None),
        ("bea", "reader", 0, None),
    ]
    assert dateline_process("user", "list").out == "ann\teditor\tnot logged in\nbea\treader\tnot logged in\n"
    assert dateline_process("user", "password", "ann", stdin=f"{OTHER}\r\n".encode()).code == 0
    assert proves(home, "ann", OTHER)
    assert not proves(home, "ann", PASSWORD)
    assert dateline_process("user", "role", "ann", "--reader").out == "ann is a reader now.\n"
    assert dateline_process("user", "remove", "ann").out == "Removed ann and 0 conversations.\n"
    assert [user["name"] for user in dateline_process("user", "list", "--json").json["users"]] == ["bea"]


@pytest.mark.parametrize(
    ("arguments", "password", "told"),
    [
        (["add", "ann"], "short", "at least 10 characters"),
        (["add", "ann"], "", "at least 10 characters"),
        (["add", "an n"], PASSWORD, "cannot be a name"),
        (["password", "carl"], PASSWORD, "no account “carl”"),
        (["remove", "carl"], "", "no account “carl”"),
        (["role", "carl", "--editor"], "", "no account “carl”"),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_changed(
    dateline_process: Command, arguments: list[str], password: str, told: str
) -> None:
    done = dateline_process("user", *arguments, stdin=password.encode())
    assert done.code == 1
    assert told in done.err
    assert "Traceback" not in done.err
    assert not password or password not in done.err + done.out
    assert dateline_process("user", "list", "--json").json == {"users": []}


def test_a_password_is_no_argument(dateline_process: Command) -> None:
    for arguments in (["add", "ann", PASSWORD], ["add", "ann", f"--password={PASSWORD}"]):
        assert dateline_process("user", *arguments).code == 2


def test_a_role_has_to_be_named(dateline_process: Command) -> None:
    assert dateline_process("user", "role", "ann").code == 2


def test_typed_passwords_are_not_shown_and_typed_twice(home: Path) -> None:
    import pty

    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "assistant.cli", "user", "add", "ann"]
    process = subprocess.Popen(
        command, stdin=terminal, stdout=terminal, stderr=terminal, cwd=REPOSITORY, start_new_session=True
    )
    os.close(terminal)
    seen = b""
    with process, os.fdopen(controller, "r+b", buffering=0) as screen:
        for prompt in (b"Password: ", b"once more: "):
            while not seen.endswith(prompt):
                seen += screen.read(1)
            screen.write(f"{PASSWORD}\n".encode())
            seen += screen.read(1)
        while b"Added ann" not in seen:
            seen += screen.read(1)
        process.wait(20)
    assert PASSWORD.encode() not in seen
    assert proves(home, "ann", PASSWORD)


def test_beyond_this_machine_the_page_starts_only_when_there_are_accounts(dateline_process: Command) -> None:
    for arguments in (["--host", "0.0.0.0"], ["--root-path", "/news"], ["--behind-proxy", "127.0.0.1"]):
        done = dateline_process("chat", "--port", "0", "--no-browser", "--no-samples", *arguments)
        assert done.code == 1
        assert "dateline user add" in done.err


def test_no_password_is_in_what_the_program_prints_or_what_other_users_see(
    dateline_process: Command, home: Path
) -> None:
    assert dateline_process("user", "add", "ann", stdin=PASSWORD.encode()).code == 0
    command = [sys.executable, "-m", "assistant.cli", "chat", "--host", "0.0.0.0", "--port", "0", "--no-browser"]
    environment = {**os.environ, "DATELINE_DEBUG": "1"}  # it logs most then
    with subprocess.Popen(
        [*command, "--no-samples"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=REPOSITORY,
        env=environment,
    ) as process:
        assert process.stdout is not None
        said = ""
        try:
            while not (found := re.search(r"http://127\.0\.0\.1:\d+/", said)):
                line = process.stdout.readline()
                assert line, said
                said += line
            with httpx.Client(base_url=found[0], trust_env=False, timeout=30) as client:
                form = {"username": "ann", "password": PASSWORD}
                assert client.post("/login", data={**form, "password": "my wrong words"}).status_code == 401
                assert client.get("/config").status_code == 401
                assert client.post("/login", data=form).status_code == 200
                token = next(iter(client.cookies.values()))
                assert client.get("/config").status_code == 200
                assert client.get("/login?password=in+the+address").status_code == 200
            shown = b"".join(Path(f"/proc/{process.pid}/{name}").read_bytes() for name in OTHERS_SEE if proc.VISIBLE)
        finally:
            process.send_signal(signal.SIGTERM)
            said += process.stdout.read()
    for secret in (PASSWORD, "my wrong words", token, "in+the+address"):
        assert secret not in said
        assert secret.encode() not in shown
        for path in home.rglob("*"):
            assert not path.is_file() or secret.encode() not in path.read_bytes(), path
