"""One request over one connection, to an address that was chosen before: no proxy, no redirect, no cookie."""

import ssl
import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import certifi
import httpcore

from index.errors import FetchError
from index.fetch.address import Target

_CONNECT_S, _READ_S = 10.0, 15.0


@dataclass(frozen=True)
class Response:
    """What came back; header names in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes


def get(target: Target, address: str, headers: dict[str, str], largest: int, deadline: float) -> Response:
    """The answer to a GET sent to the IP `address`; FetchError when it is too large, too slow or none.

    `deadline`, on the monotonic clock, is for the whole of it, however busily the other side keeps the line.
    """
    if target.scheme == "https":
        context = ssl.create_default_context(cafile=certifi.where())
        context.set_alpn_protocols(["http/1.1"])
    else:
        context = None
    with httpcore.ConnectionPool(
        ssl_context=context, max_connections=1, network_backend=_Pinned(address, deadline)
    ) as pool:
        url = httpcore.URL(scheme=target.scheme, host=target.host, port=target.port, target=target.path)
        timeouts = {"connect": _CONNECT_S, "read": _READ_S, "write": _READ_S, "pool": _CONNECT_S}
        try:
            with pool.stream(
                "GET",
                url,
                headers=[("host", target.origin.partition("://")[2]), *headers.items()],
                extensions={"timeout": timeouts},
            ) as response:
                found = {key.decode("latin-1").lower(): value.decode("latin-1") for key, value in response.headers}
                body = b""
                if response.status == 200:
                    body = _read(response.iter_stream(), found.get("content-encoding", ""), largest)
                return Response(response.status, found, body)
        except httpcore.TimeoutException as error:
            raise FetchError(f"{target.host} did not answer in time", out_of_reach=True) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
            raise FetchError(
                f"{target.host} cannot be reached, or broke off ({error or type(error).__name__})", out_of_reach=True
            ) from error


class _Pinned(httpcore.NetworkBackend):
    """Connects to the address that was looked at, whatever the name leads to by now, and keeps to the deadline."""

    def __init__(self, address: str, deadline: float) -> None:
        self._address, self._deadline = address, deadline
        self._real = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        return _Timed(self._real.connect_tcp(self._address, port, _left(self._deadline, timeout)), self._deadline)

    def sleep(self, seconds: float) -> None:
        self._real.sleep(seconds)


class _Timed(httpcore.NetworkStream):
    """A stream of which no part takes longer than what is left of the whole."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._stream.start_tls(ssl_context, server_hostname, _left(self._deadline, timeout))
        return _Timed(inner, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is up")
    return left if timeout is None else min(left, timeout)


def _read(parts: Iterable[bytes], encoding: str, largest: int) -> bytes:
    """The body, unpacked as far as it may grow; FetchError when there is more."""
    encoding = encoding.strip().lower()
    if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FetchError(f"it is packed as {encoding[:20]}, which was not asked for")
    packed = encoding not in ("", "identity")
    unpacker = zlib.decompressobj(47) if packed else None  # 47: zlib or gzip, told by the first bytes
    body = bytearray()
    for part in parts:
        try:
            body += unpacker.decompress(part, largest + 1 - len(body)) if unpacker else part
        except zlib.error as error:
            raise FetchError("it is packed in a way that cannot be unpacked") from error
        if len(body) > largest:
            raise FetchError(f"it is more than {largest / 1e6:.0f} MB, which is what one file may have")
    return bytes(body)
