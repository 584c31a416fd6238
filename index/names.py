"""Names as people type them: without regard to case, accents or punctuation; and the ones that come nearest."""

import difflib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters with a stroke or of two kinds, which Unicode does not take apart."""
_NEAR = 0.7
"""How alike (0 to 1, as `difflib` counts) a name must be to be offered in place of one that nobody has."""


@lru_cache(maxsize=20_000)  # the same few outlets and authors stand above thousands of articles
def fold(text: str) -> str:
    """The words of a name, parted by spaces, without case and accents: `José  Núñez-Ortiz` -> `jose nunez ortiz`.

    A name that holds no word at all stays as it is.
    """
    parts = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(character for character in parts if not unicodedata.combining(character)).translate(_UNDECOMPOSED)
    return " ".join(re.findall(r"\w+", plain)) or text.casefold().strip()


def holds(text: str, wanted: str) -> bool:
    """Whether the words of `wanted` stand in `text`, whole and in order: `berg` in `Mina Berg and Jo Lee`."""
    return f" {fold(wanted)} " in f" {fold(text)} "


def nearest(wanted: str, names: Iterable[str], most: int = 1) -> list[str]:
    """The names that look most like `wanted`, best first; none when all are far from it."""
    by_fold: dict[str, str] = {}
    for name in names:
        by_fold.setdefault(fold(name), name)
    found = difflib.get_close_matches(fold(wanted), by_fold, most, _NEAR)
    return [by_fold[name] for name in found]
