"""Fetching: each hop looked at anew, robots.txt heeded, one request at a time, and no host hurried."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from protego import Protego

from index.errors import FetchError
from index.fetch import address, connect
from index.fetch.address import Target

AGENT = "DatelineBot"
"""What robots.txt may call us by."""
USER_AGENT = f"{AGENT}/0.1 (reads articles for one reader, on request)"
LARGEST = 60_000_000
_SECONDS = 60.0
_REDIRECTS = 5
_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 20.0
_LARGEST_ROBOTS = 500_000  # RFC 9309 asks for at least 500 kibibytes to be read
_ACCEPT = "text/html,application/xhtml+xml,application/xml;q=0.9,application/pdf;q=0.9,*/*;q=0.5"


@dataclass(frozen=True)
class Fetched:
    """What was fetched, and from where in the end."""

    url: str
    kind: str
    """The media type, without parameters, in lower case; empty when none was given."""
    charset: str | None
    body: bytes


class Fetcher:
    """Fetches one thing after the other, never two at once. FetchError says why something was not fetched."""

    def __init__(
        self,
        resolve: address.Resolve = address.resolve,
        allowed: Callable[[str], bool] = address.is_public,
        pause: float = _PAUSE_S,
        seconds: float = _SECONDS,
        largest: int = LARGEST,
    ) -> None:
        """`resolve` gives a host's addresses, of which only those that are `allowed` are connected to.

        Nothing a user can set changes them: they are arguments for the sake of the tests' own servers.
        """
        self._resolve, self._allowed = resolve, allowed
        self._pause, self._seconds, self._largest = pause, seconds, largest
        self._robots: dict[str, Protego | FetchError] = {}
        self._next: dict[str, float] = {}
        """When a host may be asked again, on the monotonic clock."""

    def fetch(self, url: str) -> Fetched:
        """What the URL leads to in the end."""
        deadline = time.monotonic() + self._seconds
        target = address.parse(url)
        for _ in range(_REDIRECTS + 1):
            pause = self._heed_robots(target)
            response = self._get(target, self._largest, deadline, pause)
            if response.status not in (301, 302, 303, 307, 308):
                return _fetched(target, response)
            target = address.parse(response.headers.get("location", ""), target.url)
        raise FetchError(f"it leads from address to address, more than {_REDIRECTS} times")

    def _get(self, target: Target, largest: int, deadline: float, pause: float) -> connect.Response:
        wait = self._next.get(target.host, 0.0) - time.monotonic()
        if wait > 0:
            time.sleep(wait)
            deadline += wait
        headers = {"user-agent": USER_AGENT, "accept": _ACCEPT, "accept-encoding": "gzip", "connection": "close"}
        try:
            return connect.get(target, self._chosen(target), headers, largest, deadline)
        finally:
            self._next[target.host] = time.monotonic() + pause

    def _chosen(self, target: Target) -> str:
        """The one address that is connected to: it was looked at, and nobody is asked for it again."""
        found = [target.host] if address.is_ip(target.host) else self._resolve(target.host, target.port)
        refused = [item for item in found if not self._allowed(item)]
        # One that must not be reached among good ones is the mark of a name that was made to lead here.
        if refused or not found:
            raise FetchError(f"{target.host} is not on the public internet, so it is not fetched")
        return found[0]

    def _heed_robots(self, target: Target) -> float:
        """Seconds to pause after the next request; FetchError when the site does not want it fetched."""
        if target.origin not in self._robots:
            self._robots[target.origin] = self._ask_robots(target)
        rules = self._robots[target.origin]
        if isinstance(rules, FetchError):
            raise rules
        if not rules.can_fetch(target.url, AGENT):
            raise FetchError(f"the robots.txt of {target.host} asks not to fetch it; save the page and add the file")
        return min(max(self._pause, float(rules.crawl_delay(AGENT) or 0)), _LONGEST_PAUSE_S)

    def _ask_robots(self, target: Target) -> "Protego | FetchError":
        """The rules of a site. None there: everything is allowed. Out of order: nothing is (RFC 9309, 2.3.1)."""
        deadline = time.monotonic() + self._seconds
        robots = address.parse(f"{target.origin}/robots.txt")
        try:
            for _ in range(_REDIRECTS + 1):
                response = self._get(robots, _LARGEST_ROBOTS, deadline, 0.0)
                if response.status not in (301, 302, 303, 307, 308):
                    break
                robots = address.parse(response.headers.get("location", ""), robots.url)
        except FetchError as error:
            return error
        if response.status >= 500 or response.status == 429:
            return FetchError(f"the robots.txt of {target.host} cannot be had now ({response.status}); try again later")
        return Protego.parse(response.body.decode("utf-8", "replace"))


def _fetched(target: Target, response: connect.Response) -> Fetched:
    status = response.status
    if status in (401, 402, 403, 451):
        raise FetchError(f"{target.host} does not give it away ({status}); save the page and add the file")
    if status in (404, 410):
        raise FetchError(f"there is no such page ({status})")
    if status in (429, 503):
        raise FetchError(f"{target.host} asks to come back later ({status})", out_of_reach=True)
    if status != 200:
        raise FetchError(f"{target.host} answered {status}")
    kind, _, rest = response.headers.get("content-type", "").partition(";")
    charset = rest.partition("charset=")[2].partition(";")[0].strip(" \"'") or None
    return Fetched(target.url, kind.strip().lower(), charset, response.body)
