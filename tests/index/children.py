"""What other processes do to a library in these tests: `python -m tests.index.children WHAT HOME [...]`.

Their vectors come from the words' hashes: a child starts in a second and loads no model.
"""

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index.embed import Embedded, PassageText, Vectors
from index.errors import DatelineError
from index.ingest import add_samples
from index.library import Library, writing
from index.search import search
from index.types import Failure, Stored

ROOT = Path(__file__).parents[2]


class HashEmbedder:
    """Unit vectors that depend on the words alone."""

    name = "hash"

    def embed_question(self, text: str) -> Vectors:
        seed = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big")
        vector = np.random.default_rng(seed).standard_normal(16).astype(np.float32)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)

    def embed_passages(self, passages: Sequence[PassageText]) -> list[Embedded]:
        return [
            Embedded(
                self.embed_question(item.text),
                np.stack([self.embed_question(item.text[start:end]) for start, end in item.spans]),
            )
            for item in passages
        ]


class QuestionsOnly(HashEmbedder):
    """For rebuilding, which embeds nothing again."""

    def embed_passages(self, passages: object) -> list[Embedded]:
        raise AssertionError("passages were embedded again")


def opened(home: Path) -> "contextlib.closing[Library]":
    return contextlib.closing(Library(home, HashEmbedder))


@contextlib.contextmanager
def child(what: str, *arguments: object, module: str = "tests.index.children") -> Iterator["subprocess.Popen[str]"]:
    """A process that does `what`; killed at the end when it still runs."""
    command = [sys.executable, "-m", module, what, *map(str, arguments)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def add(home: Path) -> None:
    """Adds the samples; says `<state> <id>` of each once it was reported."""

    def progress(done: Stored | Failure) -> None:
        say(f"{done.state} {done.id}" if isinstance(done, Stored) else f"failed {done.reason}")

    with opened(home) as library:
        add_samples(library, progress)
    say("done")


def hold(home: Path) -> None:
    """Holds the right to change the library until its standard input ends."""
    with opened(home) as library, library.writing():
        say("holding")
        sys.stdin.read()


def tidy(home: Path) -> None:
    """Tidies the library up for a second, as a reader does unasked."""
    with opened(home), writing(home, tidying=True):
        say("tidying")
        time.sleep(1)


def remove_and_die(home: Path, article_id: str) -> None:
    """Removes an article, and is killed when the catalog has committed and before anything else was cleaned."""
    with opened(home) as library, library.writing():
        library.sync()
        library.catalog.remove([article_id])
        os.kill(os.getpid(), signal.SIGKILL)


def find(home: Path, question: str) -> None:
    """Searches; says the hits and why Chroma is not in use."""
    with opened(home) as library:
        hits = search(library, question).hits
        say(json.dumps({"hits": [(hit.stored.id, hit.score) for hit in hits], "problem": library.vectors.problem}))


if __name__ == "__main__":
    try:
        does = {"add": add, "hold": hold, "tidy": tidy, "find": find, "remove_and_die": remove_and_die}
        does[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])  # type: ignore[operator]
    except DatelineError as error:
        say(f"{type(error).__name__}: {error}")
        sys.exit(1)
