"""How fast the embedded model is on a busy machine: `python -m evals.bench.busy`.

Twice each, in turn: llama.cpp's threads as Dateline starts them, and as they come; one process for each core computes
beside them.
"""

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from assistant.llm import Message, OpenAIEndpoint
from assistant.local_llm import LlamaServer
from assistant.open import llm_weights
from assistant.settings import load

SECONDS = 120
_ASKED = Message("user", "Write the numbers from one to forty in words.")
_SPINNING = {"GOMP_SPINCOUNT": "300000"}
"""What libgomp does when it is not told otherwise and threads have cores of their own."""


def main() -> int:
    """Prints tokens a second, and the ratio."""
    weights = llm_weights(load())
    speeds: dict[str, list[float]] = {"as started": [], "as they come": []}
    with _busy(os.cpu_count() or 1):
        for _ in range(2):
            for name, found in speeds.items():
                with mock.patch.dict(os.environ, _SPINNING if name == "as they come" else {}):
                    found.append(_tokens_a_second(weights))
                sys.stdout.write(f"threads {name}: {found[-1]:.1f} tokens/s\n")
    ours, theirs = (sum(found) / len(found) for found in speeds.values())
    sys.stdout.write(f"ratio {ours / theirs:.1f}\n")
    return 0


@contextlib.contextmanager
def _busy(processes: int) -> Iterator[None]:
    burn = f"import time\nend = time.time() + {4 * SECONDS}\nwhile time.time() < end: pass"
    children = [subprocess.Popen([sys.executable, "-c", burn]) for _ in range(processes)]
    try:
        yield
    finally:
        for child in children:
            child.kill()
            child.wait()


def _tokens_a_second(weights: Path) -> float:
    server = LlamaServer(weights, 1024, 0)
    endpoint = OpenAIEndpoint(weights.stem, "here", server.address, SECONDS, local=True)
    try:
        with contextlib.closing(endpoint):
            pieces, begun = 0, 0.0
            for piece in endpoint.stream([_ASKED], 400):
                begun = begun or time.perf_counter()
                pieces += bool(piece.text)
                if pieces == 60:
                    break
            return (pieces - 1) / (time.perf_counter() - begun)
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main())
