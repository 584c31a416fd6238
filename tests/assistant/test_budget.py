"""Evidence is cut to the model's context before anything is sent."""

from hypothesis import given
from hypothesis import strategies as st

from assistant.budget import fit, tokens
from tests.assistant.test_locate import EVIDENCE


def test_everything_is_kept_when_there_is_room() -> None:
    assert fit(EVIDENCE, 4000) == tuple(EVIDENCE)


def test_the_best_is_kept_when_there_is_little_room() -> None:
    (kept,) = fit(EVIDENCE[:2], tokens(EVIDENCE[0].text) + 25)
    assert kept == EVIDENCE[0]
    assert fit(EVIDENCE, 5) == ()


@given(st.text())
def test_the_count_grows_with_the_text_and_is_never_zero(text: str) -> None:
    assert 0 < tokens(text) <= tokens(text + " and more")
