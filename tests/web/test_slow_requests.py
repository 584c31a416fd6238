"""Whoever opens connections and asks nothing, or never to the end, loses them; a slow answer is waited for."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from assistant.web.app import configured
from assistant.web.hurried import PATIENCE_SECONDS, Hurried
from assistant.web.listener import listen

QUICK_S = 0.3
LONGEST_S = 60.0
"""Nobody waits so long in vain on any machine."""


async def slow_page(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the whole request, and takes its time to answer."""
    while scope["type"] == "http" and (await receive()).get("more_body"):
        pass
    if scope["type"] == "http":
        await asyncio.sleep(6 * QUICK_S)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"done"})


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    patch = pytest.MonkeyPatch()
    patch.setattr(Hurried, "patience", QUICK_S)
    config = configured(slow_page)
    config.lifespan = "off"
    server, listener = uvicorn.Server(config), listen("127.0.0.1", 0)
    thread = threading.Thread(target=server.run, args=([listener],), name="slow page", daemon=True)
    with listener:
        thread.start()
        yield int(listener.getsockname()[1])
        server.should_exit = True
        thread.join(LONGEST_S)
    patch.undo()


def heard(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection; TimeoutError when it does not."""
    connection.settimeout(LONGEST_S)
    got = b""
    with contextlib.suppress(ConnectionError):
        while part := connection.recv(65536):
            got += part
    return got


HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n"
POST = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n\r\n"


@pytest.mark.parametrize("begun", [b"", b"G", HEAD, b"\r\n", POST, POST + b"x" * 999], ids=repr)
def test_a_request_that_goes_no_further_is_given_up(port: int, begun: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(begun)
        assert heard(connection) == b""


def dripped(connection: socket.socket) -> None:
    """Sends a head byte by byte, until the server has closed the connection or the time is up."""
    until = time.monotonic() + LONGEST_S
    connection.sendall(HEAD + b"X-Long: ")
    while time.monotonic() < until:
        connection.sendall(b"x")
        time.sleep(QUICK_S / 10)


def test_a_head_that_comes_byte_by_byte_is_given_up(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection, pytest.raises(ConnectionError):
        dripped(connection)


def test_so_is_one_after_another_that_was_answered(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(HEAD + b"\r\n")
        connection.settimeout(LONGEST_S)
        while not connection.recv(65536).endswith(b"done"):
            pass
        connection.sendall(HEAD)
        assert heard(connection) == b""


def test_an_answer_that_takes_longer_is_waited_for(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(HEAD + b"Connection: close\r\n\r\n")
        assert heard(connection).endswith(b"done")


def test_all_connections_that_ask_nothing_are_free_again(port: int) -> None:
    with contextlib.ExitStack() as stack:
        idle = [stack.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(50)]
        for connection in idle:
            assert heard(connection) == b""


def test_a_reader_on_a_slow_line_has_time() -> None:
    assert 10 <= PATIENCE_SECONDS <= 60
