"""An open page belongs to whoever used it first; its id is an id: nobody fills the memory with what they call one."""

from typing import Any

import pytest

from assistant.web.claims import Claims


def scope(query: str = "") -> dict[str, Any]:
    path = "/gradio_api/queue/data"
    return {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}


def test_the_first_to_use_an_id_owns_it() -> None:
    claims = Claims()
    assert claims.allow(scope("session_hash=abc"), b"", "ann")
    assert not claims.allow(scope("session_hash=abc"), b"", "bea")
    assert not claims.allow(scope("session_hash=mine&session_hash=abc"), b"", "bea")
    assert claims.allow(scope(), b'{"session_hash": "abc"}', "ann")


@pytest.mark.parametrize("name", ["session_hash", "upload_id", "session_id", "event_id"])
def test_what_is_longer_than_an_id_is_none_and_is_not_remembered(name: str) -> None:
    claims = Claims()
    long = "x" * 1_000_000
    assert not claims.allow(scope(f"{name}={long}"), b"", "ann")
    assert not claims.allow(scope(), f'{{"data": [{{"{name}": "{long}"}}]}}'.encode(), "ann")
    assert not claims.allow({**scope(), "path": f"/gradio_api/heartbeat/{long}"}, b"", "ann")
    assert claims._owners == {}
