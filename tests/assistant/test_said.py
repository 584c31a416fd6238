"""Whose words the evidence is stands beside it, never in it; and nobody is credited with what another said."""

from dataclasses import replace

import pytest

from assistant.commands.answer_text import as_text
from assistant.conversations.export import as_html, as_markdown
from assistant.conversations.record import dump, load
from assistant.conversations.types import Conversation, Exchange
from assistant.prompt import lay_out
from assistant.types import Answer, Evidence, SearchedArticles
from assistant.verify.credit import miscredited
from assistant.verify.locate import locate
from assistant.verify.parse import Claim
from assistant.web.render import evidence as pane
from assistant.wording import said_by
from index.speech.attribute import attribute
from index.split import sentences
from index.types import Article

ARTICLE = Article("t", "Tunnel late", "Coast Daily", "Mina Berg", "2023-05-04", None, None, "en", 50, 1, "-", False)
TEXT = (
    "Transport Minister Ana Ruiz said the tunnel would open in March 2025. She said clay had delayed it.\n\n"
    "“Steel cost 40% more,” said Dario Mbeki, the union's secretary. “Nobody wanted to pay.”\n\n"
    "Officials said the toll was ruled out.\n\n"
    "The tunnel has two lanes and a cycle path."
)


def piece(words: str, marker: int = 1) -> Evidence:
    """The sentences of TEXT from the first that holds `words`, as evidence with who speaks in it."""
    start = TEXT.index(words)
    end = start + len(words)
    said = tuple(item for item in attribute(TEXT, sentences(TEXT)) if start <= item.start and item.end <= end)
    return Evidence(marker, ARTICLE, 1, start, end, words, 0.5, 0.5, said)


CLAY = piece("She said clay had delayed it.")
STEEL = piece("“Steel cost 40% more,” said Dario Mbeki, the union's secretary.", 2)
LANES = piece("The tunnel has two lanes and a cycle path.", 3)
PAY = piece("“Nobody wanted to pay.”", 4)
TOLL = piece("Officials said the toll was ruled out.", 5)


def problems(claim: str, *cited: Evidence) -> tuple[str, ...]:
    return locate(Claim(claim, tuple(item.marker for item in cited)), cited, "What about the tunnel?").problems


def test_it_is_told_whose_words_evidence_is() -> None:
    assert said_by(CLAY) == "Said by Ana Ruiz, Transport Minister"
    assert said_by(PAY) == "Said by Dario Mbeki, union's secretary"
    assert said_by(TOLL) == "Said by officials"
    assert said_by(LANES) == ""


def test_evidence_that_is_only_partly_somebodys_says_so() -> None:
    both = piece("Officials said the toll was ruled out.\n\nThe tunnel has two lanes and a cycle path.")
    assert said_by(both) == "In part said by officials"


def test_the_model_reads_who_speaks_where_the_words_do_not_name_them() -> None:
    assert lay_out([CLAY, STEEL, LANES, PAY]).split("\n\n") == [
        "(Ana Ruiz, Transport Minister, speaking) She said clay had delayed it.",
        "“Steel cost 40% more,” said Dario Mbeki, the union's secretary.",
        "The tunnel has two lanes and a cycle path.",
        "(Dario Mbeki, union's secretary, speaking) “Nobody wanted to pay.”",
    ]


@pytest.mark.parametrize("item", [CLAY, STEEL, LANES, PAY, TOLL])
def test_the_words_shown_stay_the_articles_own(item: Evidence) -> None:
    shown = pane([item], [], None)
    assert f"<mark>{item.text}</mark>".replace("'", "&#x27;") in shown
    assert ("said-by" in shown) == bool(item.said)
    assert item.text == TEXT[item.start : item.end]


def test_a_terminal_tells_whose_words_the_evidence_is() -> None:
    answer = Answer("a", "q", "q", "", (), (CLAY, LANES), (), None, SearchedArticles(1, None, None), "none", "no model")
    assert "    Said by Ana Ruiz, Transport Minister" in as_text(answer).splitlines()


def test_a_name_in_an_article_never_becomes_markup() -> None:
    speech = replace(CLAY.said[0], speaker="<b>Ana</b> Ruiz")
    assert "<b>" not in pane([replace(CLAY, said=(speech,))], [], None)


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("Dario Mbeki said clay had delayed the tunnel.", CLAY),
        ("Ana Ruiz said steel cost 40% more.", STEEL),
        ("Steel cost 40% more, according to Ana Ruiz.", STEEL),
        ("“Nobody wanted to pay,” said Ana Ruiz.", PAY),
    ],
)
def test_words_credited_to_somebody_else_are_withheld(claim: str, cited: Evidence) -> None:
    others = piece("Transport Minister Ana Ruiz said the tunnel would open in March 2025.", 9)
    located = locate(
        Claim(claim, (cited.marker,)), [cited, others, STEEL if cited is not STEEL else CLAY], "What of it?"
    )
    assert located.problems


@pytest.mark.parametrize(
    ("claim", "cited"),
    [
        ("Ana Ruiz said clay had delayed the tunnel.", CLAY),
        ("Ruiz said that clay had delayed it.", CLAY),
        ("Transport Minister Ruiz said clay had delayed it.", CLAY),
        ("She said clay had delayed it.", CLAY),
        ("Clay had delayed it.", CLAY),
        ("Coast Daily says clay had delayed it.", CLAY),
        ("The union's secretary said steel cost 40% more.", STEEL),
        ("Mbeki said steel cost 40% more.", STEEL),
        ("Steel cost 40% more.", STEEL),
    ],
)
def test_words_credited_rightly_or_to_nobody_stand(claim: str, cited: Evidence) -> None:
    assert problems(claim, cited) == ()


def test_what_is_wrong_names_both() -> None:
    assert miscredited("Dario Mbeki said clay had delayed it.", [CLAY, LANES]) == [
        "the article has Ana Ruiz, Transport Minister say it, not Dario Mbeki"
    ]


def test_who_speaks_within_anothers_sentence_may_be_credited() -> None:
    text = "Ana Ruiz said Dario Mbeki told her the clay was no surprise."
    said = tuple(attribute(text, sentences(text)))
    item = Evidence(1, ARTICLE, 1, 0, len(text), text, 0.5, 0.5, said)
    assert miscredited("Dario Mbeki said the clay was no surprise.", [item]) == []


def test_a_kept_answer_keeps_whose_words_its_evidence_is() -> None:
    kept = load(dump(Exchange("q", "x1", evidence=(CLAY, LANES))), "q")
    assert kept.evidence == (CLAY, LANES)


def test_an_answer_that_was_kept_before_is_read_without() -> None:
    kept = dump(Exchange("q", "x1", evidence=(LANES,))).replace(',"said":[]', "")
    assert '"said"' not in kept
    assert load(kept, "q").evidence == (LANES,)


def test_an_export_tells_whose_words_the_quotes_are() -> None:
    conversation = Conversation("c1", "Tunnel", (Exchange("q", "x1", evidence=(CLAY,)),))
    assert "Said by Ana Ruiz, Transport Minister" in as_markdown(conversation)
    assert "Said by Ana Ruiz, Transport Minister" in as_html(conversation)
