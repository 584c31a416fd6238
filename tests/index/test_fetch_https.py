"""A site is proved by its certificate for the name that was asked for, though the connection goes to an address."""

import contextlib
import datetime
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from index.errors import FetchError
from tests.index.loopback_news import fetcher


class Site:
    """A site on loopback with this certificate; remembers the names and paths it was asked for."""

    def __init__(self, certificate: trustme.LeafCert) -> None:
        self.names: list[str | None] = []
        self.asked: list[str] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append(self.path)
                body = b"" if self.path == "/robots.txt" else b"proved words"
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                """Says nothing."""

        class Server(ThreadingHTTPServer):
            def handle_error(self, request: object, client_address: object) -> None:
                """Who does not trust us goes away: that is what is tested."""

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        context.set_servername_callback(lambda _, name, __: self.names.append(name))
        self._server = Server(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True, do_handshake_on_connect=False)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="https-site")
        self._thread.start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(autouse=True)
def trusted(authority: trustme.CA, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The test's own authority in place of the world's."""
    path = tmp_path / "authorities.pem"
    authority.cert_pem.write_to_path(path)
    monkeypatch.setattr("certifi.where", lambda: str(path))


def test_a_site_whose_certificate_names_it_is_read_at_the_address_that_was_looked_at(authority: trustme.CA) -> None:
    with contextlib.closing(Site(authority.issue_cert("news.example"))) as site:
        found = fetcher().fetch(f"https://news.example:{site.port}/a")
    assert found.body == b"proved words"
    assert site.asked == ["/robots.txt", "/a"]
    assert set(site.names) == {"news.example"}, "the name goes along, though the address is connected to"


LONG_AGO = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    "certificate",
    [
        pytest.param(lambda ours: trustme.CA().issue_cert("news.example"), id="of an authority nobody knows"),
        pytest.param(lambda ours: ours.issue_cert("other.example"), id="for another name"),
        pytest.param(lambda ours: ours.issue_cert("example"), id="for the domain above"),
        pytest.param(lambda ours: ours.issue_cert("*.news.example"), id="for the names below"),
        pytest.param(lambda ours: ours.issue_cert("127.0.0.1"), id="for the address alone"),
        pytest.param(lambda ours: ours.issue_cert("news.example", not_after=LONG_AGO), id="that has expired"),
    ],
)
def test_a_site_that_cannot_prove_its_name_is_asked_for_nothing(authority: trustme.CA, certificate: object) -> None:
    assert callable(certificate)
    with (
        contextlib.closing(Site(certificate(authority))) as site,
        pytest.raises(FetchError, match=r"(?i)certificate"),
    ):
        fetcher().fetch(f"https://news.example:{site.port}/a")
    assert site.asked == []


def test_a_site_that_speaks_no_tls_is_refused() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.daemon_threads = True
    server.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="plain-site")
    thread.start()
    try:
        with pytest.raises(FetchError, match="cannot be reached"):
            fetcher().fetch(f"https://news.example:{server.server_port}/a")
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
