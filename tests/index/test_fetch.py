"""A URL never reaches this machine or its network, whatever way it is written, and every site is asked politely."""

import gzip
import time
from collections.abc import Sequence

import pytest

from index.errors import FetchError
from index.fetch.address import is_public, parse, resolve
from index.fetch.fetcher import LARGEST, Fetcher
from tests.index.loopback_news import News, Page, fetcher, news

__all__ = ["news"]


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.8.8.8", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
        *("0.0.0.0", "255.255.255.255", "224.0.0.1", "198.18.0.1", "192.0.2.1", "240.0.0.1", "192.0.0.192"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1"),
        *(
            "::ffff:127.0.0.1",
            "::ffff:a9fe:a9fe",
            "64:ff9b::7f00:1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "::127.0.0.1",
        ),
        *("2001:0:7f00:1::", "2001:0:4136:e378:8000:63bf:80ff:fffe", "words", ""),
    ],
)
def test_an_address_that_is_not_of_the_public_internet_is_known_for_it(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8"])
def test_a_public_address_is_one(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        *("http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/"),
        *("http://0/", "http://127.0.0.1./", "http://１２７.0.0.1/", "http://a.0x7f/", "http://user@news.example/"),
        *(
            "http://news.example:secret@127.0.0.1/",
            "file:///etc/passwd",
            "ftp://news.example/",
            "gopher://x/",
            "javascript:1",
        ),
        *("http://", "http:///x", "http://[::1", "http://news.example:99999/", "//news.example/", "http://a\x00b/"),
        *(
            "http://127.0.0.1/",
            "http://[::1]/",
            "http://[::ffff:127.0.0.1]/",
            "http://localhost/",
            "http://169.254.169.254/",
        ),
        "http://news.example/" + "x" * 3000,
    ],
)
def test_no_spelling_of_an_address_leads_to_this_machine(url: str, news: News) -> None:
    with pytest.raises(FetchError):
        Fetcher().fetch(url.replace("127.0.0.1/", f"127.0.0.1:{news.port}/"))
    assert news.asked == []


def test_the_address_that_was_looked_at_is_the_one_that_is_connected_to(news: News) -> None:
    answers: list[Sequence[str]] = []

    def rebinding(host: str, port: int) -> Sequence[str]:
        """Another machine when it is looked at, the site when it is asked again."""
        answers.append(["127.0.0.2"] if not answers else ["127.0.0.1"])
        return answers[-1]

    with pytest.raises(FetchError, match="cannot be reached"):
        Fetcher(rebinding, lambda address: address == "127.0.0.2", pause=0).fetch(news.url("/a"))
    assert len(answers) == 1
    assert news.asked == []


@pytest.mark.parametrize("found", [["127.0.0.1", "10.0.0.1"], []])
def test_a_name_with_one_forbidden_address_among_its_addresses_is_refused(news: News, found: list[str]) -> None:
    with pytest.raises(FetchError, match="public internet"):
        Fetcher(lambda host, port: found, lambda address: address == "127.0.0.1").fetch(news.url("/"))
    assert news.asked == []


@pytest.mark.parametrize(
    "leads_to",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "file:///etc/passwd",
        "http://127.1/",
        "",
    ],
)
def test_a_redirect_is_looked_at_like_any_address(news: News, leads_to: str) -> None:
    def told(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.1"] if host == "news.example" else resolve(host, port)

    news.pages["/a"] = Page(status=302, headers={"location": leads_to})
    with pytest.raises(FetchError):
        Fetcher(told, lambda address: address == "127.0.0.1" and not news.asked.count("/b"), pause=0).fetch(
            news.url("/a")
        )
    assert set(news.asked) <= {"/a", "/robots.txt"}


def test_redirects_are_followed_and_end(news: News) -> None:
    news.pages["/a"] = Page(status=301, headers={"location": "b?x=1"})
    news.pages["/b?x=1"] = Page(b"words")
    news.pages["/c"] = Page(status=302, headers={"location": "/c"})
    found = fetcher().fetch(news.url("/a#part"))
    assert (found.url, found.body, found.kind, found.charset) == (news.url("/b?x=1"), b"words", "text/html", "utf-8")
    with pytest.raises(FetchError, match="address to address"):
        fetcher().fetch(news.url("/c"))


def test_what_is_too_large_is_given_up(news: News) -> None:
    news.pages["/endless"] = Page(forever=b"x" * 10_000)
    news.pages["/bomb"] = Page(gzip.compress(bytes(5_000_000)), headers={"content-encoding": "gzip"})
    news.pages["/odd"] = Page(b"words", headers={"content-encoding": "br"})
    for path, why in (("/endless", "more than 1 MB"), ("/bomb", "more than 1 MB"), ("/odd", "packed")):
        with pytest.raises(FetchError, match=why):
            fetcher(largest=1_000_000).fetch(news.url(path))
    assert LARGEST < 100_000_000


def test_what_trickles_is_given_up_in_time(news: News) -> None:
    news.pages["/slow"] = Page(forever=b"x")
    began = time.monotonic()
    with pytest.raises(FetchError, match="in time"):
        fetcher(seconds=1.0).fetch(news.url("/slow"))
    assert time.monotonic() - began < 5


def test_robots_txt_is_asked_once_and_heeded(news: News) -> None:
    news.pages["/robots.txt"] = Page(b"User-agent: *\nDisallow: /private\nDisallow: /*?print\n", "text/plain")
    news.pages |= {path: Page(b"words") for path in ("/a", "/b", "/private/c", "/a?print=1")}
    asking = fetcher()
    for path in ("/a", "/b"):
        assert asking.fetch(news.url(path)).body == b"words"
    for path in ("/private/c", "/a?print=1"):
        with pytest.raises(FetchError, match=r"robots\.txt"):
            asking.fetch(news.url(path))
    assert news.asked == ["/robots.txt", "/a", "/b"]
    [agent] = news.agents
    assert agent.startswith("DatelineBot/")


def test_a_site_whose_robots_txt_is_out_of_order_is_left_alone(news: News) -> None:
    news.pages["/robots.txt"] = Page(status=503)
    with pytest.raises(FetchError, match=r"robots\.txt.*later"):
        fetcher().fetch(news.url("/a"))
    assert news.asked == ["/robots.txt"]


def test_a_host_is_given_a_pause_between_requests(news: News) -> None:
    news.pages["/robots.txt"] = Page(b"User-agent: *\nCrawl-delay: 0.4\n", "text/plain")
    news.pages |= {"/a": Page(b"words"), "/b": Page(b"words")}
    asking = fetcher()
    began = time.monotonic()
    asking.fetch(news.url("/a"))
    asking.fetch(news.url("/b"))
    assert time.monotonic() - began >= 0.4
    assert news.most_at_once == 1


@pytest.mark.parametrize(
    ("status", "why"),
    [(404, "no such page"), (403, "give it away"), (429, "later"), (500, "answered 500"), (204, "204")],
)
def test_an_answer_that_is_no_page_says_what_it_is(news: News, status: int, why: str) -> None:
    news.pages["/a"] = Page(status=status)
    with pytest.raises(FetchError, match=why):
        fetcher().fetch(news.url("/a"))


def test_nothing_of_the_environment_leads_elsewhere(news: News, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    news.pages["/a"] = Page(b"words")
    assert fetcher().fetch(news.url("/a")).body == b"words"
    assert parse("HTTPS://News.Example:443/a#b").url == "https://news.example/a"
