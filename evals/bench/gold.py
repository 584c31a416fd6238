"""What a right search would have found, and how much of it was: judged by words alone, no model is asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, Field

from evals import lines
from evals.metrics import holds
from evals.suites.multihoprag import NULL, Question, articles_of
from index.library import Library
from index.split import normalise
from index.types import RawArticle

Span = tuple[str, int, int]
"""Article id, and `[start, end)` in its text."""


@dataclass(frozen=True)
class Gold:
    """A question, and what measures an answer to it: passages in order and evidence by number of words -> figures."""

    question: str
    judge: Callable[[Library, Sequence[Span], Mapping[int, Sequence[Span]]], dict[str, float]]


class _Metadata(BaseModel):
    answers: list[str]


class _Query(BaseModel):
    id: str = Field(alias="_id")
    text: str = Field(min_length=1)
    metadata: _Metadata


def of_articles(queries: Path, qrels: Path) -> list[Gold]:
    """Questions whose right articles and short answers are known."""
    right: dict[str, set[str]] = {}
    for query, article, grade in (row for _, row in lines.table(qrels) if row[-1].isdigit()):
        if int(grade) > 0:
            right.setdefault(query, set()).add(article)
    return [
        Gold(query.text, _by_answer(query.metadata.answers, right[query.id]))
        for query in lines.read(queries, _Query)
        if query.id in right
    ]


def _by_answer(
    answers: Sequence[str], right: set[str]
) -> Callable[[Library, Sequence[Span], Mapping[int, Sequence[Span]]], dict[str, float]]:
    def judge(library: Library, passages: Sequence[Span], evidence: Mapping[int, Sequence[Span]]) -> dict[str, float]:
        articles = list(dict.fromkeys(key for key, _, _ in passages))
        first = {f"gold article in {k}": float(bool(right & set(articles[:k]))) for k in (1, 5, 10)}
        return first | {
            "answer in 5 passages": float(any(holds(words, answers) for words in _texts(library, passages[:5]))),
            **{
                f"answer in {most} words": float(holds("\n".join(_texts(library, spans)), answers))
                for most, spans in evidence.items()
            },
        }

    return judge


def of_facts(questions: Path) -> tuple[list[Gold], list[RawArticle]]:
    """Questions whose facts are known, and the articles made of the facts."""
    asked = lines.read(questions, Question)
    golds = [
        Gold(question.question, _by_facts([normalise(fact.fact) for fact in question.evidence_list]))
        for question in asked
        if question.question_type != NULL
    ]
    return golds, articles_of(asked)


def _by_facts(
    facts: Sequence[str],
) -> Callable[[Library, Sequence[Span], Mapping[int, Sequence[Span]]], dict[str, float]]:
    def judge(library: Library, passages: Sequence[Span], evidence: Mapping[int, Sequence[Span]]) -> dict[str, float]:
        def share(spans: Sequence[Span]) -> float:
            found = _texts(library, spans)
            return sum(any(fact in words for words in found) for fact in facts) / len(facts)

        recall = {f"facts in {k} passages": share(passages[:k]) for k in (5, 10, 20)}
        return recall | {f"facts in {most} words": share(spans) for most, spans in evidence.items()}

    return judge


def _texts(library: Library, spans: Sequence[Span]) -> list[str]:
    texts = {key: library.catalog.text(key) for key in {key for key, _, _ in spans}}
    return [texts[key][start:end] for key, start, end in spans]
