"""From question to verified answer, with a real library and a scripted model behind real HTTP."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.llm import OpenAIEndpoint
from assistant.local_llm import Address
from assistant.pipeline import Assistant, Checking, Draft, EvidenceReady
from assistant.settings import Settings, load
from assistant.types import Answer, Turn
from index.library import Library
from index.types import Filters
from tests.scripted_llm import Reply, ScriptedLLM

QUESTION = "What sectors did Campbell name?"


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(tmp_path, {})


@contextlib.contextmanager
def assistant(library: Library, settings: Settings, server: ScriptedLLM) -> Iterator[Assistant]:
    llm = OpenAIEndpoint("scripted", "the test", lambda: Address(server.base_url, "key"), 5)
    with contextlib.closing(llm):
        yield Assistant(library, llm, settings)


def ask(library: Library, settings: Settings, reply: Reply | str, probability: float = 0.95) -> Answer:
    with ScriptedLLM([reply], probability=probability) as server, assistant(library, settings, server) as mine:
        return mine.ask(QUESTION)


def marker(library: Library, settings: Settings, words: str) -> int:
    """The number under which the words are put before the model."""
    evidence = Assistant(library, None, settings).ask(QUESTION).evidence
    return next(item.marker for item in evidence if words in item.text)


def test_a_right_answer_is_tied_to_the_exact_words(sample_library: Library, settings: Settings) -> None:
    number = marker(sample_library, settings, "submarine")
    answer = ask(sample_library, settings, f"Campbell named submarines and missile capabilities [{number}].")
    (sentence,) = answer.sentences
    assert answer.text == f"Campbell named submarines and missile capabilities [{number}]."
    assert answer.text[sentence.start : sentence.end] == sentence.text
    (citation,) = sentence.citations
    text = sample_library.catalog.text(citation.article.id, citation.version)
    assert text[citation.start : citation.end] == citation.quote
    assert "submarine" in citation.quote


def test_evidence_comes_before_the_model_is_asked(sample_library: Library, settings: Settings) -> None:
    with ScriptedLLM(["Not in the articles."]) as server, assistant(sample_library, settings, server) as mine:
        events = mine.stream(QUESTION)
        first = next(events)
        assert isinstance(first, EvidenceReady)
        assert first.evidence
        assert server.requests == []
        assert isinstance(next(events), Draft)


def test_the_reader_is_told_when_the_answer_is_being_checked(sample_library: Library, settings: Settings) -> None:
    reply = "Campbell named submarines [1]."
    with ScriptedLLM([reply]) as server, assistant(sample_library, settings, server) as mine:
        kinds = [type(event) for event in mine.stream(QUESTION)]
    assert kinds[-2:] == [Checking, Answer]
    assert Draft not in kinds[-2:]


def test_a_declined_answer_is_an_abstention_with_the_nearest_words(sample_library: Library, settings: Settings) -> None:
    answer = ask(sample_library, settings, "Not in the articles.")
    assert answer.abstained
    assert answer.abstention is not None
    assert answer.abstention.nearest
    assert (answer.text, answer.sentences) == ("", ())


def test_an_answer_the_model_doubts_is_withheld(sample_library: Library, settings: Settings) -> None:
    answer = ask(sample_library, settings, "Campbell named submarines [1].", probability=0.1)
    assert answer.abstained
    assert [withheld.text for withheld in answer.withheld] == ["Campbell named submarines."]


def test_an_invented_number_is_withheld_with_its_reason(sample_library: Library, settings: Settings) -> None:
    answer = ask(sample_library, settings, "Campbell named submarines [1]. He named 75 companies [1].")
    assert "75" not in answer.text
    assert [withheld.reason for withheld in answer.withheld] == ["the number 75 is not in the cited words"]


def test_a_name_that_nothing_mentions_is_not_even_asked_of_the_model(
    sample_library: Library, settings: Settings
) -> None:
    with ScriptedLLM() as server, assistant(sample_library, settings, server) as mine:
        answer = mine.ask("What did Zaphod Beeblebrox say about submarines?")
    assert answer.abstention is not None
    assert "Zaphod" in answer.abstention.reason
    assert server.requests == []


@pytest.mark.parametrize("who", ["Wilhelmina Grieve", "Exchange & Trade"])
def test_the_author_and_the_outlet_of_an_article_are_mentioned_with_it(
    sample_library: Library, settings: Settings, who: str
) -> None:
    answer = Assistant(sample_library, None, settings).ask(f"What does {who} report about the barley harvest?")
    assert not answer.abstained
    assert answer.evidence


def test_evidence_that_the_model_has_no_room_for_stands_as_quotes(sample_library: Library, settings: Settings) -> None:
    narrow = settings.model_copy(update={"llm_context": 500})
    with ScriptedLLM() as server, assistant(sample_library, narrow, server) as mine:
        answer = mine.ask(QUESTION)
    assert "longer than the model can read" in str(answer.degraded)
    assert answer.evidence
    assert not answer.abstained
    assert server.requests == []
    assert Assistant(sample_library, None, narrow).ask(QUESTION).evidence


@pytest.mark.parametrize(
    "reply", [Reply(status=500, body=b"{}"), Reply("half", finish=None), Reply(status=401, body=b"")]
)
def test_when_the_model_fails_the_evidence_stands(sample_library: Library, settings: Settings, reply: Reply) -> None:
    answer = ask(sample_library, settings, reply)
    assert answer.degraded
    assert answer.evidence
    assert (answer.text, answer.abstained) == ("", False)


def test_without_a_model_the_quotes_are_the_answer(sample_library: Library, settings: Settings) -> None:
    answer = Assistant(sample_library, None, settings).ask(QUESTION)
    assert answer.degraded
    assert answer.evidence
    assert answer.model == "none"


def test_an_empty_library_says_there_is_nothing_to_search(library: Library, settings: Settings) -> None:
    answer = Assistant(library, None, settings).ask(QUESTION)
    assert answer.abstention is not None
    assert "no articles" in answer.abstention.reason
    assert answer.searched.articles == 0


def test_filters_restrict_what_is_searched_and_counted(sample_library: Library, settings: Settings) -> None:
    mine = Assistant(sample_library, None, settings)
    outlet = sample_library.catalog.articles()[0].source
    answer = mine.ask(QUESTION, filters=Filters(source=outlet))
    assert {item.article.source for item in answer.evidence} <= {outlet}
    assert 0 < answer.searched.articles < len(sample_library.catalog.articles())


def test_a_follow_up_is_searched_with_the_question_before(sample_library: Library, settings: Settings) -> None:
    history = [Turn("user", QUESTION), Turn("assistant", "Submarines [1].")]
    answer = Assistant(sample_library, None, settings).ask("And when did he say so?", history)
    assert answer.query == f"{QUESTION} And when did he say so?"


def test_markup_in_an_answer_stays_plain_text(sample_library: Library, settings: Settings) -> None:
    answer = ask(sample_library, settings, "Campbell named <b>submarines</b> ![x](http://evil.example/) [1].")
    shown = answer.text + "".join(withheld.text for withheld in answer.withheld)
    assert "<b>submarines</b>" in shown  # untouched words; whoever renders them escapes them


def test_a_fragment_is_shown_as_a_sentence(sample_library: Library, settings: Settings) -> None:
    number = marker(sample_library, settings, "submarine")
    answer = ask(sample_library, settings, f"submarines and missile capabilities [{number}]")
    assert answer.text == f"Submarines and missile capabilities [{number}]."
