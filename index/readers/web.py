"""What a URL leads to -> the articles there: a page, a PDF, or what a feed or a sitemap names."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from index.errors import FetchError
from index.fetch.fetcher import Fetched, Fetcher
from index.readers.folders import EVERYTHING, Chosen
from index.readers.job import Job, Link
from index.readers.process import ReaderProcess
from index.types import Failure, RawArticle

MOST_PAGES = 2000
"""Pages that are fetched for one source."""
_MOST_SITEMAPS = 50
_FAILED_IN_A_ROW = 5
_ENDINGS = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "message/rfc822": ".eml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
}
_ROOT = re.compile(rb"<(?:\w+:)?(rss|feed|RDF|urlset|sitemapindex|html)\b", re.IGNORECASE)
_MISLEADING = {"iso-8859-1", "latin-1", "latin1", "windows-1252"}  # servers name these whatever the page is written in


AlreadyRead = Callable[[Link], bool]


def never(link: Link) -> bool:
    """Nothing is known."""
    return False


class WebReader:
    """Reads what one source names, without fetching anything twice."""

    def __init__(
        self,
        fetcher: Fetcher,
        process: ReaderProcess,
        chosen: Chosen = EVERYTHING,
        known: AlreadyRead = never,
        most: int = MOST_PAGES,
    ) -> None:
        """`chosen`: of the pages a feed or a sitemap names; those that are `known` are not fetched
        again, and no more than `most`.
        """
        self._fetcher, self._process, self._chosen = fetcher, process, chosen
        self._known, self._most = known, most
        self._seen: set[str] = set()
        self.is_list = False
        """Whether what was read is a feed or a sitemap, which may name more later."""
        self._pages = self._sitemaps = self._failed = 0

    def read(self, url: str) -> Iterator[RawArticle | Failure]:
        """The articles; what cannot be had is a Failure that says why."""
        url = re.sub(r"^feed:(//)?(?=https?:)|^feed:", "", url, flags=re.IGNORECASE)
        url = url if "://" in url else f"https://{url.lstrip('/')}"
        self._seen.add(url)
        try:
            fetched = self._fetcher.fetch(url)
        except FetchError as error:
            yield Failure(url, str(error))
            return
        self.is_list = ending_of(fetched) in (".feed", ".sitemap")
        yield from self._articles(fetched, None)

    def _articles(self, fetched: Fetched, link: Link | None) -> Iterator[RawArticle | Failure]:
        charset = fetched.charset if (fetched.charset or "").lower() not in _MISLEADING else None
        job = Job(fetched.url, ending_of(fetched), size=len(fetched.body), url=fetched.url, charset=charset)
        for item in self._process.read(job, fetched.body):
            if isinstance(item, Link):
                yield from self._follow(item)
            elif isinstance(item, RawArticle) and link is not None:
                yield _filled(item, link)
            else:
                yield item

    def _follow(self, link: Link) -> Iterator[RawArticle | Failure]:
        if link.url in self._seen or self._failed >= _FAILED_IN_A_ROW:
            return
        if link.leads_to == "page" and (not self._chosen(link.url) or self._known(link)):
            return
        self._seen.add(link.url)
        if link.leads_to == "sitemap":
            self._sitemaps += 1
            enough, what, most = self._sitemaps > _MOST_SITEMAPS, "sitemaps", _MOST_SITEMAPS
        else:
            self._pages += 1
            enough, what, most = self._pages > self._most, "pages", self._most
        if enough:
            if self._pages == self._most + 1 or self._sitemaps == _MOST_SITEMAPS + 1:
                yield Failure(link.url, f"this source names more than {most} {what}; choose some with --include")
            return
        try:
            fetched = self._fetcher.fetch(link.url)
            self._failed = 0
        except FetchError as error:
            yield Failure(link.url, str(error))
            self._failed += error.out_of_reach
            if self._failed == _FAILED_IN_A_ROW:
                yield Failure(link.url, f"{self._failed} in a row could not be reached; the rest was left out")
            return
        yield from self._articles(fetched, link if link.leads_to == "page" else None)


def ending_of(fetched: Fetched) -> str:
    """The file ending that fits what was fetched: by its bytes where they say, else by the media type."""
    start = fetched.body[:3000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"%PDF"):
        return ".pdf"
    if fetched.body.startswith(b"\x1f\x8b") and fetched.url.endswith(".gz"):
        return ".sitemap"
    root = _ROOT.search(start)
    if root and start.startswith(b"<") and root[1].lower() != b"html":
        return ".sitemap" if root[1].lower() in (b"urlset", b"sitemapindex") else ".feed"
    if fetched.kind in _ENDINGS:
        return _ENDINGS[fetched.kind]
    return ".html" if root else f" {fetched.kind}" if fetched.kind else ".html"


def _filled(raw: RawArticle, link: Link) -> RawArticle:
    """The page's own words about itself, and the feed's where it says nothing."""
    return replace(
        raw,
        title=raw.title or link.title,
        source=raw.source or link.source,
        author=raw.author or link.author,
        published=raw.published or link.published,
        updated=raw.updated or link.updated,
    )
