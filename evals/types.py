"""The nouns of an evaluation: what is asked, what came of it, and what is run."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from assistant.settings import Settings
from evals.measures import Measure


@dataclass(frozen=True)
class Item:
    """One thing that is asked of what is measured: a question, a query or a claim."""

    id: str
    text: str
    kind: str
    gold: Mapping[str, Any] = field(default_factory=dict)
    """What is expected, as JSON: for the log, the report and the scores."""
    target: tuple[str, ...] = ()
    """Expected short answers, where the dataset has such."""


@dataclass(frozen=True)
class Outcome:
    """What came back for an item, and how good it is."""

    said: str
    """One line for people: the answer, the reason for abstaining, or the verdict."""
    output: Mapping[str, Any]
    """The whole of it as JSON."""
    scores: Mapping[str, float]
    """Figures by name; what does not apply to an item is not in it."""


@dataclass(frozen=True)
class Row:
    """An item with its outcome: what measures, reports and baselines are made from."""

    item: Item
    outcome: Outcome


Ask = Callable[[Item], Outcome]
"""Asks for one item, and scores what comes back."""


@dataclass(frozen=True)
class Suite:
    """A dataset, a way to run it, and what is measured: adding one is one small file in `evals/suites/`."""

    name: str
    items: Sequence[Item]
    open: Callable[[Settings], AbstractContextManager[Ask]]
    """Prepares what is asked (articles, model) under these settings; the figures may hold until the block ends."""
    measures: Sequence[Measure]
    needs_model: bool = True
    fixed: Mapping[str, str] = field(default_factory=dict)
    """Settings that would change nothing here -> why, and what to do instead."""
    asked_of: Callable[[Settings], str] = lambda settings: ""
    """What else shapes the answers, where it is not in the items: a run goes on only while it stays the same."""
