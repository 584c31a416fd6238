"""Plots as inline SVG, in the page's own colours: light and dark follow the reader. The only file with matplotlib.

matplotlib writes fixed colours; each stands for a CSS variable of the page and is replaced by it.
"""

import io
import re
from collections.abc import Mapping, Sequence
from typing import Any

import matplotlib as mpl
import numpy as np

mpl.use("svg")
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from evals.intervals import Figure as Interval
from evals.measures import Scores, risk_coverage

_INK, _FAINT, _ONE, _TWO = "#010101", "#020202", "#030303", "#040404"
_VARIABLES = {_INK: "var(--ink)", _FAINT: "var(--faint)", _ONE: "var(--one)", _TWO: "var(--two)"}
_STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "dateline",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.edgecolor": _FAINT,
    "axes.labelcolor": _INK,
    "text.color": _INK,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
BINS = 5
"""Of the reliability plot: with a few hundred answers, more would show noise."""


def risk_against_coverage(rows: Sequence[Scores], before: Sequence[Scores] = ()) -> str:
    """How wrong the answers get as less confident ones are shown; empty when no answer has a confidence.

    The dashes are what a confidence that tells nothing would reach: the same risk, however few are shown.
    """
    points = risk_coverage(rows)
    if len(points) < 3:
        return ""
    with mpl.rc_context(_STYLE):
        figure, axes = _axes("share of written answers shown", "of these, wrong")
        axes.axhline(points[-1][1], color=_FAINT, linewidth=1, linestyle="--")
        earlier = risk_coverage(before)
        if len(earlier) > 2:
            axes.plot(*zip(*earlier, strict=True), color=_TWO, linewidth=1.2, drawstyle="steps-post", label="baseline")
        axes.plot(*zip(*points, strict=True), color=_ONE, linewidth=1.8, drawstyle="steps-post", label="this run")
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1.005)
        if len(earlier) > 2:
            axes.legend(frameon=False)
        return _svg(figure)


def reliability(rows: Sequence[Scores]) -> str:
    """Whether answers held 70 % likely are right 70 times of 100 (DeGroot and Fienberg, 1983)."""
    known = [(row["confidence"], row["right"]) for row in rows if "confidence" in row and "right" in row]
    if len(known) < 2 * BINS:
        return ""
    known.sort()
    parts = np.array_split(np.array(known), BINS)
    with mpl.rc_context(_STYLE):
        figure, axes = _axes("support score (mean of a fifth of the answers)", "of these, right")
        axes.plot([0, 1], [0, 1], color=_FAINT, linewidth=1, linestyle="--")
        axes.plot([p[:, 0].mean() for p in parts], [p[:, 1].mean() for p in parts], color=_ONE, marker="o")
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.01, 1.01)
        return _svg(figure)


def latency(rows: Sequence[Scores]) -> str:
    """How long answers take: the share of questions answered within so many seconds."""
    with mpl.rc_context(_STYLE):
        figure, axes = _axes("seconds since the question", "share of questions")
        drawn = False
        for key, label, colour in (("first_token_ms", "first word", _TWO), ("total_ms", "complete", _ONE)):
            seconds = sorted(row[key] / 1000 for row in rows if key in row)
            if len(seconds) > 2:
                shares = np.arange(1, len(seconds) + 1) / len(seconds)
                axes.step(seconds, shares, color=colour, label=label, where="post", linewidth=1.8)
                drawn = True
        axes.set_xlim(left=0)
        axes.set_ylim(0, 1)
        if drawn:
            axes.legend(frameon=False)
        return _svg(figure) if drawn else ""


def recall_by_k(figures: Mapping[str, float]) -> str:
    """Share of the relevant articles among the first k."""
    found = sorted((int(name.removeprefix("recall@")), v) for name, v in figures.items() if name.startswith("recall@"))
    if len(found) < 2:
        return ""
    with mpl.rc_context(_STYLE):
        figure, axes = _axes("articles looked at (k)", "recall")
        axes.plot([str(k) for k, _ in found], [value for _, value in found], color=_ONE, marker="o", clip_on=False)
        axes.set_ylim(min(0.5, *(value for _, value in found)), 1.005)
        return _svg(figure)


def bars(by_kind: Mapping[str, Interval], before: Mapping[str, float], label: str) -> str:
    """One bar a kind of item with its 95 % interval, the lowest on top; a stroke where the baseline's mean was."""
    if len(by_kind) < 2:
        return ""
    kinds = sorted(by_kind, key=lambda kind: -by_kind[kind].value)
    with mpl.rc_context(_STYLE):
        figure, axes = _axes(label, "", height=0.7 + 0.22 * len(kinds))
        axes.barh(kinds, [by_kind[kind].value for kind in kinds], color=_ONE, height=0.62)
        for place, kind in enumerate(kinds):
            low, high = by_kind[kind].low, by_kind[kind].high
            if low is not None and high is not None and low < high:  # one item alone has no interval
                axes.plot([low, high], [place, place], color=_INK, linewidth=1, marker="|", markersize=4)
            if kind in before:
                edges = (place - 0.42, place + 0.42)
                axes.plot([before[kind]] * 2, edges, color=_TWO, linewidth=2.5, clip_on=False)
        axes.set_xlim(0, 1)
        axes.set_ylim(-0.6, len(kinds) - 0.4)
        return _svg(figure)


def _axes(x: str, y: str, height: float = 2.6) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(4.4, height), layout="constrained")
    figure.patch.set_alpha(0)
    axes = figure.add_subplot()
    axes.patch.set_alpha(0)
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    return figure, axes


def _svg(figure: Figure) -> str:
    written = io.StringIO()
    figure.savefig(written, format="svg", metadata={"Date": None, "Creator": None})
    svg = written.getvalue()[written.getvalue().index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    for colour, variable in _VARIABLES.items():
        svg = svg.replace(colour, variable)
    return svg.replace("<svg ", '<svg role="img" ', 1)
