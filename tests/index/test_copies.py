"""What several outlets print is known as one story, whatever order it came in; two reports of an event are not."""

import contextlib
import random
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import copies, shingles
from index.catalog import Catalog
from index.ingest import SAMPLES, add_articles
from index.library import Library
from index.search import search
from index.types import Article, RawArticle

WIRE = (SAMPLES / "greyfen-flood-wire.txt").read_text().split("---\n")[2].strip()
VOCABULARY = [f"{a}{b}{c}" for a in "bdfgklmnprst" for b in "aeiou" for c in ("nt", "rk", "ld", "sh", "m", "v")]


@pytest.fixture
def catalog(tmp_path: Path) -> Iterator[Catalog]:
    with contextlib.closing(Catalog(tmp_path / "catalog.sqlite")) as opened:
        yield opened


def put(catalog: Catalog, article_id: str, text: str, source: str = "", published: str | None = None) -> Article:
    raw = RawArticle(text, f"/{article_id}.txt", f"On {article_id}", source, published=published)
    return catalog.put(raw, article_id, f"file:/{article_id}.txt", f"{hash(text)}", [], [])


def clusters(catalog: Catalog) -> set[frozenset[str]]:
    """The ids of the articles of each cluster of several."""
    found: dict[int, set[str]] = {}
    for name, cluster in catalog.copies.clusters(article.id for article in catalog.articles()).items():
        found.setdefault(cluster, set()).add(name)
    return {frozenset(names) for names in found.values()}


def story(seed: int, length: int = 240) -> list[str]:
    """A story of words that nobody else would write in this order."""
    return random.Random(seed).choices(VOCABULARY, k=length)


def edited(words: Sequence[str], seed: int, edits: int) -> list[str]:
    """The words with some replaced, left out or put in."""
    chance, result = random.Random(seed), list(words)
    for _ in range(edits):
        at = chance.randrange(len(result))
        result[at : at + chance.choice((0, 1, 2))] = chance.choices(VOCABULARY, k=chance.choice((0, 1, 2)))
    return result


# --- words -----------------------------------------------------------------------------------------------------------


@given(st.text())
def test_any_text_has_runs_of_words_and_maybe_a_sketch(text: str) -> None:
    found = shingles.shingles(text)
    assert list(found) == sorted(set(found.tolist()))
    assert shingles.longest_new(text, shingles.runs(text)) in (0, len(shingles.words(text)))
    if len(found):
        sketch = shingles.signature(found)
        assert sketch.shape == (shingles.BANDS * shingles.ROWS,)
        numbers = shingles.buckets(sketch)
        assert len(set(numbers)) == shingles.BANDS
        assert all(0 <= number < 2**63 for number in numbers)
        assert shingles.resemblance(found, found) == 1.0


def test_sketches_that_are_kept_mean_the_same_for_ever() -> None:
    sketch = shingles.signature(shingles.shingles(WIRE))
    assert sketch[:3].tolist() == [20788794, 10800559, 11518591]
    assert shingles.buckets(sketch)[0] == 3533452979417619967


def test_case_punctuation_and_quotation_marks_are_no_words() -> None:
    assert shingles.words("“The town’s MAYOR,” he said – twice.") == ["the", "town's", "mayor", "he", "said", "twice"]
    assert shingles.words("東京は晴れ") == list("東京は晴れ")


