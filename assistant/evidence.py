"""Hits -> the few sentences that matter, each with what it needs to be understood alone."""

import re
from dataclasses import dataclass

from assistant.types import Evidence
from index.library import Library
from index.search import Found
from index.types import Article, Hit, StoredPassage
from index.types import Sentence as Span
from index.words import stems

WORDS = 150
"""And how many words they may have together, their neighbours included: every word is time before the first word."""
OVERLAP_WEIGHT = 0.6
PASSAGE_WEIGHT = 0.2
"""Measured on RealTimeQA questions: weights of .3-.6 and .2-.6 put the answer into 5 sentences for .76-.80."""

_LEANS = re.compile(
    r"^[\"“'‘(]*(?:(?:And|But|So|Yet|Then|Still|However|Meanwhile|Also|Instead)\b,? ?)?"
    r"(?i:He|She|They|It|His|Her|Their|Its|This|That|These|Those|Both|Such|Here|There|Another|Others?)\b"
)
_QUOTED_BY_PRONOUN = re.compile(
    r"[”\"’'],? (?:(?:he|she|they|it) (?:said|says|added|told|noted|wrote|asked|explained|remarked|continued|replied)"
    r"|(?:said|added|says|wrote|asked) (?:he|she|they))\b"
)
_TABLE_ROW = re.compile(r"^[^|\n]*\|[^|\n]*")
_ONLY_QUOTE = re.compile(r"^[\"“][^\"”]*[\"”]?$")


@dataclass(frozen=True)
class _Scored:
    score: float
    cosine: float
    article: Article
    version: int
    place: int
    """Which sentence of its passages' run it is; neighbours differ by one."""
    span: Span


def needs_previous(sentence: str) -> bool:
    """Whether a sentence is of little use alone: it opens with a pronoun, or is a quote by "he" or by nobody."""
    return bool(_LEANS.match(sentence) or _QUOTED_BY_PRONOUN.search(sentence) or _ONLY_QUOTE.match(sentence.strip()))


def choose(library: Library, question: str, found: Found, sentences: int) -> list[Evidence]:
    """The best sentences of the hits, numbered from 1, grouped by article in order of their best sentence."""
    scored = _score(library, question, found)
    texts = library.catalog.texts([(item.article.id, item.version) for item in scored])
    runs = _Runs(library, found.hits)
    chosen: list[tuple[_Scored, int, int]] = []
    seen: set[str] = set()
    words = 0
    for item in scored:
        text = texts[item.article.id, item.version]
        plain = " ".join(text[item.span.start : item.span.end].lower().split())
        if plain in seen or len(chosen) == sentences:
            continue  # the same words in another outlet prove nothing more
        start, end = runs.with_neighbours(item, text), item.span.end
        length = len(text[start:end].split())
        if chosen and words + length > WORDS:
            continue
        words += length
        seen.add(plain)
        chosen.append((item, start, end))
    return _numbered(chosen, texts)


def _score(library: Library, question: str, found: Found) -> list[_Scored]:
    wanted = {stem: library.words.weight(stem) for stem in stems(question)}
    total = sum(wanted.values()) or 1.0
    vectors = library.catalog.sentence_vectors([hit.stored.id for hit in found.hits])
    scored = []
    for hit in found.hits:
        passage = hit.stored.passage
        for place, span in enumerate(passage.sentences):
            words = hit.text[span.start - passage.start : span.end - passage.start]
            overlap = sum(wanted[stem] for stem in set(stems(words)) & wanted.keys()) / total
            cosine = float(vectors[hit.stored.id][place] @ found.vector)
            score = cosine + OVERLAP_WEIGHT * overlap + PASSAGE_WEIGHT * hit.cosine
            scored.append(_Scored(score, cosine, hit.article, hit.stored.version, place, span))
    return sorted(scored, key=lambda item: (-item.score, item.article.id, item.span.start))


class _Runs:
    """The sentences around a chosen one, also across the border of its passage."""

    def __init__(self, library: Library, hits: list[Hit]) -> None:
        found = {hit.stored.id: hit.stored for hit in hits}
        before = [number - 1 for number in found if number - 1 not in found]
        found |= library.catalog.passages(before)  # an article's passages are stored in one go: their ids follow
        self._spans: dict[str, list[Span]] = {}
        for number in sorted(found):
            self._add(found[number])

    def _add(self, stored: StoredPassage) -> None:
        self._spans.setdefault(stored.article_id, []).extend(stored.passage.sentences)

    def with_neighbours(self, item: _Scored, text: str, most: int = 2) -> int:
        """Where to begin so that the sentence is understood: up to `most` sentences earlier."""
        spans = self._spans[item.article.id]
        place = spans.index(item.span)
        start = item.span.start
        if _TABLE_ROW.match(text[item.span.start : item.span.end]):
            return _table_start(spans, place, text)
        for _ in range(most):
            if place == 0 or not needs_previous(text[spans[place].start : spans[place].end]):
                break
            previous = spans[place - 1]
            if spans[place].paragraph - previous.paragraph > 1 or start - previous.start > 600:
                break
            place -= 1
            start = previous.start
        return start


def _table_start(spans: list[Span], place: int, text: str, longest: int = 800) -> int:
    """A row of figures means nothing without the row that heads its table."""
    end = spans[place].end
    while (
        place
        and _TABLE_ROW.match(text[spans[place - 1].start : spans[place - 1].end])
        and end - spans[place - 1].start <= longest
    ):
        place -= 1
    return spans[place].start


def _numbered(chosen: list[tuple[_Scored, int, int]], texts: dict[tuple[str, int], str]) -> list[Evidence]:
    groups: dict[tuple[str, int], list[tuple[_Scored, int, int]]] = {}
    for entry in chosen:
        groups.setdefault((entry[0].article.id, entry[0].version), []).append(entry)
    evidence: list[Evidence] = []
    for key, group in groups.items():
        for item, start, end in _merged(sorted(group, key=lambda entry: entry[1])):
            words = texts[key][start:end]
            number = len(evidence) + 1
            evidence.append(Evidence(number, item.article, key[1], start, end, words, item.score, item.cosine))
    return evidence


def _merged(group: list[tuple[_Scored, int, int]]) -> list[tuple[_Scored, int, int]]:
    """Spans that overlap, because a sentence took its neighbour with it, become one; the best score stays."""
    merged: list[tuple[_Scored, int, int]] = []
    for item, start, end in group:
        if merged and start < merged[-1][2]:
            before = merged[-1]
            best = max(before[0], item, key=lambda scored: scored.score)
            merged[-1] = (best, min(before[1], start), max(before[2], end))
        else:
            merged.append((item, start, end))
    return merged
