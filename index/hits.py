"""Scored passages -> hits, best first; what several outlets print is one source."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal

import numpy as np

from index.candidates import Candidates
from index.catalog import Catalog
from index.copies import first_published
from index.shingles import Shingles, longest_new, runs, words
from index.types import Article, Hit, StoredPassage

Copied = Literal["all", "one", "what is new"]
"""What is shown of articles that are near-copies of one another: all of them; only the one that ranks best; or that
one, and of the others the passages that say something it does not say."""
Texts = dict[tuple[str, int], str]
"""An article's words by (article id, version)."""
NEW_WORDS = 6
"""Words in a row that the copy that is shown does not have: a short sentence of its own; edits are mostly shorter."""
_DIGITS = 6
"""Of a score, by which it is told whether two are the same; as many as are printed."""


@dataclass(frozen=True)
class Scored:
    """A passage's id, its score, and the cosine of it and the question."""

    number: int
    score: float
    cosine: float


def gather(
    catalog: Catalog, candidates: Candidates, scored: Sequence[Scored], k: int, copies: Copied = "all"
) -> tuple[list[Hit], Texts]:
    """The first `k` of the passages, which are in order, that are still there and are to be shown; and the texts of
    their articles."""
    seen = _Seen(catalog, candidates, copies)
    hits: list[Hit] = []
    for begin in range(0, len(scored), 2 * k):
        for item, stored in seen.read(scored[begin : begin + 2 * k]):
            hit = seen.hit(item, stored, len(hits) + 1)
            if hit is not None:
                hits.append(hit)
            if len(hits) == k:
                return seen.with_others(hits), seen.texts_of(hits)
    return seen.with_others(hits), seen.texts_of(hits)


class _Seen:
    """What was read of the catalog for one search, and which of each cluster is shown."""

    def __init__(self, catalog: Catalog, candidates: Candidates, copies: Copied) -> None:
        self._catalog = catalog
        self._candidates = candidates
        self._copies = copies
        self._articles: dict[str, Article] = {}
        self._texts: Texts = {}
        self._clusters: dict[str, int] = {}
        self._shown: dict[int, list[tuple[str, int]]] = {}
        """By cluster: the (article id, version) of what is shown of it."""

    def read(self, part: Sequence[Scored]) -> Iterator[tuple[Scored, StoredPassage]]:
        """The passages that are still there; of those that score the same, the earliest published article's first."""
        there = [(item, stored) for item in part if (stored := self._candidates.stored(item.number))]
        self._articles |= self._catalog.current(found.article_id for _, found in there)
        self._texts |= self._catalog.texts((found.article_id, found.version) for _, found in there)
        if self._copies == "all":
            yield from there
            return
        self._clusters |= self._catalog.copies.clusters(found.article_id for _, found in there)
        for _, same in groupby(there, key=lambda pair: round(pair[0].score, _DIGITS)):
            equals = list(same)
            if len(equals) > 1:
                equals.sort(key=lambda pair: self._published(pair[1].article_id))
            yield from equals

    def hit(self, item: Scored, stored: StoredPassage, rank: int) -> Hit | None:
        """The passage as a hit; None when it is not to be shown, or another process removed it in this instant."""
        key = stored.article_id, stored.version
        article, text = self._articles.get(stored.article_id), self._texts.get(key)
        if article is None or text is None:
            return None
        said = text[stored.passage.start : stored.passage.end]
        cluster = self._clusters.get(article.id)
        if cluster is not None:
            shown = self._shown.setdefault(cluster, [])
            others = [other for other in shown if other != key]
            if others and shown[0] != key and (self._copies == "one" or not self._says_more(said, others)):
                return None
            if key not in shown:
                shown.append(key)
        return Hit(rank, item.score, article, stored, said, item.cosine)

    def with_others(self, hits: list[Hit]) -> list[Hit]:
        """The hits, each with the near-copies of its article."""
        if not self._shown:
            return hits
        clusters = {hit.article.id: self._clusters[hit.article.id] for hit in hits if hit.article.id in self._clusters}
        others = self._catalog.copies.members(clusters)
        return [replace(hit, also_in=others.get(hit.article.id, ())) for hit in hits]

    def texts_of(self, hits: Sequence[Hit]) -> Texts:
        """The texts of the hits' articles."""
        return {key: self._texts[key] for key in {(hit.article.id, hit.stored.version) for hit in hits}}

    def _says_more(self, said: str, shown: Sequence[tuple[str, int]]) -> bool:
        """Whether a passage has a figure, or words in a row, that the articles which are shown do not have."""
        texts = [self._texts[key] for key in shown]
        known: Shingles = np.concatenate([runs(text) for text in texts])
        figures = {word for text in texts for word in _figures(text)}
        return longest_new(said, known) >= NEW_WORDS or not _figures(said) <= figures

    def _published(self, article_id: str) -> tuple[bool, float, str]:
        article = self._articles.get(article_id)
        return first_published(article) if article else (True, 0.0, article_id)


def _figures(text: str) -> set[str]:
    return {word for word in words(text) if any(character.isdigit() for character in word)}
