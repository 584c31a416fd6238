"""Keys, passwords and article text stay where they belong: everything that is written is searched for them."""

import contextlib
import io
import json
import logging
import sqlite3
import traceback
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from assistant.accounts.file import AccountsFile
from assistant.accounts.users import Users
from assistant.conversations.export import export
from assistant.conversations.store import Conversations
from assistant.errors import DatelineError, SettingsError
from assistant.llm import OpenAIEndpoint
from assistant.local_llm import Address
from assistant.pipeline import Assistant
from assistant.settings import load
from assistant.web.app import build
from assistant.web.reach import Reach
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.cli.conftest import Command, cli_environment, dateline  # noqa: F401 - fixtures
from tests.evals.test_run import QUESTIONS, RIGHT
from tests.faulty_llm import FAULTS, FaultyLLM, failure, response
from tests.scripted_llm import Reply, ScriptedLLM
from tests.web.caller import Caller
from tests.web.conftest import served

KEY = "sk-quokka-key-7f3a91c2d5"
PASSWORD = "zanzibar-password-51e0"
WORDS = "The quetzal accord was signed by Ottoline Vance in the lighthouse of Skarvoy."
TITLE = "Quetzal accord signed"
FOUND_IN = ("quetzal", "ottoline", "skarvoy")
"""Words of the article; none of them may be in a log."""
QUESTION = "Who signed the quetzal accord?"
ARTICLE = f"---\ntitle: {TITLE}\nsource: Coast Daily\npublished: 2024-05-04\n---\n{WORDS}\n"


def holds(text: str | bytes, *words: str) -> list[str]:
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return [word for word in words if word.lower() in text.lower()]


def files_with(folder: Path, *words: str) -> list[str]:
    return [
        str(path.relative_to(folder))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and holds(path.read_bytes(), *words)
    ]


