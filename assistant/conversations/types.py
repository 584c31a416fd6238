"""The nouns of a conversation: plain values. Nothing here knows of storage or of the page."""

from dataclasses import dataclass, field
from typing import Literal

from assistant.types import Answer, Evidence
from index.types import Filters

Verdict = Literal["right", "wrong", "citation"]
"""The reader's: `citation` says that the words cited do not prove the sentence."""


@dataclass(frozen=True)
class Around:
    """What stands before and behind a piece of evidence in its paragraph, as much as is shown."""

    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Feedback:
    """What the reader said of an answer."""

    verdict: Verdict
    comment: str = ""


@dataclass(frozen=True)
class Exchange:
    """One question and how far it has come."""

    question: str
    id: str = ""
    asked: str = ""
    """When, as ISO date-time in UTC."""
    filters: Filters = field(default_factory=Filters)
    doing: str = ""
    """What is being done now; empty once it is over."""
    evidence: tuple[Evidence, ...] = ()
    around: tuple[Around, ...] = ()
    """One for each piece of evidence, as its article read then."""
    draft: str = ""
    answer: Answer | None = None
    trouble: str = ""
    """Why there is no answer, in words for the reader."""
    feedback: Feedback | None = None

    @property
    def worth_keeping(self) -> bool:
        """Whether anything came of it: a question that could not be taken is not kept."""
        return bool(self.evidence) or self.answer is not None


@dataclass(frozen=True)
class Conversation:
    """Exchanges, oldest first."""

    id: str = ""
    title: str = ""
    exchanges: tuple[Exchange, ...] = ()
    excerpt: bool = False
    """Whether these are not all of its exchanges, but the one that a link names."""
    unrolled: bool = False
    """Whether the reader asked to see the early ones of a long conversation too."""


@dataclass(frozen=True)
class Listed:
    """A conversation as the list shows it."""

    id: str
    title: str
    updated: str
    """When it was last added to, as ISO date-time in UTC."""
    exchanges: int
