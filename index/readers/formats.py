"""Bytes and their file ending -> articles, by the reader of that kind. What runs in the process that may be killed."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from index.errors import ReadError
from index.readers.byline import with_byline
from index.readers.job import Read
from index.readers.plain import decode
from index.types import RawArticle

LARGEST_FILE = 60_000_000
"""Bytes of a PDF, a Word file, a mail: pictures in them count too. Text may have less (plain.LARGEST)."""

Reader = Callable[[bytes, str], RawArticle]


def _text(data: bytes, origin: str) -> RawArticle:
    from index.readers.plain import read_text

    return read_text(decode(data), origin)


def _markdown(data: bytes, origin: str) -> RawArticle:
    from index.readers.plain import read_markdown

    return read_markdown(decode(data), origin)


def _html(data: bytes, origin: str) -> RawArticle:
    from index.readers.web_page import read_html

    return read_html(decode(data), origin)


def _pdf(data: bytes, origin: str) -> RawArticle:
    from index.readers.pdf import read_pdf

    return read_pdf(data, origin)


def _word(data: bytes, origin: str) -> RawArticle:
    from index.readers.word import read_word

    return read_word(data, origin)


def _saved(data: bytes, origin: str) -> RawArticle:
    from index.readers.mail import read_saved_page

    return read_saved_page(data, origin)


# Each reader's library is imported when its first file comes: most libraries hold few kinds.
_ONE: dict[str, Reader] = {
    ".txt": _text,
    ".text": _text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".html": _html,
    ".htm": _html,
    ".xhtml": _html,
    ".pdf": _pdf,
    ".docx": _word,
    ".mht": _saved,
    ".mhtml": _saved,
}
_DECLINED = {
    ".doc": "it is of Word before 2007; save it as .docx",
    ".odt": "OpenDocument is not read; save it as .docx or PDF",
    ".rtf": "RTF is not read; save it as .docx or PDF",
    ".zip": "it is a ZIP within another file; unpack it",
}
KINDS = sorted({*_ONE, ".eml"})
"""The endings of files that hold articles; beside them `.zip`, and BEIR's `.jsonl` and `.jsonl.gz`."""
FOUND_IN_FOLDERS = {*KINDS, *_DECLINED}
"""What in a folder is read, or declined with a word; pictures and the like are passed over."""


def read_bytes(data: bytes, origin: str, ending: str) -> RawArticle:
    """The one article of a file that holds one; ReadError says why not."""
    if ending in _DECLINED:
        raise ReadError(_DECLINED[ending])
    if ending not in _ONE:
        kinds = ", ".join([*KINDS, ".zip", ".jsonl"])
        raise ReadError(f"{ending or 'a file without an ending'} is no kind we read; these are: {kinds}")
    return with_byline(_ONE[ending](data, origin))


def read_many(
    data: bytes, origin: str, ending: str, url: str | None = None, charset: str | None = None
) -> Iterator[Read]:
    """The articles of any file but a ZIP: a mail brings its attachments along, a feed links to follow.

    `url`: where it was fetched from; `charset`: what was said there about its encoding.
    """
    if ending == ".eml":
        from index.readers.mail import read_mail

        yield from read_mail(data, origin)
    elif ending == ".feed":
        from index.readers.feed import read_feed

        yield from read_feed(data, url or origin)
    elif ending == ".sitemap":
        from index.readers.sitemap import read_sitemap

        yield from read_sitemap(data)
    elif ending == ".html" and charset:
        from index.readers.web_page import read_html

        raw = read_html(decode(data, charset), origin)
        yield replace(raw, url=raw.url or url)
    else:
        raw = read_bytes(data, origin, ending)
        yield replace(raw, url=raw.url or url)
