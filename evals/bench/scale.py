"""What a large library costs: `python -m evals.bench.scale PASSAGES CORPUS HOME [--steps fill,rebuild,...]`.

Takes a corpus in BEIR's form and a folder for the home, which may be one that was begun before: it is gone on with.
Steps, each in a process of its own so that memory and first times are its own:
fill     makes articles up to so many passages (`evals/bench/scale_home.py`) and lets the indexes follow
rebuild  drops both derived indexes and fills them from the catalog, nothing embedded
recall   of the ten nearest passages by all vectors multiplied out, how many are found, with filters and without
search   the time of a search with its parts, with filters and without
start    opening the home and the first search, twice
doctor   looking the whole home over
"""

import argparse
import contextlib
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from assistant.open import open_library
from assistant.settings import Settings, default_home, load
from evals.bench.corpus import corpus_articles
from evals.bench.memory import resident
from evals.bench.scale_home import base, fill
from index import weights
from index.embed import Vectors
from index.library import Library
from index.manifest import MODELS
from index.search import search
from index.types import Filters

STEPS = ("fill", "rebuild", "recall", "search", "start", "doctor")
GROWTH = 1.4
"""So many times as many passages there are before the indexes follow again: little is lost when it is ended."""
ASKED = 200
FILTERS = {
    "none": Filters(),
    "one article": Filters(article="s0000007"),
    "a day": Filters(since=date(2012, 3, 4), until=date(2012, 3, 4)),
    "a year": Filters(since=date(2012, 1, 1), until=date(2012, 12, 31)),
    "half": Filters(since=date(2012, 7, 1)),
    "outlet": Filters(source="the largest outlet"),
    "language of all": Filters(language="en"),
}


def main(passages: int, corpus: Path, home: Path, steps: Sequence[str]) -> None:
    """Runs the steps one after the other; each prints its lines."""
    for step in steps:
        command = [sys.executable, "-m", "evals.bench.scale", str(passages), str(corpus), str(home), "--here", step]
        subprocess.run(command, check=True, env={**os.environ, "DATELINE_LLM": "none"})


def here(step: str, passages: int, corpus: Path, home: Path) -> None:
    """One step, in this process."""
    embedder = load().embedding
    embedder = str(weights.fetch(embedder, default_home())) if embedder in MODELS else embedder
    settings = load(home=home, embedder=embedder)
    begin = time.perf_counter()
    library = open_library(settings)
    with contextlib.closing(library):
        if step == "fill":
            _fill(library, corpus, passages)
        elif step == "rebuild":
            _rebuild(library)
        elif step == "start":
            _start(library, begin)
        elif step == "doctor":
            _doctor(settings)
        else:
            library.sync()
            (_recall if step == "recall" else _search)(library, _questions(corpus))
    _say(f"  ({step} ended with {resident():.0f} MB resident, at most {resident('VmHWM'):.0f}; load {_load()})")


def _fill(library: Library, corpus: Path, passages: int) -> None:
    of = base(corpus, lambda: library.embedder, library.home.parent / "scale-base.npz")
    _say(f"{len(of.vectors)} real passages to make others from")
    begin, told, next_sync = time.perf_counter(), time.perf_counter(), 100_000.0
    with library.writing():
        for held in fill(library.catalog, of, passages):
            if time.perf_counter() - told > 30:
                told = time.perf_counter()
                _say(f"{held} passages, {told - begin:.0f} s")
            if next_sync <= held < passages / GROWTH:
                _sync(library)
                next_sync = held * GROWTH
        _say(f"catalog filled in {time.perf_counter() - begin:.0f} s")
        _sync(library)
    _disk(library.home)


def _sync(library: Library) -> None:
    for name, index in (("words", library.words), ("vectors", library.vectors)):
        begin = time.perf_counter()
        done = index.sync()
        _say(f"{name} follow in {time.perf_counter() - begin:.1f} s: {done and index.count()} ({_load()} load)")


def _rebuild(library: Library) -> None:
    total = 0.0
    for name, index in (("words", library.words), ("vectors", library.vectors)):
        begin = time.perf_counter()
        if not index.rebuild():
            raise SystemExit(f"{name} cannot be rebuilt: {index.problem}")
        total += time.perf_counter() - begin
        _say(f"{name} rebuilt in {time.perf_counter() - begin:.1f} s: {index.count()}")
    _say(f"both in {total:.0f} s")


