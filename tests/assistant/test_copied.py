"""Evidence says nothing twice because two outlets print it, and keeps what they disagree about."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.copied import Said, adds_nothing
from assistant.evidence import choose
from index.ingest import add_articles
from index.library import Library
from index.search import search
from index.types import RawArticle

KNOWN = "The river Tarrow burst its banks at Greyfen on Tuesday, forcing 1,150 people from their homes, police said."


@pytest.mark.parametrize(
    "edited",
    [
        KNOWN,
        "GREYFEN, Arvenia (Meridian Wire) – " + KNOWN,
        "The river Tarrow burst its banks at Greyfen, forcing 1,150 people from homes, police said.",
        "On Tuesday, the river Tarrow burst its banks at Greyfen and forced 1,150 people from their homes.",
    ],
)
def test_an_edited_sentence_adds_nothing(edited: str) -> None:
    assert adds_nothing(edited, KNOWN)


@pytest.mark.parametrize(
    "other",
    [
        KNOWN.replace("1,150", "2,300"),
        KNOWN.replace("forcing", "not forcing"),
        KNOWN.replace("Greyfen", "Lowmere"),
        KNOWN.replace(" police said", " the Red Cross and Mayor Idris Bray said on Wednesday after a long night"),
        KNOWN.replace("forcing 1,150 people", "forcing 1,150 people and 12 horses"),
        "It rained.",
        "",
    ],
)
def test_what_outlets_disagree_about_is_something_else(other: str) -> None:
    assert not adds_nothing(other, KNOWN)


def test_only_of_copies_an_edited_sentence_counts_as_said() -> None:
    said = Said({"wire": "a", "copy": "a", "own": "b"})
    said.add("wire", KNOWN, f"It rained. {KNOWN}")
    edited = KNOWN.replace(" police said", "")
    assert said.already("copy", edited)
    assert said.already("copy", "It rained.")
    assert not said.already("own", edited)
    assert not said.already("wire", edited)
    assert not said.already("wire", "It rained.")
    assert said.already("own", KNOWN.upper())


@given(st.text(), st.text())
def test_any_two_sentences_can_be_compared(one: str, other: str) -> None:
    assert adds_nothing(one, other) in (True, False)


def test_six_outlets_of_one_story_are_one_source_among_the_evidence(library: Library) -> None:
    story = (
        "GREYFEN – The river Tarrow rose to 6.84 metres at the old mill on Tuesday, the water authority said.\\n\\n"
        "Some 180 soldiers laid sandbags along the eastern dyke, and 1,150 people left their homes for the night.\\n\\n"
        "A red warning remains in force until noon on Thursday, said Ama Sarpong of the weather office."
    ).replace("\\n", "\n")
    edits = [
        ("on Tuesday", "Tuesday"),
        ("Some 180", "About 180"),
        ("said Ama", "according to Ama"),
        ("–", "-"),
        ("A red", "The red"),
    ]
    copies = [story, *(story.replace(*edit) for edit in edits)]
    other = "Farmers near Greyfen lost 300 sheep when the Tarrow rose, their union said."
    add_articles(
        library,
        [
            *(RawArticle(text, "-", "Tarrow rises", f"Outlet {n}", id=f"copy{n}") for n, text in enumerate(copies)),
            RawArticle(other, "-", "Sheep drowned", "Farm News", id="sheep"),
        ],
    )
    question = "What happened when the Tarrow rose at Greyfen?"
    evidence = choose(library, question, search(library, question, 20, copies="what is new"), 12)
    texts = [item.text for item in evidence]
    assert sum("6.84" in text for text in texts) == 1
    assert sum("180 soldiers" in text for text in texts) == 1
    assert any("300 sheep" in text for text in texts)
    assert len({item.article.id for item in evidence}) == 2
