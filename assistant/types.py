"""The nouns of the assistant: plain values. Offsets are code points into an article's stored text, `[start, end)`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from index.speech.types import Speech
from index.types import Article, Filters
from index.when.days import Dated

Support = Literal["supported", "partial", "unsupported"]


@dataclass(frozen=True)
class Turn:
    """One earlier message of a conversation."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True)
class Query:
    """What is searched: words that stand alone, and filters."""

    text: str
    asked: str
    """The reader's own words, tidied."""
    earlier: str = ""
    """The question before, when `asked` leans on it."""
    filters: Filters = field(default_factory=Filters)
    summary_of: str | None = None
    """What a summary is asked of; empty: of whatever passes the filters; None: it is no summary that is asked for."""

    @property
    def sought(self) -> str:
        """The words that say what is wanted: of a summary its subject, for nothing is about being summarised."""
        return self.asked if self.summary_of is None else self.summary_of


@dataclass(frozen=True)
class Evidence:
    """A span of an article that is put before the model under a number."""

    marker: int
    article: Article
    version: int
    start: int
    end: int
    text: str
    """The exact words: `article text[start:end]`."""
    score: float
    cosine: float
    """Cosine of the question and the best sentence in the span."""
    said: tuple[Speech, ...] = ()
    """Its sentences that are somebody's words, and whose."""
    dated: tuple[Dated, ...] = ()
    """The relative dates in it and the days they mean; offsets into the article's text."""

    def holds(self, article_id: str, version: int, start: int, end: int) -> bool:
        """Whether it encloses a span of an article's version."""
        return (self.article.id, self.version) == (article_id, version) and self.start <= start and end <= self.end


@dataclass(frozen=True)
class Citation:
    """The link from a sentence of an answer to the words that prove it."""

    marker: int
    article: Article
    version: int
    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class Sentence:
    """One sentence of an answer: `Answer.text[start:end]`, markers included."""

    text: str
    start: int
    end: int
    support: Support
    citations: tuple[Citation, ...]


@dataclass(frozen=True)
class Withheld:
    """A sentence the model wrote that its evidence does not support, and why."""

    text: str
    reason: str


@dataclass(frozen=True)
class Abstention:
    """Why nothing is answered, and what came nearest."""

    reason: str
    nearest: tuple[Evidence, ...]
    small_talk: bool = False
    """Whether nothing was asked of the articles: then the reason is the whole reply."""


@dataclass(frozen=True)
class AsOf:
    """Of which day an answer about how things stand is."""

    day: date
    """Of the newest article it cites."""
    later: Article | None = None
    """A later article that has another figure."""


@dataclass(frozen=True)
class Correction:
    """A correction notice in an article that an answer cites."""

    article: Article
    text: str


@dataclass(frozen=True)
class SearchedArticles:
    """What was looked through: how many articles, and their first and last day."""

    articles: int
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Usage:
    """Tokens of all the model calls one question took."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True)
class Answer:
    """What the reader gets: verified sentences, or an abstention; the evidence in any case."""

    id: str
    question: str
    query: str
    text: str
    sentences: tuple[Sentence, ...]
    evidence: tuple[Evidence, ...]
    withheld: tuple[Withheld, ...]
    abstention: Abstention | None
    searched: SearchedArticles
    model: str
    degraded: str | None = None
    """Why the model did not answer, in words; None when it did."""
    confidence: float | None = None
    """How sure the check is of what the model wrote, from 0 to 1; None when it could not say or had nothing to."""
    usage: Usage = Usage()
    timings: Mapping[str, float] = field(default_factory=dict)
    """Milliseconds since the question: search, evidence, first_token, total."""
    as_of: AsOf | None = None
    """Set when the reader should know of which day the answer is."""
    corrections: tuple[Correction, ...] = ()
    """The correction notices in the cited articles."""

    @property
    def abstained(self) -> bool:
        return self.abstention is not None

    @property
    def small_talk(self) -> bool:
        return self.abstention is not None and self.abstention.small_talk
