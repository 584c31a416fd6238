"""Files as newsrooms have them, and as nobody should: written here, byte by byte."""

import io
import zipfile
import zlib
from collections.abc import Mapping, Sequence

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

PARAGRAPHS = (
    "The ferry to Karsund broke down on Tuesday with 212 people on board, the coast guard said in the evening.",
    "Nobody was hurt. A tug brought it back to the harbour before noon, and the passengers went on by bus.",
    "“It was a very long morning,” said the captain, Imani Osei-Brandt, who has sailed the route for 19 years.",
)


def pdf(pages: Sequence[Sequence[tuple[str, float, float, float]]], info: str = "") -> bytes:
    """A PDF whose pages show (words, x, y, size) in Helvetica; `info` is its dictionary of properties."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count %d /Kids [%s] >>"
        % (len(pages), b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(len(pages)))),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, page in enumerate(pages):
        shown = "".join(f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm ({_escaped(text)}) Tj ET\n" for text, x, y, size in page)
        drawn = zlib.compress(shown.encode("cp1252"))
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R"
            b" /Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number)
        )
        objects.append(b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(drawn), drawn))
    return pdf_of(objects, info)


def pdf_of(objects: Sequence[bytes], info: str = "") -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalog."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info << {info} >> >>"
    out.write(f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode("cp1252"))
    return out.getvalue()


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def column(
    lines: Sequence[str], x: float = 60, top: float = 760, leading: float = 14
) -> list[tuple[str, float, float, float]]:
    """Lines below one another; an empty one is a gap."""
    return [(text, x, top - leading * place, 11) for place, text in enumerate(lines) if text]


def paragraph(*runs: str, style: str = "") -> str:
    """A paragraph of Word's, of runs of words."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    written = "".join(f'<w:r><w:t xml:space="preserve">{run}</w:t></w:r>' for run in runs)
    return f"<w:p>{properties}{written}</w:p>"


def docx(body: str, doctype: str = "", core: str = "") -> bytes:
    """A Word file with this body."""
    files = {"word/document.xml": f'{doctype}<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'}
    if core:
        files["docProps/core.xml"] = core
    return zipped({name: text.encode() for name, text in files.items()})


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def bomb(name: str, megabytes: int, start: bytes = b"", end: bytes = b"", filler: bytes = b" ") -> bytes:
    """A ZIP of a few kilobytes with one file of many megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w", force_zip64=True) as file:
        file.write(start)
        for _ in range(megabytes):
            file.write(filler * (1_000_000 // len(filler)))
        file.write(end)
    return out.getvalue()
