"""Who said it, in real articles, for reading: `python -m evals.bench.speech CORPUS --sample N [--half 0|1]`.

CORPUS is in BEIR's form. Prints N attributions drawn at random, at most one an article, each with the paragraph it
stands in, to be judged by eye; then how many sentences are somebody's, and the time an article takes.
"""

import argparse
import random
import sys
import time
import zlib

from index.readers import read_source
from index.speech.attribute import attribute
from index.speech.types import Speech
from index.split import normalise, sentences
from index.types import RawArticle

AROUND = 260
"""Code points printed before an attributed sentence."""


def main(corpus: str, sample: int, half: int | None, seed: int) -> None:
    """Prints the sample and the figures. `half`: only articles of this half, by a hash of their words."""
    chance = random.Random(seed)
    texts = [normalise(item.text) for item in read_source(corpus) if isinstance(item, RawArticle)]
    texts = [text for text in texts if half is None or zlib.crc32(text.encode()) % 2 == half]
    attributed = total = 0
    drawn: list[tuple[str, Speech]] = []
    spent = 0.0
    for text in texts:
        spans = sentences(text)
        begin = time.process_time()
        found = attribute(text, spans)
        spent += time.process_time() - begin
        attributed += len(found)
        total += len(spans)
        if found:
            drawn.append((text, chance.choice(found)))
    for number, (text, speech) in enumerate(chance.sample(drawn, min(sample, len(drawn))), start=1):
        before = text[max(speech.start - AROUND, 0) : speech.start].replace("\n", " / ")
        office = f" | {speech.office}" if speech.office else ""
        _write(f"{number}. {speech.speaker}{office}\n   …{before}\n   >>> {text[speech.start : speech.end]}\n")
    _write(f"{attributed:,} of {total:,} sentences of {len(texts):,} articles, {spent / len(texts) * 1000:.1f} ms each")


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m evals.bench.speech", description=__doc__)
    parser.add_argument("corpus")
    parser.add_argument("--sample", type=int, default=80)
    parser.add_argument(
        "--half", type=int, choices=(0, 1), help="only one half of the articles: tune on one, judge by the other"
    )
    parser.add_argument("--seed", type=int, default=5)
    asked = parser.parse_args()
    main(asked.corpus, asked.sample, asked.half, asked.seed)
