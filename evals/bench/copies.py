"""Near-copies among real articles, and what it costs to find them: `python -m evals.bench.copies CORPUS [--among N]`.

CORPUS is in BEIR's form. Prints the clusters and the pairs that come next, to be looked at by eye; the share of copies
that are found when an article is edited or cut; and the time an article takes, alone and among N others.
"""

import argparse
import contextlib
import random
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from unittest import mock

import numpy as np
from sqlalchemy import Connection, insert

from index import copies, schema, shingles
from index.catalog import Catalog
from index.readers import read_source
from index.split import normalise
from index.types import RawArticle

NEXT = 10
"""Pairs below the threshold that are printed."""
EDITED = 400
"""Articles that are edited and cut."""
TIMED = 300


def main(corpus: str, among: int) -> None:
    """Prints all figures for one corpus."""
    articles = [item for item in read_source(corpus) if isinstance(item, RawArticle)]
    texts = {str(number): normalise(item.text) for number, item in enumerate(articles)}
    told = {str(number): f"{item.source or '?'}: {item.title[:70]}" for number, item in enumerate(articles)}
    found = _clusters(texts)
    _write(f"{len(texts)} articles, {len(found)} clusters of {sum(map(len, found))} articles at {copies.ALIKE}")
    for cluster in found:
        _write("cluster: " + " | ".join(told[name] for name in cluster))
    for alike, one, other in _nearest(texts, {name: n for n, cluster in enumerate(found) for name in cluster}):
        _write(f"{alike:.2f} apart: {told[one]} | {told[other]}")
    for name, share in _recall(list(texts.values())):
        _write(f"{name:36}{share:7.3f}")
    for others in sorted({0, among}):
        times = _times(list(texts.values())[:TIMED], others)
        _write(f"an article among {others:,}: {np.median(times):.1f} ms, p95 {np.quantile(times, 0.95):.1f} ms")


def _clusters(texts: dict[str, str]) -> list[list[str]]:
    """The clusters as the catalog finds them, adding one article after the other."""
    with tempfile.TemporaryDirectory() as folder, contextlib.closing(Catalog(Path(folder) / "c.sqlite")) as catalog:
        for name, text in texts.items():
            _put(catalog, name, text)
        clusters: dict[int, list[str]] = {}
        for name, number in catalog.copies.clusters(texts).items():
            clusters.setdefault(number, []).append(name)
    return list(clusters.values())


def _put(catalog: Catalog, name: str, text: str) -> None:
    catalog.put(RawArticle(text, name), name, name, name, [], [])


def _nearest(texts: dict[str, str], clusters: dict[str, int]) -> list[tuple[float, str, str]]:
    """The pairs that resemble each other most and are in no cluster together."""
    sets = {name: shingles.shingles(text) for name, text in texts.items()}
    names = [name for name, found in sets.items() if len(found)]
    sketches = np.array([shingles.signature(sets[name]) for name in names])
    pairs = []
    for place, name in enumerate(names):
        near = (sketches[place + 1 :] == sketches[place]).mean(axis=1)
        for other in np.flatnonzero(near > 0.05) + place + 1:
            together = clusters.get(name, -1) == clusters.get(names[other], -2)
            if not together:
                pairs.append((shingles.resemblance(sets[name], sets[names[other]]), name, names[other]))
    return sorted(pairs, reverse=True)[:NEXT]


def _recall(texts: Sequence[str]) -> list[tuple[str, float]]:
    """The share of copies that are found, by what was done to them."""
    chance = random.Random(7)
    chosen = [text for text in texts if len(text.split()) >= 150][:EDITED]
    pool = " ".join(chosen).split()
    done: list[tuple[str, float]] = []
    for share in (0.02, 0.05, 0.1, 0.15):
        edited = [
            " ".join(chance.choice(pool) if chance.random() < share else word for word in text.split())
            for text in chosen
        ]
        done.append((f"{share:.0%} of the words replaced", _found(chosen, edited)))
    for share in (0.25, 1 / 3, 0.5):
        cut = [" ".join(text.split()[: int(len(text.split()) * (1 - share))]) for text in chosen]
        done.append((f"the last {share:.0%} left out", _found(chosen, cut)))
        done.append(
            ("that, and 2% of the words replaced", _found(chosen, [_touched(text, chance, pool) for text in cut]))
        )
    return done


def _touched(text: str, chance: random.Random, pool: Sequence[str]) -> str:
    return " ".join(chance.choice(pool) if chance.random() < 0.02 else word for word in text.split())


def _found(texts: Sequence[str], others: Sequence[str]) -> float:
    """The share of pairs that share a bucket and resemble each other enough."""
    found = 0
    for text, other in zip(texts, others, strict=True):
        one, two = shingles.shingles(text), shingles.shingles(other)
        meet = set(shingles.buckets(shingles.signature(one))) & set(shingles.buckets(shingles.signature(two)))
        found += bool(meet) and shingles.resemblance(one, two) >= copies.ALIKE
    return found / len(texts)


def _times(texts: Sequence[str], others: int) -> list[float]:
    """Milliseconds of the processor that finding each article's copies takes, among so many others."""
    times: list[float] = []
    place = copies.place

    def timed(connection: Connection, article_id: str) -> None:
        begin = time.process_time()  # other programs keep the machine busy
        place(connection, article_id)
        times.append((time.process_time() - begin) * 1000)

    with tempfile.TemporaryDirectory() as folder, contextlib.closing(Catalog(Path(folder) / "c.sqlite")) as catalog:
        _crowd(catalog, others)
        with mock.patch.object(copies, "place", timed):
            for number, text in enumerate(texts):
                _put(catalog, f"timed {number}", text)
    return times


def _crowd(catalog: Catalog, others: int) -> None:
    """Sketches of articles that have nothing in common."""
    made = np.random.default_rng(5)
    with catalog._writing() as connection:
        for begin in range(0, others, 1000):
            names = [f"crowd {number}" for number in range(begin, min(begin + 1000, others))]
            connection.execute(insert(schema.articles), [_row(name) for name in names])
            sketches = made.integers(0, 2**32, (len(names), shingles.BANDS * shingles.ROWS), np.uint32)
            rows = [
                {"number": begin + n + 1, "article_id": name, "signature": sketch.tobytes(), "cluster": begin + n + 1}
                for n, (name, sketch) in enumerate(zip(names, sketches, strict=True))
            ]
            connection.execute(insert(schema.sketches), rows)
            buckets = [
                {"bucket": bucket, "number": begin + n + 1}
                for n, sketch in enumerate(sketches)
                for bucket in shingles.buckets(sketch)
            ]
            connection.execute(insert(schema.buckets), buckets)


def _row(name: str) -> dict[str, object]:
    known = {"id": name, "identity": name, "content_hash": name, "title": name, "source": "", "origin": name}
    return {**known, "words": 0, "version": 1, "sample": False}


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m evals.bench.copies", description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("--among", type=int, default=100_000, help="how many other articles there are when it is timed")
    asked = parser.parse_args()
    main(asked.corpus, asked.among)
