"""The automatic scores say what a person says."""

from evals.labels.agreement import compare


def test_key_facts_and_citations_agree_with_the_hand_nineteen_times_of_twenty() -> None:
    found = compare()
    assert found.answers == 60
    assert found.is_enough, found
