"""Correction notices are recognised as newspapers write them, and nothing that merely talks of corrections is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.ingest import SAMPLES
from index.notices import LONGEST, notices

NOTICES = [
    "Correction: An earlier version of this article misstated the height of the dam.",
    "CORRECTION: A previous version of this story misstated the day of the visit.",
    "Correction, July 3, 2020: This story originally misstated the number of members. There are 15, not 13.",
    "Correction March 3: A graphic in this piece previously misstated the percentage of cases.",
    "Correction (Nov. 1, 2019): The mayor’s name is Bray.",
    "Corrected: An earlier version of this article misspelled Idris Bray.",
    "Corrections and clarifications: This story has been updated to reflect that Bray meant the present king.",
    "(Corrections & Clarifications: This story has been updated to clarify when the two of them flew.)",
    "*CORRECTIONS: I originally claimed that 30 million users were concerned. The correct figure is 50 million.",
    "CLARIFICATION: This headline and story have been updated to clarify the conditions.",
    "• This article was amended on 21 October 2016. An earlier version said incorrectly that the state had banned it.",
    "This article was amended on 26 December to correct the name of the agency.",
    "This article has been amended to make clear that the council did not vote.",
    "This story has been updated to correct the suspect’s age to 23, based on public records.",
    "This story has been corrected to show that the vote was 14 to 11, not 11 to 14.",
    "This story has updated to correct a misspelling.",
    "(This story was updated because an earlier version of this story included an inaccuracy.)",
    "*An earlier version of this story misstated that Lewis had to complete a course.",
    "A previous version of this article provided an incorrect age. Helen Ott is 52.",
    "An earlier version of this article said the office was 112 years old. In fact, it was founded 72 years ago.",
    "Due to an editing error, a previous version of this post said that he was born there.",
    "Editor’s Note: An earlier version of this story should have said that Schowalter was a former owner.",
    "Editor's note: This story has been updated to correct Gary Ott's role at the coalition.",
    "EDITOR’S NOTE: This article has been updated with correct information about the duty to provide water.",
    "A correction was made on June 5, 2023: An earlier version of this article misidentified the ship.",
    "A correction has been made to this story: the toll is €2.40.",
    "(Corrects paragraph 3 to show the company is based in Halvik, not Merrow)",
    "(This version of the story corrects the spelling of the captain’s name.)",
    "This version corrects that the strike began on Thursday.",
    "Clarification: the minister spoke of gross pay.",
    "We have corrected this article: the bridge will cost €421 million.",
]
NONE = [
    "Corrections officials said the guard was dismissed.",
    "The law was amended in 2019 to correct an error.",
    "An earlier version of the bill misstated the sum, the senator said.",
    "“An earlier version of this article” never should have appeared in the paper.",
    "This story has been updated with additional details of the announcement.",
    "This report was updated at 4:08 p.m.",
    "(This story was updated to add new information.)",
    "This story has been updated.",
    "Editor’s note: As a public service, all our coverage of the flood is free. No paywall.",
    "Editor's note: Julian Ott is a professor of history. The opinions are his own.",
    "EDITOR’S NOTE: The following is a weekly newsletter. Subscribe here to get it on Fridays.",
    "Note: An earlier version of this story first ran in November 2024.",
    "He corrected himself in the afternoon.",
    "Update: the road is open again.",
    "The ministry asked for a correction: it had never said so.",
    "She pointed to the original version of the text, which was wrong.",
    "",
]


@pytest.mark.parametrize("words", NOTICES)
def test_a_notice_is_recognised_before_behind_and_without_an_article(words: str) -> None:
    story = "The dam is 40 metres high.\n\nIt was built in 1931."
    for text in (words, f"{words}\n\n{story}", f"{story}\n\n{words}", f"{story}\n{words}\n\n{story}"):
        (found,) = notices(text)
        assert found.text == words
        assert text[found.start : found.end] == words


@pytest.mark.parametrize("words", NONE)
def test_what_only_talks_of_corrections_is_no_notice(words: str) -> None:
    assert notices(words) == []
    assert notices(f"It rained.\n\n{words}\n\nIt rained again.") == []


@pytest.mark.parametrize(
    ("words", "notice"),
    [
        (
            "Their data is stored securely. Correction, July 3, 2020: This story originally misstated the number.",
            "Correction, July 3, 2020: This story originally misstated the number.",
        ),
        (
            "It will rise by less than 1%. • This article was amended on 21 October 2016.",
            "• This article was amended on 21 October 2016.",
        ),
        (
            "They met about oil (Correction: An earlier version of this story incorrectly reported who paid) and gas.",
            "(Correction: An earlier version of this story incorrectly reported who paid) and gas.",
        ),
    ],
)
def test_a_notice_at_the_end_of_a_paragraph_is_recognised(words: str, notice: str) -> None:
    assert [found.text for found in notices(words)] == [notice]


def test_under_a_heading_of_its_own_the_next_paragraph_is_the_notice() -> None:
    text = "Write to the desk.\n\nCorrections & Amplifications\n\nThe surname of Durbin was misspelled.\n\nMore news."
    (found,) = notices(text)
    assert found.text == "Corrections & Amplifications\n\nThe surname of Durbin was misspelled."


def test_of_the_samples_the_correction_alone_is_one() -> None:
    found = {path.stem: notices(path.read_text()) for path in SAMPLES.glob("*.txt")}
    told = {name: items for name, items in found.items() if items}
    assert list(told) == ["brannock-tarrow-crossing-correction"]
    assert "gave the wrong figure for its cost" in told["brannock-tarrow-crossing-correction"][0].text


@given(
    st.lists(st.sampled_from([*NOTICES, *NONE, "(", "“", "Correction", "Correction:", "\n", " ", "This article was "]))
)
def test_whatever_is_found_is_a_span_of_the_text_and_no_two_overlap(parts: list[str]) -> None:
    text = "".join(parts)
    end = 0
    for found in notices(text):
        assert end <= found.start < found.end <= len(text) + 1
        assert text[found.start : found.end] == found.text == found.text.strip()
        assert len(found.text) <= LONGEST + 200
        end = found.end


@given(st.text())
def test_any_text_may_be_read(text: str) -> None:
    for found in notices(text):
        assert text[found.start : found.end] == found.text


@pytest.mark.parametrize(
    "unit", ["a ", "this ", "Correction, ", "( ", "an earlier version of ", "May 1 ", "[* ", "! ( "]
)
@pytest.mark.timeout(10)
def test_long_paragraphs_that_nearly_begin_a_notice_take_no_time(unit: str) -> None:
    notices(unit * 40_000 + "misstated")
    notices("This article " + unit * 40_000)
