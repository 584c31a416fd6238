"""What the catalog holds and an index does not find is noticed, also where the counts are equal; a rebuild mends it."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tantivy

from assistant.doctor import examine, repair
from assistant.settings import load
from index.findable import vectors_at_fault, words_at_fault
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.index.children import HashEmbedder


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with contextlib.closing(Library(tmp_path / "home", HashEmbedder, passage_words=5)) as library:
        lines = [[f"The ferry number {n} left quay {m}." for m in range(4)] for n in range(20)]
        add_articles(library, (RawArticle("\n".join(said), "-", id=f"a{n}") for n, said in enumerate(lines)))
        yield library


def chroma(library: Library) -> Any:
    return library.vectors._collection


def test_a_whole_library_has_no_fault(library: Library) -> None:
    assert vectors_at_fault(library) is None
    assert words_at_fault(library) is None


def test_a_passage_that_chroma_lost_is_noticed_though_it_holds_as_many(library: Library) -> None:
    store = chroma(library)
    vector = store.get(ids=["7"], include=["embeddings"])["embeddings"]
    store.delete(ids=["7"])
    store.upsert(ids=["7000"], embeddings=vector)
    assert library.vectors.count() == library.catalog.passage_count()
    assert vectors_at_fault(library) == "2 passages are in Chroma or in the catalog only"
    assert library.vectors.rebuild()
    assert vectors_at_fault(library) is None


def test_a_passage_that_is_not_where_its_vector_is_is_noticed(library: Library) -> None:
    store = chroma(library)
    store.upsert(ids=["7"], embeddings=-store.get(ids=["7"], include=["embeddings"])["embeddings"])
    assert vectors_at_fault(library) == "1 of 80 passages are not found by their own vector"


def test_one_vector_in_very_many_places_is_no_fault(tmp_path: Path) -> None:
    with contextlib.closing(Library(tmp_path / "many", HashEmbedder)) as library:
        add_articles(library, (RawArticle("The quay is shut for the day.", "-", id=f"a{n}") for n in range(40)))
        assert vectors_at_fault(library) is None


def test_a_passage_that_the_word_index_lost_is_noticed_though_it_holds_as_many(library: Library) -> None:
    index = library.words._index
    assert index is not None
    writer = index.writer(15_000_000, 1)
    writer.delete_documents_by_term("key", "7")
    writer.add_document(tantivy.Document(id=7000, key="7000", title="", body="The ferry"))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    assert library.words.count() == library.catalog.passage_count()
    assert words_at_fault(library) is not None
    assert library.words.rebuild()
    assert words_at_fault(library) is None


def test_doctor_says_so_and_repairs_it(library: Library) -> None:
    store = chroma(library)
    store.upsert(ids=["7"], embeddings=-store.get(ids=["7"], include=["embeddings"])["embeddings"])
    library.vectors._remember_files()
    library.close()
    settings = load(library.home, {"DATELINE_LLM": "none", "DATELINE_EMBEDDER": str(library.home)})
    found = {check.name: check for check in examine(settings)}
    assert not found["vectors"].ok
    assert "not found by their own vector" in found["vectors"].detail
    assert "--repair" in str(found["vectors"].fix)
    assert found["words"].ok
    repair(settings)
    assert {check.name: check.ok for check in examine(settings)}["vectors"]
