"""Where accounts are asked for, nobody gets past the door without one: not by any route, cookie, guess or trick."""

import contextlib
import re
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.routing import Mount

from assistant.accounts.file import FILE, AccountsFile
from assistant.accounts.logins import IDLE, LONGEST
from assistant.accounts.users import Users
from assistant.web.reach import Reach
from index.library import Library
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import built, running, scripted
from tests.web.members import PASSWORDS, Member, add_members

WORDS_OF_OURS = ("Campbell", "Karsund", "28 articles", "fn_index", "session_hash", "gradio", "ann", "otters")
PAGE = {"Accept": "text/html,*/*;q=0.8"}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("guarded")
    add_members(home)
    return home


@pytest.fixture(scope="module")
def app(sample_library: Library, home: Path, web_llm: ScriptedLLM) -> FastAPI:
    return built(scripted(sample_library, home, web_llm), Reach(accounts=True))


@pytest.fixture(scope="module")
def address(app: FastAPI) -> Iterator[str]:
    with running(app) as address:
        yield address


@pytest.fixture
def stranger(address: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=address, trust_env=False, timeout=20) as client:
        yield client


@pytest.fixture
def ann(address: str) -> Iterator[Member]:
    member = Member(address, "ann")
    yield member
    member.http.close()


def routes(app: Any, prefix: str = "") -> Iterator[tuple[str, str]]:
    """Every method and path the application answers, with something in place of what varies."""
    for route in app.routes:
        path = prefix + re.sub(r"\{[^}]*\}", "1", getattr(route, "path", ""))
        if isinstance(route, Mount):
            yield from routes(route.app, path.rstrip("/"))
        elif hasattr(route, "effective_route_contexts"):  # an included router
            for context in route.effective_route_contexts():
                for method in context.methods:
                    yield method, prefix + re.sub(r"\{[^}]*\}", "1", context.path)
        else:
            for method in getattr(route, "methods", None) or {"GET"}:
                yield method, path


def test_no_route_answers_without_a_login_and_nothing_leaks(app: FastAPI, stranger: httpx.Client) -> None:
    every = {(method, path) for method, path in routes(app)}
    assert len(every) > 60
    assert {"/config", "/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/heartbeat/1"} <= {
        p for _, p in every
    }
    tricks = [
        "/page.css",
        "//config",
        "/config/",
        "/./config",
        "/login/../config",
        "/gradio_api/file=/etc/passwd",
        "/x",
    ]
    tricks += [
        "/%2e%2e/config",
        "/login%2f..%2fconfig",
        "/login;/config",
        "/LOGIN",
        "/loginx",
        "/login/x",
        "/api",
        "/mcp",
    ]
    tried = 0
    for method, path in [*every, *(("GET", path) for path in tricks)]:
        if path.rstrip("/") in ("/login", "/logout"):
            continue
        root = str(stranger.base_url).rstrip("/")
        for headers in ({}, PAGE, {"Authorization": "Basic YW5uOng=", "X-Forwarded-User": "ann"}):
            answer = stranger.request(
                method, f"{root}{path}", headers=headers, content=b"{}" if method == "POST" else None
            )
            if path == "/" and "Accept" in headers and "html" in headers["Accept"]:
                assert (answer.status_code, answer.headers["location"]) == (303, "/login")
            else:
                assert answer.status_code == 401, f"{method} {path} answered {answer.status_code}"
            if method != "HEAD":
                assert answer.content in (b'{"detail":"Log in first."}', b"")
            assert "set-cookie" not in answer.headers
            assert "content-security-policy" in answer.headers
            tried += 1
    assert tried > 200


def test_the_login_page_tells_nothing_of_what_is_behind_it(stranger: httpx.Client) -> None:
    for path in ("/login", "/login/", "/login?conversation=abc", "/login?back=//evil.example", "/login?out"):
        answer = stranger.get(path, headers=PAGE)
        assert answer.status_code == 200
        assert answer.headers["cache-control"] == "no-store"
        assert not [word for word in WORDS_OF_OURS if word in answer.text]
        assert "evil.example" not in answer.text
        assert "<script" not in answer.text
        assert "http" not in re.sub(r"http-equiv", "", answer.text)


