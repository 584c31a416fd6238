"""A home of any size, for measuring: words of real articles, vectors as real ones are spread, the product's own tables.

A made article keeps to a topic: its passages are put together from sentences of real passages that are near each other.
A passage's vector is a mixture of the vectors of those it was made from, moved by the difference of two others that
were drawn by lot, so that the made ones lie as the real ones do (and not evenly around each, as plain noise would have
them). Article n is the same whatever else is made, so that a home that was begun is gone on with.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import func, insert, select

from evals.bench.corpus import corpus_articles
from index import meta, schema
from index.catalog import Catalog
from index.embed import Embedder, PassageText, Vectors, passage_texts
from index.shingles import buckets, shingles, signature
from index.split import normalise, passages, sentences

AN_ARTICLE = 10
"""Passages of a made article."""
NEAR = 60
"""The passages of an article come from so many that are near to the one it began with."""
TOGETHER = 100
"""Articles of a transaction."""
WORDS = 120
COPIED = 50
"""One article in so many is put down as a near-copy of the one before it."""
MOVED = 0.35
"""How far a vector is moved, by the length of the difference of two others."""


@dataclass(frozen=True)
class Base:
    """What everything is made of: real passages, with their sentences' words and vectors."""

    vectors: Vectors
    sentences: list[list[str]]
    sentence_vectors: list[Vectors]
    near: np.ndarray
    """Shape (passages, NEAR): the nearest passages of each, itself among them."""
    sources: list[str]
    titles: list[str]


def base(corpus: Path, embedder: Callable[[], Embedder], kept: Path) -> Base:
    """Splits and embeds the corpus; the vectors are kept in the file `kept` for the next time."""
    articles = corpus_articles(corpus)
    texts: list[PassageText] = []
    for article in articles:
        text = normalise(article.text)
        found = passages(text, sentences(text, article.language or "en"))
        texts += passage_texts(article.title, article.published, text, found)
    if not kept.exists():
        embed = embedder().embed_passages
        embedded = [item for at in range(0, len(texts), 256) for item in embed(texts[at : at + 256])]
        own = np.concatenate([item.sentences for item in embedded]).astype(np.float16)
        np.savez(kept, passages=np.stack([item.passage for item in embedded]), sentences=own)
    stored = np.load(kept)
    vectors: Vectors = stored["passages"]
    ends = np.cumsum([len(item.spans) for item in texts])
    of_sentences = np.split(stored["sentences"].astype(np.float32), ends[:-1])
    near = np.concatenate(
        [
            np.argpartition(-(vectors[at : at + 1000] @ vectors.T), NEAR, axis=1)[:, :NEAR]
            for at in range(0, len(vectors), 1000)
        ]
    )
    return Base(
        vectors,
        [[" ".join(item.text[start:end].split()) for start, end in item.spans] for item in texts],
        of_sentences,
        near,
        sorted({article.source for article in articles}),
        [article.title for article in articles],
    )


def fill(catalog: Catalog, of: Base, wanted: int) -> Iterator[int]:
    """Adds articles until the catalog holds `wanted` passages; yields how many it holds after each transaction."""
    with catalog._reading() as connection:
        begun = int(connection.execute(select(func.count()).select_from(schema.articles)).scalar_one())
    for first in range(begun, wanted // AN_ARTICLE, TOGETHER):
        numbers = range(first, min(first + TOGETHER, wanted // AN_ARTICLE))
        _write(catalog, [_article(of, number) for number in numbers])
        yield (numbers[-1] + 1) * AN_ARTICLE


def _article(of: Base, number: int) -> dict[str, Any]:
    """The rows of one article, by table."""
    rng = np.random.default_rng((7, number))
    near = of.near[rng.integers(len(of.vectors))]
    name, at = f"s{number:07}", 0
    lines: list[str] = []
    rows: list[dict[str, Any]] = []
    for _ in range(AN_ARTICLE):
        said, vector, own = _passage(of, rng, near)
        spans = np.zeros((len(said), 3), np.int32)
        for place, sentence in enumerate(said):
            spans[place] = at, at + len(sentence), len(rows)
            at += len(sentence) + 1
        lines.append(" ".join(said))
        rows.append(
            {
                "id": number * AN_ARTICLE + len(rows) + 1,
                "article_id": name,
                "version": 1,
                "start": int(spans[0, 0]),
                "end": int(spans[-1, 1]),
                "sentences": spans.tobytes(),
                "vector": vector.tobytes(),
                "sentence_vectors": own.astype(np.float16).tobytes(),
            }
        )
    text = "\n".join(lines)
    year, month, day = 2000 + number % 25, 1 + number // 25 % 12, 1 + number // 300 % 28
    about = {
        "id": name,
        "identity": f"id:{name}",
        "content_hash": f"{number:064x}",
        "title": of.titles[int(rng.integers(len(of.titles)))],
        "source": of.sources[min(int(rng.exponential(8.0)), len(of.sources) - 1)],  # a few outlets have most
        "author": None,
        "published": f"{year}-{month:02}-{day:02}",
        "day": year * 10000 + month * 100 + day,
        "language": "en",
        "words": len(text.split()),
        "version": 1,
        "origin": "-",
        "sample": False,
    }
    sketch = signature(shingles(text))
    number += 1
    met = [{"bucket": bucket, "number": number} for bucket in dict.fromkeys(buckets(sketch))]
    cluster = number - 1 if number % COPIED == 0 else number
    return {
        "articles": about,
        "versions": {"article_id": name, "version": 1, "text": text, "title": about["title"], "added": "2026-01-01"},
        "passages": rows,
        "sketches": {"number": number, "article_id": name, "signature": sketch.tobytes(), "cluster": cluster},
        "buckets": met,
    }


def _passage(of: Base, rng: np.random.Generator, near: np.ndarray) -> tuple[list[str], Vectors, Vectors]:
    """A made passage's sentences, its vector, and theirs."""
    one, other, this, that = *near[rng.integers(NEAR, size=2)], *rng.integers(len(of.vectors), size=2)
    pool = [(int(p), s) for p in dict.fromkeys((int(one), int(other))) for s in range(len(of.sentences[p]))]
    words = 0
    said: list[str] = []
    own: list[Vectors] = []
    shares = {int(one): 0, int(other): 0}
    for place in rng.permutation(len(pool)):
        p, s = pool[place]
        length = of.sentences[p][s].count(" ") + 1
        if said and words + length > WORDS:
            break
        words += length
        shares[p] += length
        said.append(of.sentences[p][s])
        own.append(of.sentence_vectors[p][s])
    moved = MOVED * (of.vectors[this] - of.vectors[that])
    mixed = sum(share / words * of.vectors[p] for p, share in shares.items())
    return said, _unit(mixed + moved), _unit(np.stack(own) + moved)


def _unit(vectors: Any) -> Vectors:
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-9), np.float32)


def _write(catalog: Catalog, made: list[dict[str, Any]]) -> None:
    """One transaction, and one generation."""
    with catalog._writing() as connection:
        generation = meta.next_generation(connection)
        for table in (schema.articles, schema.versions, schema.sketches):
            connection.execute(insert(table), [item[table.name] for item in made])
        rows = [row for item in made for row in item["passages"]]
        connection.execute(insert(schema.passages), rows)
        connection.execute(
            insert(schema.changes),
            [{"generation": generation, "passage_id": row["id"], "removed": False} for row in rows],
        )
        connection.execute(insert(schema.buckets), [row for item in made for row in item["buckets"]])
