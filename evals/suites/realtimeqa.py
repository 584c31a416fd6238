"""RealTimeQA (Kasai et al., NeurIPS 2023): news-quiz questions with short answers over a pool of real articles.

A folder in BEIR's form: `corpus.jsonl` (or `.jsonl.gz`) and `queries.jsonl` with `metadata.answers`.
"""

from pathlib import Path

from pydantic import BaseModel, Field

from evals.answering import by_short_answers
from evals.errors import EvalError
from evals.lines import read, unique
from evals.measures import SHORT_ANSWERS
from evals.piles import over_corpus
from evals.types import Item, Suite


class _Metadata(BaseModel):
    answers: list[str]


class _Query(BaseModel):
    id: str = Field(alias="_id")
    text: str = Field(min_length=1)
    metadata: _Metadata


def realtimeqa(path: str) -> Suite:
    """The questions of a folder; one without answers is unanswerable."""
    folder = Path(path)
    corpus = next((folder / name for name in ("corpus.jsonl", "corpus.jsonl.gz") if (folder / name).is_file()), None)
    if corpus is None:
        raise EvalError(f"There is no corpus.jsonl or corpus.jsonl.gz in {folder}.")
    queries = read(folder / "queries.jsonl", _Query)
    unique(folder / "queries.jsonl", (query.id for query in queries))
    return Suite(
        "realtimeqa",
        [Item(q.id, q.text, "quiz", {"answers": q.metadata.answers}, tuple(q.metadata.answers)) for q in queries],
        lambda settings: by_short_answers(settings, lambda s: over_corpus(s, corpus)),
        SHORT_ANSWERS,
    )
