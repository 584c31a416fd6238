"""An article's words -> a sketch of them, by which near-copies are found among many without reading them all. Pure.

A text is the set of its runs of `RUN` words. Its signature (MinHash: Broder, "On the resemblance and containment of
documents", 1997) holds the least of each of many hashes over the set: two signatures agree at a place as often as the
sets resemble each other. Signatures that agree at all `ROWS` places of one of `BANDS` bands share a bucket.
"""

import re
import zlib

import numpy as np
import numpy.typing as npt

Shingles = npt.NDArray[np.uint64]
"""Hashes of runs of words; as a set: sorted, each once."""
Signature = npt.NDArray[np.uint32]
"""The least hashes, of shape (BANDS * ROWS,)."""

RUN = 4
"""Words of a shingle. A word that was edited takes four shingles with it; fewer are shared by reports that merely use
the phrases of their trade."""
FEWEST = 20
"""Words of a text from which it can be told whether it is a copy: less may be a stub that many pages share."""
BANDS, ROWS = 40, 3
"""Of texts that resemble each other by a half, 99.5 % share a bucket; by .45, 97.8 %; by .1, 4 %; by .01, 4 in
100,000."""

# A script without spaces has no words to count: each of its letters counts as one.
_LETTERS = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_LETTERS}]|[^\W_{_LETTERS}]+(?:['’][^\W_{_LETTERS}]+)*")
_MIX = np.uint64(0x9E3779B97F4A7C15)


def words(text: str) -> list[str]:
    """The words in order, without case and punctuation."""
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def runs(text: str) -> Shingles:
    """The hashes of the text's runs of words in order, one for each word that begins one."""
    said = words(text)
    hashed = np.array([zlib.crc32(word.encode("utf-8", "replace")) for word in said], np.uint64)
    found = np.zeros(max(0, len(said) - RUN + 1), np.uint64)
    for place in range(RUN):
        found = _mixed(found ^ hashed[place : place + len(found)])
    return found


def shingles(text: str) -> Shingles:
    """The set of the text's runs of words; empty when it has fewer than `FEWEST` words."""
    found = runs(text)
    return np.unique(found) if len(found) > FEWEST - RUN else found[:0]


def _mixed(values: Shingles) -> Shingles:
    """Each value spread over all 64 bits; what overflows falls away."""
    values = (values ^ (values >> np.uint64(32))) * _MIX
    return (values ^ (values >> np.uint64(29))) * _MIX


# Signatures are kept in libraries: these must be the same for ever, which no random generator promises.
_FACTORS, _TERMS = _mixed(np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64)).reshape(2, -1) | np.uint64(1)


def signature(of: Shingles) -> Signature:
    """The least hash of the shingles for each of the hash functions; `of` must not be empty."""
    spread = of[:, None] * _FACTORS + _TERMS
    least: Signature = (spread >> np.uint64(32)).astype(np.uint32).min(axis=0)
    return least


def buckets(of: Signature) -> list[int]:
    """The bucket of each band, as whole numbers of 63 bits."""
    bands = of.astype(np.uint64).reshape(BANDS, ROWS)
    hashed = np.arange(1, BANDS + 1, dtype=np.uint64) * _MIX
    for row in range(ROWS):
        hashed = _mixed(hashed ^ bands[:, row])
    numbers: list[int] = (hashed >> np.uint64(1)).tolist()
    return numbers


def resemblance(one: Shingles, other: Shingles) -> float:
    """The share of all shingles of two texts that both have, from 0 to 1."""
    shared = len(np.intersect1d(one, other, assume_unique=True))
    together = len(one) + len(other) - shared
    return shared / together if together else 0.0


def longest_new(text: str, known: Shingles) -> int:
    """How many words in a row stand in no run that is among the `known`."""
    found = runs(text)
    old = np.isin(found, known)
    new = np.ones(len(found) + RUN - 1 if len(found) else len(words(text)), bool)
    for place in range(RUN):
        new[place : place + len(found)] &= ~old
    ends = np.flatnonzero(np.diff(np.concatenate(([False], new, [False])).astype(np.int8)))
    return int((ends[1::2] - ends[::2]).max(initial=0))
