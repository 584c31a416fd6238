"""Text -> paragraphs -> sentences -> passages, every one a span of the text it came from.

Sentences are found by `sentencex` (Wikimedia), line by line: news text keeps one paragraph a line, and a headline or a
table row must not run into the line after it.
"""

import re
import unicodedata
from collections.abc import Iterator

import sentencex

from index.types import Passage, Sentence

PASSAGE_WORDS = 120
"""About how many words a passage holds; a longer sentence is a passage of its own."""
LONGEST_WORD = 15
"""Code points a word has at most when a passage is measured: not every script parts its words."""
LONGEST_SENTENCE = 1200
"""Code points; a longer "sentence" (a table, a list without stops, binary noise) is cut at a space."""

LONGEST_BLOCK = 10_000
"""Code points given to the splitter at once."""

_LINE = re.compile(r"[^\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
_ENDS_WITH_HOUR = re.compile(r"\b[ap]\.m\.$", re.IGNORECASE)
_GOES_ON_AFTER_HOUR = re.compile(
    r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\b|"
    r"[A-Z]{2,4}T\b|GMT|UTC|(Central|Eastern|Pacific|Mountain)\b"
)
_ENDS_WITH_APPROX = re.compile(r"\bapprox\.$", re.IGNORECASE)


def normalise(text: str) -> str:
    """The text as it is stored: NFC, `\\n` line ends, no NUL, lone surrogates or byte order marks.

    All offsets count in what this returns, so it runs once, before anything is stored.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").replace("\ufeff", "")
    text = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", text).strip()


def sentences(text: str, language: str = "en") -> list[Sentence]:
    """The sentences of `text` in order; they never overlap and together hold every visible character."""
    found: list[Sentence] = []
    for paragraph, line in enumerate(match for match in _LINE.finditer(text) if match.group().strip()):
        for begin, block in _blocks(line.start(), line.group()):
            for start, end in _pieces(block, language):
                found.append(Sentence(begin + start, begin + end, paragraph))
    return found


def _blocks(start: int, line: str) -> Iterator[tuple[int, str]]:
    """A line in blocks the splitter is quick on: its time grows with the square of the quotation marks left open."""
    begin = 0
    while begin < len(line):
        end = begin + LONGEST_BLOCK
        if end < len(line):
            stop = max(line.rfind(". ", begin, end) + 2, line.rfind(".” ", begin, end) + 3)
            space = line.rfind(" ", begin, end) + 1
            end = stop if stop > begin + LONGEST_BLOCK // 2 else space if space > begin else end
        yield start + begin, line[begin:end]
        begin = end


def _pieces(line: str, language: str) -> Iterator[tuple[int, int]]:
    bounds: list[list[int]] = []
    position = 0
    for segment in sentencex.segment(language, line):
        end = position + len(segment)
        stripped = segment.strip()
        if bounds and (_belongs_to_previous(line[bounds[-1][0] : bounds[-1][1]].rstrip(), stripped)):
            bounds[-1][1] = end
        elif stripped:
            bounds.append([position, end])
        position = end
    for start, end in bounds:
        yield from _cut(line, *_strip(line, start, end))


def _belongs_to_previous(previous: str, piece: str) -> bool:
    """Mends what the splitter cuts wrongly: `5 p.m. Tuesday`, `approx. 5 million`, a closing quote left alone."""
    if not any(character.isalnum() for character in piece):
        return True
    if _ENDS_WITH_HOUR.search(previous):
        return bool(_GOES_ON_AFTER_HOUR.match(piece))
    return bool(_ENDS_WITH_APPROX.search(previous))


def _strip(line: str, start: int, end: int) -> tuple[int, int]:
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return start, end


def _cut(line: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > LONGEST_SENTENCE:
        space = line.rfind(" ", start + LONGEST_SENTENCE // 2, start + LONGEST_SENTENCE)
        middle = space if space > start else start + LONGEST_SENTENCE
        yield _strip(line, start, middle)
        start, _ = _strip(line, middle, end)
    if start < end:
        yield start, end


def passages(text: str, found: list[Sentence], words: int = PASSAGE_WORDS) -> list[Passage]:
    """Groups consecutive sentences into passages of about `words` words; every sentence is in exactly one."""
    groups: list[list[Sentence]] = []
    filled = 0
    for sentence in found:
        length = max(len(text[sentence.start : sentence.end].split()), (sentence.end - sentence.start) // LONGEST_WORD)
        if not groups or filled + length > words:
            groups.append([])
            filled = 0
        groups[-1].append(sentence)
        filled += length
    # A tail of a few words would be a passage that says nothing: it joins the one before.
    if len(groups) > 1 and filled < words // 5:
        tail = groups.pop()
        groups[-1].extend(tail)
    return [Passage(group[0].start, group[-1].end, tuple(group)) for group in groups]
