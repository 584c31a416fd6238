"""A follow-up becomes a question that stands alone."""

import pytest

from assistant.condense import LONGEST, condense
from assistant.errors import QuestionError
from assistant.types import Turn

BEFORE = [Turn("user", "What new species was found in the Kessel mine?"), Turn("assistant", "A blind shrimp [1].")]


@pytest.mark.parametrize(
    "question",
    [
        "How many of them are there?",
        "And where does it live?",
        "Why?",
        "Who found that animal?",
        "Which firm dug the mine?",
    ],
)
def test_a_question_that_points_back_takes_the_one_before_with_it(question: str) -> None:
    assert condense(question, BEFORE).text == f"{BEFORE[0].text} {question}"


def test_a_question_that_stands_alone_is_left_alone() -> None:
    for question in ("Which sectors did Kurt Campbell name in Brussels?", "Why were the Brewline kettles recalled?"):
        query = condense(question, BEFORE)
        assert (query.text, query.asked, query.earlier) == (question, question, "")


def test_a_follow_up_of_a_follow_up_goes_back_to_where_the_thread_began() -> None:
    turns = [Turn("user", "Who won the Halvik cup?"), *BEFORE, Turn("user", "Where does it live?")]
    assert condense("How many are there?", turns).earlier == f"{BEFORE[0].text} Where does it live?"


def test_who_writes_without_capitals_is_not_taken_to_follow_up() -> None:
    assert condense("which sectors did campbell name in brussels", BEFORE).earlier == ""


def test_without_a_conversation_nothing_is_added() -> None:
    assert condense("  What did\nhe say? ").text == "What did he say?"


@pytest.mark.parametrize("question", ["", "  \n", "???", "\x00"])
def test_an_empty_question_says_so(question: str) -> None:
    with pytest.raises(QuestionError, match="empty"):
        condense(question)


def test_a_question_of_20000_characters_is_refused_with_the_limit() -> None:
    with pytest.raises(QuestionError, match=f"{LONGEST:,} is the most"):
        condense("why " * 5000)
