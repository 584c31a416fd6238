"""Figures of a run: what they come to, how sure they are, and when a change is real."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals import results
from evals.intervals import Figure, difference, figure
from evals.measures import ABSTENTION, Measure, mean, quantile, ratio, risk_coverage, risk_coverage_area, total
from evals.types import Item, Outcome, Row

KEY_FACTS = Measure("key_facts", "key facts", mean("key_facts"), tolerance=0.05)
QUOTES = Measure("quotes", "quotes verbatim", ratio("verbatim", "citations"), must_be=1.0)


def rows(*scores: dict[str, float]) -> list[Row]:
    return [Row(Item(f"q{n}", "?", "who"), Outcome("", {}, given)) for n, given in enumerate(scores)]


def test_a_mean_is_over_the_items_that_have_the_score() -> None:
    assert mean("x")([{"x": 1.0}, {"y": 9.0}, {"x": 0.0}]) == 0.5
    assert mean("x")([{"y": 1.0}]) is None
    assert total("x")([{"x": 2.0}, {"x": 3.0}, {}]) == 5.0
    assert quantile("x", 0.5)([{"x": 1.0}, {"x": 2.0}, {"x": 9.0}]) == 2.0


def test_a_ratio_counts_each_citation_once() -> None:
    assert ratio("right", "all")([{"right": 1, "all": 1}, {"right": 0, "all": 3}]) == 0.25
    assert ratio("right", "all")([{"right": 0, "all": 0}]) is None


def test_abstention_precision_is_the_share_of_declined_questions_that_had_no_answer() -> None:
    precision = next(m for m in ABSTENTION if m.name == "abstention_precision")
    declined = {"abstained": 1.0, "declined_rightly": 1.0}
    wrongly = {"abstained": 1.0, "declined_wrongly": 1.0}
    answered = {"abstained": 0.0, "declined_wrongly": 0.0}
    assert precision.statistic([declined, declined, wrongly, answered]) == pytest.approx(2 / 3)


def test_risk_grows_as_less_confident_answers_are_shown() -> None:
    scores = [
        {"confidence": 0.9, "right": 1.0},
        {"confidence": 0.5, "right": 0.0},
        {"confidence": 0.5, "right": 1.0},
        {"abstained": 1.0},
    ]
    assert risk_coverage(scores) == [(pytest.approx(1 / 3), 0.0), (1.0, pytest.approx(1 / 3))]
    assert risk_coverage_area(scores) == pytest.approx(2 / 3 * 1 / 3)
    assert risk_coverage_area([{"abstained": 1.0}]) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.sampled_from((0.0, 1.0))), min_size=1, max_size=30))
def test_the_area_lies_between_the_best_and_the_worst_order(pairs: list[tuple[float, float]]) -> None:
    area = risk_coverage_area([{"confidence": c, "right": r} for c, r in pairs])
    assert area is not None
    assert 0 <= area <= 1
    assert risk_coverage([{"confidence": c, "right": r} for c, r in pairs])[-1][0] == 1.0


def test_an_interval_holds_its_figure_and_comes_again_with_its_seed() -> None:
    scores = [{"key_facts": float(n % 3 == 0)} for n in range(60)]
    found = figure(KEY_FACTS, scores, seed=7)
    assert found is not None
    assert found.low is not None
    assert found.high is not None
    assert found.value == pytest.approx(1 / 3)
    assert found.low < found.value < found.high
    # The width of a binomial 95 % interval with n = 60, within the noise of resampling.
    assert found.high - found.low == pytest.approx(2 * 1.96 * (1 / 3 * 2 / 3 / 60) ** 0.5, rel=0.2)
    assert figure(KEY_FACTS, scores, seed=7) == found


def test_one_item_has_no_interval_and_none_no_figure() -> None:
    assert figure(KEY_FACTS, [{"key_facts": 1.0}]) == Figure(1.0, None, None)
    assert figure(KEY_FACTS, [{}]) is None


def test_a_change_is_paired_and_only_over_what_both_have() -> None:
    then = {f"q{n}": {"key_facts": float(n % 2)} for n in range(40)}
    same = difference(KEY_FACTS, dict(then), then)
    assert same is not None
    assert (same.value, same.low, same.high, same.is_real) == (0.0, 0.0, 0.0, False)
    worse = difference(KEY_FACTS, {"new": {"key_facts": 1.0}, **{key: {"key_facts": 0.0} for key in then}}, then)
    assert worse is not None
    assert worse.value == -0.5
    assert worse.items == 40
    assert worse.is_real


@pytest.mark.parametrize(
    ("lost", "shut"),
    [(0, False), (1, False), (30, True)],  # of 40 answers that were right: one lost is no reason to stop
)
def test_the_gate_shuts_on_a_real_drop_beyond_tolerance(lost: int, shut: bool) -> None:
    baseline = {f"q{n}": {"key_facts": 1.0} for n in range(40)}
    now = rows(*({"key_facts": float(n >= lost)} for n in range(40)))
    done = results.result("golden", "m", now, [KEY_FACTS], baseline=baseline)
    assert bool(results.failures(done)) is shut


def test_a_rise_never_shuts_the_gate_and_a_fall_of_what_should_be_low_neither() -> None:
    late = Measure("ms", "ms", mean("ms"), "lower", tolerance=0.1)
    baseline = {f"q{n}": {"key_facts": 0.0, "ms": 9.0} for n in range(20)}
    now = rows(*({"key_facts": 1.0, "ms": 1.0} for _ in range(20)))
    assert not results.failures(results.result("golden", "m", now, [KEY_FACTS, late], baseline=baseline))
    slow = rows(*({"key_facts": 1.0, "ms": 99.0} for _ in range(20)))
    assert results.failures(results.result("golden", "m", slow, [late], baseline=baseline))


def test_a_quote_that_is_not_verbatim_shuts_the_gate_without_a_baseline() -> None:
    good = rows({"verbatim": 2.0, "citations": 2.0})
    assert not results.failures(results.result("golden", "m", good, [QUOTES]))
    bad = rows({"verbatim": 2.0, "citations": 2.0}, {"verbatim": 0.0, "citations": 1.0})
    assert "must be 1" in results.failures(results.result("golden", "m", bad, [QUOTES]))[0]
