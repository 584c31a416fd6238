"""Evidence is shown, passages are read, and every sentence that was read may be cited."""

from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from assistant.reading import BESIDE, PASSAGES, cited, read
from assistant.settings import Settings, load
from assistant.verify.locate import Located
from assistant.verify.parse import Claim
from assistant.verify.support import Judged, Verdict
from index.library import Library
from index.search import search
from index.types import Filters
from tests.assistant.test_pipeline import assistant
from tests.scripted_llm import ScriptedLLM

QUESTION = "What sectors did Campbell name?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(tmp_path, {"DATELINE_EVIDENCE_SENTENCES": "1"})


def test_the_best_passages_are_read_whole_and_little_of_the_rest(sample_library: Library, settings: Settings) -> None:
    found = search(sample_library, QUESTION, 20, None, "what is new")
    evidence = Assistant(sample_library, None, settings).ask(QUESTION).evidence
    reading = read(sample_library, found, evidence)
    assert [item.text for item in reading.pieces[:PASSAGES]] == [hit.text for hit in found.hits[:PASSAGES]]
    assert sum(len(item.text.split()) for item in reading.pieces[PASSAGES:]) <= BESIDE
    for item in (*reading.pieces, *reading.sentences):
        assert sample_library.catalog.text(item.article.id, item.version)[item.start : item.end] == item.text


def test_a_sentence_that_was_only_read_joins_the_evidence_when_it_is_cited(
    sample_library: Library, settings: Settings
) -> None:
    found = search(sample_library, QUESTION, 20, None, "what is new")
    shown = Assistant(sample_library, None, settings).ask(QUESTION).evidence
    other = max(read(sample_library, found, shown).sentences, key=lambda item: (item.score, len(item.text)))
    with ScriptedLLM([other.text]) as server, assistant(sample_library, settings, server) as mine:
        answer = mine.ask(QUESTION)
    assert answer.evidence[: len(shown)] == shown
    more = answer.evidence[len(shown) :]
    assert [item.marker for item in more] == list(range(len(shown) + 1, len(shown) + len(more) + 1))
    cited = {mark.quote for sentence in answer.sentences for mark in sentence.citations}
    assert other.text in cited
    assert {item.text for item in more} <= cited


def test_a_sentence_that_is_cited_alone_and_with_the_next_is_shown_once(
    sample_library: Library, settings: Settings
) -> None:
    found = search(sample_library, QUESTION, 20, None, "what is new")
    evidence = Assistant(sample_library, None, settings).ask(QUESTION).evidence
    two, other = next(
        (one, other)
        for sentences in [read(sample_library, found, evidence).sentences]
        for one in sentences
        for other in sentences
        if one is not other and one.holds(other.article.id, other.version, other.start, other.end)
    )
    judged = [Judged(Located(Claim(item.text, ()), (item,), ()), "supported") for item in (other, two)]
    verdict, shown = cited(Verdict(tuple(judged), (), 1.0), evidence)
    assert [item.text for item in shown[len(evidence) :]] == [two.text]
    assert [item.located.evidence for item in verdict.shown] == [shown[len(evidence) :]] * 2


def test_only_the_evidence_is_read_where_only_somebodys_words_are_asked_for(
    sample_library: Library, settings: Settings
) -> None:
    with ScriptedLLM(["I don't know."]) as server, assistant(sample_library, settings, server) as mine:
        answer = mine.ask(QUESTION, filters=Filters(speaker="Campbell"))
    (asked,) = server.requests
    assert answer.evidence
    assert asked.last.partition("\n\nQuestion:")[0].endswith(answer.evidence[-1].text)
    assert "Meridian" not in asked.last


def test_what_does_not_fit_is_neither_read_nor_cited(sample_library: Library, settings: Settings) -> None:
    found = search(sample_library, QUESTION, 20, None, "what is new")
    evidence = Assistant(sample_library, None, settings).ask(QUESTION).evidence
    reading = read(sample_library, found, evidence).fitting(320)
    assert len(reading.pieces) == 1
    (piece,) = reading.pieces
    assert all(piece.start <= one.start and one.end <= piece.end for one in reading.sentences)


@pytest.mark.parametrize(
    ("question", "behind"),
    [
        ("Did Campbell name sectors?", "say in a whole sentence what the passages say of this."),
        ("Did Campbell name more sectors than one?", "give the figures and facts of the passages."),
        ("What sectors did Campbell name?", "What sectors did Campbell name?"),
    ],
)
def test_how_to_answer_stands_behind_a_question_that_a_small_model_would_guess(
    sample_library: Library, settings: Settings, question: str, behind: str
) -> None:
    with ScriptedLLM(["I don't know."]) as server, assistant(sample_library, settings, server) as mine:
        mine.ask(question)
    assert server.requests[0].last.endswith(behind)
