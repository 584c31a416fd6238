"""URLs, feeds and sitemaps become articles by the same readers as files, known by their address."""

import pytest

from index.readers import read_source
from index.readers.folders import Chosen
from index.readers.process import ReaderProcess
from index.types import Failure, RawArticle
from tests.index.loopback_news import News, Page, fetcher, news
from tests.index.made_files import PARAGRAPHS, column, pdf
from tests.index.test_process import process
from tests.index.test_readers import PAGE

__all__ = ["news", "process"]

BARE = PAGE.replace('<link rel="canonical" href="https://ledger.example/2024/04/ferry">', "")
LONG = "".join(f"<p>{text}</p>" for text in PARAGRAPHS * 4)


def read(url: str, process: ReaderProcess, chosen: Chosen | None = None) -> tuple[list[RawArticle], list[Failure]]:
    found = list(read_source(url, process, chosen or Chosen(), fetcher()))
    return (
        [item for item in found if isinstance(item, RawArticle)],
        [item for item in found if isinstance(item, Failure)],
    )


def test_a_page_is_read_with_its_address(news: News, process: ReaderProcess) -> None:
    news.pages["/ferry"] = Page(BARE.encode())
    [raw], [] = read(news.url("/ferry"), process)
    assert "212 people" in raw.text
    assert (raw.url, raw.origin) == (news.url("/ferry"), news.url("/ferry"))


def test_a_page_is_read_in_the_encoding_it_came_with(news: News, process: ReaderProcess) -> None:
    page = BARE.replace("212 people", "212 людей")
    news.pages["/a"] = Page(page.encode("koi8-r", "replace"), "text/html; charset=koi8-r")
    news.pages["/b"] = Page(page.encode(), "text/html; charset=ISO-8859-1")
    for path in ("/a", "/b"):
        [raw], [] = read(news.url(path), process)
        assert "212 людей" in raw.text


def test_a_pdf_is_known_by_its_bytes(news: News, process: ReaderProcess) -> None:
    news.pages["/a"] = Page(pdf([column(["It opens in March."])]), "application/octet-stream")
    [raw], [] = read(news.url("/a"), process)
    assert raw.text == "It opens in March."


@pytest.mark.parametrize("kind", ["image/png", "application/zip", "video/mp4"])
def test_what_is_no_article_says_what_it_is(news: News, process: ReaderProcess, kind: str) -> None:
    news.pages["/a"] = Page(b"\x89PNG", kind)
    [], [failed] = read(news.url("/a"), process)
    assert kind in failed.reason


def test_this_machine_is_not_read_from(news: News) -> None:
    news.pages["/a"] = Page(BARE.encode())
    [failed] = read_source(f"http://127.0.0.1:{news.port}/a")
    assert isinstance(failed, Failure)
    assert "public internet" in failed.reason
    assert news.asked == []


def rss(news: News) -> bytes:
    return f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Ledger</title><link>{news.url("/")}</link>
<item><title>Ferry &amp;amp; tug</title><link>{news.url("/full")}</link><description>Short.</description>
<pubDate>Tue, 09 Apr 2024 18:30:00 +0200</pubDate>
<content:encoded><![CDATA[{LONG}<script>x()</script>]]></content:encoded></item>
<item><title>Linked</title><link>{news.url("/linked")}</link><description>Only a teaser …</description>
<pubDate>Wed, 10 Apr 2024 08:00:00 GMT</pubDate></item>
<item><title>Gone</title><link>{news.url("/gone")}</link></item>
<item><title>Inside</title><link>http://10.0.0.1/secret</link></item>
<item><title>Linked again</title><link>{news.url("/linked")}</link></item>
</channel></rss>""".encode()


def test_a_feed_gives_its_text_where_it_has_it_and_the_linked_page_where_not(
    news: News, process: ReaderProcess
) -> None:
    undated = BARE.replace('<meta property="article:published_time" content="2024-04-09T08:30:00+02:00">', "")
    news.pages |= {"/feed": Page(rss(news), "application/rss+xml"), "/linked": Page(undated.encode())}
    (full, linked), failed = read(news.url("/feed"), process)
    assert (full.title, full.source, full.published) == ("Ferry & tug", "The Ledger", "2024-04-09T18:30:00+02:00")
    assert full.text.split("\n\n") == list(PARAGRAPHS) * 4
    assert (full.url, "/full" in news.asked) == (news.url("/full"), False)
    assert "212 people" in linked.text
    assert linked.published == "2024-04-10T08:00:00+00:00"
    assert [item.source for item in failed] == [news.url("/gone"), "http://10.0.0.1/secret"]
    assert news.asked.count("/linked") == 1


def test_an_atom_feed_is_read_and_its_dates_keep_their_zone(news: News, process: ReaderProcess) -> None:
    news.pages["/atom"] = Page(
        f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Coast Daily</title><entry><title>Tunnel</title>
        <link href="{news.url("/t")}"/><published>2024-04-09T08:30:00+02:00</published>
        <updated>2024-04-10T09:00:00Z</updated><author><name>Mina Berg</name></author>
        <content type="html">{LONG.replace("<", "&lt;")}</content></entry></feed>""".encode(),
        "text/xml",
    )
    [raw], [] = read(f"feed:{news.url('/atom')}", process)
    assert (raw.published, raw.updated) == ("2024-04-09T08:30:00+02:00", "2024-04-10T09:00:00+00:00")
    assert (raw.source, raw.author, raw.url) == ("Coast Daily", "Mina Berg", news.url("/t"))


def test_of_a_sitemap_the_chosen_pages_are_read(news: News, process: ReaderProcess) -> None:
    def urls(*paths: str) -> str:
        return "".join(f"<url><loc>{news.url(path)}</loc></url>" for path in paths)

    space = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
    index = f"<sitemapindex {space}><sitemap><loc>{news.url('/one.xml')}</loc></sitemap></sitemapindex>"
    news.pages |= {
        "/sitemap.xml": Page(index.encode(), "application/xml"),
        "/one.xml": Page(f"<urlset {space}>{urls('/world/a', '/sport/b', '/world/c')}</urlset>".encode(), "text/xml"),
        "/world/a": Page(BARE.encode()),
        "/world/c": Page(BARE.encode()),
    }
    found, failed = read(news.url("/sitemap.xml"), process, Chosen(include=("*/world/*",), exclude=("*/c",)))
    assert ([item.url for item in found], failed) == ([news.url("/world/a")], [])
    assert "/sport/b" not in news.asked


@pytest.mark.parametrize(
    "body", [b"<rss", b"<rss><channel/></rss>", b"<urlset/>", b"<urlset><url>", b"<feed>" * 100_000]
)
def test_a_broken_feed_or_sitemap_is_a_failure(news: News, process: ReaderProcess, body: bytes) -> None:
    news.pages["/a"] = Page(body, "text/xml")
    [], [failed] = read(news.url("/a"), process)
    assert failed.reason
