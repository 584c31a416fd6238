"""No URL, however it is written and wherever it leads, makes us connect to this machine or its network."""

import contextlib
import socket
import threading
from collections.abc import Iterator, Sequence

import pytest

from index.errors import FetchError
from index.fetch.address import is_public, parse
from index.fetch.fetcher import Fetcher
from index.readers import read_source
from index.types import Failure
from tests.index.loopback_news import News, Page, news

__all__ = ["news"]


class Sink:
    """Listens on every address of this machine, and counts who comes."""

    def __init__(self) -> None:
        self.came = 0
        everywhere = ("::", socket.AF_INET6) if socket.has_dualstack_ipv6() else ("0.0.0.0", socket.AF_INET)
        self._listener = socket.create_server(
            (everywhere[0], 0), family=everywhere[1], dualstack_ipv6=everywhere[1] == socket.AF_INET6
        )
        self.port = int(self._listener.getsockname()[1])
        self._thread = threading.Thread(target=self._count, name="sink", daemon=True)
        self._thread.start()

    def _count(self) -> None:
        while True:
            try:
                self._listener.accept()[0].close()
            except OSError:
                return
            self.came += 1

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(5)


@pytest.fixture(scope="module")
def sink() -> Iterator[Sink]:
    with contextlib.closing(Sink()) as started:
        yield started


@pytest.fixture(autouse=True)
def nobody_comes(sink: Sink) -> Iterator[None]:
    before = sink.came
    yield
    assert sink.came == before


def to_this_machine(host: str, port: int) -> Sequence[str]:
    """The worst of name servers: every name is this machine's."""
    return ["127.0.0.1"]


PRIVATE = """127.0.0.1 127.8.8.8 127.255.255.254 0.0.0.0 10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.254 192.168.0.1
192.168.255.255 169.254.169.254 169.254.170.2 100.64.0.1 100.127.255.254 100.100.100.200 192.0.0.192 192.0.2.1
198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 240.0.0.1 255.255.255.255""".split()
SIX = """::1 :: ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254
::ffff:100.64.0.1 ::127.0.0.1 ::ffff:0:127.0.0.1 64:ff9b::7f00:1 64:ff9b:1::7f00:1 2002:7f00:1:: 2001:0:7f00:1::
fe80::1 fe80::1%25lo fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1 100::1""".split()
ODD = """2130706433 0x7f000001 0x7f.0x0.0x0.0x1 0x7f.1 0177.0.0.1 00000177.0.0.1 017700000001 127.1 127.0.1 0
127.0.0.1. 127.0.0.1.. 127.0.0.01 127.0.0.0x1 1.127.0.0.0x1 4294967295 -1 127.0.0.1.0 256.0.0.1
１２７.0.0.1 ①②⑦.⓪.⓪.① 127。0。0。1 127．0．0．1 127｡0｡0｡1 ٠.0.0.0 [127.0.0.1] [::1%25] %31%32%37.0.0.1 127%2e0.0.1
127.0.0.1%00.news.example 127.0.0.1%2f.news.example""".split()
NAMES = """localhost LOCALHOST localhost. localhost.. ｌｏｃａｌｈｏｓｔ loc\u00adalhost local\u200bhost foo.localhost
localhost.localdomain ip6-localhost news.example xn--nws-dma.example bücher.example 127.0.0.1.nip.example ⓛocalhost
metadata.google.internal""".split()
USERS = """user@127.0.0.1 user:secret@127.0.0.1 news.example@127.0.0.1 news.example:80@127.0.0.1
127.0.0.1@news.example news.example%40127.0.0.1 @127.0.0.1 :@127.0.0.1 a@b@127.0.0.1""".split()
WRITTEN = [
    *(f"http://{host}:{{port}}/" for host in (*PRIVATE, *ODD, *NAMES, *USERS)),
    *(f"http://[{host}]:{{port}}/" for host in SIX),
    *("https://127.0.0.1:{port}/", "HTTP://127.0.0.1:{port}/", " http://127.0.0.1:{port}/ ", "http:127.0.0.1:{port}"),
    *("http:/127.0.0.1:{port}/", "http:\\\\127.0.0.1:{port}\\", "http://news.example\\@127.0.0.1:{port}/"),
    *("http://127.0.0.1:{port}\\@news.example/", "http://127.0.0.1:{port}#@news.example/", "//127.0.0.1:{port}/"),
    *("http://127.0.0.1:{port}?@news.example/", "http://127.0.0\n.1:{port}/", "http://127.0.0.1\t:{port}/", "http://"),
    *("http://127.0.0.1:0{port}/", "http://127.0.0.1:+{port}/", "http://127.0.0.1:{port}:80/", "http://:{port}/"),
    *("file:///etc/passwd", "file://localhost/etc/passwd", "FILE:///etc/passwd", "gopher://127.0.0.1:{port}/_x"),
    *("ftp://127.0.0.1:{port}/", "dict://127.0.0.1:{port}/d", "ldap://127.0.0.1:{port}/", "ws://127.0.0.1:{port}/"),
    *("data:text/html,<p>words", "javascript:fetch('http://127.0.0.1:{port}')", "unix:///run/docker.sock", "netdoc:/x"),
    *("jar:http://127.0.0.1:{port}/!/", "view-source:http://127.0.0.1:{port}/", "tftp://127.0.0.1:{port}/x"),
]


