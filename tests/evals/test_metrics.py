"""The metrics say what their definitions say."""

from collections.abc import Sequence

from assistant.types import Citation
from evals.metrics import covered, has_fact, holds, key_fact_recall, proved, right_citations
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


def test_a_citation_that_overlaps_a_gold_span_proves_its_sentence() -> None:
    spans = [GoldSpan("a", 100, 150)]
    assert proved([cite(140, 200, "x")], "s", spans, [])
    assert not proved([cite(150, 200, "x")], "s", spans, [])


def test_citations_elsewhere_prove_a_sentence_when_together_they_hold_the_facts_it_states() -> None:
    submarine, stealth = cite(0, 9, "a submarine"), cite(20, 29, "stealth")
    assert proved([submarine], "Submarines [1].", [], [SUBMARINES, STEALTH])
    assert not proved([submarine], "Submarines, stealth [1].", [], [SUBMARINES, STEALTH])
    assert proved([submarine, stealth], "Submarines, stealth [1][2].", [], [SUBMARINES, STEALTH])
    assert not proved([cite(0, 9, "the weather")], "Rain [1].", [], [SUBMARINES])


def test_a_citation_is_right_when_the_sentence_needs_it() -> None:
    def proves(cited: Sequence[Citation], said: str) -> bool:
        return proved(cited, said, [], [SUBMARINES, STEALTH])

    submarine, stealth, weather = cite(0, 9, "a submarine"), cite(20, 29, "stealth"), cite(30, 39, "the weather")
    assert right_citations([submarine, stealth, weather], "Submarines, stealth.", proves) == [True, True, False]
    assert right_citations([submarine, submarine], "Submarines.", proves) == [True, True]
    assert right_citations([submarine, weather], "Submarines, stealth.", proves) == [False, False]
    assert right_citations([], "Submarines.", proves) == []


def test_a_short_answer_is_found_as_whole_words_whatever_its_case_and_marks() -> None:
    assert holds("It was the San José mine [2].", ["san jose"])
    assert holds("They have 48 of them.", ["48"])
    assert not holds("They have 480 of them.", ["48"])
    assert not holds("anything", ["", "?"])


def test_a_gold_span_is_covered_when_it_lies_wholly_in_one_that_was_found() -> None:
    gold = [GoldSpan("a", 10, 20), GoldSpan("a", 30, 40)]
    assert covered(gold, [("a", 0, 20), ("a", 31, 99), ("b", 30, 40)]) == 0.5
    assert covered([], [("a", 0, 20)]) == 0.0
