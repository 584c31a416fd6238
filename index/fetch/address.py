"""Which addresses may be fetched from: plain http(s) names, and only machines of the public internet."""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import httpx

from index.errors import FetchError

Resolve = Callable[[str, int], Sequence[str]]
"""A host's name and a port -> its IP addresses."""

_NUMERIC_LABEL = re.compile(r"(?:\d+|0x[0-9a-f]*)\.?$", re.IGNORECASE)
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_SPECIAL = [
    ipaddress.ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "2001::/23", "3fff::/20", "5f00::/16")
]
"""Of IANA's special-purpose registries, what not every Python knows: a cloud's metadata is at 192.0.0.192."""
_LONGEST = 2000


@dataclass(frozen=True)
class Target:
    """A URL taken apart: what is connected to, and what is asked for there."""

    url: str
    """The whole of it, without a fragment."""
    scheme: str
    host: str
    """In ASCII, lower case; an IPv6 address without brackets."""
    port: int
    path: str
    """With its query."""

    @property
    def origin(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        usual = self.port == (443 if self.scheme == "https" else 80)
        return f"{self.scheme}://{host}" + ("" if usual else f":{self.port}")


def parse(url: str, base: str | None = None) -> Target:
    """The URL (relative to `base` when that is given); FetchError when it is none we fetch."""
    if len(url) > _LONGEST:
        raise FetchError(f"its address has more than {_LONGEST} characters")
    try:
        parsed = httpx.URL(urljoin(base, url.strip()) if base else url.strip())
        host = parsed.raw_host.decode("ascii").lower().rstrip(".")
        port = parsed.port or (443 if parsed.scheme == "https" else 80)
        path = parsed.raw_path.decode("ascii")
    except (httpx.InvalidURL, ValueError, TypeError) as error:
        raise FetchError("it is no web address") from error
    if parsed.scheme not in ("http", "https"):
        raise FetchError(f"only http and https are fetched, not {parsed.scheme or 'this'}")
    if parsed.userinfo:
        raise FetchError("an address with a name or password in it is not fetched")
    if not 0 < port < 65536:
        raise FetchError(f"{port} is no port")
    if not host:
        raise FetchError("it names no host")
    _refuse_odd(host)
    target = Target("", parsed.scheme, host, port, path)
    return Target(f"{target.origin}{path}", parsed.scheme, host, port, path)


def _refuse_odd(host: str) -> None:
    """An IP address is written as one; 2130706433, 0x7f.1 and 0177.0.0.1 are ways to hide one."""
    if ":" in host:
        return
    if _NUMERIC_LABEL.search(host.rpartition(".")[2]):
        try:
            ipaddress.IPv4Address(host)
        except ValueError as error:
            raise FetchError("its host is an IP address in an odd spelling") from error


def is_public(address: str) -> bool:
    """Whether an IP address is of the public internet: not private, loopback, link-local, shared or multicast.

    An IPv4 address inside an IPv6 one (mapped, 6to4, Teredo, NAT64) counts as what it leads to.
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:  # a zone ("fe80::1%eth0") too
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64 or int(ip) >> 32 == 0:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(found is not None and not is_public(str(found)) for found in inner):
            return False
        if ip.is_site_local:
            return False
        if ip.ipv4_mapped is not None:
            return True
    if any(ip.version == network.version and ip in network for network in _SPECIAL):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


def is_ip(host: str) -> bool:
    """Whether a host is an IP address already."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def resolve(host: str, port: int) -> list[str]:
    """The IP addresses of a host's name, in the system's order; FetchError when there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise FetchError(f"{host} is not known, or this machine is offline", out_of_reach=True) from error
    return list(dict.fromkeys(str(item[4][0]) for item in found))
