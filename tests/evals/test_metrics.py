"""The metrics say what their definitions say."""

from assistant.types import Citation
from evals.metrics import citation_is_right, covered, has_fact, holds, key_fact_recall
from evals.questions import GoldSpan, KeyFact
from tests.assistant.test_locate import ARTICLE

SUBMARINES = KeyFact(fact="submarines", importance="vital", any_of=["submarine"])
STEALTH = KeyFact(fact="stealth", importance="vital", any_of=["stealth", "aeronautical"])
COVERT = KeyFact(fact="in secret", importance="okay", any_of=["covert", "won't say"])


def cite(start: int, end: int, quote: str) -> Citation:
    return Citation(1, ARTICLE, 1, start, end, quote)


def test_a_fact_is_found_in_any_of_its_spellings() -> None:
    assert has_fact(STEALTH, "He named Aeronautical design [2].")
    assert has_fact(COVERT, "They won’t say.")
    assert not has_fact(SUBMARINES, "He named missiles.")


def test_recall_counts_the_facts_of_one_importance() -> None:
    facts = [SUBMARINES, STEALTH, COVERT]
    assert key_fact_recall(facts, "Submarines, covertly") == 0.5
    assert key_fact_recall(facts, "Submarines, covertly", "okay") == 1.0
    assert key_fact_recall([COVERT], "anything") is None


def test_a_citation_that_overlaps_a_gold_span_is_right() -> None:
    spans = [GoldSpan("a", 100, 150)]
    assert citation_is_right(cite(140, 200, "x"), "s", spans, [])
    assert not citation_is_right(cite(150, 200, "x"), "s", spans, [])


def test_a_citation_elsewhere_is_right_when_its_quote_holds_the_facts_stated() -> None:
    assert citation_is_right(cite(0, 9, "a submarine"), "Submarines [1].", [], [SUBMARINES, STEALTH])
    assert not citation_is_right(cite(0, 9, "a submarine"), "Submarines, stealth [1].", [], [SUBMARINES, STEALTH])
    assert not citation_is_right(cite(0, 9, "the weather"), "Rain [1].", [], [SUBMARINES])


def test_a_short_answer_is_found_as_whole_words_whatever_its_case_and_marks() -> None:
    assert holds("It was the San José mine [2].", ["san jose"])
    assert holds("They have 48 of them.", ["48"])
    assert not holds("They have 480 of them.", ["48"])
    assert not holds("anything", ["", "?"])


def test_a_gold_span_is_covered_when_it_lies_wholly_in_one_that_was_found() -> None:
    gold = [GoldSpan("a", 10, 20), GoldSpan("a", 30, 40)]
    assert covered(gold, [("a", 0, 20), ("a", 31, 99), ("b", 30, 40)]) == 0.5
    assert covered([], [("a", 0, 20)]) == 0.0
