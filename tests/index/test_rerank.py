"""With a cross-encoder the best passages are put in the order that it finds; without one nothing changes."""

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import search as searching
from index.embed import heading
from index.errors import WeightsError
from index.ingest import add_articles
from index.library import Library
from index.rerank import CrossEncoderReranker, Reranker
from index.search import search
from index.split import PASSAGE_WORDS
from index.types import Hit, RawArticle
from tests.index.children import HashEmbedder
from tests.tiny_cross_encoder import tiny_cross_encoder

QUESTION = "When does the harbour tunnel open?"
ARTICLES = [
    RawArticle(
        f"The tunnel under the harbour opens in month {n}, said the port. It cost {n} million.", "-", f"Tunnel {n}"
    )
    for n in range(12)
]


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tiny_cross_encoder(tmp_path_factory.mktemp("models") / "cross-encoder")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Callable[[Callable[[], Reranker] | None], Library]]:
    """Opens one and the same home, which holds the articles, with a reranker or without."""
    with contextlib.ExitStack() as stack:

        def make(reranker: Callable[[], Reranker] | None) -> Library:
            library = Library(tmp_path / "home", HashEmbedder, None, PASSAGE_WORDS, reranker)
            stack.callback(library.close)
            return library

        add_articles(make(None), ARTICLES)
        yield make


def words(hit: Hit) -> str:
    return f"{heading(hit.article.title, hit.article.published)}\n{hit.text}"


def test_the_best_passages_come_in_the_order_of_the_cross_encoder(
    cross_encoder: Path, opened: Callable[[Callable[[], Reranker] | None], Library]
) -> None:
    reranker = CrossEncoderReranker(cross_encoder)
    before, after = (search(opened(make), QUESTION).hits for make in (None, lambda: reranker))
    scores = reranker.score(QUESTION, [words(hit) for hit in after])
    # Read beside others, a passage can come out a little otherwise: where float32 ends.
    assert scores == pytest.approx(sorted(scores, reverse=True), abs=1e-5)
    assert len(set(scores)) > 1
    assert [hit.article.title for hit in after] != [hit.article.title for hit in before]
    assert [hit.score for hit in after] == [hit.score for hit in before]
    assert [hit.rank for hit in after] == list(range(1, len(after) + 1))


def test_what_is_not_among_the_best_stays_behind_them(
    cross_encoder: Path,
    opened: Callable[[Callable[[], Reranker] | None], Library],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(searching, "READ_AGAIN", 4)
    before, after = (
        [hit.article.title for hit in search(opened(make), QUESTION, 12).hits]
        for make in (None, lambda: CrossEncoderReranker(cross_encoder))
    )
    assert sorted(after[:4]) == sorted(before[:4])
    assert after[4:] == before[4:]


def test_it_is_loaded_when_something_is_first_ranked(
    opened: Callable[[Callable[[], Reranker] | None], Library],
) -> None:
    def never() -> Reranker:
        raise WeightsError("no")

    library = opened(never)
    assert len(library.catalog.articles()) == len(ARTICLES)
    with pytest.raises(WeightsError):
        search(library, QUESTION)


def test_a_folder_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="no such folder"):
        CrossEncoderReranker(tmp_path / "nothing")


def test_an_embedder_is_not_taken_for_a_cross_encoder(embedder_folder: Path) -> None:
    with pytest.raises(WeightsError, match="is no cross-encoder: it holds a BertModel"):
        CrossEncoderReranker(embedder_folder)


def test_one_that_gives_several_figures_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WeightsError, match="gives 3 figures"):
        CrossEncoderReranker(tiny_cross_encoder(tmp_path / "three", figures=3))


def test_one_whose_weights_are_broken_says_so(cross_encoder: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.mkdir()
    for file in cross_encoder.iterdir():
        (broken / file.name).write_bytes(file.read_bytes() if file.suffix != ".safetensors" else b"broken")
    with pytest.raises(WeightsError, match="cannot be loaded"):
        CrossEncoderReranker(broken)
