"""The suites by name. Adding one is one small file here and one line in the table."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from evals.errors import EvalError
from evals.suites.golden import golden, own
from evals.suites.injection import injection
from evals.suites.multihoprag import multihoprag
from evals.suites.realtimeqa import realtimeqa
from evals.suites.retrieval import beir, retrieval
from evals.suites.rgb import rgb
from evals.suites.speed import speed
from evals.suites.squad import squad
from evals.suites.support import support
from evals.types import Suite

_PLAIN: dict[str, Callable[[], Suite]] = {
    "golden": golden,
    "golden:dev": lambda: golden("dev"),
    "golden:test": lambda: golden("test"),
    "retrieval": retrieval,
    "injection": injection,
    "speed": speed,
}
_OF_A_PATH: dict[str, Callable[[str], Suite]] = {
    "beir": beir,
    "retrieval": retrieval,
    "squad": squad,
    "realtimeqa": realtimeqa,
    "multihoprag": multihoprag,
    "rgb": rgb,
    "support": support,
}
DEFAULT = ("golden",)


def find_all(names: Sequence[str]) -> list[Suite]:
    """The suites of these names; those that would be called the same are called by the whole name that was given."""
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise EvalError(f"{twice[0]} is named twice.")
    found = [find(name) for name in names]
    called = Counter(suite.name for suite in found)
    return [
        replace(suite, name=name) if called[suite.name] > 1 else suite for name, suite in zip(names, found, strict=True)
    ]


def find(name: str) -> Suite:
    """The suite of this name, `NAME:PATH`, or of a user's own questions; EvalError says what there is."""
    if name in _PLAIN:
        return _PLAIN[name]()
    kind, colon, path = name.partition(":")
    if colon and kind in _OF_A_PATH:
        if not path:
            raise EvalError(f"{kind} is asked of files: name them, {kind}:PATH.")
        if not Path(path).expanduser().exists():
            raise EvalError(f"{name}: there is no {path}.")
        return _OF_A_PATH[kind](str(Path(path).expanduser()))
    if name.endswith((".jsonl", ".json", ".jsonl.gz", ".json.gz")) or Path(name).is_file():
        return own(name)
    there = ", ".join(
        [
            *_PLAIN,
            *(f"{kind}:PATH" for kind in _OF_A_PATH),
            "or a file of your own questions (.jsonl or .json, .gz or not)",
        ]
    )
    raise EvalError(f"There is no suite {name!r}. There are: {there}.")
