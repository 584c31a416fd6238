"""A bare yes or no is shown with the words it rests on."""

import pytest

from assistant.types import Evidence
from assistant.verify.bare import spelled_out
from assistant.verify.parse import parse
from index.types import Article

ARTICLE = Article("a", "Kettle recall", "Coast Daily", None, "2023-05-04", None, None, "en", 99, 1, "x", False)
TEXTS = ["The shop is recalling kettles because of a spring.", "The larger Brewline K3 is not affected."]
EVIDENCE = [Evidence(n, ARTICLE, 1, 100 * n, 100 * n + len(t), t, 1.0, 0.5) for n, t in enumerate(TEXTS, start=1)]
QUESTION = "Is the Brewline K3 among them?"


@pytest.mark.parametrize(
    ("written", "text", "markers"),
    [
        ("no", "No. The larger Brewline K3 is not affected.", (2,)),
        ("No [2].", "No. The larger Brewline K3 is not affected.", (2,)),
        ("Yes [1]", "Yes. The shop is recalling kettles because of a spring.", (1,)),
        ("No, it is not affected [2].", "No, it is not affected.", (2,)),
    ],
)
def test_one_word_gets_its_sentence(written: str, text: str, markers: tuple[int, ...]) -> None:
    (claim,) = spelled_out(parse(written, {1, 2}), EVIDENCE, QUESTION)
    assert (claim.text, claim.markers) == (text, markers)


def test_without_evidence_or_with_more_sentences_nothing_changes() -> None:
    claims = parse("No. It is not [2].", {1, 2})
    assert spelled_out(claims, EVIDENCE, QUESTION) == claims
    assert spelled_out(parse("no", set()), [], QUESTION) == parse("no", set())


@pytest.mark.parametrize(
    ("question", "written", "shown"),
    [
        ("Was the aid given openly?", "Yes, the aid was given covertly.", "The aid was given covertly."),
        ("Did he resign?", "Yes. He did not resign.", "Yes. He did not resign."),  # two sentences, each checked alone
        ("Did he resign?", "Yes, he did not resign.", "He did not resign."),
        ("Did profits rise?", "Yes: profits fell by 3 %.", "Profits fell by 3 %."),
        ("Did profits rise?", "Yes, profits rose while costs fell.", "Yes, profits rose while costs fell."),
        ("Is a key needed?", "Yes, anyone may enter; no key is needed.", "Anyone may enter; no key is needed."),
        ("Will it end jobs?", "Yes, it will change 120 jobs but end none.", "It will change 120 jobs but end none."),
        ("Was it the first try?", "Yes, it was the third try.", "It was the third try."),
        ("Is a key needed?", "Yes, no doubt a key is needed.", "Yes, no doubt a key is needed."),
        ("Did nobody resign?", "Yes, she did not resign.", "Yes, she did not resign."),
        ("Was the bridge shut?", "Yes, it was shut after it had opened.", "Yes, it was shut after it had opened."),
    ],
)
def test_a_yes_that_its_own_words_take_back_goes(question: str, written: str, shown: str) -> None:
    claims = spelled_out(parse(written, {1, 2}), EVIDENCE, question)
    assert " ".join(claim.text for claim in claims) == shown


def test_also_a_bare_one_that_the_cited_words_take_back() -> None:
    (claim,) = spelled_out(parse("Yes [2].", {1, 2}), EVIDENCE, "Is the larger Brewline K3 affected?")
    assert claim.text == "The larger Brewline K3 is not affected."
