"""How soon the evidence is there: `python -m evals.bench.evidence_time CORPUS.jsonl.gz QUERIES.jsonl [HOME]`.

Adds the corpus (BEIR form) to HOME, or to a folder that is removed again, and asks for the evidence of up to 200
questions without a model. Prints the milliseconds from question to evidence.
"""

import json
import sys
import tempfile
from pathlib import Path

import numpy as np

from assistant.open import open_library
from assistant.pipeline import Assistant
from assistant.settings import load
from index import weights
from index.ingest import add

QUESTIONS = 200


def main(corpus: str, queries: str, home: str) -> None:
    """Prints one line of figures."""
    own = load()
    embedder = weights.fetch(own.embedding, own.home)
    settings = own.model_copy(update={"home": Path(home), "embedder": str(embedder)})
    library = open_library(settings)
    add(library, [corpus])
    assistant = Assistant(library, None, settings)
    assistant.warm_up()
    times: list[float] = []
    with Path(queries).open(encoding="utf-8") as lines:
        for line, _ in zip(lines, range(QUESTIONS), strict=False):
            answer = assistant.ask(json.loads(line)["text"])
            if answer.timings["evidence"]:
                times.append(answer.timings["evidence"])
    articles = library.catalog.searched().articles
    library.close()
    sys.stdout.write(
        f"{articles} articles, {len(times)} questions: evidence after {np.quantile(times, 0.5):.0f} ms (median),"
        f" {np.quantile(times, 0.95):.0f} ms (95th percentile)\n"
    )


if __name__ == "__main__":
    if len(sys.argv) > 3:
        main(*sys.argv[1:4])
    else:
        with tempfile.TemporaryDirectory() as folder:
            main(sys.argv[1], sys.argv[2], folder)
