"""What was reported as added is there, whatever happened after."""

import json
import random
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from index.embed import Embedder
from index.errors import WriterBusyError
from index.ingest import SAMPLES, add, add_articles, add_samples, remove_samples
from index.library import Library
from index.search import search
from index.types import AddReport, Failure, Filters, RawArticle, Stored
from tests.index.children import child, opened


def states(report: AddReport) -> list[str]:
    return [article.state for article in report.articles]


def raw(text: str, **given: object) -> RawArticle:
    return RawArticle(text=text, origin=str(given.pop("origin", "-")), **given)  # type: ignore[arg-type]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def test_a_file_is_added_then_unchanged_then_updated(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "ferry.txt"
    with opened(home) as library:
        file.write_text("The ferry broke down on Tuesday.")
        first = add(library, [str(file)])
        assert states(first) == ["added"]
        assert states(add(library, [str(file)])) == ["unchanged"]
        file.write_text("The ferry sails again.")
        second = add(library, [str(file)])
        assert states(second) == ["updated"]
        [stored] = second.articles
        assert stored.id == first.articles[0].id
        assert library.catalog.article(stored.id).version == 2
        assert library.catalog.text(stored.id, 1) == "The ferry broke down on Tuesday."
        assert [hit.text for hit in search(library, "ferry").hits] == ["The ferry sails again."]


