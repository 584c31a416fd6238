"""What the table of articles is narrowed to, its order and its page. Knows no gradio."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Literal

from index.types import Article, Filters

PAGE = 50
"""Rows of a page: the browser draws them in a blink, however many articles there are."""

By = Literal["title", "outlet", "date", "added", "words"]
"""What the table can be put in order by."""

Per = Literal["", "day", "week", "month", "year"]
"""What the timeline counts by; empty: what suits."""

Within = Literal["", "day", "week", "month"]
_DAYS: dict[Within, int] = {"day": 1, "week": 7, "month": 30}


@dataclass(frozen=True)
class Narrowed:
    """What is shown, in which order, and which page of it."""

    words: str = ""
    filters: Filters = field(default_factory=Filters)
    added: Within = ""
    """Only what was added to the library within the last day, week or month; empty: whenever."""
    by: By = "date"
    down: bool = True
    """Whether the largest or latest come first."""
    page: int = 0
    """Counted from 0."""
    per: Per = ""

    @property
    def narrow(self) -> bool:
        return self.beyond_filters or not self.filters.empty

    @property
    def beyond_filters(self) -> bool:
        """Whether more narrows it than what questions can be restricted to."""
        return bool(self.words.strip() or self.added)


def find(articles: Sequence[Article], words: str) -> list[Article]:
    """The articles whose title, outlet or author holds all of these words, in their order."""
    wanted = words.casefold().split()
    if not wanted:
        return list(articles)
    return [item for item in articles if all(word in _told(item) for word in wanted)]


def _told(item: Article) -> str:
    return f"{item.title} {item.source} {item.author or ''}".casefold()


def arrange(
    articles: Sequence[Article], narrowed: Narrowed, added: Mapping[str, str], now: datetime | None = None
) -> list[Article]:
    """The articles that hold the words and came lately enough, in order, on all pages.

    Those that pass the filters are asked of the catalog; `added` says when each came, as `Catalog.added` does.
    """
    found = find(articles, narrowed.words)
    if narrowed.added:
        first = ((now or datetime.now(UTC)) - timedelta(days=_DAYS[narrowed.added])).isoformat(timespec="seconds")
        found = [item for item in found if added.get(item.id, "") >= first]
    keys: dict[By, Callable[[Article], str | int]] = {
        "title": lambda item: item.title.casefold(),
        "outlet": lambda item: item.source.casefold(),
        "date": lambda item: item.published or "",
        "added": lambda item: added.get(item.id, ""),
        "words": lambda item: item.words,
    }
    return sorted(found, key=keys[narrowed.by], reverse=narrowed.down)


def ordered(narrowed: Narrowed, by: By) -> Narrowed:
    """Put in order by another column, or by the same one the other way round; from its first page."""
    down = not narrowed.down if by == narrowed.by else by in ("date", "added", "words")
    return replace(narrowed, by=by, down=down, page=0)


def pages(articles: int) -> int:
    """How many pages so many articles take, at least one."""
    return max(1, -(-articles // PAGE))
