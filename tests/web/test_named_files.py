"""No call reads a file of this machine, or has a web address fetched, by naming it where a box has its value.

Every event of the page and every call for programs is tried, at every place of its values: a new one too.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from fastapi import FastAPI

from assistant.web.sent import NOT_SENT
from index.library import Library
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import built, running, scripted
from tests.web.hostile import sink
from tests.web.raw import Answered, exchange, request

JSON = {"Content-Type": "application/json"}
META = {"_type": "gradio.FileData"}
WORDS = "SECRET-OF-ANOTHER-FOLDER"


@pytest.fixture(scope="module")
def app(sample_library: Library, tmp_path_factory: pytest.TempPathFactory, web_llm: ScriptedLLM) -> FastAPI:
    return built(scripted(sample_library, tmp_path_factory.mktemp("named"), web_llm))


@pytest.fixture(scope="module")
def port(app: FastAPI) -> Iterator[int]:
    with running(app) as address:
        found = urlsplit(address).port
        assert found
        yield found


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text(f"My notes\n\n{WORDS}")
    return path


def post(port: int, path: str, body: bytes | str) -> Answered:
    data = body.encode() if isinstance(body, str) else body
    return exchange(port, request(port, "POST", f"/gradio_api/{path}", data, JSON))


def calls(port: int, value: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every event and every call for programs, with the value at one place of its data after another."""
    config = json.loads(exchange(port, request(port, "GET", "/config"), most=10_000_000).body)
    for event in config["dependencies"]:
        for place in range(len(event["inputs"])):
            data = [value if place == number else None for number in range(len(event["inputs"]))]
            yield "queue/join", {"fn_index": event["id"], "data": data, "session_hash": "named"}
            if event["api_visibility"] == "public":
                yield f"call/{event['api_name']}", {"data": data}


def uploaded(app: FastAPI) -> set[str]:
    return {path.name for path in app.state.uploads.folder.rglob("*") if path.is_file()} - {"page.lock"}


def test_no_box_of_any_event_takes_a_file_of_this_machine(port: int, app: FastAPI, secret: Path) -> None:
    file = {"path": str(secret), "meta": META}
    tried = list(calls(port, file))
    assert len(tried) > 80
    assert {"call/ask", "call/search", "call/add"} <= {path for path, _ in tried}
    tried += [
        ("queue/join", {"fn_index": 0, "data": value}) for value in ([[file]], [[[{"value": file}]]], {"a": file})
    ]
    for path, body in tried:
        answered = post(port, path, json.dumps(body))
        assert (answered.status, json.loads(answered.body)) == (403, {"detail": NOT_SENT}), (path, body)
    assert uploaded(app) == set(), "nothing was copied to where the page could give it away"


def test_no_spelling_of_a_path_leads_out_of_what_was_sent(port: int, app: FastAPI, secret: Path) -> None:
    sent = b'--b\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nwords\r\n--b--\r\n'
    kind = {"Content-Type": "multipart/form-data; boundary=b"}
    [path] = json.loads(exchange(port, request(port, "POST", "/gradio_api/upload", sent, kind)).body)
    link = Path(path).with_name("link.txt")
    link.symlink_to(secret)
    folder = app.state.uploads.folder
    climbing = f"{path}/../../../../../../../../../../../../{secret}"
    wrong: list[object] = [
        climbing,
        f"/proc/self/root{secret}",
        f"file://{secret}",
        str(link),
        str(folder),
        None,
        1,
        [],
    ]
    wrong += [
        str(folder.parent / "conversations.sqlite"),
        f"{folder}/page.lock",
        "/dev/zero",
        "\0",
        "x" * 5000,
        "",
        ".",
    ]
    wrong += [f"{path}\0", f" {path}", str(Path(path).parent)]
    for value in wrong:
        body = {"fn_index": 0, "data": [{"path": value, "meta": META}], "session_hash": "named"}
        assert post(port, "queue/join", json.dumps(body)).status == 403, value
    last = f'{{"fn_index": 0, "session_hash": "x", "data": [{{"path": "{path}", "path": "{secret}", "meta": {{}}}}]}}'
    first = last.replace(path, "?").replace(str(secret), path).replace("?", str(secret))
    assert [post(port, "queue/join", body).status for body in (last, first)] == [403, 403]
    link.unlink()
    assert uploaded(app) == {"a.txt"}
    right = {"fn_index": 0, "data": [{"path": path, "meta": META}], "session_hash": "named"}
    assert post(port, "queue/join", json.dumps(right)).status == 200, "what was sent may be named"


def test_no_web_address_is_fetched_for_a_box(port: int) -> None:
    with sink() as (address, asked):
        file = {"path": address, "url": address, "meta": META}
        for path in ("queue/join", "call/search"):
            body = {"fn_index": 0, "data": [file], "session_hash": "named"}
            assert post(port, path, json.dumps(body)).status == 403
    assert asked == []


def test_gradio_itself_refuses_them_too(app: FastAPI, secret: Path) -> None:
    """What is beyond our own check has one of its own, which is off unless gradio knows that it serves."""
    from gradio.context import LocalContext
    from gradio.exceptions import InvalidPathError
    from gradio.processing_utils import _check_allowed

    mounted: list[Any] = [getattr(route, "app", None) for route in app.routes]
    inner = [one for one in mounted if hasattr(one, "get_blocks")]
    before = LocalContext.blocks.set(inner[0].get_blocks())
    with pytest.raises(InvalidPathError):
        _check_allowed(secret, True)
    LocalContext.blocks.reset(before)
