"""RealTimeQA (Kasai et al., NeurIPS 2023): news-quiz questions with short answers over a pool of real articles.

A folder in BEIR's form: `corpus.jsonl` (or `.jsonl.gz`) and `queries.jsonl` with `metadata.answers`.
"""

from pathlib import Path

from pydantic import BaseModel, Field

from evals.answering import by_short_answers
from evals.folders import article_ids, corpus_of
from evals.lines import by_id
from evals.measures import SHORT_ANSWERS
from evals.piles import over_corpus
from evals.questions import Asked
from evals.types import Item, Suite


class _Metadata(BaseModel):
    answers: list[str]


class _Query(BaseModel):
    id: str = Field(alias="_id")
    text: Asked
    metadata: _Metadata


def realtimeqa(path: str) -> Suite:
    """The questions of a folder; one without answers is unanswerable."""
    folder = Path(path)
    corpus = corpus_of(folder)
    article_ids(corpus)
    queries = by_id(folder / "queries.jsonl", _Query, lambda query: query.id)
    return Suite(
        "realtimeqa",
        [
            Item(q.id, q.text, "quiz", {"answers": q.metadata.answers}, tuple(q.metadata.answers))
            for q in queries.values()
        ],
        lambda settings: by_short_answers(settings, lambda s: over_corpus(s, corpus)),
        SHORT_ANSWERS,
    )
