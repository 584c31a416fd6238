"""Whether adding needs more memory the more is added: `python -m evals.bench.memory CORPUS [--limit N] [--step N]`.

Takes a corpus in BEIR's form and adds it to a new home by one call, as `dateline add` does. Prints the resident memory
of this process after every `step` articles (Linux), what the last is to the one after 500, and then how long adding the
same corpus once more takes, of which nothing is new.
"""

import argparse
import contextlib
import itertools
import sys
import tempfile
import time
from pathlib import Path

from assistant.open import open_library
from assistant.settings import default_home, load
from index import weights
from index.ingest import add_articles
from index.manifest import MODELS
from index.readers.beir import read_corpus
from index.types import Failure, Stored

WARM = 500
"""Articles after which memory should stay as it is."""


def resident(what: str = "VmRSS") -> float:
    """Megabytes of this process; `VmHWM` for the most it ever had. 0 where /proc is not."""
    with contextlib.suppress(OSError):
        for line in Path("/proc/self/status").read_text().splitlines():
            if line.startswith(what + ":"):
                return int(line.split()[1]) / 1024
    return 0.0


def main(corpus: Path, limit: int | None, step: int) -> None:
    """A line every `step` articles, and two at the end."""
    embedder = load().embedding
    folder = str(weights.fetch(embedder, default_home())) if embedder in MODELS else embedder
    sizes: dict[int, float] = {}

    def follow(_: Stored | Failure) -> None:
        done = next(counted)
        if done % step == 0:
            sizes[done] = resident()
            _say(f"{done} articles: {sizes[done]:.0f} MB, {time.perf_counter() - begin:.0f} s")

    with tempfile.TemporaryDirectory() as home:
        library = open_library(load(home=Path(home), embedder=folder))
        with contextlib.closing(library):
            counted, begin = itertools.count(1), time.perf_counter()
            report = add_articles(library, itertools.islice(read_corpus(corpus, str(corpus)), limit), follow)
            _say(f"{len(report.articles)} articles in {time.perf_counter() - begin:.0f} s; {resident():.0f} MB")
            if WARM in sizes:
                _say(f"the last is {sizes[max(sizes)] / sizes[WARM]:.2f} of that after {WARM} articles")
            begin = time.perf_counter()
            again = add_articles(library, itertools.islice(read_corpus(corpus, str(corpus)), limit))
            _say(f"{again.count('unchanged')} of them unchanged in {time.perf_counter() - begin:.1f} s")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--limit", type=int, default=None, metavar="N", help="only the first N articles")
    parser.add_argument("--step", type=int, default=100, metavar="N", help="articles between two lines")
    given = parser.parse_args()
    main(given.corpus, given.limit, given.step)