def test_a_login_opens_the_page_and_the_cookie_is_the_browsers_alone(stranger: httpx.Client) -> None:
    form = {"username": "Ann", "password": PASSWORDS["ann"], "back": "conversation=abc123"}
    answer = stranger.post("/login", data=form, headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?conversation=abc123")
    cookie = answer.headers["set-cookie"]
    assert re.match(r"dateline-[0-9a-f]{8}=[\w-]{43}; ", cookie)
    for part in ("HttpOnly", "Path=/;", "SameSite=lax", f"Max-Age={LONGEST}"):
        assert part in cookie
    assert "Secure" not in cookie  # this was plain HTTP
    page = stranger.get("/", headers=PAGE)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert stranger.get("/config").json()["username"] == "ann"


@pytest.mark.parametrize("back", ["//evil.example", "https://evil.example", "conversation=../x", "x=1", "answer=<b>"])
def test_a_login_leads_nowhere_but_to_the_page(stranger: httpx.Client, back: str) -> None:
    form = {"username": "ann", "password": PASSWORDS["ann"], "back": back}
    assert stranger.post("/login", data=form, headers=PAGE).headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_name_are_told_the_same(stranger: httpx.Client) -> None:
    told = []
    for name in ("bea", "bel"):
        answer = stranger.post("/login", data={"username": name, "password": "not my words"}, headers=PAGE)
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
        assert 'role="alert"' in answer.text
        assert "not my words" not in answer.text
        told.append(answer.text.replace(f'value="{name}"', ""))
    assert told[0] == told[1]


def test_a_form_from_another_site_does_not_log_in_or_out(ann: Member) -> None:
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1"):
        assert ann.log_in("ann", PASSWORDS["ann"], Origin=origin).status_code == 403
        assert ann.http.post("/logout", headers={"Origin": origin}).status_code == 403
    assert ann.http.get("/logout").status_code == 405  # a link or a picture
    assert ann.http.get("/config").status_code == 200


# --- cookies --------------------------------------------------------------------------------------------------------


def age(home: Path, **columns: int) -> None:
    with contextlib.closing(sqlite3.connect(home / FILE)) as connection, connection:
        for column, seconds in columns.items():
            connection.execute(f"UPDATE logins SET {column} = ?", (int(time.time()) - seconds,))


def test_a_cookie_that_is_over_forged_or_stolen_opens_nothing(ann: Member, address: str, home: Path) -> None:
    token, name = ann.cookie, next(iter(ann.http.cookies))

    def status(value: str, key: str = name) -> int:
        return httpx.get(f"{address}config", headers={"Cookie": f"{key}={value}"}, trust_env=False).status_code

    assert status(token) == 200
    forged = [token[:-1], f"{token}x", token.swapcase(), "", '""', "a" * 9999, token[::-1], f"{token},{token}"]
    assert {status(value) for value in forged} == {401}
    assert status(token, "dateline") == status(token, f"{name}x") == 401
    with contextlib.closing(sqlite3.connect(home / FILE)) as connection:
        (kept,) = connection.execute("SELECT token FROM logins ORDER BY begun DESC LIMIT 1").fetchone()
    assert status(kept) == 401, "what is in the file opens nothing"
    age(home, seen=IDLE + 1)
    assert status(token) == 401
    age(home, seen=0)
    assert status(token) == 200
    age(home, begun=LONGEST + 1)
    assert status(token) == 401


def test_a_cookie_stolen_before_the_logout_is_worth_nothing_after_it(ann: Member, address: str) -> None:
    stolen = dict(ann.http.cookies)
    answer = ann.http.post("/logout", headers=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?out")
    assert "Max-Age=0" in answer.headers["set-cookie"]
    assert "You are logged out." in ann.http.get("/login?out", headers=PAGE).text
    assert httpx.get(f"{address}config", cookies=stolen, trust_env=False).status_code == 401
    assert ann.http.get("/config").status_code == 401


def test_a_new_login_ends_the_one_the_browser_had(ann: Member, address: str) -> None:
    before = dict(ann.http.cookies)
    assert ann.log_in("ann", PASSWORDS["ann"]).status_code == 200
    assert dict(ann.http.cookies) != before
    assert httpx.get(f"{address}config", cookies=before, trust_env=False).status_code == 401


def test_what_streams_ends_with_the_login(address: str, home: Path) -> None:
    member = Member(address, "bea")
    with contextlib.closing(AccountsFile(home)) as file, contextlib.closing(member.http):
        with member.http.stream("GET", f"gradio_api/heartbeat/{member.page}") as stream:
            assert stream.status_code == 200
            Users(file).set_password("bea", "other cold otters")
            began = time.monotonic()
            for _ in stream.iter_raw():  # gradio says every 15 seconds that it is there; then the door looks
                assert time.monotonic() - began < 60
        assert member.http.get("/config").status_code == 401
        Users(file).set_password("bea", PASSWORDS["bea"])


# --- patience -------------------------------------------------------------------------------------------------------


def test_guessing_is_told_to_wait_and_how_long(sample_library: Library, tmp_path: Path, web_llm: ScriptedLLM) -> None:
    add_members(tmp_path)
    with contextlib.ExitStack() as stack:
        address = stack.enter_context(running(built(scripted(sample_library, tmp_path, web_llm), Reach(accounts=True))))
        client, other = (stack.enter_context(contextlib.closing(Member(address).http)) for _ in range(2))

        def attempt(name: str, password: str, **headers: str) -> httpx.Response:
            return client.post("login", data={"username": name, "password": password}, headers=headers)

        for name in ("nobody-here", "ann"):
            statuses = [attempt(name, f"guess number {number}").status_code for number in range(7)]
            assert statuses == [401] * 6 + [429]
        answer = attempt("ann", PASSWORDS["ann"], Accept="text/html")
        assert answer.status_code == 429, "the right password waits like any other"
        seconds = int(answer.headers["retry-after"])
        assert 1 <= seconds <= 3
        assert f"Wait {seconds} second" in answer.text
        time.sleep(seconds)
        assert attempt("ann", PASSWORDS["ann"]).status_code == 200
        spraying = [attempt(f"name{number}", "nine warm otters").status_code for number in range(20)]
        assert spraying[-1] == 429, "many names from one address wait too"
        assert other.get("login").status_code == 200
        assert client.get("config").status_code == 200, "who is logged in is not touched by it"


@pytest.mark.parametrize(
    "content",
    [b"", b"username=ann", b"password=x", b"\xff=\xff&&==", b"username=ann&username=ed&password=", b"a=b&" * 3000],
)
def test_an_odd_form_is_answered_like_a_wrong_one(address: str, content: bytes) -> None:
    with contextlib.closing(Member(address).http) as client:
        assert client.post("login", content=content).status_code in (400, 401, 429)
        assert client.post("login", content=b"x" * 20_000).status_code == 413
