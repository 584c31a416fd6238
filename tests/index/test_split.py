"""Every sentence and passage is a span of the stored text, whatever the text is."""

import time
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index.split import LONGEST_SENTENCE, PASSAGE_WORDS, normalise, passages, sentences
from index.types import Passage, Sentence

ANYTHING = st.text(
    st.one_of(
        st.characters(),
        st.characters(categories=["Cs", "Cc", "Cf", "Mn", "Zs", "Zl", "Zp"]),
        st.sampled_from("\u200f\u202e\u0301\u05d0\u0627\u4e2d\r\n\v\f\x1c\x1d\x1e\x1f\x85\u2028\u2029\ufeff\x00. \t"),
    ),
    max_size=300,
)
NEWS = st.lists(
    st.sampled_from(
        [
            *("The U.S. Deputy Secretary of State", "Kurt Campbell", "said", "on", "Jan. 9", "at", "5 p.m. Tuesday"),
            *("“We will not wait,”", '"No."', "(see p. 4)", "St. Louis", "No. 10", "Mr. Okafor", "approx. 5 million"),
            *(
                "€1.3 billion",
                "...",
                "!",
                "?",
                ".",
                ". ",
                ".\n",
                "\n\n",
                "\r\n",
                " ",
                "\u00a0",
                "'",
                "—",
                "it’s",
                "3.5%",
            ),
            *("Ph.D.", "a.m.", "e.g.", "District | 2022 | 2023\n"),
        ]
    ),
    max_size=60,
).map(" ".join)
TEXTS = st.one_of(ANYTHING, NEWS)


def of(text: str) -> list[str]:
    return [text[s.start : s.end] for s in sentences(text)]


@given(TEXTS)
@example("\r\x00\n a")
@example("\ufeff \u0301a")
def test_normalising_twice_is_normalising_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert once == once.strip()
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & {"\r", "\x00", "\ufeff"}
    once.encode("utf-8")


@given(TEXTS)
def test_sentences_are_ordered_apart_and_hold_every_visible_character(text: str) -> None:
    text = normalise(text)
    found = sentences(text)
    position = paragraph = 0
    for sentence in found:
        assert position <= sentence.start < sentence.end <= len(text)
        assert not text[position : sentence.start].strip()
        words = text[sentence.start : sentence.end]
        assert words == words.strip()
        assert "\n" not in words
        assert sentence.paragraph >= paragraph
        assert len(words) <= LONGEST_SENTENCE
        position, paragraph = sentence.end, sentence.paragraph
    assert not text[position:].strip()


@given(TEXTS, st.integers(1, PASSAGE_WORDS))
def test_every_sentence_is_in_exactly_one_passage(text: str, words: int) -> None:
    text = normalise(text)
    found = sentences(text)
    made = passages(text, found, words)
    assert [sentence for passage in made for sentence in passage.sentences] == found
    for passage in made:
        assert passage.sentences
        assert (passage.start, passage.end) == (passage.sentences[0].start, passage.sentences[-1].end)
        assert text[passage.start : passage.end] == text[passage.start : passage.end].strip()


@pytest.mark.parametrize(
    "sentence",
    [
        "U.S. Deputy Secretary of State Kurt Campbell spoke in Brussels.",
        "The vote is on Jan. 9 in the upper house.",
        "The report by J. R. Okafor was published late.",
        "The doors close at 5 p.m. Tuesday, the mayor said.",
        "They met in St. Louis before the talks.",
        "He left No. 10 without a word.",
        "It cost approx. 5 million euros.",
        "Mrs. P. D. Achterlund read out the figures at 1:40 a.m. Friday.",
        "Growth was 3.5% in Q1, not 4.1%.",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(sentence: str) -> None:
    assert of(f"It rained. {sentence} Nobody knew why.") == ["It rained.", sentence, "Nobody knew why."]


def test_a_quotation_keeps_its_closing_quote() -> None:
    said = "“We will not wait,” she said. “We have waited.” Nobody answered."
    assert of(said) == ["“We will not wait,” she said.", "“We have waited.”", "Nobody answered."]
    assert of('He said "No." She left.')[-1] == "She left."


def test_a_headline_a_paragraph_and_a_table_row_never_run_together() -> None:
    text = "Harvest slips\n\nIt was dry\nDistrict | 2022 | 2023\nOrsel | 412.0 | 371.5"
    assert of(text) == ["Harvest slips", "It was dry", "District | 2022 | 2023", "Orsel | 412.0 | 371.5"]
    assert [sentence.paragraph for sentence in sentences(text)] == [0, 1, 2, 3]


def test_a_text_without_words_has_no_sentence_and_no_passage() -> None:
    assert sentences("") == []
    assert sentences(" \n\t\n") == []
    assert passages("", []) == []


@pytest.mark.parametrize("line", ["word " * 20_000, "x" * 100_000, "a.b." * 25_000, "新聞記事" * 25_000, "«" * 100_000])
def test_a_line_of_100000_characters_is_cut_quickly_into_bounded_pieces(line: str) -> None:
    text = normalise(line)
    began = time.monotonic()
    made = passages(text, sentences(text))
    assert time.monotonic() - began < 3
    assert all(s.end - s.start <= LONGEST_SENTENCE for passage in made for s in passage.sentences)
    assert all(passage.end - passage.start <= 4 * LONGEST_SENTENCE for passage in made)


def test_an_article_on_one_long_line_is_cut_between_its_sentences() -> None:
    each = [f"Sentence {n} says “so it was” to Mr. Okafor." for n in range(1000)]
    assert of(" ".join(each)) == each


def test_a_passage_holds_about_the_words_asked_for_and_no_tail_of_a_few() -> None:
    text = " ".join(f"Sentence {n} has six words here." for n in range(101))
    made = passages(text, sentences(text))
    sizes = [len(text[passage.start : passage.end].split()) for passage in made]
    assert all(PASSAGE_WORDS // 5 <= size <= PASSAGE_WORDS + PASSAGE_WORDS // 5 for size in sizes)


def test_a_sentence_longer_than_a_passage_is_a_passage_of_its_own() -> None:
    text = "Short one. " + "word " * 200 + "end. Short two is a sentence of many more words, " + "so it stays " * 20
    whole = [Sentence(0, 10, 0), Sentence(11, 1015, 0), Sentence(1016, len(text), 0)]
    assert passages(text, whole) == [Passage(s.start, s.end, (s,)) for s in whole]
