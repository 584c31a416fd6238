"""How long it goes on: `DATELINE_SOAK` is 0 (or not set) in `make test`, and 1 or more in `make soak`."""

import os

SOAK = int(os.environ.get("DATELINE_SOAK") or 0)


def scaled(short: int, long: int) -> int:
    """How often, or how many seconds: `short`, or as many times `long` as the soak is."""
    return SOAK * long if SOAK else short
