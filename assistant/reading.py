"""What the model reads: the best passages whole, and beside them the evidence that stands in none of them.

A few sentences on their own are what a reader wants to see; a small model answers better from the paragraphs around
them (evals/bench/NOTES.md). So evidence is shown and passages are read, and every sentence that was read may be cited.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant import budget
from assistant.dated import dates
from assistant.evidence import needs_previous
from assistant.types import Evidence
from assistant.verify.support import Verdict
from index.library import Library
from index.search import Found
from index.speech.types import Speech
from index.types import Hit

PASSAGES = 3
"""How many of the best passages are read whole."""
BESIDE = 60
"""How many words of evidence from elsewhere are read beside them at most."""


@dataclass(frozen=True)
class Reading:
    """What is put before the model, in order, and the sentences of it that are no evidence yet but may be cited."""

    pieces: tuple[Evidence, ...]
    sentences: tuple[Evidence, ...]

    def fitting(self, room: int) -> "Reading":
        """As much as fits into `room` tokens."""
        pieces = budget.fit(self.pieces, room)
        read = tuple(one for one in self.sentences if any(_within(one, piece) for piece in pieces))
        return Reading(pieces, read)


def read(library: Library, found: Found, evidence: Sequence[Evidence], *, whole: bool = True) -> Reading:
    """The reading for a question; not `whole`: the evidence alone, when only somebody's own words may be read."""
    if not whole:
        return Reading(tuple(evidence), ())
    best = found.hits[:PASSAGES]
    speeches = library.catalog.said.of(hit.article.id for hit in best)
    pieces: list[Evidence] = []
    sentences: list[Evidence] = []
    for hit in best:
        text = found.texts[hit.article.id, hit.stored.version]
        passage = _passage(hit, text, len(pieces) + 1, speeches.get(hit.article.id, ()))
        pieces.append(passage)
        for start, end in _sentences(hit, text):
            sentence = _part(passage, start, end, len(evidence) + len(sentences) + 1)
            if not any(_within(sentence, item) for item in evidence):
                sentences.append(sentence)
    return Reading((*pieces, *_beside(evidence, pieces)), tuple(sentences))


def _sentences(hit: Hit, text: str) -> list[tuple[int, int]]:
    """The spans of a passage's sentences, each from the one before it where it is of little use alone."""
    spans: list[tuple[int, int]] = []
    before: int | None = None
    for span in hit.stored.passage.sentences:
        leans = before is not None and needs_previous(text[span.start : span.end])
        spans.append((before if leans and before is not None else span.start, span.end))
        before = span.start
    return spans


def _passage(hit: Hit, text: str, number: int, speeches: Sequence[Speech]) -> Evidence:
    start, end = hit.stored.passage.start, hit.stored.passage.end
    said = tuple(one for one in speeches if start <= one.start and one.end <= end)
    span = (number, hit.article, hit.stored.version, start, end, text[start:end])
    return Evidence(*span, hit.score, hit.cosine, said, dates(hit.article, text, start, end))


def _part(passage: Evidence, start: int, end: int, number: int) -> Evidence:
    """`[start, end)` of a passage with what is known of it: looking for dates reads the whole article."""
    return replace(
        passage,
        marker=number,
        start=start,
        end=end,
        text=passage.text[start - passage.start : end - passage.start],
        said=tuple(one for one in passage.said if start <= one.start and one.end <= end),
        dated=tuple(one for one in passage.dated if start <= one.start and one.end <= end),
    )


def _beside(evidence: Sequence[Evidence], passages: Sequence[Evidence]) -> list[Evidence]:
    """The best evidence that stands in no passage, as much as may be read beside them, in its own order."""
    chosen: set[int] = set()
    words = 0
    for item in sorted(evidence, key=lambda item: (-item.score, item.marker)):
        length = len(item.text.split())
        within = any(_within(item, passage) for passage in passages)
        if not within and words + length <= BESIDE:
            words += length
            chosen.add(item.marker)
    beside = [item for item in evidence if item.marker in chosen]
    return [replace(item, marker=len(passages) + place) for place, item in enumerate(beside, 1)]


def _within(one: Evidence, other: Evidence) -> bool:
    return other.holds(one.article.id, one.version, one.start, one.end)


def cited(verdict: Verdict, evidence: Sequence[Evidence]) -> tuple[Verdict, tuple[Evidence, ...]]:
    """The verdict with numbers that follow the evidence's, and the evidence with the sentences behind it that are cited
    beside it."""
    read_only = [item for one in verdict.shown for item in one.located.evidence if item.marker > len(evidence)]
    more: dict[int, Evidence] = {}
    shown = []
    for judged in verdict.shown:
        items: dict[int, Evidence] = {}
        for item in judged.located.evidence:
            if item.marker > len(evidence):
                # A sentence may be cited alone, and with the one that leans on it: the reader sees it once.
                whole = max((other for other in read_only if _within(item, other)), key=lambda other: len(other.text))
                item = more.setdefault(whole.marker, replace(whole, marker=len(evidence) + len(more) + 1))
            items[item.marker] = item
        shown.append(replace(judged, located=replace(judged.located, evidence=tuple(items.values()))))
    return replace(verdict, shown=tuple(shown)), (*evidence, *more.values())