@pytest.fixture
def debug(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Everything our loggers have to say, with secrets to say; the article's file."""
    monkeypatch.setenv("DATELINE_DEBUG", "1")
    path = tmp_path / "clip.md"
    path.write_text(ARTICLE)
    return path


def test_no_command_writes_a_key_a_password_or_a_word_of_an_article_to_its_log(
    dateline: Command,  # noqa: F811
    debug: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    echo = response("401 Unauthorized", failure(f"Incorrect API key provided: {KEY}", prompt=WORDS))
    logs, out = "", ""
    for name, value in {"LLM": "endpoint", "LLM_MODEL": "scripted", "LLM_API_KEY": KEY}.items():
        monkeypatch.setenv(f"DATELINE_{name}", value)
    monkeypatch.setenv("DATELINE_LLM_BASE_URL", "http://127.0.0.1:9/v1")
    (tmp_path / "bad.pdf").write_bytes(f"%PDF {WORDS}".encode())
    for command in (("add", debug), ("add", tmp_path / "bad.pdf"), ("list",), ("search", QUESTION), ("doctor",)):
        done = dateline(*command)
        logs, out = logs + done.err, out + done.out
    with ScriptedLLM(default=Reply("Ottoline Vance signed it [1]."), key=KEY) as llm:
        monkeypatch.setenv("DATELINE_LLM_BASE_URL", llm.base_url)
        done = dateline("ask", QUESTION, "--json")
        assert done.json["sentences"], "the key was taken"
        logs, out = logs + done.err, out + done.out
        done = dateline("doctor", "--json")
        logs, out = logs + done.err, out + done.out
    for fault in (FAULTS["401"], FAULTS["500"], FAULTS["malformed JSON"], type(FAULTS["401"])("", echo, echo)):
        with FaultyLLM(fault) as faulty:
            monkeypatch.setenv("DATELINE_LLM_BASE_URL", faulty.base_url)
            done = dateline("ask", QUESTION, "--json")
            logs, out = logs + done.err, out + done.out
    assert "dateline.trace" in logs, "the log was on"
    assert not holds(logs + out, KEY, PASSWORD)
    assert not holds(logs, *FOUND_IN)
    home = tmp_path / "home"
    assert not files_with(home, KEY, PASSWORD)
    kept = {"catalog.sqlite", "catalog.sqlite-wal"}
    assert {name for name in files_with(home, *FOUND_IN) if "/" not in name} <= kept
    assert not [name for name in files_with(home, *FOUND_IN) if name.endswith((".log", ".json", ".toml", ".txt"))]


def test_an_error_of_the_database_names_no_words_even_with_its_traceback(
    dateline: Command,  # noqa: F811
    debug: Path,
    tmp_path: Path,
) -> None:
    assert dateline("add", debug).code == 0
    with contextlib.closing(sqlite3.connect(tmp_path / "home" / "catalog.sqlite")) as database:
        database.execute("ALTER TABLE passages RENAME TO gone")
        database.commit()
    (tmp_path / "more.md").write_text(ARTICLE.replace("quetzal accord was", "quetzal accord of 1911 was"))
    with pytest.raises(DatelineError) as caught:  # DATELINE_DEBUG lets it through to a traceback
        dateline("add", tmp_path / "more.md")
    told = "".join(traceback.format_exception(caught.value))
    assert "no such table" in told
    assert not holds(told, *FOUND_IN, PASSWORD)


@pytest.mark.parametrize(
    "toml",
    [
        f'llm_api_key = ["{KEY}"]',
        f'llm_api_key = "{KEY}ø"',
        f'llm_api_key = "{KEY}',
        f'llm_api_kei = "{KEY}"',
        f'llm_base_url = "{KEY}"',
    ],
)
def test_a_setting_that_cannot_be_used_is_not_repeated(toml: str, tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").write_text(toml, "utf-8")
    with pytest.raises(SettingsError) as caught:
        load(tmp_path, {})
    assert not holds("".join(traceback.format_exception(caught.value)), KEY, PASSWORD)


def test_settings_that_are_printed_hold_no_secret(tmp_path: Path) -> None:
    settings = load(tmp_path, {"DATELINE_LLM_API_KEY": KEY})
    assert settings.llm_api_key == KEY
    assert not holds(f"{settings} {settings!r}", KEY)


def test_no_report_of_an_eval_holds_a_key(
    dateline: Command,  # noqa: F811
    debug: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert dateline("add", debug).code == 0
    (tmp_path / "mine.jsonl").write_text("\n".join(json.dumps(item) for item in QUESTIONS[2:]))
    with ScriptedLLM(RIGHT[2:], default="Not in the articles.", key=KEY) as llm:
        for name, value in llm.environment.items():
            monkeypatch.setenv(name, value)
        done = dateline("eval", tmp_path / "mine.jsonl", "--report", tmp_path / "report")
    assert done.code == 0, done.err
    assert (tmp_path / "report" / "report.html").exists()
    assert not files_with(tmp_path / "report", KEY, PASSWORD)
    assert not holds(done.out + done.err, KEY, PASSWORD)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What our loggers and the server's say at their most talkative."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    names = ("assistant", "index", "dateline", "uvicorn", "gradio", "httpx", "openai")
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG if name not in ("httpx", "openai") else logging.INFO)
        logging.getLogger(name).addHandler(handler)
    yield written
    for name, level in before.items():
        logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def accord(library: Library) -> Library:
    raw = RawArticle(text=WORDS, origin="clip.md", title=TITLE, source="Coast Daily", published="2024-05-04")
    assert not add_articles(library, [raw]).failed
    return library


def assistant(library: Library, url: str, **given: object) -> Assistant:
    endpoint = OpenAIEndpoint("scripted", "there", lambda: Address(url, KEY), 5, local=True)
    return Assistant(library, endpoint, load(library.home, {}, **given))


def test_the_page_logs_no_words_and_its_exports_hold_no_key(
    accord: Library, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    with ScriptedLLM(default=Reply("Ottoline Vance signed it [1]."), key=KEY) as llm:
        asking = assistant(accord, llm.base_url)
        with served(asking) as address, contextlib.closing(Caller(address, "reader")) as caller:
            heard = caller.ask(QUESTION)
            assert any("Ottoline Vance" in item.text for item in heard)
            odd = caller.client.post("/gradio_api/queue/join", content=WORDS.encode())
            assert odd.status_code in (400, 422)
            shown = caller.client.get("/").text + caller.client.get("/config").text
        assert asking.llm is not None
        asking.llm.close()  # type: ignore[attr-defined]
    assert not holds(shown + json.dumps([item.text for item in heard]), KEY, PASSWORD)
    assert "evidence" in log.getvalue(), "the log was on"
    told = log.getvalue() + "".join(capfd.readouterr())
    assert not holds(told, KEY, *FOUND_IN)
    with contextlib.closing(Conversations(accord.home)) as kept:
        [listed] = kept.listed()
        conversation = kept.conversation(listed.id)
    assert conversation is not None
    for kind in ("markdown", "html", "json"):
        content = export(conversation, kind).content
        assert holds(content, "Ottoline Vance")
        assert not holds(content, KEY, PASSWORD)


def test_what_does_not_fit_an_event_is_refused_without_a_word_of_it_on_the_terminal(
    accord: Library, capfd: pytest.CaptureFixture[str]
) -> None:
    asking = assistant(accord, "http://127.0.0.1:9/v1")
    refused = 0
    with served(asking) as address, contextlib.closing(Caller(address, "odd")) as caller:
        for event in caller.config["dependencies"]:
            call = {"fn_index": event["id"], "data": [WORDS], "event_data": None, "session_hash": "odd"}
            if len(event["inputs"]) < 2 or caller.client.post("/gradio_api/queue/join", json=call).status_code != 200:
                continue
            refused += any("does not fit" in item.text for item in caller.heard(0))
    assert refused > 5
    told = "".join(capfd.readouterr())
    assert not holds(told, *FOUND_IN, "Traceback"), told


def test_no_error_page_and_no_log_shows_a_password(
    accord: Library, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    with contextlib.closing(AccountsFile(accord.home)) as file:
        Users(file).add("reader", PASSWORD, "reader")
    app = build(assistant(accord, "http://127.0.0.1:9/v1"), Reach("reading-room.example"))
    client = TestClient(app, base_url="http://reading-room.example", raise_server_exceptions=False)
    answers = [
        client.post("/login", data={"username": "reader", "password": PASSWORD[:-1]}),
        client.post("/login", data={"username": PASSWORD, "password": PASSWORD * 2}),
        client.post("/login", json={"username": "reader", "password": PASSWORD}),
        client.post("/login", content=PASSWORD.encode()),
        client.get("/config"),
        client.get("/nowhere"),
        client.post("/login", data={"username": "reader", "password": PASSWORD}),
        client.get("/config"),
        client.get("/"),
    ]
    for answer in answers:
        assert answer.status_code < 500
        assert not holds(answer.text + str(answer.headers), PASSWORD, KEY)
    assert not holds(log.getvalue() + "".join(capfd.readouterr()), PASSWORD, KEY)
    for part in (app.state.conversations, app.state.uploads, app.state.accounts):
        part.close()
