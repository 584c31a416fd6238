"""Whether what the catalog holds is found in the derived indexes: equal counts can hide one too few, one too many."""

import random
from collections.abc import Sequence

from index.library import Library
from index.words import content_words

SAMPLED = 1000
"""Passages that are searched for by their own vector and words; others each time."""
_WORDS = 8
"""Words of a passage that it is searched for by."""


def vectors_at_fault(library: Library, sampled: int = SAMPLED) -> str | None:
    """What Chroma does not find, in words; None when it holds every passage and finds each one that was tried."""
    ids = library.catalog.passage_ids()
    held = library.vectors.ids()
    if lacking := len(held.symmetric_difference(ids)):
        return f"{lacking} passages are in Chroma or in the catalog only"
    tried = _some(ids, sampled)
    lost = sum(not library.vectors.finds(number, vector) for number, vector in library.catalog.vectors(tried))
    return f"{lost} of {len(tried)} passages are not found by their own vector" if lost else None


def words_at_fault(library: Library, sampled: int = SAMPLED) -> str | None:
    """What the word index does not find, in words; None when it holds every passage and finds each one tried."""
    ids = library.catalog.passage_ids()
    if lacking := sum(not library.words.holds(number) for number in ids):
        return f"{lacking} passages of the catalog are not in it"
    tried = _some(ids, sampled)
    lost = 0
    for stored in library.catalog.passages(tried).values():
        text = library.catalog.text(stored.article_id, stored.version)[stored.passage.start : stored.passage.end]
        some = " ".join(content_words(text)[:_WORDS])
        lost += bool(some) and not library.words.shares(some, [stored.id])
    return f"{lost} of {len(tried)} passages are not found by their own words" if lost else None


def _some(ids: Sequence[int], sampled: int) -> list[int]:
    return sorted(random.sample(ids, min(sampled, len(ids))))
