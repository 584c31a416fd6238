"""What a model wrote becomes claims with their markers, whatever it wrote."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.parse import declined, parse


def texts(written: str, known: range = range(1, 9)) -> list[tuple[str, tuple[int, ...]]]:
    return [(claim.text, claim.markers) for claim in parse(written, known)]


def test_a_marker_belongs_to_the_sentence_it_stands_in_or_right_behind() -> None:
    assert texts("It opens in March [1]. It costs more.[2] Nobody knows why. [3]") == [
        ("It opens in March.", (1,)),
        ("It costs more.", (2,)),
        ("Nobody knows why.", (3,)),
    ]


def test_several_markers_in_one_or_many_brackets_are_all_kept() -> None:
    assert texts("It opens in March [1][3]. It costs more [2, 4].") == [
        ("It opens in March.", (1, 3)),
        ("It costs more.", (2, 4)),
    ]


def test_a_marker_of_evidence_that_does_not_exist_is_set_apart() -> None:
    (claim,) = parse("It opens in March [1][42].", {1, 2})
    assert (claim.markers, claim.unknown) == ((1,), (42,))


def test_brackets_without_a_number_stay_words() -> None:
    assert texts("He said [sic] it was [SRC1] done [2].") == [("He said [sic] it was [SRC1] done.", (2,))]


def test_abbreviations_do_not_end_a_claim() -> None:
    assert texts("U.S. Deputy Secretary of State Kurt Campbell spoke on Jan. 9 [1].") == [
        ("U.S. Deputy Secretary of State Kurt Campbell spoke on Jan. 9.", (1,))
    ]


def test_invisible_characters_and_line_breaks_do_not_survive() -> None:
    assert texts("It\u200b opens\u202e in\nMarch [1].") == [("It opens in March.", (1,))]


def test_the_agreed_words_for_not_knowing_are_recognised_and_others_are_not() -> None:
    assert declined("Not in the articles.")
    assert declined("Not stated in the evidence")
    assert declined("No, the passage does not provide information about who cut the grant.")
    assert not declined("It is not in the articles' interest to say so [1].")
    assert not declined("Not since 1998 has the river been this high [1].")


@given(st.text(max_size=300))
def test_any_text_is_parsed_and_no_known_marker_is_invented(written: str) -> None:
    for claim in parse(written, {1, 2, 3}):
        assert claim.text.strip() == claim.text
        assert set(claim.markers) <= {1, 2, 3}


@given(st.lists(st.tuples(st.sampled_from(["It rained.", "He left at noon.", "“No,” she said."]), st.integers(1, 5))))
def test_every_sentence_keeps_its_own_marker(parts: list[tuple[str, int]]) -> None:
    written = " ".join(f"{sentence[:-1]} [{marker}]{sentence[-1]}" for sentence, marker in parts)
    assert texts(written) == [(sentence, (marker,)) for sentence, marker in parts]


def test_what_is_abbreviated_is_not_parted() -> None:
    assert texts("He is the U. S. envoy to the E. U.") == [("He is the U.S. envoy to the E.U.", ())]
    assert texts("J. K. Berg was born in Group U. She left.")[0] == ("J. K. Berg was born in Group U.", ())


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("According to the passage, 38,000 people came.", "38,000 people came."),
        ("The first passage states that each clinic will have a nurse.", "Each clinic will have a nurse."),
        ("Yes, the passages say that it rained.", "Yes, it rained."),
        ("The passage to the north is shut.", "The passage to the north is shut."),
        ("He said the text states that it is over.", "He said the text states that it is over."),
    ],
)
def test_the_models_word_for_what_it_read_goes(written: str, shown: str) -> None:
    assert texts(written) == [(shown, ())]
