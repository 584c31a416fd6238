"""From the scores of many items to one figure. A measure sees scores only, so a baseline need keep nothing else."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

Scores = Mapping[str, float]
Statistic = Callable[[Sequence[Scores]], float | None]
"""A figure of these items; None when it is not defined for them."""


@dataclass(frozen=True)
class Measure:
    """A figure of a whole run."""

    name: str
    label: str
    statistic: Statistic
    better: Literal["higher", "lower"] | None = "higher"
    """None for what is neither, such as a count."""
    unit: str = ""
    tolerance: float | None = None
    """How much worse than the baseline is still taken for noise; None: never a reason to fail."""
    must_be: float | None = None
    """What the figure has to reach whatever the baseline says."""


def mean(key: str) -> Statistic:
    """Mean over the items that have the score (macro average); its interval is `evals.intervals`' (Efron 1979)."""

    def statistic(rows: Sequence[Scores]) -> float | None:
        values = [row[key] for row in rows if key in row]
        return sum(values) / len(values) if values else None

    return statistic


def ratio(part: str, whole: str) -> Statistic:
    """Sum over sum: each citation counts once, not each answer (micro average).

    Its interval resamples items, not citations: those of one answer stand or fall together (the bootstrap of a ratio,
    Efron and Tibshirani, An Introduction to the Bootstrap, 1993).
    """

    def statistic(rows: Sequence[Scores]) -> float | None:
        all_ = sum(row.get(whole, 0.0) for row in rows)
        return sum(row.get(part, 0.0) for row in rows) / all_ if all_ else None

    return statistic


def quantile(key: str, q: float) -> Statistic:
    """The q-quantile over the items that have the score."""

    def statistic(rows: Sequence[Scores]) -> float | None:
        values = [row[key] for row in rows if key in row]
        return float(np.quantile(values, q)) if values else None

    return statistic


def total(key: str) -> Statistic:
    """Sum over the items that have the score."""

    def statistic(rows: Sequence[Scores]) -> float | None:
        values = [row[key] for row in rows if key in row]
        return sum(values) if values else None

    return statistic


def risk_coverage(rows: Sequence[Scores]) -> list[tuple[float, float]]:
    """(share answered, share of those that are wrong) as ever less confident answers are let through.

    Over the items with a `confidence`; equal confidences move together. El-Yaniv and Wiener, JMLR 2010.
    """
    ranked = sorted((row for row in rows if "confidence" in row), key=lambda row: -row["confidence"])
    points = []
    wrong = 0.0
    for place, row in enumerate(ranked, start=1):
        wrong += 1.0 - row["right"]
        if place == len(ranked) or ranked[place]["confidence"] < row["confidence"]:
            points.append((place / len(ranked), wrong / place))
    return points


def risk_coverage_area(rows: Sequence[Scores]) -> float | None:
    """Area under the risk-coverage curve: the mean risk over all coverages (AURC; Geifman et al., ICLR 2019)."""
    points = risk_coverage(rows)
    area = before = 0.0
    for coverage, risk in points:
        area += (coverage - before) * risk
        before = coverage
    return area if points else None


_TIMES = (
    Measure("evidence_ms", "evidence, median", quantile("evidence_ms", 0.5), "lower", "ms"),
    Measure("first_token_ms", "first word, median", quantile("first_token_ms", 0.5), "lower", "ms"),
    Measure("total_ms", "complete, median", quantile("total_ms", 0.5), "lower", "ms"),
    Measure("answered_ms", "complete when answered, median", quantile("answered_ms", 0.5), "lower", "ms"),
    Measure("total_ms_p90", "complete, 90th percentile", quantile("total_ms", 0.9), "lower", "ms"),
    Measure("prompt_tokens", "prompt tokens, mean", mean("prompt_tokens"), "lower"),
    Measure("cached_tokens", "of these cached, mean", mean("cached_tokens"), None),
    Measure("completion_tokens", "output tokens, mean", mean("completion_tokens"), "lower"),
    Measure("cost", "cost of the run", total("cost"), "lower", "money"),
)

ABSTENTION = (
    Measure("abstention_recall", "unanswerable declined", mean("declined_rightly"), tolerance=0.05),
    Measure("false_abstentions", "answerable declined", mean("declined_wrongly"), "lower", tolerance=0.05),
    Measure("abstention_precision", "declined, and rightly so", ratio("declined_rightly", "abstained")),
    Measure("aurc", "area under risk-coverage", risk_coverage_area, "lower"),
)
"""Recall: of the questions without an answer, those declined. Precision: of the questions declined, those without an
answer. As abstention recall and precision in Wen et al., Know Your Limits, TACL 2025; SQuAD 2.0's unanswerable
questions (Rajpurkar et al., ACL 2018) brought the task."""

_EXACT = (
    Measure("exact_match", "exact match", mean("exact")),
    Measure("f1", "F1", mean("f1")),
)
"""As SQuAD's evaluation compares answers: without case, articles and punctuation; whole, or by shared words, with the
best of several right answers (Rajpurkar et al., EMNLP 2016). Inspect's `exact` and `f1` count them."""

CITATIONS = (
    Measure("citation_precision", "citation precision", ratio("right_citations", "citations"), tolerance=0.05),
    Measure("citation_recall", "citation recall", ratio("proved_sentences", "sentences"), tolerance=0.05),
    Measure("quotes_verbatim", "quotes verbatim", ratio("verbatim_citations", "citations"), must_be=1.0),
)

GOLDEN = (
    Measure("key_facts", "key facts found (vital)", mean("key_facts"), tolerance=0.05),
    Measure("okay_facts", "key facts found (okay)", mean("okay_facts")),
    Measure("gold_in_evidence", "gold words in the evidence", mean("gold_in_evidence"), tolerance=0.05),
    *CITATIONS,
    *ABSTENTION,
    Measure("judged_right", "right, says the judge", mean("judge")),
    Measure("degraded", "without the model", mean("degraded"), "lower", tolerance=0.0),
    *_TIMES,
)

SHORT_ANSWERS = (
    Measure("answer_found", "answer found", mean("answer_found"), tolerance=0.05),
    *_EXACT,
    *CITATIONS,
    *ABSTENTION,
    Measure("judged_right", "right, says the judge", mean("judge")),
    Measure("degraded", "without the model", mean("degraded"), "lower", tolerance=0.0),
    *_TIMES,
)
BOTH = Measure("shows_both", "shows both values", mean("shows_both"), tolerance=0.05)
"""Of the questions to which the articles give two answers."""
