"""How sure a figure is: bootstrap intervals over the items, and paired differences against earlier scores."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evals.measures import Measure, Scores

RESAMPLES = 1000
CONFIDENCE = 0.95

_Bounds = tuple[float | None, float | None]


@dataclass(frozen=True)
class Figure:
    """A measure's value with its 95 % interval; `low` and `high` are None where resampling says nothing."""

    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Difference:
    """Now minus then, on the items both runs share."""

    value: float
    low: float | None
    high: float | None
    items: int

    @property
    def is_real(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def figure(measure: Measure, rows: Sequence[Scores], seed: int = 1) -> Figure | None:
    """The measure over these items; None when it is not defined for them."""
    value = measure.statistic(rows)
    if value is None:
        return None
    low, high = _interval(len(rows), lambda chosen: measure.statistic([rows[i] for i in chosen]), seed)
    return Figure(value, low, high)


def difference(
    measure: Measure, now: Mapping[str, Scores], then: Mapping[str, Scores], seed: int = 1
) -> Difference | None:
    """The measure's change on the items both have, resampled in pairs; None when one side has no figure."""
    shared = [key for key in now if key in then]
    before, after = [then[key] for key in shared], [now[key] for key in shared]

    def change(chosen: Sequence[int]) -> float | None:
        new, old = measure.statistic([after[i] for i in chosen]), measure.statistic([before[i] for i in chosen])
        return None if new is None or old is None else new - old

    value = change(range(len(shared)))
    if value is None:
        return None
    return Difference(value, *_interval(len(shared), change, seed), len(shared))


def _interval(count: int, statistic: Callable[[Sequence[int]], float | None], seed: int) -> _Bounds:
    """Percentile bootstrap (Efron, Annals of Statistics 1979; Efron and Tibshirani 1993, chapter 13).

    Items are drawn with replacement, `RESAMPLES` times. Resamples for which the figure is not defined are left out.
    """
    if count < 2:
        return None, None
    drawn = np.random.default_rng(seed).integers(0, count, (RESAMPLES, count))
    values = [value for chosen in drawn.tolist() if (value := statistic(chosen)) is not None]
    if not values:
        return None, None
    tail = (1 - CONFIDENCE) / 2
    return float(np.quantile(values, tail)), float(np.quantile(values, 1 - tail))
