"""Filtered search: `python -m evals.bench.filters [PASSAGES]`, on made-up vectors and words. No model is used.

For filters that leave 0.1 %, 2 % and 50 % of the passages: the median of Dateline's two filtered searches and of
Chroma's own `where`, as ratios to Chroma without a filter in the same run, and the recall@10 of each against all
vectors multiplied out. Then what it costs to remove one article, as a ratio to adding one.
"""

import contextlib
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.embed import Embedded, PassageText, Vectors
from index.ingest import add_articles
from index.library import Library
from index.types import Filters, RawArticle

PASSAGES = 20_000
DIMENSIONS, TOPICS = 384, 200
SHARES = {"Thousandth": 0.001, "Fiftieth": 0.02, "Half": 0.5}
AN_ARTICLE = 10
ASKED = 60


class MadeUp:
    """Vectors around `TOPICS` centres, chosen by the words' hash: as unevenly spread as those of news."""

    name = "made up"

    def __init__(self) -> None:
        self._centres = np.random.default_rng(1).standard_normal((TOPICS, DIMENSIONS)).astype(np.float32)

    def embed_question(self, text: str) -> Vectors:
        rng = np.random.default_rng(zlib.crc32(text.encode()))
        vector = self._centres[rng.integers(TOPICS)] + rng.standard_normal(DIMENSIONS).astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[Embedded]:
        return [
            Embedded(one := self.embed_question(item.text), np.stack([one for _ in item.spans])) for item in passages
        ]


def articles(passages: int) -> list[RawArticle]:
    """Articles of `AN_ARTICLE` passages of one sentence each; their outlets have the shares of `SHARES`."""
    rng = np.random.default_rng(2)
    vocabulary = np.array([f"w{number}" for number in range(20_000)])
    places = rng.zipf(1.3, (passages, 120)) % len(vocabulary)
    made = []
    for number in range(passages // AN_ARTICLE):
        lines = (" ".join(vocabulary[row]) for row in places[number * AN_ARTICLE : (number + 1) * AN_ARTICLE])
        text = ".\n".join(f"Passage {line}" for line in lines) + "."
        at = (number + 0.5) / (passages // AN_ARTICLE)
        below, outlet = 0.0, "Others"
        for name, share in SHARES.items():
            if below <= at < below + max(share, AN_ARTICLE / passages):
                outlet = name
                break
            below += share
        made.append(RawArticle(text, "-", title=f"Story {number}", source=outlet, id=f"a{number}", language="en"))
    return made


def median(call: Callable[[Vectors], object], questions: Sequence[Vectors]) -> float:
    """Milliseconds."""
    taken = []
    for question in questions:
        begin = time.perf_counter()
        call(question)
        taken.append((time.perf_counter() - begin) * 1000)
    return statistics.median(taken)


def recall(found: Callable[[Vectors], list[int]], rows: dict[int, Vectors], questions: Sequence[Vectors]) -> float:
    """The share of the ten nearest among `rows` that are found, over all questions."""
    ids, matrix = list(rows), np.stack(list(rows.values()))
    hit = total = 0
    for question in questions:
        best = {ids[place] for place in np.argsort(-(matrix @ question), kind="stable")[:10]}
        hit += len(best & set(found(question)))
        total += len(best)
    return hit / total


def measure(library: Library, write: Callable[[str], object]) -> None:
    """One line a filter."""
    library.sync()
    chroma: Any = library.vectors._collection
    outlets = {a.id: a.source for a in library.catalog.articles()}
    stored = library.catalog.passages(library.catalog.passage_ids())
    for part in range(0, len(stored), 5000):  # Chroma's own filter needs the outlet beside each vector
        keys = list(stored)[part : part + 5000]
        chroma.update(ids=[str(k) for k in keys], metadatas=[{"outlet": outlets[stored[k].article_id]} for k in keys])
    embedder = MadeUp()
    questions = [embedder.embed_question(f"question {number}") for number in range(ASKED)]
    plain = median(lambda q: library.vectors.search(q, 10), questions)
    write(f"{len(stored)} passages; Chroma without a filter: {plain:.1f} ms = 1\n")
    write(
        f"{'filter leaves':16}{'ids':>8}{'ours':>8}{'words':>8}{'Chroma where':>14}{'recall ours':>13}{'Chroma':>8}\n"
    )
    for outlet, share in SHARES.items():
        write(_line(library, chroma, outlet, share, plain, questions))


def _line(library: Library, chroma: Any, outlet: str, share: float, plain: float, questions: Sequence[Vectors]) -> str:
    filters = Filters(source=outlet)
    only = library.catalog.passage_ids(filters)
    rows = dict(library.catalog.vectors(only))
    words = iter([f"w{n} w{n * 7} w{n * 31}" for n in range(1, ASKED + 1)])

    def ours(question: Vectors) -> list[int]:
        return [number for number, _ in library.vectors.search(question, 10, only)]

    def where(question: Vectors) -> list[int]:
        found = chroma.query(query_embeddings=question[None], n_results=10, where={"outlet": outlet}, include=[])
        return [int(number) for number in found["ids"][0]]

    ours(questions[0])  # what is loaded at first use is not measured
    times = [
        median(lambda _: library.catalog.passage_ids(filters), questions),
        median(ours, questions),
        median(lambda _: library.words.search(next(words), 100, only), questions),
        median(where, questions),
    ]
    figures = "".join(f"{taken / plain:{width}.1f}" for taken, width in zip(times, (8, 8, 8, 14), strict=True))
    told = f"{share:.1%}, {len(only)}"
    return f"{told:16}{figures}{recall(ours, rows, questions):13.3f}{recall(where, rows, questions):8.3f}\n"


def removing(library: Library, write: Callable[[str], object]) -> None:
    """Adding one article, removing it again, and filling the indexes again; each a median of three."""
    [one] = articles(AN_ARTICLE)
    times: dict[str, list[float]] = {"add": [], "remove": [], "fill": []}
    for number in range(3):
        text = one.text.replace("Passage", f"Fragment {number}")
        more = RawArticle(text, "-", title="One more", id="more", language="en")
        for what, act in (
            ("add", lambda more=more: add_articles(library, [more])),
            ("remove", lambda: library.remove(["more"])),
            ("fill", library.sync),
        ):
            begin = time.perf_counter()
            act()
            times[what].append(time.perf_counter() - begin)
    added, removed, filled = (statistics.median(taken) for taken in times.values())
    write(
        f"add one article {added:.2f} s = 1; remove it {removed / added:.1f}; fill the indexes {filled / added:.1f}\n"
    )


def main(passages: int) -> None:
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(Library(Path(folder), MadeUp)) as library:
        add_articles(library, articles(passages))
        removing(library, _write)
        measure(library, _write)


def _write(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else PASSAGES)
