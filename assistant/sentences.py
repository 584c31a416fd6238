"""How well each sentence that was found bears on the question, read with its headline and the sentence before it."""

from dataclasses import dataclass

from index.embed import Vectors
from index.library import Library
from index.search import Found
from index.types import Article, Hit, StoredPassage
from index.types import Sentence as Span
from index.words import stems

OVERLAP, CONTEXT, PASSAGE, BEFORE = 0.3, 0.5, 0.4, 0.2
"""Weights beside the sentence's own cosine, which counts 1: the share of the question's words (by how much they tell)
that the sentence holds; the same with its headline and the sentence before it; the score of its passage; the cosine of
the sentence before. Cross-validated logistic regression came to the same, see evals/bench/NOTES.md."""
EARLIER = 0.2
"""What a word of the questions before counts beside one of the follow-up's own: they say which article, not which
sentence."""
OWN = 0.5
"""The share of a follow-up's own vector in the one that sentences are held against."""


@dataclass(frozen=True)
class Told:
    """A sentence in its article: its words' stems, and the cosine of it and the question."""

    span: Span
    stems: frozenset[str]
    cosine: float


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


def want(library: Library, question: str, earlier: str, found: Found) -> Wanted:
    """What the question asks for; of `earlier`, the questions it goes on from, less than of its own words."""
    stems_wanted = {stem: EARLIER * library.words.weight(stem) for stem in stems(earlier)}
    stems_wanted |= {stem: library.words.weight(stem) for stem in stems(question)}
    vector = found.vector
    if earlier:
        vector = (1 - OWN) * vector + OWN * library.embedder.embed_question(question)
    return Wanted(stems_wanted, vector)


def read_runs(library: Library, wanted: Wanted, found: Found, texts: dict[tuple[str, int], str]) -> Runs:
    """The sentences around the hits; `texts` by (article id, version)."""
    hits = {hit.stored.id: hit.stored for hit in found.hits}
    before = [number - 1 for number in hits if number - 1 not in hits]
    stored = library.catalog.passages(before)  # an article's passages are stored in one go: their ids follow
    passages = hits | {number: item for number, item in stored.items() if (item.article_id, item.version) in texts}
    vectors = library.catalog.sentence_vectors(sorted(passages))
    runs: Runs = {}
    for number in sorted(passages):
        item = passages[number]
        if number in vectors:  # else another process removed it in this instant
            told = _tell(item, texts[item.article_id, item.version], vectors[number], wanted.vector)
            runs.setdefault(item.article_id, []).extend(told)
    return runs


def _tell(item: StoredPassage, text: str, vectors: Vectors, question: Vectors) -> list[Told]:
    cosines = (vectors @ question).tolist()
    return [
        Told(span, frozenset(stems(text[span.start : span.end])), cosine)
        for span, cosine in zip(item.passage.sentences, cosines, strict=True)
    ]


def previous(run: list[Told], place: int) -> Told | None:
    """The sentence right before, if it was read too: what lies further apart is another part of the article."""
    before = run[place - 1] if place else None
    return before if before and run[place].span.paragraph - before.span.paragraph <= 1 else None


def score(wanted: Wanted, found: Found, runs: Runs) -> list[Scored]:
    """The sentences of the hits, best first; equal ones in order of article and place."""
    scored: list[Scored] = []
    titles: dict[str, frozenset[str]] = {}
    for hit in found.hits:
        if hit.article.id not in titles:
            titles[hit.article.id] = frozenset(stems(hit.article.title))
        scored += _score_hit(hit, runs.get(hit.article.id, []), wanted.stems, titles[hit.article.id])
    return sorted(scored, key=lambda item: (-item.score, item.article.id, item.span.start))


def _score_hit(hit: Hit, run: list[Told], wanted: dict[str, float], title: frozenset[str]) -> list[Scored]:
    total = sum(wanted.values()) or 1.0

    def share(words: frozenset[str]) -> float:
        return sum(wanted[stem] for stem in sorted(words & wanted.keys())) / total

    scored = []
    for place, told in enumerate(run):
        if not hit.stored.passage.start <= told.span.start < hit.stored.passage.end:
            continue
        before = previous(run, place)
        context = share(told.stems | title | (before.stems if before else frozenset()))
        value = told.cosine + OVERLAP * share(told.stems) + CONTEXT * context + PASSAGE * hit.score
        value += BEFORE * (before.cosine if before else 0.0)
        scored.append(Scored(value, told.cosine, hit.article, hit.stored.version, place, told.span))
    return scored
