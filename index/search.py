"""A question -> ranked passages: by meaning and by words, one score a passage, filtered; always in one order."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import numpy.typing as npt

from index.candidates import Candidates
from index.clauses import clauses
from index.embed import Vectors, heading
from index.hits import Copied, Scored, Texts, gather
from index.library import Library
from index.outlets import named
from index.rerank import Reranker
from index.timely import Then, gains, then
from index.types import Filters, Hit

POOL = 100
"""How many passages each of the two searches puts forward."""
_WIDER = 10
"""So many times as many passages are put forward when near-copies leave too few hits."""
COSINE, BEST_SENTENCE, WORDS = 0.7, 0.5, 1.2
"""Weights of the passage's cosine, of its nearest sentence's, and of its BM25 as a share of the most that the
question's words could score. Each is a figure of the passage and the question alone, so that scores mean the same from
one question to the next and do not depend on what else was found. Found on development questions, see
evals/bench/NOTES.md."""
OUTLET = 0.3
"""What a passage gains when the question, or the clause of it, names its outlet."""


READ_AGAIN = 40
"""How many of the best passages a cross-encoder reads, where there is one: a few hundredths of a second each."""


@dataclass(frozen=True)
class Part:
    """The question, or a clause of it."""

    text: str
    vector: Vectors


@dataclass(frozen=True)
class Found:
    """The hits, best first, and what was searched for, which whoever goes on with the hits needs again."""

    hits: list[Hit]
    parts: tuple[Part, ...]
    """The whole question, then its clauses when it has several."""
    texts: Texts
    """Of the hits' articles, by (article id, version)."""
    vectors: dict[int, Vectors]
    """Of the sentences of each hit, by passage id: shape (sentences, dimensions)."""

    @property
    def vector(self) -> Vectors:
        """The whole question's."""
        return self.parts[0].vector


def search(library: Library, text: str, k: int = 10, filters: Filters | None = None, copies: Copied = "all") -> Found:
    """The `k` best passages for `text` among the articles that pass the filters; near-copies of an article as `copies`
    says, see `index/hits.py`.

    A question that asks of several things is searched for whole and clause by clause; a passage has its best score.
    """
    library.sync()
    parts = tuple(Part(part, library.embedder.embed_question(part)) for part in (text, *clauses(text)))
    only = None if filters is None or filters.empty else library.passing.ids(filters)
    pool = max(POOL, k)
    asked = then(library.catalog, text, date.today())
    of_then = _of_its_time(library, parts[0], asked, only)
    for wider in (pool,) if copies == "all" else (pool, _WIDER * pool):
        ids = sorted({number for part in parts for number in _put_forward(library, part, wider, only)} | of_then)
        candidates = library.catalog.candidates(ids)
        hits, texts = gather(library.catalog, candidates, _score(library, parts, candidates, asked), k, copies)
        if len(hits) == k:
            break
    return Found(hits, parts, texts, {hit.stored.id: candidates.sentence_vectors(hit.stored.id) for hit in hits})


def _put_forward(library: Library, part: Part, pool: int, only: Sequence[int] | None) -> set[int]:
    """The ids of the passages nearest by meaning and best by words, of all or `only` of these."""
    lexical = library.words.search(part.text, pool, only)
    return {*library.vectors.near(part.vector, pool, only), *(number for number, _ in lexical)}


def _of_its_time(library: Library, part: Part, asked: Then | None, only: Sequence[int] | None) -> set[int]:
    """What is put forward of the time that the question names; nothing when it names none, or a whole year."""
    if asked is None or asked.whole_year:
        return set()
    passages = asked.passages if only is None else sorted(set(asked.passages).intersection(only))
    return _put_forward(library, part, POOL, passages) if passages else set()


def _score(library: Library, parts: Sequence[Part], candidates: Candidates, asked: Then | None) -> list[Scored]:
    """The candidates with their scores, best first."""
    ids, question = candidates.ids, parts[0]
    if not ids:
        return []
    cosines = [candidates.cosines(part.vector) for part in parts]
    bearing = [_bears_on(library, part, candidates, *near) for part, near in zip(parts, cosines, strict=True)]
    best, whole = np.max(bearing, axis=0).tolist(), cosines[0][0].tolist()
    scored = [Scored(*item) for item in zip(ids, best, whole, strict=True)]
    gained = gains(library.catalog, question.text, dict(zip(ids, best, strict=True)), asked)
    scored = [replace(item, score=item.score + gained.get(item.number, 0.0)) for item in scored] if gained else scored
    scored.sort(key=lambda item: (-item.score, item.number))
    return scored if library.reranker is None else _read_again(library, library.reranker, parts[0].text, scored)


def _bears_on(
    library: Library, part: Part, candidates: Candidates, passages: Vectors, nearest: Vectors
) -> npt.NDArray[np.float64]:
    """How well each candidate bears on one part of the question: shape (n,). `passages` and `nearest` are the part's
    cosines (see `Candidates.cosines`)."""
    shares = library.words.shares(part.text, candidates.ids)
    outlets = {source: OUTLET if named(source, part.text) else 0.0 for source in set(candidates.sources)}
    words = np.array([shares.get(number, 0.0) for number in candidates.ids], np.float64)
    outlet = np.array([outlets[source] for source in candidates.sources], np.float64)
    scores: npt.NDArray[np.float64] = (
        COSINE * passages.astype(np.float64) + BEST_SENTENCE * nearest.astype(np.float64) + WORDS * words + outlet
    )
    return scores


def _read_again(library: Library, reranker: Reranker, question: str, scored: list[Scored]) -> list[Scored]:
    """The best passages in the order that the reranker finds, which sees their headings too; the others behind them.

    The scores are given out anew, the highest to the first: what they mean, and who else builds on it, stays.
    """
    best = scored[:READ_AGAIN]
    stored = library.catalog.passages([item.number for item in best])
    texts = library.catalog.texts([(item.article_id, item.version) for item in stored.values()])
    articles = library.catalog.current(item.article_id for item in stored.values())
    best = [item for item in best if item.number in stored and stored[item.number].article_id in articles]
    passages = []
    for item in best:
        found = stored[item.number]
        article = articles[found.article_id]
        words = texts[found.article_id, found.version][found.passage.start : found.passage.end]
        head = ". ".join(part for part in (heading(article.title, article.published), article.source) if part)
        passages.append(f"{head}\n{words}")
    order = np.argsort([-score for score in reranker.score(question, passages)], kind="stable")
    scores = [item.score for item in best]
    again = [replace(best[place], score=score) for place, score in zip(order.tolist(), scores, strict=True)]
    return again + scored[READ_AGAIN:]
