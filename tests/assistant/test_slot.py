"""The kept state of the prompt: used when it is what its name says, gone when not, and never in the way."""

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.slot import SlotFile

STATE = b"what was read"


@contextmanager
def server(folder: Path, status: int = 200) -> Iterator[tuple[str, list[str]]]:
    """A server that saves and restores slots as llama.cpp does; yields its address and what it was asked."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            action = self.path.partition("action=")[2]
            asked.append(f"{action} {self.headers['Authorization']}")
            if action == "save":
                (folder / body["filename"]).write_bytes(STATE)
            reply = b"{}" if status == 200 else b"no"
            self.send_response(status)
            self.send_header("Content-Length", str(len(reply)))
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{http.server_port}", asked
    finally:
        http.shutdown()
        http.server_close()
        thread.join(5)


def test_what_was_kept_is_restored(tmp_path: Path) -> None:
    slot = SlotFile(tmp_path, "weights", "prompt")
    with server(tmp_path) as (address, asked):
        assert not slot.restore(address, "key")
        slot.save(address, "key")
        assert slot.restore(address, "key")
    assert asked == ["save Bearer key", "restore Bearer key"]
    (kept,) = tmp_path.iterdir()
    assert hashlib.sha256(STATE).hexdigest() in kept.name


def test_another_prompt_has_another_state_and_only_one_is_kept(tmp_path: Path) -> None:
    with server(tmp_path) as (address, _):
        SlotFile(tmp_path, "weights", "prompt").save(address, "key")
        other = SlotFile(tmp_path, "weights", "another prompt")
        assert not other.restore(address, "key")
        other.save(address, "key")
        assert not SlotFile(tmp_path, "weights", "prompt").restore(address, "key")
        assert other.restore(address, "key")


def test_damaged_bytes_are_never_restored(tmp_path: Path) -> None:
    slot = SlotFile(tmp_path, "weights")
    with server(tmp_path) as (address, asked):
        slot.save(address, "key")
        (kept,) = tmp_path.iterdir()
        kept.write_bytes(STATE[:-1])
        assert not slot.restore(address, "key")
    assert asked == ["save Bearer key"]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("status", [400, 500, 501])
def test_a_server_that_refuses_is_no_harm(tmp_path: Path, status: int) -> None:
    slot = SlotFile(tmp_path, "weights")
    with server(tmp_path) as (address, _):
        slot.save(address, "key")
    with server(tmp_path, status) as (address, _):
        assert not slot.restore(address, "key")
        slot.save(address, "key")
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_no_harm(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    slot = SlotFile(tmp_path / "file" / "prompt", "weights")
    with server(tmp_path) as (address, asked):
        slot.save(address, "key")
        assert not slot.restore(address, "key")
    assert not asked
