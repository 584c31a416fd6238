"""Chroma and tantivy may be damaged, late or gone: searches stay right, and the next open mends them."""

import contextlib
import json
import os
import random
import shutil
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from index import chroma, derived
from index.catalog import Catalog
from index.embed import Embedder
from index.ingest import add_articles
from index.library import Library
from index.search import search
from index.types import Hit, RawArticle
from index.words import WordIndex
from tests.index.children import QuestionsOnly, child, opened
from tests.soak.scale import scaled

QUESTION = "How much will the new bridge over the Tarrow cost?"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the samples, closed; tests work on a copy."""
    home = tmp_path_factory.mktemp("filled") / "home"
    with child("add", home) as adder:
        said, _ = adder.communicate(timeout=60)
        assert said.endswith("done\n")
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled, tmp_path / "home"))


@pytest.fixture(scope="module")
def expected(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Hit]:
    copy = shutil.copytree(filled, tmp_path_factory.mktemp("expected") / "home")
    with opened(copy) as library:
        return search(library, QUESTION).hits


def healthy(library: Library) -> bool:
    count = library.catalog.passage_count()
    return (
        library.words.problem is None
        and library.vectors.problem is None
        and library.words.count() == count
        and library.vectors.count() == count
    )


def stamp(home: Path, which: str) -> Path:
    return home / which / "stamp.json"


def _restamp(**given: object) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        path = folder / "stamp.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), **given}))

    return damage


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in (folder / "files").rglob("*") if path.is_file() and path.stat().st_size)


def _overwrite(folder: Path) -> None:
    for path in _files(folder):
        path.write_bytes(b"\xa5" * path.stat().st_size)


def _overwrite_middles(folder: Path) -> None:
    for path in _files(folder):
        size = path.stat().st_size
        with path.open("r+b") as file:
            file.seek(size // 3)
            file.write(b"\xa5" * (size // 3))


def _truncate(folder: Path) -> None:
    for path in _files(folder):
        os.truncate(path, path.stat().st_size // 2)


def _delete_files(folder: Path) -> None:
    shutil.rmtree(folder / "files")


def _delete_largest(folder: Path) -> None:
    max(_files(folder), key=lambda path: path.stat().st_size).unlink()


DAMAGES = {
    "stamp of an older generation": _restamp(generation=3),
    "stamp of a generation to come": _restamp(generation=10_000),
    "stamp of another catalog": _restamp(catalog="another"),
    "stamp of another format": _restamp(format=0),
    "garbled stamp": lambda folder: (folder / "stamp.json").write_text("{"),
    "no stamp": lambda folder: (folder / "stamp.json").unlink(),
    "files overwritten": _overwrite,
    "files overwritten in the middle": _overwrite_middles,
    "files cut": _truncate,
    "files deleted": _delete_files,
    "largest file deleted": _delete_largest,
    "folder deleted": shutil.rmtree,
}


@pytest.mark.parametrize("which", ["vectors", "words"])
@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_is_mended_at_the_next_open_without_embedding(
    home: Path, expected: list[Hit], which: str, damage: str
) -> None:
    DAMAGES[damage](home / which)  # type: ignore[operator]
    library = Library(home, QuestionsOnly)
    try:
        assert search(library, QUESTION).hits == expected
        assert healthy(library)
    finally:
        library.close()
    with opened(home) as again:
        assert search(again, QUESTION).hits == expected
        assert healthy(again)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Hit]]:
    """A home with so many passages that Chroma has written its graph, and what is found there."""
    home = tmp_path_factory.mktemp("large") / "home"
    text = "Sentence {} of article {} says much about nothing, as it was said before, and nobody asked on Tuesday. "
    articles = [
        RawArticle("".join(text.format(n, a) for n in range(200)), "-", title=f"Article {a}", id=f"a{a}")
        for a in range(36)
    ]
    with opened(home) as library:
        add_articles(library, articles)
        assert healthy(library)
        hits = search(library, QUESTION).hits
    assert max(path.stat().st_size for path in (home / "vectors" / "files").rglob("*.bin")) > 100_000
    return home, hits


@pytest.mark.parametrize("damage", ["garbled", "cut", "swapped"])
def test_a_damaged_graph_is_never_opened(large: tuple[Path, list[Hit]], tmp_path: Path, damage: str) -> None:
    home = Path(shutil.copytree(large[0], tmp_path / "home"))
    seed = random.Random(7)
    for path in (home / "vectors" / "files").rglob("*.bin"):
        data = path.read_bytes()
        middle = len(data) // 2
        if damage == "garbled":
            path.write_bytes(data[:middle] + seed.randbytes(len(data) - middle))
        elif damage == "cut":
            path.write_bytes(data[:middle])
        else:
            path.write_bytes(data[middle:] + data[:middle])
    with child("find", home, QUESTION) as finder:  # Chroma itself ends the process: not this one
        said = json.loads(finder.communicate(timeout=60)[0])
        assert finder.returncode == 0
    assert said == {"hits": [[hit.stored.id, hit.score] for hit in large[1]], "problem": None}


def test_a_graph_that_ends_its_process_is_tried_in_another_one_first(
    large: tuple[Path, list[Hit]], tmp_path: Path
) -> None:
    home = Path(shutil.copytree(large[0], tmp_path / "home"))
    seed = random.Random(7)
    for path in (home / "vectors" / "files").rglob("*.bin"):
        data = path.read_bytes()
        path.write_bytes(data[:100] + seed.randbytes(len(data) - 100))
    derived.remember_files(home / "vectors", "chromadb")  # no sum tells
    (home / "vectors" / "in-use").touch()  # as a process leaves it that was killed
    assert not chroma.survives(Path(shutil.copytree(home / "vectors" / "files", tmp_path / "tried")))
    with child("find", home, QUESTION) as finder:
        said = json.loads(finder.communicate(timeout=60)[0])
        assert finder.returncode == 0
    assert said == {"hits": [[hit.stored.id, hit.score] for hit in large[1]], "problem": None}
    assert not (home / "vectors" / "in-use").exists()


@pytest.mark.parametrize("seed", range(scaled(3, 60)))
def test_chroma_whose_sqlite_is_damaged_ends_no_process(
    large: tuple[Path, list[Hit]], tmp_path: Path, seed: int
) -> None:
    home = Path(shutil.copytree(large[0], tmp_path / "home"))
    path, chance = home / "vectors" / "files" / "chroma.sqlite3", random.Random(seed)
    data = bytearray(path.read_bytes())
    for _ in range(chance.randint(1, 4)):
        page = 4096 * chance.randrange(1, len(data) // 4096)
        data[page : page + 4096] = chance.randbytes(4096)
    path.write_bytes(data)
    with child("find", home, QUESTION) as finder:
        said = json.loads(finder.communicate(timeout=60)[0])
        assert finder.returncode == 0
    assert said == {"hits": [[hit.stored.id, hit.score] for hit in large[1]], "problem": None}


@pytest.mark.parametrize("seed", range(scaled(1, 20)))
def test_a_wrong_byte_in_any_file_of_the_words_is_found(home: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    with contextlib.closing(Catalog(home / "catalog.sqlite")) as catalog:
        index = WordIndex(home / "words", catalog)
        assert index.sync()
        right = index.search(QUESTION, 20)
        names = [path.relative_to(home) for path in _files(home / "words")]
        assert len(names) > 5
        for name in names:
            copy = Path(shutil.copytree(home / "words", tmp_path / f"{name.name}-{seed}" / "words"))
            path = copy.parent / name
            data = bytearray(path.read_bytes())
            data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
            path.write_bytes(data)
            with pytest.raises(ValueError, match="not those that were written"):
                derived.refuse_other_files(copy, "tantivy")
            damaged = WordIndex(copy, catalog)
            assert damaged.sync()
            assert damaged.search(QUESTION, 20) == right
            assert damaged.count() == catalog.passage_count()


@pytest.mark.parametrize("which", ["vectors", "words"])
def test_files_of_another_release_are_not_read(home: Path, expected: list[Hit], which: str) -> None:
    path = home / which / "files.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), "by": "0.1"}))
    marker = home / which / "files" / "left-by-another-release"
    marker.touch()
    with opened(home) as library:
        assert search(library, QUESTION).hits == expected
        assert healthy(library)
    assert not marker.exists()


def test_searches_are_exact_while_chroma_cannot_be_made_anew(home: Path, expected: list[Hit]) -> None:
    shutil.rmtree(home / "vectors" / "files")
    (home / "vectors" / "files").write_text("in the way")
    with opened(home) as library:
        assert search(library, QUESTION).hits == expected
        assert "exact search is used" in (library.vectors.problem or "")
    (home / "vectors" / "files").unlink()
    with opened(home) as library:
        assert search(library, QUESTION).hits == expected
        assert healthy(library)


def test_searches_go_by_meaning_while_the_words_cannot_be_made_anew(home: Path) -> None:
    shutil.rmtree(home / "words" / "files")
    (home / "words" / "files").write_text("in the way")
    with opened(home) as library:
        assert search(library, QUESTION).hits
        assert "searches go by meaning alone" in (library.words.problem or "")
    (home / "words" / "files").unlink()
    with opened(home) as library:
        search(library, QUESTION)
        assert healthy(library)


@pytest.mark.parametrize("which", ["vectors", "words"])
def test_an_index_damaged_while_it_is_open_still_answers_right(home: Path, expected: list[Hit], which: str) -> None:
    with opened(home) as library:
        assert search(library, QUESTION).hits == expected
        _delete_files(home / which)
        assert search(library, QUESTION).hits == expected
    with opened(home) as library:
        assert search(library, QUESTION).hits == expected
        assert healthy(library)


@pytest.mark.parametrize("question", ["What sectors did Campbell name?", QUESTION, "flood", ""])
def test_chroma_and_exact_search_agree(sample_library: Library, question: str) -> None:
    vectors = sample_library.vectors
    vector = sample_library.embedder.embed_question(question)
    assert vectors.problem is None
    near = vectors.search(vector, 10)
    exact = vectors.search(vector, 10, only=sample_library.catalog.passage_ids())
    assert near == exact
    assert [score for _, score in near] == sorted((score for _, score in near), reverse=True)


def test_a_second_process_searches_exactly_and_finds_the_same(home: Path, expected: list[Hit]) -> None:
    with opened(home) as library:
        assert search(library, QUESTION).hits == expected
        assert healthy(library)
        with child("find", home, QUESTION) as finder:
            said = json.loads(finder.communicate(timeout=60)[0])
        assert "another Dateline process" in said["problem"]
        assert said["hits"] == [[hit.stored.id, hit.score] for hit in expected]
        assert search(library, QUESTION).hits == expected


def test_a_removed_article_is_found_no_more_by_any_process(home: Path, expected: list[Hit]) -> None:
    gone = expected[0].article.id
    with opened(home) as library:
        search(library, QUESTION)
        library.remove([gone])
        assert gone not in {hit.article.id for hit in search(library, QUESTION, 100).hits}
        assert healthy(library)
        left = set(library.catalog.passage_ids())
        with child("find", home, QUESTION) as finder:
            said = json.loads(finder.communicate(timeout=60)[0])
        assert {number for number, _ in said["hits"]} <= left


def test_the_words_of_a_removed_article_are_in_no_dictionary(home: Path) -> None:
    with opened(home) as library:
        others = [RawArticle(f"Article {n} is about a ferry.", "-", id=f"o{n}") for n in range(30)]
        add_articles(library, [RawArticle("Zyxwombat quarrelled with a ferry.", "-", id="gone"), *others])
        assert library.words.weight("zyxwombat") < library.words.weight("neverseen")
        library.remove(["gone"])
        library.sync()
        assert library.words.weight("zyxwombat") == library.words.weight("neverseen")
        assert healthy(library)


def test_rebuilding_changes_no_order(sample_home: Path, embedder: Embedder, tmp_path: Path) -> None:
    copy = shutil.copytree(sample_home, tmp_path / "home")
    questions = ("What sectors did Campbell name?", QUESTION)
    library = Library(copy, lambda: embedder)
    try:
        before = [search(library, question).hits for question in questions]
        assert library.words.rebuild()
        assert library.vectors.rebuild()
        assert [search(library, question).hits for question in questions] == before
        assert healthy(library)
    finally:
        library.close()


def test_an_index_follows_in_whichever_thread_asks(home: Path) -> None:
    with opened(home) as library:
        library.sync()
        library.remove([library.catalog.articles()[0].id])
        problems: list[str | None] = []

        def ask() -> None:
            library.remove([library.catalog.articles()[0].id])
            search(library, QUESTION)
            problems.append(library.vectors.problem)

        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
        assert problems == [None]
        assert healthy(library)


def test_while_chroma_is_filled_anew_questions_are_answered_exactly(home: Path, expected: list[Hit]) -> None:
    with opened(home) as library:
        assert search(library, QUESTION).hits == expected
        found: list[list[Hit]] = []
        with library.vectors._lock, library._sync_lock:  # as the thread that fills it
            thread = threading.Thread(target=lambda: found.append(search(library, QUESTION).hits))
            thread.start()
            thread.join(60)
        assert found == [expected]
        assert library.vectors.problem is None


def test_a_closed_library_lets_go_of_its_files_and_locks(home: Path) -> None:
    def held() -> list[str]:
        links = [os.path.join("/proc/self/fd", name) for name in os.listdir("/proc/self/fd")]
        return [target for link in links if (target := _target(link)).startswith(str(home))]

    for _ in range(2):
        with opened(home) as library:
            search(library, QUESTION)
            library.vectors.rebuild()
            assert healthy(library)
        until = time.monotonic() + 5
        while held() and time.monotonic() < until:  # Chroma's own threads close its SQLite a moment later
            time.sleep(0.01)
        assert held() == []


def _target(link: str) -> str:
    try:
        return os.readlink(link)
    except OSError:
        return ""


def test_closing_one_library_leaves_another_open_one_alone(home: Path, sample_library: Library) -> None:
    before = search(sample_library, QUESTION).hits
    with opened(home) as library:
        search(library, QUESTION)
    assert search(sample_library, QUESTION).hits == before
    assert sample_library.vectors.problem is None


def test_another_process_that_fills_the_words_is_not_disturbed(home: Path, expected: list[Hit]) -> None:
    with opened(home) as library:
        search(library, QUESTION)
        stamp(home, "words").unlink()
        with library.words._owning() as owns:  # as while it is filling
            assert owns
            with child("find", home, QUESTION) as finder:
                said = json.loads(finder.communicate(timeout=60)[0])
        assert said["hits"] == [[hit.stored.id, hit.score] for hit in expected]
        assert not stamp(home, "words").exists()


def test_chroma_looks_as_far_in_a_store_that_an_older_dateline_made(tmp_path: Path) -> None:
    client = chroma.open_files(tmp_path / "files")
    client.create_collection(
        chroma.PASSAGES, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": 200}}
    )
    client.close()
    for _ in range(2):  # the second time it is so already
        client = chroma.open_files(tmp_path / "files")
        chroma.collection(client)
        configuration = client.get_collection(chroma.PASSAGES).configuration_json["hnsw"]
        client.close()
    assert configuration["ef_search"] == chroma.LOOKED_AT
    assert configuration["space"] == "cosine"
