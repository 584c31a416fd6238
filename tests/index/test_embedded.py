"""What was embedded once is not embedded again: its vectors are in the catalog, for as long as its article is."""

import contextlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from index.embed import Embedded, PassageText, Vectors
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.index.children import HashEmbedder

PARAGRAPHS = [
    f"Paragraph {number} says that the harbour committee of town {number} met on day {number} and voted on plan"
    f" {number}. " + " ".join(f"Word{number}x{place}" for place in range(100)) + "."
    for number in range(6)
]
STORY = "\n".join(PARAGRAPHS)
CHANGED = "\n".join(
    [*PARAGRAPHS[:-1], "The end of it was written anew. " + ("It is long enough to stand alone. " * 12).strip()]
)


class Counting(HashEmbedder):
    """Remembers what it was asked to embed."""

    def __init__(self) -> None:
        self.passages: list[PassageText] = []

    def embed_passages(self, passages: Sequence[PassageText]) -> list[Embedded]:
        self.passages += passages
        return super().embed_passages(passages)

    def asked(self) -> list[PassageText]:
        """What came since this was last asked."""
        passages, self.passages = self.passages, []
        return passages


@pytest.fixture
def counting() -> Counting:
    return Counting()


def opened(home: Path, embedder: Counting) -> "contextlib.closing[Library]":
    return contextlib.closing(Library(home, lambda: embedder))


def raw(text: str = STORY, **given: str) -> RawArticle:
    about = {"title": "The plans", "published": "2024-03-05", "url": "https://coast.example/plans"} | given
    return RawArticle(text=text, origin=about.pop("origin", "-"), **about)  # type: ignore[arg-type]


def kept(library: Library) -> tuple[list[Vectors], list[Vectors]]:
    """The vectors of all passages, and of their sentences, in order."""
    ids = library.catalog.passage_ids()
    return [row for _, row in library.catalog.vectors(ids)], list(library.catalog.sentence_vectors(ids).values())


def test_of_a_changed_article_only_the_passages_that_changed_are_embedded(tmp_path: Path, counting: Counting) -> None:
    with opened(tmp_path / "home", counting) as library, opened(tmp_path / "fresh", Counting()) as fresh:
        add_articles(library, [raw()])
        assert len(counting.asked()) == 6
        [stored] = add_articles(library, [raw(CHANGED)]).articles
        assert stored.state == "updated"
        assert [item.text for item in counting.asked()] == [CHANGED.splitlines()[-1]]
        add_articles(fresh, [raw(CHANGED)])
        for ours, theirs in zip(kept(library), kept(fresh), strict=True):
            for one, other in zip(ours, theirs, strict=True):
                assert np.array_equal(one, other)


def test_a_corrected_author_costs_no_embedding(tmp_path: Path, counting: Counting) -> None:
    with opened(tmp_path / "home", counting) as library:
        add_articles(library, [raw(author="M. Berg")])
        counting.asked()
        assert [one.state for one in add_articles(library, [raw(author="Mina Berg")]).articles] == ["updated"]
        assert counting.asked() == []


@pytest.mark.parametrize("text", [STORY, CHANGED], ids=["the same", "edited"])
def test_the_same_story_under_another_address_is_embedded_where_it_differs(
    text: str, tmp_path: Path, counting: Counting
) -> None:
    with opened(tmp_path / "home", counting) as library:
        add_articles(library, [raw(id="one", url="https://coast.example/a")])
        counting.asked()
        [stored] = add_articles(library, [raw(text, id="two", url="https://coast.example/b")]).articles
        assert stored.state == "added"
        assert len(counting.asked()) == (text is not STORY)
        assert len(library.catalog.passage_ids()) == 12


def test_a_story_that_comes_twice_in_one_run_is_embedded_once(tmp_path: Path, counting: Counting) -> None:
    with opened(tmp_path / "home", counting) as library:
        assert len(add_articles(library, [raw(id="one"), raw(id="two")]).articles) == 2
        assert len(counting.asked()) == 6


def test_another_headline_or_day_is_embedded_anew(tmp_path: Path, counting: Counting) -> None:
    with opened(tmp_path / "home", counting) as library:
        for change in ({}, {"title": "The votes"}, {"published": "2024-03-06"}):
            add_articles(library, [raw(**change)])
            assert len(counting.asked()) == 6, change


def test_other_sentences_in_the_same_words_are_embedded_anew(tmp_path: Path, counting: Counting) -> None:
    text = "Dr. Lee spoke of the dam. She left the hall before the vote was held in the town."
    with opened(tmp_path / "home", counting) as library:
        add_articles(library, [raw(text, id="one")])
        add_articles(library, [raw(text.replace("vote was", "vote. Was"), id="two")])
        assert len({item.spans for item in counting.asked()}) == 2


def test_nothing_of_a_removed_article_spares_embedding(tmp_path: Path, counting: Counting) -> None:
    with opened(tmp_path / "home", counting) as library:
        [stored] = add_articles(library, [raw()]).articles
        library.remove([stored.id])
        counting.asked()
        add_articles(library, [raw()])
        assert len(counting.asked()) == 6


def test_an_article_that_comes_back_while_it_waits_to_be_deleted_is_not_embedded(
    tmp_path: Path, counting: Counting
) -> None:
    with opened(tmp_path / "home", counting) as library:
        [stored] = add_articles(library, [raw()]).articles
        library.set_aside([stored.id])
        counting.asked()
        assert [one.state for one in add_articles(library, [raw()]).articles] == ["added"]
        assert counting.asked() == []
