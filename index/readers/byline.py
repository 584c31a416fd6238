"""What the first lines of a story say about it: "By Mina Berg", "BRUSSELS (Reuters) –"."""

import re
from dataclasses import replace

from index.types import RawArticle

_FIRST = 1500
"""Code points in which both stand, when they do."""
_NAME = r"[A-ZÀ-Þ][\w.'’-]*(?:\s+(?:(?:van|von|de|der|den|del|da|di|du|la|le|al|bin)\s+)*[A-ZÀ-Þ][\w.'’-]*){1,3}"
_BYLINE = re.compile(
    rf"^(?:By|BY|Von|Par|Por)\s+({_NAME}(?:(?:,\s*|,?\s+(?:and|und|et|y)\s+){_NAME}){{0,3}})\s*$", re.M
)
_DATELINE = re.compile(
    r"^[A-ZÀ-Þ][A-ZÀ-Þ .'’/-]{2,40}(?:,[^()\n]{2,30})?\s+\(([A-Z][\w&. ]{1,24})\)\s*[-–—]{1,2}\s", re.M
)
_NO_NAME = re.compile(
    r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:January|February|March|April|June|July|August|September"
    r"|October|November|December|Staff|Our|The|Contrast|Comparison|Then|Now)\b"
)


def with_byline(raw: RawArticle) -> RawArticle:
    """The article with its author and its agency, where it has none and its first lines name them."""
    start = raw.text[:_FIRST]
    author, agency = raw.author, raw.source
    if not author and (found := _BYLINE.search(start)) and not _NO_NAME.search(found[1]):
        author = " ".join(found[1].split())
    if not agency and (found := _DATELINE.search(start)):
        agency = found[1].strip()
    return raw if (author, agency) == (raw.author, raw.source) else replace(raw, author=author, source=agency)
