"""Relative dates in real articles, to be read by eye: `python -m evals.bench.dates CORPUS [--sample N] [--seed S]`.

CORPUS is in BEIR's form. Prints how many expressions were resolved, by their words, and a sample of them with what
stands around each: the publication's weekday and day, the days it was taken for, and the text.
"""

import argparse
import random
import re
import sys
import time
from collections import Counter

from index.readers import read_source
from index.split import normalise
from index.types import RawArticle
from index.when.days import WEEKDAYS, written
from index.when.resolve import resolve

BESIDE = 90
"""Characters printed before and behind."""


def main(corpus: str, sample: int, seed: int) -> None:
    """Prints all figures for one corpus."""
    articles = [item for item in read_source(corpus) if isinstance(item, RawArticle) and item.published]
    texts = [normalise(item.text) for item in articles]
    begin = time.process_time()
    found = [
        (item, text, one) for item, text in zip(articles, texts, strict=True) for one in resolve(text, item.published)
    ]
    took = time.process_time() - begin
    kinds = Counter(_kind(text[one.start : one.end]) for _, text, one in found)
    _write(f"{len(articles)} dated articles, {len(found)} expressions, {took / len(articles) * 1000:.1f} ms an article")
    _write(", ".join(f"{kind} {number}" for kind, number in kinds.most_common(40)))
    for item, text, one in random.Random(seed).sample(found, min(sample, len(found))):
        day = (item.published or "")[:10]
        before = " ".join(text[max(0, one.start - BESIDE) : one.start].split())
        behind = " ".join(text[one.end : one.end + BESIDE].split())
        _write(f"{day} -> {written(one.days)}: ... {before} <<{text[one.start : one.end]}>> {behind}")


def _kind(words: str) -> str:
    """The expression with its figures and weekdays taken out."""
    return re.sub(r"\d+", "N", re.sub("|".join(WEEKDAYS), "DAY", words)).lower()


def _write(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("--sample", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    main(asked.corpus, asked.sample, asked.seed)
