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
