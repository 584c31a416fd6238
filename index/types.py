"""The nouns of the index: plain values that know nothing of storage.

Offsets are code points into the stored text of one version of an article, half-open `[start, end)`.
"""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class RawArticle:
    """What a reader made of one source, before it is stored."""

    text: str
    origin: str
    """The path or URL it was read from, or `-` for text that was typed or piped."""
    title: str = ""
    source: str = ""
    """The outlet that published it; empty when unknown."""
    author: str | None = None
    published: str | None = None
    """ISO date, or ISO date-time with its zone; None when the source does not say."""
    updated: str | None = None
    url: str | None = None
    language: str | None = None
    id: str | None = None
    """An id that must be kept (BEIR's `_id`, a sample's file name)."""
    sample: bool = False
    named: str | None = None
    """What it is known by when neither id nor URL says; its origin when None."""
    note: str | None = None
    """Something of it that could not be read, for whoever adds it."""


@dataclass(frozen=True)
class Article:
    """A published story as the catalog knows it; its text is asked for separately."""

    id: str
    title: str
    source: str
    author: str | None
    published: str | None
    updated: str | None
    url: str | None
    language: str | None
    words: int
    version: int
    origin: str
    sample: bool


@dataclass(frozen=True)
class Sentence:
    """One sentence: `text[start:end]`, without surrounding white space."""

    start: int
    end: int
    paragraph: int
    """Which paragraph (non-empty line) of the article it stands in, from 0."""


@dataclass(frozen=True)
class Passage:
    """A run of whole sentences of one article: what is embedded and searched."""

    start: int
    end: int
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True)
class StoredPassage:
    """A passage as the catalog holds it."""

    id: int
    article_id: str
    version: int
    passage: Passage


@dataclass(frozen=True)
class Hit:
    """A passage found, with its place in the ranking (from 1) and its score (higher is better)."""

    rank: int
    score: float
    article: Article
    stored: StoredPassage
    text: str
    """The passage's words: `article text[start:end]`."""
    cosine: float
    """Cosine of the question's and the passage's vectors."""
    also_in: tuple[Article, ...] = ()
    """The article's near-copies in other outlets, the earliest first, when the search was asked to heed them."""


@dataclass(frozen=True)
class Filters:
    """What a search is restricted to; None means no restriction. Dates are inclusive.

    Names are compared without regard to case, accents and punctuation (`index/names.py`).
    """

    since: date | None = None
    until: date | None = None
    source: str | None = None
    """The outlet: its whole name."""
    author: str | None = None
    """A name, or a part of one in whole words: `Berg` passes `Mina Berg and Jo Lee`."""
    article: str | None = None
    """One article: its id, or its whole title."""
    language: str | None = None
    """Its code of ISO 639-1."""
    speaker: str | None = None
    """Whose words a sentence must be: a name or an office, or a part of one in whole words."""

    @property
    def empty(self) -> bool:
        return self == Filters()


@dataclass(frozen=True)
class Stored:
    """What adding one article did: `added`, `updated` or `unchanged`."""

    id: str
    source: str
    state: str
    note: str | None = None
    """What could not be read of it."""


@dataclass(frozen=True)
class Failure:
    """A source that could not be added, and why."""

    source: str
    reason: str


@dataclass
class AddReport:
    """What one `add` did, source by source, in order."""

    articles: list[Stored] = field(default_factory=list)
    failed: list[Failure] = field(default_factory=list)

    def count(self, state: str) -> int:
        return sum(article.state == state for article in self.articles)
