"""Who says each sentence is found as newspapers write it, in words of the article, and what is not sure is nobody's."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.ingest import SAMPLES
from index.readers import read_source
from index.speech.attribute import attribute
from index.split import normalise, sentences
from index.types import RawArticle

SAID = [  # the article, a sentence's words, who says it, their office
    ("Kurt Campbell said the trend was clear.", "trend", "Kurt Campbell", None),
    ("Deputy Secretary of State Kurt Campbell said so.", "said", "Kurt Campbell", "Deputy Secretary of State"),
    (
        "“It is late,” said Kurt Campbell, the US deputy secretary of state.",
        "late",
        "Kurt Campbell",
        "US deputy secretary of state",
    ),
    ("The tunnel is late, said Ana Ruiz, who has ruled out a toll.", "late", "Ana Ruiz", None),
    ("The tunnel is late, according to Transport Minister Ana Ruiz.", "late", "Ana Ruiz", "Transport Minister"),
    ("According to the Highways Agency, the tunnel is late.", "late", "Highways Agency", None),
    (
        "The union's secretary, Dario Mbeki, told the paper that it was over.",
        "over",
        "Dario Mbeki",
        "union's secretary",
    ),
    ("Dario Mbeki, 41, a welder from Orsel, said it was over.", "over", "Dario Mbeki", "welder from Orsel"),
    ("“It is late,” the minister, Ana Ruiz, added.", "late", "Ana Ruiz", "minister"),
    ("“It is late,” Ana Ruiz warned on Monday, “and it will be later.”", "late", "Ana Ruiz", None),
    ("Ana Ruiz argued that the tunnel was late.", "late", "Ana Ruiz", None),
    ("Ursula von der Leyen insisted the plan would hold.", "hold", "Ursula von der Leyen", None),
    ("Senior officials said the plan would hold.", "hold", "Senior officials", None),
    ("The plan would hold, a spokesman for the Grain Board said.", "hold", "a spokesman for the Grain Board", None),
    ("The gauge broke, the water authority said.", "gauge", "the water authority", None),
    ("Halvik Terminals said the cranes would come.", "cranes", "Halvik Terminals", None),
    ("Secretary of State Antony J. Blinken said it would hold.", "hold", "Antony J. Blinken", "Secretary of State"),
    (
        "Maria Hall, president of the Food and Drug League, said it would hold.",
        "hold",
        "Maria Hall",
        "president of the Food and Drug League",
    ),
    ("Sen. John McCain of Arizona said it would hold.", "hold", "John McCain", "Sen."),
]
NOBODY = [
    "Kurt Campbell set out the request in Brussels.",
    "Ana Ruiz never said that the tunnel was late.",
    "The tunnel, it is said, will be late.",
    "Nobody knows what Ana Ruiz said.",
    "If Ana Ruiz says yes, the tunnel will open.",
    "Ana Ruiz declined to say why the tunnel was late.",
    "The company added 100 jobs.",
    "The letter said the tunnel was late.",
    "Reports said the tunnel was late.",
    "Ana Ruiz said the tunnel was late, but Dario Mbeki said it was not.",
    "He said the tunnel was late.",
    "A crowd of 300 waited, and the rest had gone home.",
    "Ana Ruiz said nothing about the tunnel.",
]


def said(text: str, language: str | None = "en") -> list[tuple[str, str, str | None]]:
    """(sentence, speaker, office) of what is somebody's."""
    found = attribute(text, sentences(text), language)
    return [(text[item.start : item.end], item.speaker, item.office) for item in found]


def speakers(text: str) -> list[str | None]:
    """The speaker of each sentence in order; None: nobody."""
    found = {item.start: item.speaker for item in attribute(text, sentences(text))}
    return [found.get(span.start) for span in sentences(text)]


@pytest.mark.parametrize(("text", "words", "speaker", "office"), SAID)
def test_a_sentence_says_itself_who_is_speaking(text: str, words: str, speaker: str, office: str | None) -> None:
    [(sentence, *who)] = said(text)
    assert words in sentence
    assert who == [speaker, office]


@pytest.mark.parametrize("text", NOBODY)
def test_what_is_not_surely_somebodys_is_nobodys(text: str) -> None:
    assert said(text) == []


def test_a_surname_is_the_person_who_was_named_in_full() -> None:
    text = "Deputy Secretary Kurt Campbell came to Brussels.\n\nThe help was covert, Campbell said."
    assert said(text) == [("The help was covert, Campbell said.", "Kurt Campbell", "Deputy Secretary")]


def test_a_surname_that_two_have_is_told_by_mr_and_mrs() -> None:
    text = "Bill Clinton and Hillary Clinton came.\n\nMrs. Clinton said it was late.\n\nClinton Foundation staff left."
    assert speakers(text)[1] == "Hillary Clinton"
    assert speakers("Ted Hall and Jo Hall came. Hall said it was late.") == [None, None]


def test_a_pronoun_is_whoever_spoke_last() -> None:
    text = "Labour Minister Sunniva Krall said talks would begin. “You do not forbid a strike,” she said."
    assert speakers(text) == ["Sunniva Krall"] * 2


def test_a_pronoun_is_whom_the_sentences_before_are_about() -> None:
    text = "Labour Minister Sunniva Krall invited both sides. She ruled out an order. “I was a steward,” she said."
    assert speakers(text) == [None, None, "Sunniva Krall"]


