"""Our embedder beside sentence-transformers' default, in one run: `python -m evals.bench.embedding CORPUS [--limit N]`.

Takes a corpus in BEIR's form. Both embed the same passages, turn and turn about, a block at a time, so that a busy
machine is busy for both; the default (float32, batches of 32) embeds whole passages, ours their sentences as well.
Prints passages a second, how near the vectors are, and how many of the ten nearest passages of each headline agree.
"""

import argparse
import statistics
import sys
import time
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

from assistant.settings import load
from evals.bench.corpus import corpus_articles
from index import weights
from index.embed import PassageText, SentenceTransformerEmbedder, Vectors, passage_texts
from index.split import normalise, passages, sentences
from index.types import RawArticle

BLOCK, PLAIN_BATCH, NEAREST = 256, 32, 10


def texts_of(article: RawArticle) -> list[PassageText]:
    """The passages of an article as they are embedded."""
    text = normalise(article.text)
    found = passages(text, sentences(text, article.language or "en"))
    return passage_texts(article.title, article.published, text, found)


def nearest(queries: Vectors, vectors: Vectors) -> np.ndarray:
    """The rows of the nearest vectors of each query, shape (queries, NEAREST), in no order."""
    return np.argpartition(-(queries @ vectors.T), NEAREST, axis=1)[:, :NEAREST]


def main(corpus: Path, limit: int) -> None:
    """Prints three lines."""
    settings = load()
    folder = weights.fetch(settings.embedding, settings.home)
    articles = corpus_articles(corpus)[:limit]
    texts = [text for article in articles for text in texts_of(article)]
    titles = [article.title for article in articles if article.title]
    plain, ours = SentenceTransformer(str(folder), device="cpu"), SentenceTransformerEmbedder(folder)
    plain.encode(titles[:PLAIN_BATCH])
    ours.embed_passages(texts[:PLAIN_BATCH])
    rows: dict[str, list[Vectors]] = {"default": [], "ours": []}
    seconds: dict[str, list[float]] = {"default": [], "ours": []}
    for begin in range(0, len(texts), BLOCK):
        block = texts[begin : begin + BLOCK]
        start = time.perf_counter()
        whole = [f"{item.heading}\n{item.text}" for item in block]
        rows["default"].append(
            plain.encode(whole, batch_size=PLAIN_BATCH, normalize_embeddings=True, show_progress_bar=False)
        )
        middle = time.perf_counter()
        rows["ours"].append(np.stack([item.passage for item in ours.embed_passages(block)]))
        seconds["default"].append(middle - start)
        seconds["ours"].append(time.perf_counter() - middle)
    default, own = (np.concatenate(rows[name]) for name in ("default", "ours"))
    speeds = {name: len(texts) / sum(taken) for name, taken in seconds.items()}
    ratios = sorted(a / b for a, b in zip(seconds["default"], seconds["ours"], strict=True))
    sys.stdout.write(
        f"{len(texts)} passages of {len(articles)} articles: default {speeds['default']:.0f}/s, ours"
        f" {speeds['ours']:.0f}/s; ratio {speeds['ours'] / speeds['default']:.2f}, by block {ratios[0]:.2f} to"
        f" {ratios[-1]:.2f}, median {statistics.median(ratios):.2f}\n"
    )
    cosines = np.sum(default * own, axis=1)
    sys.stdout.write(f"cosine of the two vectors: mean {cosines.mean():.5f}, least {cosines.min():.5f}\n")
    queries = plain.encode(titles, normalize_embeddings=True, show_progress_bar=False)
    own_queries = np.stack([ours.embed_question(title) for title in titles])
    pairs = zip(nearest(queries, default), nearest(own_queries, own), strict=True)
    overlap = statistics.mean(len(set(a) & set(b)) / NEAREST for a, b in pairs)
    sys.stdout.write(f"of the {NEAREST} nearest passages of {len(titles)} headlines {overlap:.3f} agree\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--limit", type=int, default=1000, metavar="N", help="only the first N articles")
    given = parser.parse_args()
    main(given.corpus, given.limit)
