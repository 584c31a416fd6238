"""Hits -> the few sentences that matter, each with what it needs to be understood alone."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.copied import Said
from assistant.dated import dates
from assistant.sentences import Scored, Told, previous, read_runs, score, want
from assistant.speakers import asked_about, places, spoken_by
from assistant.types import Evidence
from index.library import Library
from index.search import Found
from index.speech.types import Speech
from index.types import Hit
from index.types import Sentence as Span

WORDS = 150
"""And how many words they may have together, their neighbours included: every word is time before the first word."""

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


def needs_previous(sentence: str) -> bool:
    """Whether a sentence is of little use alone: it opens with a pronoun, or is a quote by "he" or by nobody."""
    return bool(_LEANS.match(sentence) or _QUOTED_BY_PRONOUN.search(sentence) or _ONLY_QUOTE.match(sentence.strip()))


def choose(
    library: Library,
    question: str,
    found: Found,
    sentences: int,
    most: int = WORDS,
    earlier: str = "",
    speaker: str | None = None,
) -> list[Evidence]:
    """The best sentences of the hits, numbered from 1, grouped by article in order of their best sentence.

    At most so many `sentences`, which with the neighbours they need have at most `most` words; the first may have more.
    A follow-up's own words choose among the sentences, with a little help from the `earlier` questions. With a
    `speaker` only sentences that are theirs are chosen.
    """
    texts, heard = found.texts, asked_about(question, earlier)
    wanted = want(library, question, earlier, found)
    runs = read_runs(library, wanted, found)
    # Most questions ask for nobody's words: then it is enough to know whose those are that are chosen.
    speeches = library.catalog.said.of(hit.article.id for hit in found.hits if heard or speaker is not None)
    spoken = places(heard, speeches)
    only = None if speaker is None else spoken_by(speaker, speeches)
    said = Said({hit.article.id: _cluster(hit) for hit in found.hits if hit.also_in})
    chosen: list[_Chosen] = []
    words = 0
    for item in score(wanted, found, runs, spoken):
        if only is not None and item.span.start not in only.get(item.article.id, ()):
            continue
        text = texts[item.article.id, item.version]
        sentence = text[item.span.start : item.span.end]
        if len(chosen) == sentences or said.already(item.article.id, sentence):
            continue
        start, end = _with_neighbours(runs[item.article.id], item.place, text), item.span.end
        length = _new_words(text, start, end, [one for one in chosen if one.item.article.id == item.article.id])
        if chosen and (words + length > most or not length):
            continue
        words += length
        said.add(item.article.id, sentence, text[start:end])
        chosen.append(_Chosen(item, start, end))
    speeches = speeches or library.catalog.said.of(one.item.article.id for one in chosen)
    return _numbered(chosen, texts, speeches)


def _cluster(hit: Hit) -> str:
    """What a hit's article has in common with its near-copies, and with no other."""
    return min(article.id for article in (hit.article, *hit.also_in))


@dataclass(frozen=True)
class _Chosen:
    """A sentence and the span it is shown in, with the neighbours it needs."""

    item: Scored
    start: int
    end: int


def _new_words(text: str, start: int, end: int, chosen: Sequence[_Chosen]) -> int:
    """How many words of the span no span that was chosen before holds; one that encloses another counts whole."""
    for one in chosen:
        if one.start <= start < one.end:
            start = min(one.end, end)
        if one.start < end <= one.end:
            end = max(one.start, start)
    return len(text[start:end].split())


def _with_neighbours(run: list[Told], place: int, text: str, most: int = 2) -> int:
    """Where to begin so that the sentence is understood: up to `most` sentences earlier."""
    start = run[place].span.start
    if _TABLE_ROW.match(text[start : run[place].span.end]):
        return _table_start([told.span for told in run], place, text)
    for _ in range(most):
        span = run[place].span
        before = previous(run, place)
        if before is None or not needs_previous(text[span.start : span.end]) or start - before.span.start > 600:
            break
        place -= 1
        start = before.span.start
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


def _numbered(
    chosen: Sequence[_Chosen],
    texts: Mapping[tuple[str, int], str],
    speeches: Mapping[str, Sequence[Speech]],
) -> list[Evidence]:
    groups: dict[tuple[str, int], list[_Chosen]] = {}
    for one in chosen:
        groups.setdefault((one.item.article.id, one.item.version), []).append(one)
    evidence: list[Evidence] = []
    for key, group in groups.items():
        for one in _merged(sorted(group, key=lambda one: one.start)):
            words, item = texts[key][one.start : one.end], one.item
            number = len(evidence) + 1
            said = tuple(s for s in speeches.get(key[0], ()) if one.start <= s.start and s.end <= one.end)
            dated = dates(item.article, texts[key], one.start, one.end)
            span = (number, item.article, key[1], one.start, one.end, words)
            evidence.append(Evidence(*span, item.score, item.cosine, said, dated))
    return evidence


def _merged(group: Sequence[_Chosen]) -> list[_Chosen]:
    """Spans that overlap, because a sentence took its neighbour with it, become one; the best score stays."""
    merged: list[_Chosen] = []
    for one in group:
        if merged and one.start < merged[-1].end:
            before = merged[-1]
            best = max(before.item, one.item, key=lambda item: item.score)
            merged[-1] = _Chosen(best, min(before.start, one.start), max(before.end, one.end))
        else:
            merged.append(one)
    return merged
