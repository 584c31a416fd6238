"""How well each sentence that was found bears on the question, read with its headline and the sentence before it."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

import numpy as np

from index.embed import Vectors
from index.library import Library
from index.search import Found
from index.types import Article, StoredPassage
from index.types import Sentence as Span
from index.words import stems

OVERLAP, CONTEXT, PASSAGE, BEFORE = 0.3, 0.5, 0.4, 0.2
"""Weights beside the sentence's own cosine, which counts 1: the share of the question's words (by how much they tell)
that the sentence holds; the same with its headline and the sentence before it; the score of its passage; the cosine of
the sentence before. Cross-validated logistic regression came to the same, see evals/bench/NOTES.md."""
SPOKEN = 0.25
"""What a sentence gains when it is the words of whom the question asks about."""
EARLIER = 0.2
"""What a word of the questions before counts beside one of the follow-up's own: they say which article, not which
sentence."""
OWN = 0.5
"""The share of a follow-up's own vector in the one that sentences are held against."""


@dataclass(frozen=True)
class Told:
    """A sentence in its article: its words' stems, and how near it is to what is wanted."""

    span: Span
    stems: frozenset[str]
    cosines: tuple[float, ...]
    """With the question, and with each of its clauses."""


@dataclass(frozen=True)
class Scored:
    """A sentence of a hit with its score (higher is better)."""

    score: float
    cosine: float
    article: Article
    version: int
    place: int
    """Which sentence of its article's run it is (see `read_runs`)."""
    span: Span


Runs = dict[str, list[Told]]
"""By article id: the sentences that were found, and those of the passage before each, in reading order."""


@dataclass(frozen=True)
class Wanted:
    """What sentences are held against: how much each stem tells, and a vector."""

    stems: dict[str, float]
    vector: Vectors


def want(library: Library, question: str, earlier: str, found: Found) -> list[Wanted]:
    """What the question asks for, and each of its clauses when it has several; of `earlier`, the questions it goes on
    from, less than of its own words.
    """
    before = {stem: EARLIER * library.words.weight(stem) for stem in stems(earlier)}
    vector = found.vector
    if earlier:
        vector = (1 - OWN) * vector + OWN * library.embedder.embed_question(question)
    whole = Wanted(before | _weights(library, question), vector)
    parts = () if earlier else found.parts[1:]
    return [whole, *(Wanted(_weights(library, part.text), part.vector) for part in parts)]


def _weights(library: Library, text: str) -> dict[str, float]:
    return {stem: library.words.weight(stem) for stem in stems(text)}


def read_runs(library: Library, wanted: Sequence[Wanted], found: Found) -> Runs:
    """The sentences around the hits."""
    hits = {hit.stored.id: hit.stored for hit in found.hits}
    before = [number - 1 for number in hits if number - 1 not in hits]
    others = library.catalog.candidates(before)  # an article's passages are stored in one go: their ids follow
    stored = (item for number in before if (item := others.stored(number)) is not None)
    passages = hits | {item.id: item for item in stored if (item.article_id, item.version) in found.texts}
    directions = np.stack([item.vector for item in wanted], axis=1)
    runs: Runs = {}
    for number in sorted(passages):
        item = passages[number]
        vectors = found.vectors[number] if number in hits else others.sentence_vectors(number)
        told = _tell(item, found.texts[item.article_id, item.version], vectors @ directions)
        runs.setdefault(item.article_id, []).extend(told)
    return runs


def _tell(item: StoredPassage, text: str, cosines: Vectors) -> list[Told]:
    """`cosines` has the shape (sentences, what is wanted)."""
    return [
        Told(span, frozenset(stems(text[span.start : span.end])), tuple(row))
        for span, row in zip(item.passage.sentences, cosines.tolist(), strict=True)
    ]


def previous(run: list[Told], place: int) -> Told | None:
    """The sentence right before, if it was read too: what lies further apart is another part of the article."""
    before = run[place - 1] if place else None
    return before if before and run[place].span.paragraph - before.span.paragraph <= 1 else None


def score(
    wanted: Sequence[Wanted], found: Found, runs: Runs, spoken: Mapping[str, Set[int]] | None = None
) -> list[Scored]:
    """The sentences of the hits, best first; where several things are wanted, the best for each in turn.

    `spoken`: by article id, where the sentences begin that are the words of whom the question asks about.
    """
    titles = {hit.article.id: frozenset(stems(hit.article.title)) for hit in found.hits}
    rankings = [_rank(number, item, found, runs, titles, spoken or {}) for number, item in enumerate(wanted)]
    first: dict[tuple[str, int], Scored] = {}
    for item in (item for row in zip(*rankings, strict=True) for item in row):
        first.setdefault((item.article.id, item.span.start), item)
    return list(first.values())


def _rank(
    number: int,
    wanted: Wanted,
    found: Found,
    runs: Runs,
    titles: dict[str, frozenset[str]],
    spoken: Mapping[str, Set[int]],
) -> list[Scored]:
    """The sentences by how well they bear on one thing, the `number`th that is wanted; equal ones in order of article
    and place."""
    scored = []
    for hit in found.hits:
        title, run = titles[hit.article.id], runs.get(hit.article.id, [])
        for place, told in enumerate(run):
            if hit.stored.passage.start <= told.span.start < hit.stored.passage.end:
                value = _bears_on(told, previous(run, place), wanted, number, title) + PASSAGE * hit.score
                value += SPOKEN if told.span.start in spoken.get(hit.article.id, ()) else 0.0
                scored.append(Scored(value, told.cosines[0], hit.article, hit.stored.version, place, told.span))
    return sorted(scored, key=lambda item: (-item.score, item.article.id, item.span.start))


def _bears_on(told: Told, before: Told | None, wanted: Wanted, number: int, title: frozenset[str]) -> float:
    """How well a sentence bears on what is `wanted`, which is the `number`th of its cosines."""
    context = _share(told.stems | title | (before.stems if before else frozenset()), wanted.stems)
    near = told.cosines[number] + (BEFORE * before.cosines[number] if before else 0.0)
    return near + OVERLAP * _share(told.stems, wanted.stems) + CONTEXT * context


def _share(words: frozenset[str], wanted: dict[str, float]) -> float:
    return sum(wanted[stem] for stem in sorted(words & wanted.keys())) / (sum(wanted.values()) or 1.0)
