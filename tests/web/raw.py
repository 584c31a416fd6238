"""Requests as bytes: what no proper client sends."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

PATIENCE_S = 1.0
"""Without a word for so long, the server waits for the rest of the request; nothing more comes then."""


@dataclass(frozen=True)
class Answered:
    """What came back. `status` is 0 when the connection was closed without a word."""

    status: int
    head: bytes
    body: bytes


def exchange(port: int, data: bytes, most: int = 65536, whole: bool = True) -> Answered:
    """Sends the bytes and reads the answer; with `whole` up to `most` bytes of it, else its head only.

    TimeoutError when the server neither answers nor goes away after the request has ended.
    """
    got = b""
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE_S) as connection:
        try:
            connection.sendall(data)
            ended = False
            while len(got) < most and (whole or b"\r\n\r\n" not in got):
                try:
                    part = connection.recv(65536)
                except TimeoutError:
                    if ended and not got:
                        raise
                    if ended:
                        break
                    ended = True
                    connection.settimeout(10 * PATIENCE_S)
                    connection.shutdown(socket.SHUT_WR)
                    continue
                if not part:
                    break
                got += part
        except (ConnectionError, BrokenPipeError):
            pass  # refused in the middle of what we sent
    head, _, body = got.partition(b"\r\n\r\n")
    words = head.split(b" ", 2)
    return Answered(int(words[1]) if len(words) > 1 and words[1].isdigit() else 0, head, body)


def request(
    port: int, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None, host: str = ""
) -> bytes:
    """A request with this path as it is, which no client normalises."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host or f'127.0.0.1:{port}'}", "Connection: close"]
    lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("utf-8", "surrogateescape") + body