def test_there_are_enough_of_them() -> None:
    assert len(set(WRITTEN)) >= 60


@pytest.mark.parametrize("url", WRITTEN)
def test_however_it_is_written(url: str, sink: Sink) -> None:
    with pytest.raises(FetchError):
        Fetcher(to_this_machine).fetch(url.replace("{port}", str(sink.port)))


@pytest.mark.parametrize("address", [*PRIVATE, *(item.partition("%")[0] for item in SIX)])
def test_whatever_address_a_name_server_gives(address: str, sink: Sink) -> None:
    with pytest.raises(FetchError, match="public internet"):
        Fetcher(lambda host, port: [address]).fetch(f"http://news.example:{sink.port}/")
    with pytest.raises(FetchError, match="public internet"):
        Fetcher(lambda host, port: ["93.184.216.34", address]).fetch(f"https://news.example:{sink.port}/")


LED_TO = [
    *(f"http://{host}:{{port}}/" for host in ("127.0.0.2", "127.2", "2130706434", "0x7f000002", "[::1]", "localhost")),
    *(
        "http://[::ffff:127.0.0.2]:{port}/",
        "//127.0.0.2:{port}/",
        "\\\\127.0.0.2:{port}\\",
        "http:\\\\127.0.0.2:{port}",
    ),
    *("http://news.example@127.0.0.2:{port}/", "https://127.0.0.2:{port}/", "http://10.0.0.1:{port}/"),
    *("http://169.254.169.254/latest/meta-data", "http://inside.example:{port}/", "file:///etc/passwd", "data:,words"),
    *("gopher://127.0.0.2:{port}/_x", "http://１２７.0.0.2:{port}/", "http://127.0.0.2:{port}/\r\nHost: x", ""),
]


@pytest.mark.parametrize("leads_to", LED_TO)
@pytest.mark.parametrize("path", ["/a", "/robots.txt"])
def test_wherever_a_redirect_leads(leads_to: str, path: str, news: News, sink: Sink) -> None:
    location = leads_to.replace("{port}", str(sink.port))
    news.pages[path] = Page(status=302, headers={"location": location.replace("\r\n", "%0d%0a")})
    names = {"news.example": ["127.0.0.1"], "inside.example": ["192.168.1.1"]}
    asking = Fetcher(
        lambda host, port: names.get(host, ["127.0.0.2"]), lambda found: found == "127.0.0.1" or is_public(found), 0.0
    )
    with pytest.raises(FetchError):
        asking.fetch(news.url("/a"))


def test_a_name_that_leads_elsewhere_at_the_second_look_is_looked_at_again(news: News, sink: Sink) -> None:
    news.pages["/a"] = Page(status=302, headers={"location": f"http://news.example:{sink.port}/"})
    answers = iter([["127.0.0.1"], ["127.0.0.1"]])
    asking = Fetcher(lambda host, port: next(answers, ["127.0.0.2"]), lambda found: found == "127.0.0.1", 0.0)
    with pytest.raises(FetchError, match="public internet"):
        asking.fetch(news.url("/a"))
    assert news.asked == ["/robots.txt", "/a"]


@pytest.mark.parametrize(
    "url", ["feed:http://127.0.0.1:{port}/", "http://[::1]:{port}/feed.xml", "HTTP://localhost:{port}"]
)
def test_what_a_user_adds_goes_the_same_way(url: str, sink: Sink) -> None:
    [failed] = read_source(url.replace("{port}", str(sink.port)))
    assert isinstance(failed, Failure)


def test_a_name_in_other_letters_is_asked_for_in_plain_ones() -> None:
    assert parse("http://bücher.example/").host == "xn--bcher-kva.example"
