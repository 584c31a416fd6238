"""MultiHop-RAG (Tang and Yang, COLM 2024): questions that need several articles; null questions must be declined.

The dataset gives the facts, not the articles' bodies: each article here is made of its facts.
"""

from collections.abc import Sequence
from pathlib import Path

from pydantic import BaseModel

from evals.answering import by_short_answers
from evals.lines import by_id
from evals.measures import SHORT_ANSWERS
from evals.piles import over_articles
from evals.questions import Asked
from evals.types import Item, Suite
from index.types import RawArticle

NULL = "null_query"


class _Fact(BaseModel):
    fact: str
    title: str
    url: str
    source: str = ""
    author: str | None = None
    published_at: str | None = None


class Question(BaseModel):
    qid: str
    question: Asked
    question_type: str
    answer: str
    evidence_list: list[_Fact]


def multihoprag(path: str) -> Suite:
    """The questions of a file (or of `questions.jsonl` in a folder), over the facts of all of them."""
    file = Path(path) / "questions.jsonl" if Path(path).is_dir() else Path(path)
    questions = list(by_id(file, Question, lambda question: question.qid).values())
    articles = articles_of(questions)
    return Suite(
        "multihoprag",
        [
            Item(
                q.qid,
                q.question,
                q.question_type,
                {"answer": q.answer, "facts": [fact.fact for fact in q.evidence_list]},
                () if q.question_type == NULL else (q.answer,),
            )
            for q in questions
        ],
        lambda settings: by_short_answers(settings, lambda s: over_articles(s, articles, file)),
        SHORT_ANSWERS,
    )


def articles_of(questions: Sequence[Question]) -> list[RawArticle]:
    facts: dict[str, dict[str, _Fact]] = {}
    for question in questions:
        for fact in question.evidence_list:
            facts.setdefault(fact.url, {})[fact.fact] = fact
    return [
        RawArticle("\n".join(of_one), url, first.title, first.source, first.author, first.published_at, url=url)
        for url, of_one in facts.items()
        for first in [next(iter(of_one.values()))]
    ]
