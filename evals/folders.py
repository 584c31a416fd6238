"""Folders in BEIR's form (Thakur et al., NeurIPS 2021): articles, questions, and which article is right for which."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel, Field

from evals import lines
from evals.errors import EvalError

Judged = Mapping[str, Mapping[str, int]]
"""Query id -> article id -> grade."""


class _Id(BaseModel):
    id: str = Field(alias="_id", coerce_numbers_to_str=True)


def corpus_of(folder: Path) -> Path:
    """The file of the articles."""
    found = next((folder / name for name in ("corpus.jsonl", "corpus.jsonl.gz") if (folder / name).is_file()), None)
    if found is None:
        raise EvalError(f"There is no corpus.jsonl or corpus.jsonl.gz in {folder}.")
    return found


def article_ids(corpus: Path) -> set[str]:
    """The ids of the articles; EvalError names the line on which one comes again."""
    return set(lines.by_id(corpus, _Id, lambda article: article.id))


def qrels_of(folder: Path) -> Path:
    """The file of judgments: `test.tsv` when there are several."""
    qrels = sorted((folder / "qrels").glob("*.tsv"))
    if not qrels:
        raise EvalError(f"{folder} is no BEIR folder: there is no qrels/*.tsv in it.")
    return next((path for path in qrels if path.stem == "test"), qrels[0])


def judgments(qrels: Path, queries: Iterable[str], articles: Iterable[str]) -> Judged:
    """The judgments in a file; EvalError names the first line that is none, or that judges what is not there."""
    known_queries, known_articles = set(queries), set(articles)
    judged: dict[str, dict[str, int]] = defaultdict(dict)
    for number, row in lines.table(qrels):
        if number == 1 and row[-1] == "score":
            continue
        try:
            query, article, grade = row[0], row[1], int(row[2])
        except (ValueError, IndexError):
            raise EvalError(f"{qrels}:{number}: a line is query-id, corpus-id and score, separated by tabs.") from None
        if query not in known_queries:
            raise EvalError(f"{qrels}:{number}: the query {query!r} is not in queries.jsonl.")
        if article not in known_articles:
            raise EvalError(f"{qrels}:{number}: the article {article!r} is not in the corpus.")
        if article in judged[query]:
            raise EvalError(f"{qrels}:{number}: article {article!r} was judged for query {query!r} before.")
        judged[query][article] = grade
    if not judged:
        raise EvalError(f"{qrels} holds no judgment.")
    return judged
