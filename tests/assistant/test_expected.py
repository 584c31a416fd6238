"""An answer must hold the kind of thing that was asked for."""

import pytest

from assistant.verify.expected import asks_to_compare, asks_whether, lacks


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("What was the injured diver called?", "The injured diver was Tom Aldous."),
        ("What is the ship's name?", "It is the “Sankt Elin”."),
        ("How many people were hurt?", "Fourteen people were hurt."),
        ("How many people were hurt?", "Nobody was hurt."),
        ("How much did it cost?", "It cost €4.2 million."),
        ("When did he speak?", "He spoke on Tuesday."),
        ("In what year was it built?", "It was built in 1904."),
        ("When will it open?", "It will open next spring."),
        ("Why was the launch called off?", "The launch was called off because of a valve."),
        ("Is the K3 recalled?", "Yes, the K3 is recalled."),
        ("What did the minister say?", "The minister said nothing of the kind."),
    ],
)
def test_an_answer_of_the_right_kind_lacks_nothing(question: str, answer: str) -> None:
    assert lacks(question, answer) is None


@pytest.mark.parametrize(
    ("question", "answer", "missing"),
    [
        ("What was the injured diver called?", "A diver was hurt in the tunnel.", "name"),
        (
            "What is the name of the captain of the Sankt Elin?",
            "The captain of the Sankt Elin was on the bridge.",
            "name",
        ),
        ("How many people were hurt?", "People were hurt when the roof fell.", "figure"),
        ("When did Campbell speak?", "Campbell spoke in Brussels.", "time"),
        ("Which three firms asked for the data?", "Three firms asked for the data.", "repeats"),
        ("In what year did she found it?", "At 17 she won a place.", "year"),
    ],
)
def test_an_answer_of_another_kind_says_what_it_lacks(question: str, answer: str, missing: str) -> None:
    assert missing in str(lacks(question, answer))


@pytest.mark.parametrize(
    ("question", "whether", "compares"),
    [
        ("Is the K3 recalled?", True, False),
        ("And did profits rise more than costs?", True, True),
        ("Which is longer, the old bridge or the new one?", False, True),
        ("How does turnout compare with that of 2019?", False, True),
        ("Who said so?", False, False),
        ("Can you tell me who won?", True, False),
        ("What did officials or soldiers say?", False, True),
    ],
)
def test_how_a_question_is_to_be_answered(question: str, whether: bool, compares: bool) -> None:
    assert (asks_whether(question), asks_to_compare(question)) == (whether, compares)