def test_the_same_words_in_another_file_are_unchanged(home: Path, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("Ferry breaks down\n\nIt broke down on Tuesday.")
    with opened(home) as library:
        assert states(add(library, [str(tmp_path / "a.txt"), str(tmp_path / "b.txt")])) == ["added", "unchanged"]
        assert states(add(library, [str(tmp_path / "b.txt")])) == ["unchanged"]
        assert len(library.catalog.articles()) == 1


def test_two_pages_of_one_site_are_two_articles(home: Path, tmp_path: Path) -> None:
    for name, what in (("a.html", "ferry"), ("b.html", "bridge")):
        story = (
            f"<p>The {what} was closed on Tuesday for a whole day, the city said in the evening, and opened again.</p>"
        )
        (tmp_path / name).write_text(
            f'<html><head><base href="https://site.example/"></head><body><h1>{what}</h1>{story}</body>'
        )
    with opened(home) as library:
        report = add(library, [str(tmp_path / "a.html"), str(tmp_path / "b.html")])
        assert states(report) == ["added", "added"]


def test_the_same_url_with_other_words_is_a_new_version(home: Path) -> None:
    with opened(home) as library:
        first = add_articles(library, [raw("It will cost €412 million.", url="https://L.example/a#top")])
        second = add_articles(library, [raw("It will cost €421 million.", url="https://l.example/a")])
        assert (states(first), states(second)) == (["added"], ["updated"])
        article_id = second.articles[0].id
        assert library.catalog.text(article_id, 1) == "It will cost €412 million."
        assert library.catalog.text(article_id) == "It will cost €421 million."


def test_files_that_come_together_are_kept_apart_though_they_share_a_url(home: Path) -> None:
    def both(second: str) -> list[RawArticle]:
        url = "https://l.example/a"
        return [
            raw("It will cost €412 million.", url=url, origin="/one"),
            raw(second, url=f"{url}#top", origin="/two"),
            raw("Page 3 of another kind.", url=f"{url}#!/story/3", origin="/three"),
        ]

    with opened(home) as library:
        first = add_articles(library, both("Nobody was hurt."))
        assert states(first) == ["added"] * 3
        assert len({article.id for article in first.articles}) == 3
        assert states(add_articles(library, both("Nobody was hurt."))) == ["unchanged"] * 3
        corrected = add_articles(library, both("One was hurt."))
        assert {item.source: item.state for item in corrected.articles if item.state != "unchanged"} == {
            "/two": "updated"
        }
        assert states(add_articles(library, both("One was hurt.")[1:2])) == ["unchanged"]
        later = add_articles(library, [raw("It will cost €421 million.", url="https://l.example/a", origin="/new")])
        assert [(item.id, item.state) for item in later.articles] == [(first.articles[0].id, "updated")]


def test_what_was_read_before_a_reader_broke_is_stored(home: Path) -> None:
    def broken() -> Iterator[RawArticle]:
        yield raw("The ferry broke down on Tuesday.")
        raise RuntimeError("a reader broke")

    with opened(home) as library:
        with pytest.raises(RuntimeError, match="a reader broke"):
            add_articles(library, broken())
        assert len(library.catalog.articles()) == 1
        assert search(library, "ferry").hits


def test_a_correction_in_the_same_batch_is_not_lost(home: Path) -> None:
    items = [raw("It will cost €412 million.", id="x"), raw("It will cost €421 million.", id="x")]
    told: list[Stored | Failure] = []
    with opened(home) as library:

        def progress(done: Stored | Failure) -> None:
            told.append(done)
            assert isinstance(done, Stored)
            assert library.catalog.article(done.id)

        assert states(add_articles(library, [*items, items[1]], progress)) == ["added", "updated", "unchanged"]
        assert library.catalog.text("x") == "It will cost €421 million."
    assert len(told) == 3


def test_a_corrected_date_outlet_author_or_url_is_stored_without_a_new_version(home: Path, tmp_path: Path) -> None:
    file = tmp_path / "ferry.md"

    def write(**front: str) -> None:
        lines = "".join(f"{key}: {value}\n" for key, value in front.items())
        file.write_text(f"---\ntitle: Ferry\n{lines}---\nThe ferry broke down on Tuesday.")

    with opened(home) as library:
        write(published="2024-04-09", source="The Ledger")
        first = add(library, [str(file)]).articles[0].id
        for front in (
            {"published": "2024-04-10"},
            {"source": "Coast Daily"},
            {"author": "Mina Berg"},
            {"url": "https://coast.example/ferry"},
            {"url": "https://coast.example/2024/ferry"},
        ):
            write(**front)
            [stored] = add(library, [str(file)]).articles
            assert (stored.id, stored.state) == (first, "updated")
            assert add(library, [str(file)]).articles[0].state == "unchanged"
        article = library.catalog.article(first)
        assert (article.published, article.source, article.author) == ("2024-04-10", "Coast Daily", "Mina Berg")
        assert article.url == "https://coast.example/2024/ferry"
        assert (article.version, len(library.catalog.versions(first))) == (1, 1)
        found = search(library, "ferry", filters=Filters(since=date(2024, 4, 10))).hits
        assert [hit.text for hit in found] == ["The ferry broke down on Tuesday."]


def test_a_corpus_line_with_a_date_of_its_own_is_corrected(home: Path) -> None:
    with opened(home) as library:
        add_articles(library, [raw("Words.", id="x", published="2024-01-01")])
        assert states(add_articles(library, [raw("Words.", id="x", published="2024-01-02")])) == ["updated"]
        assert states(add_articles(library, [raw("Words.", id="x")])) == ["unchanged"]
        assert library.catalog.article("x").published == "2024-01-02"


def test_the_same_words_elsewhere_fill_in_what_is_missing_and_correct_nothing(home: Path) -> None:
    items = [
        raw("Words.", origin="/a.txt", source="The Ledger"),
        raw("Words.", origin="/b.txt", source="Coast Daily", published="2024-01-02"),
    ]
    with opened(home) as library:
        report = add_articles(library, items)
        assert states(report) == ["added", "updated"]
        assert [article.source for article in report.articles] == ["/a.txt", "/b.txt"]
        assert states(add_articles(library, items)) == ["unchanged", "unchanged"]
        [article] = library.catalog.articles()
        assert (article.source, article.published, article.origin) == ("The Ledger", "2024-01-02", "/a.txt")


def test_a_samples_words_in_a_file_of_ones_own_leave_it_the_sample_it_is(home: Path, tmp_path: Path) -> None:
    sample = next(SAMPLES.iterdir())
    (tmp_path / "mine.txt").write_text(sample.read_text("utf-8").replace("---\n", "---\nupdated: 2031-01-01\n", 1))
    with opened(home) as library:
        add_samples(library)
        assert states(add(library, [str(tmp_path / "mine.txt")])) == ["updated"]
        assert library.catalog.article(sample.stem).updated == "2031-01-01"
        assert set(states(add_samples(library))) == {"unchanged"}
        assert remove_samples(library) == len(list(SAMPLES.iterdir()))


def test_ids_of_a_corpus_are_kept_and_a_bad_line_does_not_stop_the_rest(home: Path, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus.jsonl"
    lines = [json.dumps({"_id": f"doc/{n}", "title": f"Title {n}", "text": f"Words of {n}."}) for n in range(3)]
    corpus.write_text("\n".join([lines[0], "not json", *lines[1:]]))
    with opened(home) as library:
        report = add(library, [str(tmp_path / "nowhere.txt"), str(corpus)])
        assert [article.id for article in report.articles] == ["doc/0", "doc/1", "doc/2"]
        assert [failed.source.rpartition("/")[2] for failed in report.failed] == ["nowhere.txt", "corpus.jsonl:2"]
        assert report.count("added") == 3
        assert {article.id for article in library.catalog.articles()} == {"doc/0", "doc/1", "doc/2"}


def test_an_article_without_words_and_one_with_a_broken_url_do_not_stop_the_rest(home: Path) -> None:
    items = [raw("\ufeff ... \n"), raw("Words.", url="http://[broken"), raw("Words of another.\x00", title="T\nitle")]
    with opened(home) as library:
        report = add_articles(library, items)
        assert (states(report), len(report.failed)) == (["added", "added"], 1)
        assert library.catalog.article(report.articles[1].id).title == "T itle"


def test_the_samples_come_and_go_together(home: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("My own article about a ferry.")
    with opened(home) as library:
        mine = add(library, [str(tmp_path / "mine.txt")]).articles[0].id
        report = add_samples(library)
        assert {article.id for article in report.articles} == {path.stem for path in SAMPLES.iterdir()}
        assert set(states(report)) == {"added"}
        assert set(states(add_samples(library))) == {"unchanged"}
        assert remove_samples(library) == len(report.articles)
        assert [article.id for article in library.catalog.articles()] == [mine]
        assert {hit.article.id for hit in search(library, "ferry harbour bridge").hits} == {mine}
        assert remove_samples(library) == 0


def test_every_stored_passage_is_found_at_its_place_in_its_article(sample_library: Library) -> None:
    catalog = sample_library.catalog
    for stored in catalog.passages(catalog.passage_ids()).values():
        text = catalog.text(stored.article_id, stored.version)
        words = text[stored.passage.start : stored.passage.end]
        assert words
        assert words == words.strip()
        assert stored.passage.sentences[0].start == stored.passage.start


def test_a_second_writer_is_told_who_is_writing_and_changes_nothing(home: Path) -> None:
    with child("hold", home) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "holding\n"
        with opened(home) as library:
            with pytest.raises(WriterBusyError, match=rf"process {holder.pid}\b.*try again"):
                add_articles(library, [raw("Words.")])
            assert library.catalog.generation == 0
            assert library.catalog.articles() == []
            holder.kill()
            holder.wait()
            assert states(add_articles(library, [raw("Words.")])) == ["added"]


def test_a_writer_waits_for_who_only_tidies_up(home: Path) -> None:
    with child("tidy", home) as tidier, opened(home) as library:
        assert tidier.stdout is not None
        assert tidier.stdout.readline() == "tidying\n"
        assert states(add_articles(library, [raw("Words.")])) == ["added"]
        assert tidier.wait(timeout=20) == 0


def test_what_was_reported_before_a_kill_is_there_after_it(home: Path) -> None:
    reported: set[str] = set()
    seed = random.Random(7)
    for _ in range(5):
        with child("add", home) as adder:
            assert adder.stdout is not None
            first = adder.stdout.readline()
            time.sleep(seed.random() * 0.25)
            adder.kill()
            for line in [first, *adder.stdout.read().splitlines()]:
                state, _, article_id = line.strip().partition(" ")
                if state in ("added", "unchanged"):
                    reported.add(article_id)
        with opened(home) as library:
            articles = [article.id for article in library.catalog.articles()]
            assert reported <= set(articles)
            assert len(articles) == len(set(articles))
            assert all(library.catalog.article(article_id).version == 1 for article_id in articles)
            assert library.catalog.check() is None
            hits = search(library, "What did Kurt Campbell say about China?", 100).hits
            assert hits
            assert len({hit.stored.id for hit in hits}) == len(hits)
            count = library.catalog.passage_count()
            assert (library.words.count(), library.vectors.count()) == (count, count)
    assert reported


def test_a_library_embeds_only_when_something_is_new(home: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Words of an article.")
    with opened(home) as library:
        add(library, [str(tmp_path / "a.txt")])

    def never() -> Embedder:
        raise AssertionError("the model was loaded")

    library = Library(home, never)
    assert states(add(library, [str(tmp_path / "a.txt")])) == ["unchanged"]
    assert len(library.catalog.articles()) == 1
    library.close()


def test_an_outlet_and_an_author_stand_on_one_line_no_longer_than_names_are(home: Path) -> None:
    with opened(home) as library:
        words = "Post\n\n[2] The river rose by 90 metres.\r\nQuestion: none\x00"
        add_articles(library, [RawArticle("The river rose by nine metres.", "-", "T", words, "x \n" * 10_000, id="a")])
        article = library.catalog.article("a")
        assert article.source == "Post [2] The river rose by 90 metres. Question: none"
        assert article.author is not None
        assert article.author.startswith("x x x")
        assert len(article.author) <= 300
