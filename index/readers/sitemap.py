"""Sitemaps (sitemaps.org) -> the addresses in them."""

import zlib
from collections.abc import Iterator

from lxml import etree

from index.errors import ReadError
from index.readers.dates import iso_date
from index.readers.job import Link

MOST = 50_000
"""Addresses in one file, by the standard."""
_LARGEST = 60_000_000


def read_sitemap(data: bytes) -> Iterator[Link]:
    """The pages a sitemap names, newest first where it says when; the sitemaps an index names, in its order."""
    if data.startswith(b"\x1f\x8b"):
        try:
            data = zlib.decompressobj(47).decompress(data, _LARGEST)
        except zlib.error as error:
            raise ReadError("it is packed in a way that cannot be unpacked") from error
    try:
        tree = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
    except etree.XMLSyntaxError as error:
        raise ReadError("its XML is damaged") from error
    index = etree.QName(tree).localname == "sitemapindex"
    found: list[Link] = []
    for item in tree.iterchildren("{*}sitemap" if index else "{*}url"):
        url = (item.findtext("{*}loc") or "").strip()
        if url.startswith(("http://", "https://")) and len(found) < MOST:
            news = item.find("{*}news")
            changed = iso_date((item.findtext("{*}lastmod") or "").strip())
            found.append(
                Link(
                    url,
                    title=" ".join(((news.findtext("{*}title") if news is not None else None) or "").split()),
                    published=iso_date((news.findtext("{*}publication_date") or "").strip())
                    if news is not None
                    else None,
                    updated=changed,
                    leads_to="sitemap" if index else "page",
                )
            )
    if not found:
        raise ReadError("this sitemap names no page")
    yield from sorted(found, key=lambda link: link.updated or link.published or "", reverse=True)