def test_a_pronoun_that_may_be_two_people_is_nobody() -> None:
    text = "Robert Hall told John Berg the news.\n\nWhen Robert Hall met John Berg again, he said it was late."
    assert speakers(text) == ["Robert Hall", None]


def test_a_woman_is_not_he() -> None:
    text = "“The water rose,” said Maud Ferrante.\n\nThe town's mayor, Idris Bray, came. He said the power was off."
    assert speakers(text) == ["Maud Ferrante", None, "Idris Bray"]


def test_an_office_alone_is_the_one_who_holds_it() -> None:
    text = "Health Minister Martin Lindgren opened a clinic.\n\nThe minister said help was near."
    assert speakers(text) == [None, "Martin Lindgren"]


def test_the_rest_of_a_quotation_belongs_to_its_speaker() -> None:
    text = "“Unplug it,” said Rutger Amadi. “Take it back. We will pay.” The shop was open."
    assert speakers(text)[:2] == ["Rutger Amadi"] * 2
    assert speakers(text)[-1] is None


def test_a_quotation_runs_over_paragraphs() -> None:
    text = (
        "“We waited for a year,” Ana Ruiz said. “Nobody came.\n\n"
        "“Then the water rose.\n\n"
        "“And everybody came.”\n\n"
        "The road was closed."
    )
    assert speakers(text) == ["Ana Ruiz", "Ana Ruiz", "Ana Ruiz", "Ana Ruiz", None]


def test_straight_quotation_marks_run_over_paragraphs_too() -> None:
    text = '"We waited," Ana Ruiz said. "Nobody came.\n\n"Then the water rose."\n\nThe road was closed.'
    assert speakers(text) == ["Ana Ruiz", "Ana Ruiz", "Ana Ruiz", None]


def test_a_quotation_with_a_speaker_of_its_own_is_not_the_last_ones() -> None:
    text = "“It is late,” Ana Ruiz said.\n\n“It is not,” said Dario Mbeki.\n\n“It is,” a woman shouted."
    assert speakers(text)[:2] == ["Ana Ruiz", "Dario Mbeki"]
    assert speakers(text)[2] != "Dario Mbeki"


def test_an_interview_names_its_speakers_before_their_words() -> None:
    text = (
        "The paper met Yusuf Karimov, a tenant, and Ottilie Brandvold, an architect.\n\n"
        "Q: How bad is it?\n\n"
        "KARIMOV: There are 6,400 on the list. I counted.\n\n"
        "BRANDVOLD: Rents went up. Wages did not.\n\n"
        "KARIMOV: Lease it.\n\n"
        "The paper went home."
    )
    karimov, brandvold = "Yusuf Karimov", "Ottilie Brandvold"
    assert speakers(text) == [None, None, karimov, karimov, brandvold, brandvold, karimov, None]


def test_a_label_that_is_no_name_makes_no_interview() -> None:
    assert said("READ MORE: The tunnel is late.\n\nWATCH: The tunnel.\n\nUPDATE: It is open.") == []


def test_other_languages_are_left_alone() -> None:
    assert said("Kurt Campbell said so.", "de") == []


def test_the_samples_speak_as_they_should() -> None:
    found: dict[str, tuple[str, str | None]] = {}
    for item in read_source(str(SAMPLES)):
        assert isinstance(item, RawArticle)
        text = normalise(item.text)
        found |= {sentence: (speaker, office) for sentence, speaker, office in said(text)}
    expected = {
        "Much of the assistance was supplied covertly, according to Campbell.": "Kurt Campbell",
        "“Let him lean on you a little.”": "Mila Bozhidar",
        '"Unplug it, and take it back."': "Rutger Amadi",
        "He said the ball had gone out off a Rovers knee.": "Hamish Delacroix",
        "Rents in the city have gone up 31% since 2019.": "Ottilie Brandvold",
        '"Do we look tired?"': "Bintou Faye-Larsson",
    }
    for sentence, speaker in expected.items():
        assert found[sentence][0] == speaker
    campbell = {office for speaker, office in found.values() if speaker == "Kurt Campbell"}
    assert campbell == {"U.S. Deputy Secretary of State"}


PIECES = st.sampled_from(
    [
        *("Kurt Campbell", "Campbell", "Ana Ruiz", "he", "she", "officials", "the minister", "a spokesman for X"),
        *("said", "says", "told", "added", "according to", "warned that", ",", ".", ". ", "\n", "\n\n", "“", "”", '"'),
        *(
            "said.",
            " ",
            "the union's secretary,",
            "CAMPBELL:",
            "Q:",
            "Mr.",
            "U.S.",
            "and",
            "of",
            "it is late",
            "İ",
            "’s",
        ),
    ]
)
NEWS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))


@given(NEWS)
@example("“\n“\n“ said Kurt Campbell")
@example('Kurt Campbell said, "a.\n\n"b.\n\n"c.')
def test_whatever_the_text_is_each_name_and_sentence_stands_in_it(raw: str) -> None:
    text = normalise(raw)
    spans = sentences(text)
    found = attribute(text, spans)
    places = {(span.start, span.end) for span in spans}
    assert [item.start for item in found] == sorted({item.start for item in found})
    for item in found:
        assert (item.start, item.end) in places
        assert text[item.named.start : item.named.end] == item.speaker
        assert item.speaker.strip()
        if item.office is not None:
            assert item.held is not None
            assert text[item.held.start : item.held.end] == item.office
