"""Search and evidence, the plain build beside ours in one run; no model is asked.

`python -m evals.bench.search articles CORPUS QUERIES QRELS` takes a corpus, queries with `metadata.answers` and qrels
in BEIR's form; `... facts QUESTIONS [CORPUS]` takes questions in MultiHop-RAG's form, whose facts are the articles,
and a corpus among which they are hidden. `--home DIR` keeps what was embedded for the next run.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant import evidence
from assistant.open import open_library
from assistant.settings import load
from evals.bench import plain
from evals.bench.gold import Gold, of_articles, of_facts
from index import search, weights
from index.ingest import add, add_articles
from index.library import Library

DEPTH, HITS = 50, 20
"""Passages an article ranking is made of; passages the evidence is chosen from, as in a question."""
WORDS = (100, 150, 200, 250)
_ALL = 1000


@dataclass(frozen=True)
class Result:
    """What one build does with one question: spans of passages and, by number of words, of evidence; milliseconds."""

    passages: list[tuple[str, int, int]]
    evidence: dict[int, list[tuple[str, int, int]]]
    searching: float
    whole: float


Build = Callable[[Library, str], Result]


def plain_build(library: Library, text: str) -> Result:
    """The first version, see `evals/bench/plain.py`."""
    begin = time.perf_counter()
    found = plain.search(library, text, HITS)
    middle = time.perf_counter()
    plain.choose(library, text, found, 150)
    end = time.perf_counter()
    deep = plain.search(library, text, DEPTH).passages
    spans = [(item.article_id, item.passage.start, item.passage.end) for item in deep]
    chosen = {words: plain.choose(library, text, found, words) for words in WORDS}
    return Result(spans, chosen, (middle - begin) * 1000, (end - begin) * 1000)


def our_build(library: Library, text: str) -> Result:
    """What a question goes through."""
    begin = time.perf_counter()
    found = search.search(library, text, HITS, copies="what is new")
    middle = time.perf_counter()
    evidence.choose(library, text, found, _ALL)
    end = time.perf_counter()
    deep = search.search(library, text, DEPTH).hits
    spans = [(hit.article.id, hit.stored.passage.start, hit.stored.passage.end) for hit in deep]
    chosen = {
        words: [(e.article.id, e.start, e.end) for e in evidence.choose(library, text, found, _ALL, words)]
        for words in WORDS
    }
    return Result(spans, chosen, (middle - begin) * 1000, (end - begin) * 1000)


def measure(library: Library, golds: Sequence[Gold], build: Build) -> dict[str, float]:
    """Each figure's mean over the questions; times as quantiles, in milliseconds."""
    figures: dict[str, list[float]] = {}
    times: list[tuple[float, float]] = []
    build(library, golds[0].question)  # what is loaded at first use is not measured
    for gold in golds:
        result = build(library, gold.question)
        times.append((result.searching, result.whole))
        for name, value in gold.judge(library, result.passages, result.evidence).items():
            figures.setdefault(name, []).append(value)
    means = {name: float(np.mean(values)) for name, values in figures.items()}
    for place, name in enumerate(("search", "search and evidence")):
        taken = [pair[place] for pair in times]
        means[f"{name}, median ms"] = float(np.quantile(taken, 0.5))
        means[f"{name}, p95 ms"] = float(np.quantile(taken, 0.95))
    return means


def main(arguments: argparse.Namespace, home: Path) -> None:
    """Prints the two builds' figures, one a line."""
    own = load()
    embedder = weights.fetch(own.embedding, own.home)
    library = open_library(own.model_copy(update={"home": home, "embedder": str(embedder)}))
    if arguments.form == "articles":
        add(library, [arguments.corpus])
        golds = of_articles(Path(arguments.queries), Path(arguments.qrels))
    else:
        golds, articles = of_facts(Path(arguments.questions))
        add_articles(library, articles)
        if arguments.corpus:
            add(library, [arguments.corpus])
    if not library.catalog.searched().articles:
        raise SystemExit("No article was found to search: is the corpus a corpus.jsonl, or corpus.jsonl.gz?")
    library.sync()
    before, ours = (measure(library, golds, build) for build in (plain_build, our_build))
    count, passages = library.catalog.searched().articles, library.catalog.passage_count()
    library.close()
    sys.stdout.write(f"{len(golds)} questions, {count} articles, {passages} passages\n")
    sys.stdout.write(f"{'':32}{'plain':>8}{'ours':>8}\n")
    for name in before:
        digits = 0 if name.endswith("ms") else 3
        sys.stdout.write(f"{name:32}{before[name]:8.{digits}f}{ours[name]:8.{digits}f}\n")


def _read(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.bench.search", description=__doc__)
    parser.add_argument("--home", help="where what was embedded is kept; a folder that is removed again otherwise")
    forms = parser.add_subparsers(dest="form", required=True)
    articles = forms.add_parser("articles")
    for name in ("corpus", "queries", "qrels"):
        articles.add_argument(name)
    facts = forms.add_parser("facts")
    facts.add_argument("questions")
    facts.add_argument("corpus", nargs="?")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    asked = _read(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        main(asked, Path(asked.home or folder))
