"""The articles of a corpus in BEIR's form, for benchmarks: a corpus without any is a mistake, not a figure of 0."""

from pathlib import Path

from index.readers.beir import read_corpus
from index.types import Failure, RawArticle


def corpus_articles(corpus: Path) -> list[RawArticle]:
    """Those of `corpus.jsonl` or `corpus.jsonl.gz`; the program ends with a message when there are none."""
    read = list(read_corpus(corpus, str(corpus)))
    articles = [item for item in read if isinstance(item, RawArticle)]
    if not articles:
        why = next((item.reason for item in read if isinstance(item, Failure)), "it is empty")
        raise SystemExit(f"No articles in {corpus}: {why}.")
    return articles
