"""A library stays with the embedder its vectors are from: another one is refused, also when its vectors are as long."""

import contextlib
from pathlib import Path

import numpy as np
import pytest

from index.embed import Embedded, Vectors
from index.errors import WeightsError
from index.ingest import add_articles
from index.library import Library
from index.search import search
from index.types import RawArticle
from tests.index.children import HashEmbedder, opened


class Elsewhere(HashEmbedder):
    """Vectors as long as the other's, in a space of its own."""

    name = "elsewhere"

    def embed_question(self, text: str) -> Vectors:
        return np.roll(super().embed_question(text), 3)


class Glossary(HashEmbedder):
    """Two languages in one space: what means the same has the same vector, as with a multilingual model."""

    name = "glossary"

    def embed_question(self, text: str) -> Vectors:
        meant = {"fähre": "ferry", "tunnel": "tunnel", "hafen": "harbour", "ferry": "ferry", "harbour": "harbour"}
        found = [meant[word] for word in text.casefold().replace(".", " ").split() if word in meant]
        vector = sum((HashEmbedder.embed_question(self, word) for word in found), np.full(16, 1e-3, np.float32))
        return np.asarray(vector / np.linalg.norm(vector), np.float32)


class Longer(HashEmbedder):
    """Vectors of another length."""

    name = "longer"

    def embed_question(self, text: str) -> Vectors:
        return np.tile(super().embed_question(text), 2) / np.float32(np.sqrt(2))

    def embed_passages(self, passages: object) -> list[Embedded]:
        raise AssertionError("passages were embedded")


def fill(home: Path) -> None:
    with opened(home) as library:
        add_articles(library, [RawArticle("The ferry left the harbour.", "-", id="a")])


@pytest.mark.parametrize("other", [Elsewhere, Longer])
def test_another_embedder_is_refused_by_searches_and_additions(tmp_path: Path, other: type[HashEmbedder]) -> None:
    fill(tmp_path / "home")
    with contextlib.closing(Library(tmp_path / "home", other)) as library:
        with pytest.raises(WeightsError, match="were made by the embedder hash"):
            search(library, "ferry")
        with pytest.raises(WeightsError, match="Set `embedder` to what it was"):
            add_articles(library, [RawArticle("The tunnel opens in March.", "-", id="b")])
        assert [article.id for article in library.catalog.articles()] == ["a"]
    with opened(tmp_path / "home") as library:
        assert [hit.article.id for hit in search(library, "ferry").hits] == ["a"]


def test_the_same_embedder_under_another_name_is_welcome(tmp_path: Path) -> None:
    class Renamed(HashEmbedder):
        name = "a copy in another folder"

    fill(tmp_path / "home")
    with contextlib.closing(Library(tmp_path / "home", Renamed)) as library:
        assert len(search(library, "ferry").hits) == 1


def test_with_a_multilingual_embedder_a_passage_of_another_language_is_found(tmp_path: Path) -> None:
    with contextlib.closing(Library(tmp_path / "home", Glossary)) as library:
        add_articles(
            library,
            [
                RawArticle("Die Fähre verliess den Hafen.", "-", id="german", language="de"),
                RawArticle("The tunnel opens in March.", "-", id="english", language="en"),
            ],
        )
        assert search(library, "Which ferry left the harbour").hits[0].article.id == "german"
