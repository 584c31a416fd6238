"""Plain text and Markdown, with or without a front matter, and the encodings they come in."""

import codecs
import re
from pathlib import PurePath

from charset_normalizer import from_bytes
from markdown_it import MarkdownIt

from index.errors import ReadError
from index.readers.dates import iso_date, unread
from index.types import RawArticle

LARGEST = 10_000_000
"""Bytes of one article; more is no news article, and would hold up everything behind it."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)---[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^([A-Za-z][\w-]*)[ \t]*:(?:[ \t]+(.*))?$")
_KNOWN = {"title", "source", "author", "published", "date", "updated", "url", "language"}
_DECLARED = re.compile(
    rb"<[^>]*\b(?:charset|encoding)\s*=\s*[\"']?"
    rb"(windows-125\d|iso-8859-\d+|koi8-[ru]|shift_jis|euc-(?:jp|kr)|gb2312|gbk|gb18030|big5)\b",
    re.IGNORECASE,
)
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SIGNATURES = {
    b"%PDF": "a PDF",
    b"PK\x03\x04": "a ZIP or office file",
    b"\x89PNG": "an image",
    b"\xff\xd8\xff": "an image",
}


def decode(data: bytes, charset: str | None = None) -> str:
    """The text in `data`, whatever its encoding; ReadError when it is empty, too large or no text.

    `charset` is what came with it says; it is believed when the bytes fit.
    """
    if len(data) > LARGEST:
        raise ReadError(
            f"it is {len(data) / 1e6:.0f} MB; one article may have {LARGEST / 1e6:.0f} MB. Split it into its articles."
        )
    for signature, kind in _SIGNATURES.items():
        if data.startswith(signature):
            raise ReadError(f"it is {kind}, not text")
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return not_empty(data.decode(encoding))
            except UnicodeDecodeError as error:
                raise ReadError(f"it says it is {encoding}, but byte {error.start} is not") from error
    try:
        text = _declared(data, charset) or data.decode("utf-8")
    except UnicodeDecodeError:
        text = _damaged_utf8(data) or data.decode(_encoding(data), "replace")
    if sum(character < " " and character not in "\t\n\r\f\v" for character in text) > len(text) // 200:
        raise ReadError("it is not text: it is full of control characters")
    return not_empty(text)


def _declared(data: bytes, charset: str | None) -> str | None:
    try:
        return data.decode(charset) if charset and codecs.lookup(charset)._is_text_encoding else None
    except (LookupError, UnicodeError, ValueError):
        return None


def _damaged_utf8(data: bytes) -> str | None:
    """The text of bytes that are UTF-8 but for some, as in a file that was cut; None when they look like none.

    What another encoding writes beyond ASCII is hardly ever well-formed UTF-8.
    """
    text = data.decode("utf-8", "replace")
    wrong = text.count("\ufffd") - data.count("\ufffd".encode())
    right = sum(character > "\x7f" for character in text) - wrong
    return text if right >= wrong else None


def _encoding(data: bytes) -> str:
    """The encoding of bytes that are no UTF-8: what a page says of itself, else Windows-1252 where that is possible.

    A few accents fit many encodings equally well; unlabelled text is read as browsers read it.
    """
    declared = _DECLARED.search(data[:2048])
    if declared:
        try:
            return codecs.lookup(declared.group(1).decode("ascii")).name
        except LookupError:
            pass
    found = None if b"\x00" in data else from_bytes(data[:200_000])
    if not found:
        raise ReadError("it is not text: no known encoding fits its bytes")
    if any("cp1252" in match.could_be_from_charset for match in found):
        return "cp1252"
    return found[0].encoding


def not_empty(text: str) -> str:
    """`text`; ReadError when there is no word in it."""
    if not any(character.isalnum() for character in text):
        raise ReadError("it is empty" if not text.strip() else "it holds no words")
    return text


def read_text(text: str, origin: str) -> RawArticle:
    """A plain text; without a front matter its first short line is its title."""
    fields, body = front_matter(text.replace("\r\n", "\n"))
    return _article(fields, not_empty(body), origin)


def read_markdown(text: str, origin: str) -> RawArticle:
    """Markdown without its markup: one line a block, links as their words."""
    fields, body = front_matter(text.replace("\r\n", "\n"))
    lines: list[str] = []
    for token in MarkdownIt("commonmark").enable("table").parse(body):
        if token.type == "inline":
            parts = [child.content if child.content else " " for child in token.children or [] if _visible(child.type)]
            lines.append("".join(parts))
        elif token.type in ("fence", "code_block"):
            lines.append(token.content.strip())
    return _article(fields, not_empty("\n\n".join(line for line in lines if line.strip())), origin)


def _visible(kind: str) -> bool:
    return kind in ("text", "code_inline", "softbreak", "hardbreak")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """The `key: value` lines between two `---` lines at the top, and the text after them.

    Anything else between two such lines is the text's own: then there is no front matter.
    """
    match = _FRONT_MATTER.match(text.lstrip("\ufeff"))
    fields: dict[str, str] = {}
    last = None
    for line in match.group(1).splitlines() if match else ():
        field = _FIELD.match(line)
        if field:
            last = field.group(1).lower()
            fields[last] = (field.group(2) or "").strip()
        elif last is not None and line.strip() and line.startswith((" ", "\t", "- ")):
            before, more = fields[last].strip(">|"), line.strip()
            if more.startswith("- "):
                more = _unquoted(more[2:].strip())
                before = f"{before}," if before else ""
            fields[last] = f"{before} {more}".strip()
        elif line.strip() and not line.startswith("#"):
            return {}, text
    if match is None or not fields.keys() & _KNOWN:
        return {}, text
    return {name: _unquoted(value) for name, value in fields.items()}, text.lstrip("\ufeff")[match.end() :]


def _unquoted(value: str) -> str:
    """`"A title"` without its quotes; `"Never", he said` keeps them."""
    quote, inner = value[:1], value[1:-1]
    return inner if quote in ("'", '"') and len(value) > 1 and value.endswith(quote) and quote not in inner else value


def _listed(value: str) -> str:
    """`[A, "B"]` as `A, B`; anything else as it is."""
    if not (value.startswith("[") and value.endswith("]")):
        return value
    return ", ".join(part for part in (_unquoted(item.strip()) for item in value[1:-1].split(",")) if part)


def _article(fields: dict[str, str], body: str, origin: str) -> RawArticle:
    published = fields.get("published") or fields.get("date")
    return RawArticle(
        text=body,
        origin=origin,
        title=fields.get("title") or title_of(body, origin),
        source=fields.get("source", ""),
        author=_listed(fields.get("author", "")) or None,
        published=iso_date(published),
        updated=iso_date(fields.get("updated")),
        url=fields.get("url") or None,
        language=fields.get("language") or None,
        note=unread(published),
    )


def title_of(body: str, origin: str) -> str:
    """What a text without a headline is called: its first line when that is short, else its file."""
    first = next(line.strip() for line in body.splitlines() if line.strip())
    if len(first) <= 150 and not first.endswith((".", ",", ";", ":")):
        return first
    return PurePath(origin).stem if origin != "-" else " ".join(first.split()[:10]) + " …"
