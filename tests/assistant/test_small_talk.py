"""What is no question to the articles is answered briefly; everything else is one, however like small talk it looks."""

from pathlib import Path

import pytest

from assistant.commands.answer_text import as_text
from assistant.pipeline import Assistant, EvidenceReady
from assistant.settings import load
from assistant.small_talk import reply
from assistant.types import Answer, SearchedArticles, Turn
from index.library import Library

HERE = SearchedArticles(28, "2023-11-21", "2024-06-11")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Hi!", "Hello. Here are 28 articles"),
        ("good morning, Dateline", "Hello."),
        ("Hello, how are you?", "Hello."),
        ("Thanks a lot!", "You are welcome."),
        ("ok thank you", "You are welcome."),
        ("Thanks, that helps a lot.", "You are welcome."),
        ("And who are you?", "This is Dateline."),
        ("Bye", "Goodbye."),
        ("What can you do?", "It answers from the articles that are here (28 articles"),
        ("hi, who are you", "This is Dateline."),
        ("What’s this?", "This is Dateline."),
        ("Which model do you use?", "Answers are written by Some Model, here."),
        ("How many articles are there?", "Here are 28 articles, 2023-11-21 to 2024-06-11."),
    ],
)
def test_small_talk_is_answered(said: str, told: str) -> None:
    assert told in (reply(said, HERE, "Some Model, here") or "")


@pytest.mark.parametrize(
    "said",
    [
        "Hello Kitty: how much was it sold for?",
        "Thank you letters were sent to whom?",
        "Who are you calling a liar, asked whom?",
        "How are you going to pay, did Ruiz ask?",
        "Hi-Tech Oy: who leads it?",
        "How many articles are in the treaty?",
        "What can you do about mould, according to the council?",
        "Help for flood victims: how much?",
        "Who made the bridge?",
        "",
    ],
)
def test_what_asks_the_articles_is_no_small_talk(said: str) -> None:
    assert reply(said, HERE, None) is None


def test_without_articles_or_model_it_says_so() -> None:
    told = reply("what is this", SearchedArticles(0, None, None), None) or ""
    assert "no articles yet" in told
    assert "quotes only" in told


def test_the_articles_are_not_searched_for_it(sample_library: Library, tmp_path: Path) -> None:
    mine = Assistant(sample_library, None, load(tmp_path, {}))
    ready, answer = mine.stream("Hello!", [Turn("user", "Who is Kurt Campbell?"), Turn("assistant", "A diplomat.")])
    assert isinstance(ready, EvidenceReady)
    assert isinstance(answer, Answer)
    assert answer.small_talk
    assert answer.evidence == ()
    assert "search" not in answer.timings
    assert as_text(answer).startswith("Hello. Here are 28 articles")
    assert "Not answered" not in as_text(answer)
