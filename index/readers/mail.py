"""Mail (.eml) and web pages saved as one file (.mht) -> articles, by the standard library's mail parser."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import replace
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import PurePath

from index.errors import ReadError
from index.readers import formats
from index.readers.dates import iso_date, unread
from index.readers.job import Link
from index.readers.markup import words_of
from index.readers.plain import decode, not_empty
from index.types import Failure, RawArticle

_MOST_ATTACHMENTS = 100
_DEEPEST = 3
"""Mails within mails that are opened."""


def read_mail(data: bytes, origin: str, depth: int = 0) -> Iterator[RawArticle | Failure]:
    """The words of a mail as one article, then its attachments; ReadError when it is no mail."""
    with _understood():
        yield from _mail(_parse(data), origin, depth)


def _mail(message: EmailMessage, origin: str, depth: int) -> Iterator[RawArticle | Failure]:
    if not (_header(message, "subject") or _header(message, "from")) and not message.is_multipart():
        raise ReadError("it is no mail: it has neither a subject nor a sender")
    files = [part for part in message.walk() if part is not message and _is_file(part)]
    try:
        yield _body(message, origin)
    except ReadError as error:
        if not files:
            raise
        if "no words" not in str(error):
            yield Failure(origin, str(error))
    for number, part in enumerate(files):
        if number == _MOST_ATTACHMENTS:
            yield Failure(origin, f"of its {len(files)} attachments the first {_MOST_ATTACHMENTS} were read")
            return
        yield from _attachment(part, f"{origin}/{_name(part, number)}", depth)


def read_saved_page(data: bytes, origin: str) -> RawArticle:
    """The page in a file as browsers save one with all it shows (RFC 2557)."""
    with _understood():
        return _saved_page(_parse(data), origin)


def _saved_page(message: EmailMessage, origin: str) -> RawArticle:
    pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
    if not pages:
        raise ReadError("it holds no page")
    url = _header(message, "snapshot-content-location") or _header(pages[0], "content-location")
    return _html(pages[0], origin, url if url.startswith(("http://", "https://")) else None)


_ODD = (ValueError, TypeError, LookupError, AttributeError)
"""What the standard library's parser raises at headers that are cut off or odd; it parses each when it is asked for."""


@contextlib.contextmanager
def _understood() -> Iterator[None]:
    try:
        yield
    except _ODD as error:
        raise ReadError(f"it is no mail that can be read ({type(error).__name__})") from error


def _parse(data: bytes) -> EmailMessage:
    message = BytesParser(policy=policy.default).parsebytes(data)
    assert isinstance(message, EmailMessage)
    return message


def _body(message: EmailMessage, origin: str) -> RawArticle:
    """What the sender wrote: the plain text when there is one, else the HTML."""
    part = message.get_body(("plain", "html"))
    if part is None or _is_file(part):
        raise ReadError("it holds no words")
    if part.get_content_type() == "text/html":
        raw = _html(part, origin, None)
    else:
        raw = RawArticle(text=not_empty(_words(part)), origin=origin)
    name, address = parseaddr(_header(message, "from"))
    sent = _header(message, "date")
    return replace(
        raw,
        title=_header(message, "subject") or raw.title,
        source=name or address.rpartition("@")[2],
        published=iso_date(sent),
        url=None,
        note=unread(sent),
    )


def _html(part: Message, origin: str, url: str | None) -> RawArticle:
    from index.readers.web_page import read_html

    page = decode(part.get_payload(decode=True) or b"", part.get_content_charset())  # type: ignore[arg-type]
    try:
        raw = read_html(page, origin)
    except ReadError:
        raw = RawArticle(text=not_empty(words_of(page)), origin=origin)
    return replace(raw, url=raw.url or url)


def _words(part: Message) -> str:
    """Plain text; where its lines are broken for the wire (RFC 3676), paragraphs are put together again."""
    text = decode(part.get_payload(decode=True) or b"", part.get_content_charset())  # type: ignore[arg-type]
    text = text.replace("\r\n", "\n")
    if part.get_param("format") == "flowed":
        return re.sub(r"(?<!--) \n(?=\S)", " ", text)
    paragraphs = re.split(r"\n[ \t]*\n", text)
    return "\n\n".join(_joined(paragraph) for paragraph in paragraphs)


def _joined(paragraph: str) -> str:
    """A paragraph on one line when all its lines but the last are about as long as mail programs make them."""
    lines = paragraph.strip("\n").split("\n")
    if len(lines) > 1 and all(50 <= len(line) <= 100 for line in lines[:-1]) and len(lines[-1]) <= 100:
        return " ".join(line.strip() for line in lines)
    return paragraph


def _is_file(part: Message) -> bool:
    kind = part.get_content_type()
    if kind == "message/rfc822":
        return True
    return not part.is_multipart() and bool(part.get_filename()) and not kind.startswith(("image/", "audio/", "video/"))


def _attachment(part: Message, origin: str, depth: int) -> Iterator[RawArticle | Failure]:
    try:
        if part.get_content_type() == "message/rfc822":
            if depth == _DEEPEST:
                raise ReadError("it is a mail too deep within others")
            inner = part.get_payload(0)
            assert isinstance(inner, Message)
            yield from read_mail(inner.as_bytes(), origin, depth + 1)
            return
        ending = PurePath(origin).suffix.lower()
        if ending in formats.FOUND_IN_FOLDERS:
            data = part.get_payload(decode=True)
            found = formats.read_many(data if isinstance(data, bytes) else b"", origin, ending)
            yield from (item for item in found if not isinstance(item, Link))
    except (ReadError, ValueError, LookupError, AttributeError, TypeError, KeyError) as error:
        yield Failure(origin, str(error) if isinstance(error, ReadError) else "this attachment cannot be read")


def _name(part: Message, number: int) -> str:
    name = part.get_filename() or ("mail.eml" if part.get_content_type() == "message/rfc822" else "")
    return PurePath(str(name).replace("\\", "/")).name or f"attachment-{number + 1}"


def _header(message: Message, name: str) -> str:
    """The header on one line; empty when it is not there or cannot be read."""
    try:
        return " ".join(str(message.get(name) or "").split())
    except _ODD:
        return ""