def test_signatures_agree_as_often_as_texts_resemble_each_other() -> None:
    errors = []
    for seed in range(60):
        words = story(seed)
        one, other = (shingles.shingles(" ".join(text)) for text in (words, edited(words, seed, seed // 2)))
        estimate = float(np.mean(shingles.signature(one) == shingles.signature(other)))
        errors.append(estimate - shingles.resemblance(one, other))
    assert abs(float(np.mean(errors))) < 0.02
    assert float(np.std(errors)) < 0.06


def test_the_longest_new_words_are_counted() -> None:
    known = shingles.runs("one two three four five six seven eight nine ten")
    assert shingles.longest_new("one two three four five six seven eight nine ten", known) == 0
    assert shingles.longest_new("one two three four FIFTH six seven eight nine ten", known) == 1
    assert shingles.longest_new("one two three four five and this is all new six seven eight nine ten", known) == 5
    assert shingles.longest_new("nothing of it", known) == 3
    assert shingles.longest_new("", known) == 0


# --- clusters --------------------------------------------------------------------------------------------------------


def test_of_the_samples_the_wire_story_is_one_and_outlets_that_disagree_are_two(sample_library: Library) -> None:
    assert clusters(sample_library.catalog) == {
        frozenset({"greyfen-flood-wire", "greyfen-flood-ledger", "greyfen-flood-courier"})
    }


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 10_000), st.integers(0, 12))
def test_an_edited_copy_is_found_and_another_story_is_not(
    tmp_path_factory: pytest.TempPathFactory, seed: int, edits: int
) -> None:
    with contextlib.closing(Catalog(tmp_path_factory.mktemp("copies") / "catalog.sqlite")) as catalog:
        put(catalog, "wire", " ".join(story(seed)))
        put(catalog, "copy", " ".join(edited(story(seed), seed, edits)))
        put(catalog, "other", " ".join(story(seed + 1)))
        assert clusters(catalog) == {frozenset({"wire", "copy"})}


def test_a_copy_that_leaves_paragraphs_out_is_found(catalog: Catalog) -> None:
    paragraphs = WIRE.split("\n\n")
    put(catalog, "wire", WIRE)
    put(catalog, "short", "\n\n".join(paragraphs[:-2]))
    put(catalog, "local", "A town in our county.\n\n" + WIRE.replace("forcing", "and forced").replace('"', "”"))
    assert clusters(catalog) == {frozenset({"wire", "short", "local"})}


def test_two_reports_of_one_event_are_two(catalog: Catalog) -> None:
    put(catalog, "wire", WIRE)
    put(
        catalog,
        "own",
        "Maud Ferrante carried the photographs upstairs. Then the water came. Greyfen was cut off on Tuesday after the"
        " Tarrow rose to 6.84 metres, and some 1,150 people left their homes, the water authority said. Mayor Bray"
        ' spoke of 23 million euros. "The water came up the garden at walking pace," said Ferrante, a retired teacher.',
    )
    assert clusters(catalog) == set()


def test_a_few_words_are_no_copy_of_the_same_few_words(catalog: Catalog) -> None:
    for name in ("a", "b"):
        put(catalog, name, "This story is for subscribers only. Log in to read it.")
    assert clusters(catalog) == set()


@settings(max_examples=12, deadline=None)
@given(st.data())
def test_clusters_do_not_depend_on_the_order_things_came_and_went(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    texts = {}
    for number in range(3):  # each story drifts: its last version is no copy of its first, those between link them
        words = story(number)
        for version in range(4):
            texts[f"{number}{version}"] = " ".join(words)
            words = edited(words, version, 14)
    order = data.draw(st.permutations(sorted(texts)))
    gone = data.draw(st.sets(st.sampled_from(sorted(texts))))
    folder = tmp_path_factory.mktemp("order")
    with (
        contextlib.closing(Catalog(folder / "one.sqlite")) as one,
        contextlib.closing(Catalog(folder / "other.sqlite")) as other,
    ):
        for name in order:
            put(one, name, texts[name])
        if gone:
            one.remove(sorted(gone))
        for name in sorted(set(texts) - gone):
            put(other, name, texts[name])
        assert clusters(one) == clusters(other)


def test_whom_only_the_removed_article_linked_part(catalog: Catalog) -> None:
    words = story(1, 300)
    put(catalog, "first", " ".join(words[:200]))
    put(catalog, "bridge", " ".join(words[50:250]))
    put(catalog, "last", " ".join(words[100:]))
    assert clusters(catalog) == {frozenset({"first", "bridge", "last"})}
    catalog.remove(["bridge"])
    assert clusters(catalog) == set()


def test_a_changed_article_leaves_its_copies_and_finds_others(catalog: Catalog) -> None:
    put(catalog, "wire", WIRE)
    put(catalog, "ferry", " ".join(story(5)))
    put(catalog, "copy", WIRE)
    assert clusters(catalog) == {frozenset({"wire", "copy"})}
    put(catalog, "copy", " ".join(story(5)))
    assert clusters(catalog) == {frozenset({"ferry", "copy"})}


def test_copies_are_named_the_earliest_first_and_those_without_a_date_last(catalog: Catalog) -> None:
    put(catalog, "undated", WIRE)
    put(catalog, "late", WIRE, "Post", "2023-11-22")
    put(catalog, "wire", WIRE, "Wire", "2023-11-21T18:30:00+01:00")
    put(catalog, "early", WIRE, "Coast", "2023-11-21T18:00:00+02:00")
    named = catalog.copies.others(["wire", "nobody"])
    assert {key: [article.id for article in value] for key, value in named.items()} == {
        "wire": ["early", "late", "undated"]
    }


def test_one_page_that_thousands_print_costs_no_more_than_a_few(catalog: Catalog) -> None:
    """A bucket is looked at only so far, whatever is in it."""
    for number in range(3 * copies.IN_A_BUCKET):
        put(catalog, f"{number:03}", WIRE)
    assert {len(cluster) for cluster in clusters(catalog)} == {3 * copies.IN_A_BUCKET}
    catalog.remove(["000", "001"])
    assert {len(cluster) for cluster in clusters(catalog)} == {3 * copies.IN_A_BUCKET - 2}


def test_nothing_of_a_removed_article_s_sketch_is_left(catalog: Catalog) -> None:
    put(catalog, "wire", WIRE)
    sketch = shingles.signature(shingles.shingles(WIRE)).tobytes()
    assert any(sketch in path.read_bytes() for path in catalog.path.parent.iterdir())
    catalog.remove(["wire"])
    catalog.close()
    assert not any(sketch in path.read_bytes() for path in catalog.path.parent.iterdir())
    with contextlib.closing(sqlite3.connect(catalog.path)) as raw:
        assert raw.execute("SELECT count(*) FROM buckets").fetchone() == (0,)


# --- search ----------------------------------------------------------------------------------------------------------

LOCAL = "Services from Halvik are not affected, the railway said."


@pytest.fixture
def printed(library: Library) -> Library:
    """The wire story in three outlets, one with a line of its own and one with another figure; and another story."""
    ferry = "The ferry from Karsund was late on Tuesday because its rudder was jammed, the coast guard said."
    add_articles(
        library,
        [
            RawArticle(WIRE, "-", "Tarrow bursts banks", "Meridian Wire", id="wire", published="2023-11-21"),
            RawArticle(f"{WIRE}\n\n{LOCAL}", "-", "Tarrow bursts banks", "Courier", id="local", published="2023-11-22"),
            RawArticle(
                WIRE.replace("1,150", "2,300"),
                "-",
                "Tarrow bursts banks",
                "Ledger",
                id="figure",
                published="2023-11-23",
            ),
            RawArticle(ferry, "-", "Ferry late", "Courier", id="ferry", published="2023-11-24"),
        ],
    )
    return library


def test_search_shows_one_of_the_copies_and_names_the_others(printed: Library) -> None:
    hits = search(printed, "How high did the Tarrow rise at the old mill?", 10, copies="one").hits
    (shown,) = {hit.article.id for hit in hits} - {"ferry"}
    others = {"wire", "local", "figure"} - {shown}
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    for hit in hits:
        assert {article.id for article in hit.also_in} == (set() if hit.article.id == "ferry" else others)


def test_the_copy_that_is_shown_is_the_one_that_fits_best_and_of_equals_the_earliest(printed: Library) -> None:
    best = search(printed, "Are services from Halvik affected?", 10, copies="one").hits
    assert best[0].article.id == "local"
    add_articles(
        printed,
        [
            RawArticle("Bread was dear. " * 8, "-", "Bread", "Late", id="a", published="2024-02-02"),
            RawArticle("Bread was dear. " * 8, "-", "Bread", "Early", id="b", published="2024-02-02T00:00:00+05:00"),
        ],
    )
    assert [hit.article.id for hit in search(printed, "bread", 1).hits] == ["a"]
    found = search(printed, "bread", 1, copies="one").hits
    assert [hit.article.id for hit in found] == ["b"]
    assert [article.id for article in found[0].also_in] == ["a"]


def test_when_the_copy_that_was_shown_is_removed_another_is(printed: Library) -> None:
    question = "How high did the Tarrow rise at the old mill?"
    seen = []
    for _ in range(3):
        first = search(printed, question, 1, copies="one").hits[0]
        seen.append((first.article.id, len(first.also_in)))
        printed.remove([first.article.id])
    assert {name for name, _ in seen} == {"wire", "local", "figure"}
    assert [others for _, others in seen] == [2, 1, 0]


def test_for_evidence_what_a_copy_adds_is_found_too_and_nothing_twice(printed: Library) -> None:
    hits = search(printed, "What happened at Greyfen?", 20, copies="what is new").hits
    said = " ".join(hit.text for hit in hits)
    assert "Services from Halvik" in said
    assert "1,150" in said
    assert "2,300" in said
    assert said.count("94 millimetres") == 2, "once with each figure"
    assert said.count("walking pace") < 3


def test_without_being_asked_nothing_is_left_out(printed: Library) -> None:
    hits = search(printed, "What happened at Greyfen?", 100).hits
    assert len(hits) == printed.catalog.passage_count()
    assert not any(hit.also_in for hit in hits)


def test_copies_do_not_crowd_out_what_else_there_is(library: Library) -> None:
    many = [RawArticle(WIRE, "-", "Tarrow bursts banks", f"Outlet {n}", id=f"{n}") for n in range(40)]
    other = RawArticle("A café on the quay sold bread.", "-", "Bread", "Post", id="bread")
    add_articles(library, [*many, other])
    hits = search(library, "How high did the Tarrow rise?", 10, copies="one").hits
    assert hits[-1].article.id == "bread"
    assert len(hits[0].also_in) == 39


# --- homes of the format before --------------------------------------------------------------------------------------


def made_old(path: Path) -> None:
    """Makes a catalog what it was in format 1, which knew of no copies."""
    with contextlib.closing(sqlite3.connect(path)) as raw, raw:
        raw.execute("DROP TABLE aside")
        raw.execute("DROP TABLE speeches")
        raw.execute("DROP TABLE buckets")
        raw.execute("DROP TABLE sketches")
        raw.execute("UPDATE meta SET value = '1' WHERE key = 'schema'")


def tables(path: Path) -> set[str]:
    with contextlib.closing(sqlite3.connect(path)) as raw:
        return {name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def test_an_old_home_is_brought_up_to_date_and_nothing_is_embedded_again(printed: Library) -> None:
    before = clusters(printed.catalog)
    generation, ids = printed.catalog.generation, printed.catalog.passage_ids()
    printed.close()
    made_old(printed.catalog.path)

    def none() -> None:
        pytest.fail("nothing is to be embedded")

    with contextlib.closing(Library(printed.home, none)) as again:  # type: ignore[arg-type]
        assert clusters(again.catalog) == before
        assert before
        assert (again.catalog.generation, again.catalog.passage_ids()) == (generation, ids)
    with contextlib.closing(Catalog(printed.catalog.path)) as opened:
        assert clusters(opened) == before


def test_an_upgrade_that_was_stopped_changed_nothing_and_is_done_the_next_time(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b", "c"):
        put(catalog, name, WIRE)
    catalog.close()
    made_old(catalog.path)
    place, placed = copies.place, []

    def stopped(connection: object, article_id: str) -> None:
        placed.append(article_id)
        if len(placed) == 2:
            raise KeyboardInterrupt
        place(connection, article_id)  # type: ignore[arg-type]

    monkeypatch.setattr(copies, "place", stopped)
    with pytest.raises(KeyboardInterrupt):
        Catalog(catalog.path)
    assert "sketches" not in tables(catalog.path)
    monkeypatch.undo()
    with contextlib.closing(Catalog(catalog.path)) as opened:
        assert clusters(opened) == {frozenset("abc")}
