"""Articles that say different things of the same fact are both shown; what is no contradiction is not called one."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.commands.answer_text import as_text
from assistant.conversations.export import as_html, as_markdown
from assistant.conversations.record import dump, load
from assistant.conversations.types import Conversation, Exchange
from assistant.differ.asked import kinds
from assistant.differ.frames import denies, differing
from assistant.differ.values import conflict, values
from assistant.llm import OpenAIEndpoint
from assistant.local_llm import Address
from assistant.pipeline import Assistant
from assistant.settings import load as settings
from assistant.types import Answer
from assistant.web import answer as page
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import ScriptedLLM

MARCH = "How big was the pension demonstration in Merrow in March?"
FERRY = "The ferry {} left Port Alder at dawn with {} people on board, the harbour office in Port Alder said."


def wire(words: str, source: str, published: str = "2024-03-03", name: str = "") -> RawArticle:
    name = name or f"{source}-{published}"
    return RawArticle(words, name, id=name, title="The ferry of Port Alder", source=source, published=published)


def ask(library: Library, folder: Path, question: str, reply: str | None = None, probability: float = 0.95) -> Answer:
    """The answer, from the model's `reply`; without one, from no model at all."""
    if reply is None:
        return Assistant(library, None, settings(folder, {})).ask(question)
    with ScriptedLLM([reply], probability=probability) as server:
        llm = OpenAIEndpoint("scripted", "the test", lambda: Address(server.base_url, "key"), 5)
        with contextlib.closing(llm):
            return Assistant(library, llm, settings(folder, {})).ask(question)


def note(answer: Answer) -> str:
    return answer.sentences[-1].text if answer.sentences else ""


def assert_cited(library: Library, answer: Answer, values: Sequence[str]) -> None:
    """The note's citations are the exact words, each with its value, and among the evidence under their number."""
    evidence = {item.marker: item for item in answer.evidence}
    citations = answer.sentences[-1].citations
    assert answer.text[answer.sentences[-1].start : answer.sentences[-1].end] == note(answer)
    for citation, value in zip(citations, values, strict=True):
        text = library.catalog.text(citation.article.id, citation.version)
        assert text[citation.start : citation.end] == citation.quote
        assert value in citation.quote
        assert citation.quote in evidence[citation.marker].text
        assert f"[{citation.marker}]" in note(answer)


def test_two_counts_of_one_march_are_shown_with_outlet_and_day(sample_library: Library, tmp_path: Path) -> None:
    answer = ask(sample_library, tmp_path, MARCH, "38,000 people joined the demonstration [1].")
    assert note(answer).startswith("The articles differ: ")
    assert "38,000 people (The Merrow Chronicle, 17 March 2024) [" in note(answer)
    assert "110,000 people (Arvenia Public Radio, 16 March 2024) [" in note(answer)
    assert len(answer.sentences) == 2
    assert_cited(sample_library, answer, ["38,000", "110,000"])


def test_an_answer_that_gives_both_is_not_withheld(sample_library: Library, tmp_path: Path) -> None:
    reply = "Police said 38,000 people joined [1]. Organisers said 110,000 people took part [3]."
    answer = ask(sample_library, tmp_path, MARCH, reply)
    assert answer.withheld == ()
    assert len(answer.sentences) == 3


@pytest.mark.parametrize(
    ("reply", "probability"), [("Not in the articles.", 0.95), ("38,000 people joined the demonstration [1].", 0.05)]
)
def test_a_model_that_does_not_know_which_leaves_the_reader_with_both(
    sample_library: Library, tmp_path: Path, reply: str, probability: float
) -> None:
    answer = ask(sample_library, tmp_path, MARCH, reply, probability)
    assert not answer.abstained
    assert answer.text == note(answer)
    assert "38,000" in answer.text
    assert "110,000" in answer.text


def test_without_a_model_the_disagreement_is_told_beside_the_quotes(sample_library: Library, tmp_path: Path) -> None:
    answer = ask(sample_library, tmp_path, MARCH)
    assert answer.degraded
    assert "110,000 people" in note(answer)
    for shown in (as_text(answer), page.answer(answer)):
        assert "The articles differ: " in shown


def test_it_stands_on_the_page_in_exports_and_in_what_is_kept(sample_library: Library, tmp_path: Path) -> None:
    answer = ask(sample_library, tmp_path, MARCH, "38,000 people joined the demonstration [1].")
    exchange = Exchange(MARCH, "e", answer=answer, evidence=answer.evidence)
    again = load(dump(exchange), MARCH).answer
    assert again is not None
    assert note(again) == note(answer)
    conversation = Conversation("c", "t", (exchange,))
    for shown in (as_text(answer), page.answer(answer), as_html(conversation), as_markdown(conversation)):
        assert "The articles differ: " in shown
        assert "110,000 people took part" in shown


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many people were on board the ferry Alba?", FERRY.format("Alba", 12), FERRY.format("Alba", "fourteen")),
        (
            "Who is the master of the ferry Alba?",
            "Ingrid Holm has been the master of the ferry Alba since the yard in Port Alder delivered her.",
            "Pavel Strand has been the master of the ferry Alba since the yard in Port Alder delivered her.",
        ),
        (
            "When will the ferry Alba sail again?",
            "The ferry Alba will sail again from Port Alder on 4 June 2024, the owners said.",
            "The ferry Alba will sail again from Port Alder on 11 June 2024, the owners said.",
        ),
        (
            "Did the crew of the ferry Alba sound the alarm?",
            "The crew of the ferry Alba sounded the alarm before she struck the pier.",
            "The crew of the ferry Alba never sounded the alarm before she struck the pier.",
        ),
    ],
)
def test_a_figure_a_name_a_day_and_a_denial_differ(
    library: Library, tmp_path: Path, question: str, one: str, other: str
) -> None:
    add_articles(library, [wire(one, "Meridian Wire"), wire(other, "Halvik Courier")])
    answer = ask(library, tmp_path, question)
    assert note(answer).startswith("The articles differ: ")
    assert "(Meridian Wire, 3 March 2024)" in note(answer)
    assert "(Halvik Courier, 3 March 2024)" in note(answer)
    assert_cited(library, answer, ["", ""])


