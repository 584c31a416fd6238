"""Gold questions: the file format (evals/golden/README.md), read strictly and checked against the articles."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import DatelineError
from assistant.types import Turn
from index.catalog import Catalog
from index.types import Filters


class GoldError(DatelineError):
    """A gold file cannot be used; the message names the line."""


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
    text: str = Field(min_length=1)
    history: list[HistoryTurn] = []
    since: date | None = None
    until: date | None = None
    source: str | None = None
    metadata: Gold

    @property
    def turns(self) -> list[Turn]:
        return [Turn(turn.role, turn.text) for turn in self.history]

    @property
    def filters(self) -> Filters:
        return Filters(self.since, self.until, self.source)


@dataclass(frozen=True)
class GoldSpan:
    """Where a gold quote stands."""

    article_id: str
    start: int
    end: int


def read(path: Path) -> list[GoldQuestion]:
    """The questions in a file; GoldError names the first line that is not one."""
    questions: list[GoldQuestion] = []
    seen: set[str] = set()
    questioned: set[tuple[object, ...]] = set()
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise GoldError(f"The gold file {path} cannot be read: {error}") from error
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            question = GoldQuestion.model_validate_json(line)
        except ValidationError as error:
            first = error.errors()[0]
            place = ".".join(map(str, first["loc"])) or "the line"
            raise GoldError(f"{path}:{number}: {place}: {first['msg']}") from None
        if question.id in seen:
            raise GoldError(f"{path}:{number}: the id {question.id!r} was used before.")
        if question.metadata.answerable and not any(f.importance == "vital" for f in question.metadata.key_facts):
            raise GoldError(f"{path}:{number}: an answerable question needs a vital key fact.")
        if question.metadata.answerable != bool(question.metadata.gold):
            raise GoldError(f"{path}:{number}: an answerable question needs a gold quote, and only such a one has any.")
        asked = (question.text, str(question.history), question.since, question.until, question.source)
        if asked in questioned:
            raise GoldError(f"{path}:{number}: question {question.id} asks what another one asks.")
        seen.add(question.id)
        questioned.add(asked)
        questions.append(question)
    if not questions:
        raise GoldError(f"The gold file {path} holds no question.")
    return questions


def locate(question: GoldQuestion, catalog: Catalog) -> list[GoldSpan]:
    """The spans of the gold quotes; GoldError when a quote is not in its article exactly once."""
    spans = []
    for gold in question.metadata.gold:
        text = catalog.text(gold.article)
        if text.count(gold.quote) != 1:
            raise GoldError(
                f"Question {question.id}: its gold quote is {text.count(gold.quote)} times in article {gold.article!r};"
                " it has to be there exactly once."
            )
        start = text.index(gold.quote)
        spans.append(GoldSpan(gold.article, start, start + len(gold.quote)))
    return spans
