"""Lines on pages -> paragraphs. Pure: what a PDF does not say about its text is told from where the lines stand."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median


@dataclass(frozen=True)
class Line:
    """One line as it was drawn; places and sizes in points, `y` from the bottom of the page."""

    text: str
    page: int
    x: float
    y: float
    size: float


_MARGIN_LINES = 2
"""Lines at the top and at the bottom of a page that may be running heads."""
_PAGE_NUMBER = re.compile(
    r"(?i)[-–—|\s]*(?:(?:page|seite|p\.|pagina|página)\s*)?\d{1,4}(?:\s*(?:of|/|von|de)\s*\d{1,4})?[-–—|\s]*"
)
_BULLET = re.compile(r"[•‣▪●◦–—·]\s|-\s|\(?\d{1,2}[.)]\s")
_ENDS = re.compile(r"[.!?:…][”’\"')\]]*$")
_HYPHENS = "-‐\u00ad"


def without_margins(pages: Sequence[Sequence[Line]]) -> list[Line]:
    """The lines of all pages without page numbers, and without what stands at the same height on many of them."""
    edges = [_edges(page) for page in pages]
    repeated = Counter(key for page in edges for key in {_key(line) for line in page})
    enough = max(2, 0.4 * len(pages))  # left and right pages may have heads of their own
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        running = {line for line in edge if repeated[_key(line)] >= enough or _is_page_number(line, page)}
        kept += [line for line in page if line not in running]
    return kept or [line for page in pages for line in page]


def _edges(page: Sequence[Line]) -> list[Line]:
    """The topmost and the lowest lines; all that stand at one height count once."""
    heights = sorted({round(line.y) for line in page})
    outer = {*heights[:_MARGIN_LINES], *heights[-_MARGIN_LINES:]} if len(heights) > 2 * _MARGIN_LINES else set(heights)
    return [line for line in page if round(line.y) in outer]


def _key(line: Line) -> tuple[str, int]:
    """What is the same on every page: the words but for a number before or after them, and the height."""
    return re.sub(r"^\d+\b|\b\d+$|\b\d+(?= (?:of|von|de) \d+$)", "#", line.text.casefold()), round(line.y / 4)


def _is_page_number(line: Line, page: Sequence[Line]) -> bool:
    heights = [other.y for other in page]
    return len(page) > 1 and line.y in (min(heights), max(heights)) and bool(_PAGE_NUMBER.fullmatch(line.text))


def headline(lines: Sequence[Line]) -> str:
    """What is set largest on the first page, when it is larger than the text and short enough for a title."""
    first = [line for line in lines if line.page == lines[0].page] if lines else []
    if not first:
        return ""
    largest = max(line.size for line in first)
    if largest < 1.15 * _body_size(lines):
        return ""
    start = next(place for place, line in enumerate(first) if line.size > 0.95 * largest)
    end = start
    while end < len(first) and first[end].size > 0.95 * largest:
        end += 1
    title = " ".join(line.text for line in first[start:end])
    return title if len(title) <= 200 and re.search(r"\w", title) else ""


def _body_size(lines: Sequence[Line]) -> float:
    """The size in which most of the words are set."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0]


def paragraphs(lines: Sequence[Line]) -> Iterator[str]:
    """The paragraphs, each on one line, with words that were parted at a line's end put together again."""
    if not lines:
        return
    leading = _leading(lines)
    width = _width(lines)
    words = Counter(re.findall(r"\w[\w-]*\w", " ".join(line.text.lower() for line in lines)))
    text = lines[0].text
    opens = True
    """Whether the line before is the first of its paragraph: only that one may be indented."""
    for before, line in pairwise(lines):
        if _begins(before, line, leading, width, opens):
            yield text
            text, opens = line.text, True
        else:
            text, opens = _join(text, line.text, words), False
    yield text


def _begins(before: Line, line: Line, leading: float, width: float, opens: bool) -> bool:
    """Whether `line` begins a paragraph."""
    size = max(before.size, line.size, 1.0)
    if abs(before.size - line.size) > 0.08 * size or _BULLET.match(line.text):
        return True
    ended = bool(_ENDS.search(before.text))
    gap = before.y - line.y
    if before.page != line.page or gap < -0.5 * size or gap > 6 * leading:  # another page or column
        return ended or not (line.text[:1].islower() or len(before.text) > 0.7 * width)
    if gap > 1.3 * leading:
        return True
    if abs(gap) < 0.3 * size:  # the same line, drawn in two pieces
        return False
    if line.x - before.x > 0.6 * size and not _BULLET.match(before.text):
        return True
    return ended and not opens and len(before.text) < 0.6 * width


def _leading(lines: Sequence[Line]) -> float:
    """The usual distance of a line from the one before."""
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.page == b.page and 0.5 * a.size < a.y - b.y < 3 * a.size]
    # The smaller ones: a text of short paragraphs has as many gaps between them as within.
    return median(sorted(gaps)[: max(1, len(gaps) * 2 // 3)]) if gaps else 1.2 * lines[0].size


def _width(lines: Sequence[Line]) -> float:
    """Characters of a full line."""
    lengths = sorted(len(line.text) for line in lines)
    return lengths[int(0.8 * (len(lengths) - 1))]


def _join(text: str, more: str, words: Counter[str]) -> str:
    if not text.endswith(tuple(_HYPHENS)) or text[-2:-1].isspace() or not more:
        return f"{text} {more}"
    head = re.search(r"[\w-]*$", text[:-1])
    tail = re.match(r"[\w-]*", more)
    first, second = head.group() if head else "", tail.group() if tail else ""
    if text[-1] != "-":
        return text[:-1] + more
    if not first or not more[:1].islower():
        return text + more
    whole, kept = f"{first}{second}".lower(), f"{first}-{second}".lower()
    # A hyphen that is the word's own is written within lines too.
    return text + more if words[kept] > words[whole] else text[:-1] + more
