"""SQuAD 1.1 and 2.0 (Rajpurkar et al., EMNLP 2016, ACL 2018): every context is an article, asked all together."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel

from evals.answering import by_short_answers
from evals.errors import EvalError
from evals.lines import parse, text, unique
from evals.measures import SHORT_ANSWERS
from evals.piles import over_articles
from evals.questions import Asked
from evals.types import Item, Suite
from index.types import RawArticle


class _Answer(BaseModel):
    text: str


class _Question(BaseModel):
    id: str
    question: Asked
    answers: list[_Answer]
    is_impossible: bool = False


class _Paragraph(BaseModel):
    context: str
    qas: list[_Question]


class _Entry(BaseModel):
    title: str
    paragraphs: list[_Paragraph]


class _Squad(BaseModel):
    data: list[_Entry]


def squad(path: str) -> Suite:
    """The questions of a file; impossible ones must be declined."""
    whole = parse(Path(path), _Squad)
    items = list(_items(whole))
    if not items:
        raise EvalError(f"{path} holds no question.")
    unique(Path(path), _lines_of([item.id for item in items], text(Path(path))))
    articles = [
        RawArticle(paragraph.context, f"{path}#{entry.title}", entry.title.replace("_", " "), id=f"{number}-{place}")
        for number, entry in enumerate(whole.data)
        for place, paragraph in enumerate(entry.paragraphs)
    ]
    return Suite(
        "squad",
        items,
        lambda settings: by_short_answers(settings, lambda s: over_articles(s, articles, Path(path))),
        SHORT_ANSWERS,
    )


def _items(whole: _Squad) -> Iterator[Item]:
    for entry in whole.data:
        for paragraph in entry.paragraphs:
            for question in paragraph.qas:
                answers = () if question.is_impossible else tuple(dict.fromkeys(a.text for a in question.answers))
                kind = "answerable" if answers else "impossible"
                yield Item(question.id, question.question, kind, {"answers": list(answers)}, answers)


def _lines_of(ids: Sequence[str], whole: str) -> Iterator[tuple[int, str]]:
    """(line, id) in the order of the file, which is one JSON value: where each id stands next."""
    line, at = 1, 0
    for one in ids:
        found = whole.find(json.dumps(one, ensure_ascii=False), at)
        if found >= 0:  # else it is written with escapes, and the line before is near enough
            line += whole.count("\n", at, found)
            at = found + 1
        yield line, one
