"""Guessing passwords is made slow: for each name, and for each address it comes from."""

import ipaddress
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

REMEMBERED = 24 * 3600
"""Seconds after which a failure is forgotten."""
MOST = 10_000
"""Names and addresses that are remembered at once."""


@dataclass(frozen=True)
class Patience:
    """How many failures are free, and how long the wait after them grows (doubling), in seconds."""

    free: int
    longest: int

    def wait(self, failures: int) -> int:
        return min(2 ** min(failures - self.free, 30), self.longest) if failures > self.free else 0


NAME, ADDRESS = Patience(5, 300), Patience(20, 900)
"""An office shares one address: it is more patient. Even the slower of the two leaves a name 300 guesses a day."""


@dataclass
class _Record:
    failures: int = 0
    last: float = 0.0
    until: float = 0.0


class Throttle:
    """Remembers failures while the page is served. A login that stands is not touched by any of it."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._records: dict[tuple[str, str], _Record] = {}

    def begin(self, name: str, address: str) -> int:
        """0 when the password may be looked at, else the seconds to wait.

        What may be is counted as a failure until `succeeded`: of many tries at once no more pass than one by one.
        """
        now = self._now()
        keys = self._keys(name, address)
        with self._lock:
            records = [self._records.get(key, _Record()) for key, _ in keys]
            wait = max(record.until - now for record in records)
            if wait > 0:
                return int(wait) + 1
            for (key, patience), record in zip(keys, records, strict=True):
                if now - record.last > REMEMBERED:
                    record.failures = 0
                record.failures += 1
                record.last, record.until = now, now + patience.wait(record.failures)
                self._records.pop(key, None)  # the one that failed last stands last
                self._records[key] = record
            while len(self._records) > MOST:
                del self._records[next(iter(self._records))]
        return 0

    def succeeded(self, name: str, address: str) -> None:
        """The name's failures are forgotten; of the address's only this try: others come from there too."""
        (of_name, _), (of_address, patience) = self._keys(name, address)
        with self._lock:
            self._records.pop(of_name, None)
            if record := self._records.get(of_address):
                record.failures -= 1
                record.until = record.last + patience.wait(record.failures)

    @staticmethod
    def _keys(name: str, address: str) -> list[tuple[tuple[str, str], Patience]]:
        return [(("name", name), NAME), (("address", network(address)), ADDRESS)]


def network(address: str) -> str:
    """What one guesser has: an IPv4 address, or the /64 of an IPv6 address."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv6Address):
        if found.ipv4_mapped:
            return str(found.ipv4_mapped)
        return str(ipaddress.ip_network((found, 64), strict=False))
    return str(found)
