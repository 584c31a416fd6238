"""Gold questions: the file format (evals/golden/README.md), read strictly and checked against the articles."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from assistant.condense import condense
from assistant.errors import NotFoundError, QuestionError
from assistant.types import Turn
from evals import lines
from evals.errors import EvalError
from index import languages
from index.catalog import Catalog
from index.types import Filters


def refusal(text: str) -> str | None:
    """Why the assistant would not take this question; None when it would."""
    try:
        condense(text)
    except QuestionError as error:
        return str(error)
    return None


def _askable(text: str) -> str:
    if why := refusal(text):
        raise ValueError(why)
    return text


Asked = Annotated[str, AfterValidator(_askable)]
"""What is asked, in any dataset: one that the assistant would refuse is named with its line, and not after an hour."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class GoldQuote(_Strict):
    """The words of an article that prove the answer; they occur in it exactly once."""

    article: str
    quote: str = Field(min_length=1)


class KeyFact(_Strict):
    """An atomic fact of a good answer; any of the lower-case strings in the answer shows it."""

    fact: str
    importance: Literal["vital", "okay"]
    any_of: list[str] = Field(min_length=1)


class Gold(_Strict):
    """What is expected of one question."""

    kind: str
    split: str = "test"
    answerable: bool
    sort: str | None = None
    gold: list[GoldQuote] = []
    key_facts: list[KeyFact] = []


class HistoryTurn(_Strict):
    role: Literal["user", "assistant"]
    text: str


class GoldQuestion(_Strict):
    """One line: a question of the contract's form, with the gold under `metadata`."""

    id: str = Field(alias="_id", min_length=1)
    text: Asked
    history: list[HistoryTurn] = []
    since: date | None = None
    until: date | None = None
    source: str | None = None
    author: str | None = None
    article: str | None = None
    language: str | None = None
    metadata: Gold
    _place: str = ""

    @property
    def place(self) -> str:
        """File and line it was read from, for complaints."""
        return self._place

    @property
    def asks(self) -> tuple[object, ...]:
        """What is asked, of what: the same for two questions that ask the same."""
        return (self.text, str(self.history), self.filters)

    @property
    def turns(self) -> list[Turn]:
        return [Turn(turn.role, turn.text) for turn in self.history]

    @property
    def filters(self) -> Filters:
        code = languages.code(self.language)
        return Filters(self.since, self.until, self.source, self.author, self.article, code)


@dataclass(frozen=True)
class GoldSpan:
    """Where a gold quote stands."""

    article_id: str
    start: int
    end: int


def read(path: Path) -> list[GoldQuestion]:
    """The questions in a file; EvalError names the first line that is not one."""
    found = lines.numbered(path, GoldQuestion)
    lines.unique(path, ((number, question.id) for number, question in found))
    asked: set[tuple[object, ...]] = set()
    for number, question in found:
        question._place = f"{path}:{number}"
        gold = question.metadata
        if gold.answerable and not any(fact.importance == "vital" for fact in gold.key_facts):
            raise EvalError(f"{question.place}: an answerable question needs a vital key fact.")
        if gold.answerable != bool(gold.gold):
            raise EvalError(
                f"{question.place}: an answerable question needs a gold quote, and only such a one has any."
            )
        if question.asks in asked:
            raise EvalError(f"{question.place}: question {question.id} asks what another one asks.")
        asked.add(question.asks)
    return [question for _, question in found]


def locate(question: GoldQuestion, catalog: Catalog) -> list[GoldSpan]:
    """The spans of the gold quotes; EvalError when a quote is not in its article exactly once."""
    spans = []
    for gold in question.metadata.gold:
        try:
            text = catalog.text(gold.article)
        except NotFoundError:
            raise EvalError(
                f"{question.place}: question {question.id}: there is no article {gold.article!r}."
            ) from None
        if text.count(gold.quote) != 1:
            raise EvalError(
                f"{question.place}: question {question.id}: its gold quote is {text.count(gold.quote)} times in"
                f" article {gold.article!r}; it has to be there exactly once."
            )
        start = text.index(gold.quote)
        spans.append(GoldSpan(gold.article, start, start + len(gold.quote)))
    return spans
