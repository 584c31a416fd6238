"""Passages in, vectors out: in order, and the same however many come together."""

import numpy as np
import pytest

from index.embed import BATCH, Embedder, PassageText

WORDS = "harbour tunnel minister strike clay budget vote engineer museum ferry court council".split()


@pytest.fixture(scope="module")
def passages() -> list[PassageText]:
    """Of many lengths, so that they are embedded in another order than they come in."""
    texts = [" ".join(WORDS[(n * 5 + k) % len(WORDS)] for k in range(3 + n * 7 % 60)) for n in range(2 * BATCH + 3)]
    return [PassageText(f"Headline {n}", text, ((0, 10), (0, len(text)))) for n, text in enumerate(texts)]


def test_vectors_come_in_the_order_of_their_passages(embedder: Embedder, passages: list[PassageText]) -> None:
    together = embedder.embed_passages(passages)
    for one, many in zip(passages, together, strict=True):
        alone = embedder.embed_passages([one])[0]
        assert float(alone.passage @ many.passage) > 0.999
        assert many.sentences.shape == (2, len(many.passage))
        assert np.allclose(np.linalg.norm(many.sentences, axis=1), 1, atol=1e-5)


def test_the_same_passages_have_the_same_vectors_again(embedder: Embedder, passages: list[PassageText]) -> None:
    first, again = embedder.embed_passages(passages), embedder.embed_passages(passages)
    for one, other in zip(first, again, strict=True):
        assert np.array_equal(one.passage, other.passage)
        assert np.array_equal(one.sentences, other.sentences)


def test_a_question_is_near_the_passage_that_answers_it(embedder: Embedder) -> None:
    texts = ["The harbour tunnel will open in March 2025.", "Lena Ortiz will lead the city museum from June."]
    found = embedder.embed_passages([PassageText("", text, ((0, len(text)),)) for text in texts])
    question = embedder.embed_question("Who is going to run the museum?")
    assert question.dtype == np.float32
    assert float(found[1].passage @ question) > float(found[0].passage @ question) + 0.2


def test_nothing_to_embed_is_nothing(embedder: Embedder) -> None:
    assert embedder.embed_passages([]) == []