@pytest.mark.parametrize(
    ("question", "one", "other"),
    [
        ("How many people were on board the ferry Alba?", FERRY.format("Alba", 12), FERRY.format("Alba", "twelve")),
        ("How many people were on board the ferry Alba?", FERRY.format("Alba", 12), FERRY.format("Berta", 14)),
        (
            "How many people were on board the ferry Alba?",
            FERRY.format("Alba", "about 100"),
            FERRY.format("Alba", "103"),
        ),
        (
            "How many people were killed on the ferry Alba?",
            "Twelve people were killed when the ferry Alba struck the pier in Port Alder.",
            "Thirty people were injured when the ferry Alba struck the pier in Port Alder.",
        ),
        (
            "Who won the rowing race of Port Alder in 2023?",
            "Ingrid Holm won the rowing race of Port Alder in 2023.",
            "Pavel Strand won the rowing race of Port Alder in 2022.",
        ),
        (
            "Who is the master of the ferry Alba?",
            "Ingrid Holm, the master of the ferry Alba, lives in Port Alder with two cats.",
            "Holm, the master of the ferry Alba, lives in Port Alder with two cats.",
        ),
    ],
)
def test_what_can_both_be_true_is_no_disagreement(
    library: Library, tmp_path: Path, question: str, one: str, other: str
) -> None:
    add_articles(library, [wire(one, "Meridian Wire"), wire(other, "Halvik Courier")])
    assert note(ask(library, tmp_path, question)) == ""


def test_the_outlets_own_later_figure_is_called_later(library: Library, tmp_path: Path) -> None:
    one, other = (
        wire(FERRY.format("Alba", n), "Meridian Wire", day) for n, day in ((14, "2024-03-04"), (12, "2024-03-03"))
    )
    add_articles(library, [one, other])
    told = note(ask(library, tmp_path, "How many people were on board the ferry Alba?"))
    assert told.index("12 people (Meridian Wire, 3 March 2024)") < told.index(
        "later: 14 people (Meridian Wire, 4 March"
    )
    assert "differ" not in told


def test_copies_that_agree_count_once(library: Library, tmp_path: Path) -> None:
    more = " Rescue boats searched the sound between the islands until noon, when the wind rose and the swell with it."
    texts = [FERRY.format("Alba", number) + more for number in (12, 12, 12, 14)]
    add_articles(library, [wire(text, f"Outlet {place}") for place, text in enumerate(texts)])
    told = note(ask(library, tmp_path, "How many people were on board the ferry Alba?"))
    assert told.count("12 people") == told.count("14 people") == 1


def test_an_outlets_name_cannot_pass_for_a_citation(library: Library, tmp_path: Path) -> None:
    outlets = "Wire [2] <b>", "Courier"
    add_articles(library, [wire(FERRY.format("Alba", 12 + n), name) for n, name in enumerate(outlets)])
    answer = ask(library, tmp_path, "How many people were on board the ferry Alba?")
    assert "Wire (2) <b>, 3 March 2024) [" in note(answer)
    assert "<b>" not in page.answer(answer)


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ("12 people came", "14 people came", True),
        ("It cost $1.2 billion", "It cost $1,214 million", False),
        ("about 100 people came", "104 people came", False),
        ("It opens on 3 June 2024", "It opens on June 4, 2024", True),
        ("It opens on 3 June 2024", "It opens in June 2024", False),
        ("It opened in 2019", "It opened in 2021", True),
    ],
)
def test_whether_two_values_can_both_be_right(one: str, other: str, differ: bool) -> None:
    ((a,), (b,)) = values(one), values(other)
    assert conflict(a, b) is differ


def test_a_value_that_is_denied_is_none() -> None:
    assert [value.text for value in values("The budget is €421 million, not €412 million")] == ["€421 million"]


def test_sentences_about_different_things_have_no_differing_values() -> None:
    assert differing("Ingrid Holm won the race in Halvik.", "A bridge over the Tarrow will cost €412 million.") == []
    assert not denies("The crew sounded the alarm.", "The bridge is not open to lorries.")


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people marched?", "figure"),
        ("What was the company's net profit?", "figure"),
        ("When does the bridge open?", "date"),
        ("Who won?", "name"),
        ("Did the minister resign?", "denial"),
    ],
)
def test_what_kind_of_value_a_question_asks_for(question: str, kind: str) -> None:
    assert kinds(question)[0] == kind


def test_an_open_question_asks_for_no_value() -> None:
    assert kinds("Why did the dockers strike?") == ()
