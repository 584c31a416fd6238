"""A news site on loopback that answers as it is told, and a fetcher that may reach it and nothing else."""

import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from index.fetch.fetcher import Fetcher


@dataclass
class Page:
    body: bytes = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    forever: bytes = b""
    """Sent again and again until the other side goes away."""


@dataclass
class News:
    """Its pages by path, what it was asked, and how many requests it had at once."""

    port: int = 0
    pages: dict[str, Page] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)
    at_once: int = 0
    most_at_once: int = 0

    def url(self, path: str, host: str = "news.example") -> str:
        return f"http://{host}:{self.port}{path}"


class Handler(BaseHTTPRequestHandler):
    news: News

    def do_GET(self) -> None:
        news = self.news
        news.asked.append(self.path)
        news.agents.add(self.headers.get("user-agent", ""))
        news.at_once += 1
        news.most_at_once = max(news.most_at_once, news.at_once)
        try:
            self._answer(news.pages.get(self.path, Page(status=404)))
        finally:
            news.at_once -= 1

    def _answer(self, page: Page) -> None:
        self.send_response(page.status)
        for name, value in page.headers.items():
            self.send_header(name, value)
        self.send_header("content-type", page.kind)
        if not page.forever:
            self.send_header("content-length", str(len(page.body)))
        self.end_headers()
        self.wfile.write(page.body)
        until = time.monotonic() + 20
        while page.forever and time.monotonic() < until:
            try:
                self.wfile.write(page.forever)
                self.wfile.flush()
                time.sleep(0.01)
            except OSError:
                return

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def news() -> Iterator[News]:
    state = News()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("NewsHandler", (Handler,), {"news": state}))
    state.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="loopback-news")
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


def to_loopback(host: str, port: int) -> Sequence[str]:
    """Every name is this machine's: what a resolver of the test's own says."""
    return ["127.0.0.1"]


def fetcher(**given: float) -> Fetcher:
    """May reach loopback alone, and does not pause."""
    return Fetcher(to_loopback, lambda address: address == "127.0.0.1", **{"pause": 0.0, **given})  # type: ignore[arg-type]