def _questions(corpus: Path) -> list[str]:
    """Headlines of the corpus, evenly taken."""
    titles = [item.title for item in corpus_articles(corpus) if item.title]
    return titles[:: max(1, len(titles) // ASKED)][:ASKED]


def _recall(library: Library, questions: Sequence[str]) -> None:
    vectors = [library.embedder.embed_question(text) for text in questions]
    ids, matrix = everything(library)
    for name, filters in _filters(library):
        only = None if filters.empty else library.catalog.passage_ids(filters)
        places = np.arange(len(ids)) if only is None else np.searchsorted(ids, np.asarray(only, np.int64))
        mine = matrix[places]
        hit = total = 0
        for vector in vectors:
            scores = mine @ vector
            best = np.argpartition(-scores, min(10, len(scores) - 1))[:10]
            found = library.vectors.search(vector, 10, only)
            # A passage as near as the tenth is as good as the tenth.
            hit += sum(score >= float(scores[best].min()) - 1e-6 for _, score in found)
            total += len(best)
        _say(f"recall@10, {name} ({len(places)} passages): {hit / total:.4f}")


def everything(library: Library) -> tuple[np.ndarray, Vectors]:
    """All ids in order and their vectors, apart from what the index itself keeps."""
    ids = np.array(library.catalog.passage_ids(), np.int64)
    matrix: Vectors = np.empty((len(ids), library.embedder.embed_question("a").shape[0]), np.float32)
    for row, (_, vector) in enumerate(library.catalog.vectors()):
        matrix[row] = vector
    return ids, matrix


def _filters(library: Library) -> Iterator[tuple[str, Filters]]:
    for name, filters in FILTERS.items():
        if filters.source:
            sources = [article.source for article in library.catalog.articles()]
            filters = Filters(source=statistics.mode(sources))
        yield name, filters


def _search(library: Library, questions: Sequence[str]) -> None:
    vectors = {text: library.embedder.embed_question(text) for text in questions}
    search(library, questions[0])
    _line("embedding the question", library.embedder.embed_question, questions)
    _line("nearest by vector", lambda text: library.vectors.search(vectors[text], 100), questions)
    _line("by words", lambda text: library.words.search(text, 100), questions)
    near = {text: sorted({n for n, _ in library.vectors.search(vectors[text], 100)}) for text in questions}
    _line("words' shares of 100", lambda text: library.words.shares(text, near[text]), questions)
    _line("all that 100 are scored by", lambda text: library.catalog.candidates(near[text]), questions)
    for name, filters in _filters(library):
        begin = time.perf_counter()
        count = len(library.catalog.passage_ids(filters))
        _say(f"{name}: {count} passages, found in {(time.perf_counter() - begin) * 1000:.0f} ms")
        asked = questions if filters.empty else questions[::4]
        begin = time.perf_counter()
        search(library, questions[0], 10, filters)
        _say(f"  the first search {(time.perf_counter() - begin) * 1000:.0f} ms")
        _line(f"search, {name}", partial(_ask, library, filters), asked)
    _line("search, copies as one", lambda text: search(library, text, 10, copies="what is new"), questions)


def _ask(library: Library, filters: Filters, text: str) -> object:
    return search(library, text, 10, filters)


def _line(name: str, call: Callable[[str], object], questions: Sequence[str]) -> None:
    taken = []
    for text in questions:
        begin = time.perf_counter()
        call(text)
        taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    _say(f"{name:26} p50 {statistics.median(taken):7.1f} ms, p95 {taken[int(0.95 * (len(taken) - 1))]:7.1f} ms")


def _start(library: Library, begin: float) -> None:
    opened = time.perf_counter()
    library.embedder.embed_question("a")
    loaded = time.perf_counter()
    found = search(library, "Who announced the merger of the two banks?").hits
    done = time.perf_counter()
    search(library, "What did the court decide on the border?")
    again = time.perf_counter() - done
    _say(
        f"opened {opened - begin:.2f} s, embedder {loaded - opened:.2f} s, first search {done - loaded:.2f} s"
        f" ({len(found)} hits), the second {again * 1000:.0f} ms; all but the embedder"
        f" {done - begin - (loaded - opened):.2f} s; Chroma: {library.vectors.problem or 'in use'}"
    )


def _doctor(settings: Settings) -> None:
    from assistant.doctor import examine

    begin = time.perf_counter()
    for check in examine(settings):
        _say(f"{time.perf_counter() - begin:6.1f} s {check.name}: {'ok' if check.ok else 'NOT OK'}, {check.detail}")


def _disk(home: Path) -> None:
    for name in ("catalog.sqlite", "vectors", "words"):
        path = home / name
        files = [path, *path.parent.glob(f"{name}-*")] if path.is_file() else list(path.rglob("*"))
        _say(f"{name}: {sum(p.stat().st_size for p in files if p.is_file()) / 1e6:.0f} MB")


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _arguments() -> Any:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("passages", type=int)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("--steps", default=",".join(STEPS), help="some of them, with commas between")
    parser.add_argument("--here", choices=STEPS, help="one step in this process")
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    if given.here:
        here(given.here, given.passages, given.corpus, given.home)
    else:
        main(given.passages, given.corpus, given.home, given.steps.split(","))
