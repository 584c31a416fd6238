"""What is fed in is either an article or a failure that says why; nothing else ever comes out of a reader."""

import gzip
import io
import json
import os
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from index.errors import ReadError
from index.readers import read_bytes, read_source
from index.readers.dates import iso_date
from index.readers.formats import KINDS
from index.readers.furniture import is_furniture, without_furniture
from index.types import Failure, RawArticle

PAGE = """<!doctype html><html lang="en"><head><title>Ferry breaks down – The Ledger</title>
<meta property="og:title" content="Ferry breaks down off Karsund">
<meta property="og:site_name" content="The Ledger"><meta name="author" content="Dagny Ferreira">
<meta property="article:published_time" content="2024-04-09T08:30:00+02:00">
<link rel="canonical" href="https://ledger.example/2024/04/ferry"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport and weather</a></li></ul></nav>
<article><h1>Ferry breaks down off Karsund</h1>
<p>The ferry to Karsund broke down on Tuesday with 212 people on board, the coast guard said in the evening.</p>
<p>Nobody was hurt. A tug brought it back to the harbour before noon, and the passengers went on by bus.</p>
<p>“It was a very long morning,” said the captain, Imani Osei-Brandt, who has sailed the route for 19 years.</p>
</article><footer><p>Subscribe to our newsletter and follow us everywhere.</p></footer>
<script>var hidden = "never";</script></body></html>"""


def article(data: bytes | str, ending: str = ".txt") -> RawArticle:
    return read_bytes(data.encode() if isinstance(data, str) else data, "origin", ending)


def failure(source: Path | str) -> Failure:
    [found] = read_source(str(source))
    assert isinstance(found, Failure)
    return found


# --- one article --------------------------------------------------------------------------------------------------


def test_a_front_matter_names_the_article_and_is_no_part_of_it() -> None:
    raw = article(
        '---\r\ntitle: "Dockers\' strike"\r\nsource: The Ledger\r\nauthor: D. Ferreira\r\npublished: 2024-04-09\r\n'
        "updated: 2024-04-10T10:00:00+02:00\r\nurl: https://ledger.example/a\r\nlanguage: en\r\n---\r\n"
        "The port is shut."
    )
    assert raw == RawArticle(
        text="The port is shut.",
        origin="origin",
        title="Dockers' strike",
        source="The Ledger",
        author="D. Ferreira",
        published="2024-04-09",
        updated="2024-04-10T10:00:00+02:00",
        url="https://ledger.example/a",
        language="en",
    )


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ('"Quoted"', "Quoted"),
        ("'Quoted'", "Quoted"),
        ('"Never again," say voters', '"Never again," say voters'),
        ('"Yes" and "no"', '"Yes" and "no"'),
        ("A win for dockers'", "A win for dockers'"),
        ('"', '"'),
    ],
)
def test_only_quotes_around_a_whole_title_are_taken_off(written: str, title: str) -> None:
    assert article(f"---\ntitle: {written}\n---\nWords.").title == title


def test_a_text_without_front_matter_has_its_first_line_as_title() -> None:
    assert article("Ferry breaks down\n\nIt broke down on Tuesday.").title == "Ferry breaks down"
    assert article("It broke down on Tuesday.").title == "origin"


def test_a_rule_in_the_text_is_no_front_matter() -> None:
    raw = article("First words.\n---\ntitle: no title\n---\n")
    assert raw.text.startswith("First words.")
    assert raw.title == "origin"


@pytest.mark.parametrize(
    "between",
    [
        "Words of the first part.\nMore of them.\n",
        "Note: this is prose: it has colons\nand no field.\n",
        "title: looks like one\nbut this line does not\n",
        "witness: Ann\nplace: Oslo\n",
        "",
    ],
)
def test_words_between_two_rules_are_words_of_the_text(between: str) -> None:
    raw = article(f"---\n{between}---\nThe port is shut.")
    assert between in raw.text
    assert raw.text.endswith("The port is shut.")


def test_a_front_matter_may_have_lists_long_values_and_fields_we_do_not_know() -> None:
    raw = article(
        "---\ntitle: >\n  Dockers stop work\n  at dawn\nauthor:\n- D. Ferreira\n# a note\n\npost-id: 7\n---\nShut."
    )
    assert (raw.title, raw.author, raw.text) == ("Dockers stop work at dawn", "D. Ferreira", "Shut.")


def test_a_date_that_cannot_be_read_is_told() -> None:
    raw = article("---\ntitle: T\npublished: 4/10/2024\n---\nWords.")
    assert raw.published is None
    assert "4/10/2024" in (raw.note or "")
    assert article("---\ntitle: T\npublished: April 10, 2024\n---\nWords.").note is None


def test_markdown_loses_its_markup_and_keeps_its_words() -> None:
    raw = article(
        "---\nsource: Ledger\n---\n# Ferry *breaks* down\n\nThe [ferry](https://x.example/y) to **Karsund** broke\n"
        "down.\n\n- first `point`\n- second point\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n![no](pic.png)\n\n> said she\n",
        ".md",
    )
    assert raw.text.split("\n\n") == [
        *("Ferry breaks down", "The ferry to Karsund broke down.", "first point", "second point"),
        *("a", "b", "1", "2", "said she"),
    ]
    assert (raw.title, raw.source) == ("Ferry breaks down", "Ledger")


def test_a_page_gives_its_story_and_metadata_without_its_menus() -> None:
    raw = article(PAGE, ".html")
    assert "212 people" in raw.text
    assert "19 years" in raw.text
    for other in ("Sport and weather", "newsletter", "hidden"):
        assert other not in raw.text
    assert raw.title == "Ferry breaks down off Karsund"
    assert (raw.source, raw.author) == ("The Ledger", "Dagny Ferreira")
    assert (raw.published or "")[:10] == "2024-04-09"
    assert raw.url == "https://ledger.example/2024/04/ferry"


def test_lines_about_sharing_and_reading_more_within_a_story_are_no_part_of_it() -> None:
    between = "".join(
        f"<p>{line}</p>"
        for line in (
            "Read more: <a href='/c'>Ten things to know about the harbour and its ferries</a>",
            "Share this article on Facebook, Twitter, WhatsApp",
            "Related: Mayor resigns after the row about the tolls",
            "Sign up for our Morning Briefing newsletter and never miss a story",
            "Advertisement",
        )
    )
    last = "<p>“It was"
    assert article(PAGE.replace(last, between + last), ".html").text == article(PAGE, ".html").text


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell on Tuesday.",
        "Share this burden, the pope asked of Europe.",
        "Related companies were told to stop.",
        "Read more books, the minister told the pupils.",
        "Sign up for the draft began on Monday, officials said.",
        "Follow us on this journey, he said.",
        "Most read the letter as a threat.",
        "Comments by the mayor were met with anger.",
    ],
)
def test_a_sentence_that_begins_like_such_a_line_stays(line: str) -> None:
    assert not is_furniture(line)


def test_a_page_of_nothing_but_such_lines_keeps_them() -> None:
    assert without_furniture("Advertisement\nRead more: the ferry") == "Advertisement\nRead more: the ferry"


@pytest.mark.parametrize(
    "written", ["[D. Ferreira, 'Mina Berg']", "\n- D. Ferreira\n- Mina Berg", "D. Ferreira, Mina Berg"]
)
def test_a_front_matter_may_name_several_authors(written: str) -> None:
    assert article(f"---\ntitle: T\nauthor: {written}\n---\nWords.").author == "D. Ferreira, Mina Berg"


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<base href="https://ledger.example/">', None),
        ('<base href="https://ledger.example/news/">', None),
        ('<link rel="canonical" href="https://ledger.example/">', None),
        ('<link rel="canonical" href="/2024/04/ferry">', None),
        ('<link rel="canonical" href="http://[broken"><meta property="og:url" content="javascript:x">', None),
        ('<link rel="canonical" href="//ledger.example/f?id=1">', "https://ledger.example/f?id=1"),
        ('<meta property="og:url" content="https://ledger.example/ferry">', "https://ledger.example/ferry"),
        (
            '<link rel="canonical" href="https://ledger.example"><meta name="og:url" content="https://ledger.example/f">',
            "https://ledger.example/f",
        ),
    ],
)
def test_a_page_has_the_address_it_gives_as_its_own_and_no_other(head: str, url: str | None) -> None:
    page = PAGE.replace('<link rel="canonical" href="https://ledger.example/2024/04/ferry">', head)
    assert article(page, ".html").url == url


@pytest.mark.parametrize("page", ["<html></html>", "<nav><a href='/'>Home</a></nav>", "words"])
def test_a_page_without_a_story_is_a_failure_or_its_words(page: str) -> None:
    try:
        said = article(page, ".html").text
    except ReadError as error:
        said = str(error)
    assert said == "words" or "no article" in said or "no words" in said


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le-bom", "utf-16-be-bom", "latin-1"]
)
def test_a_text_is_read_in_its_encoding(encoding: str) -> None:
    words = (
        "Le café de la Gare a fermé hier soir, après trente années. « C’était l’été », a déclaré la gérante à la "
        "presse étonnée, très émue."
    ).replace("’", "'")
    bom = {"utf-16-le-bom": b"\xff\xfe", "utf-16-be-bom": b"\xfe\xff"}.get(encoding, b"")
    assert article(bom + words.encode(encoding.removesuffix("-bom"))).text.strip("\ufeff") == words


@pytest.mark.parametrize(
    ("encoding", "words"),
    [
        ("cp1252", "The café’s owner said it would close on Friday after thirty years in the town square."),
        ("cp1251", "Премьер-министр сообщил, что правительство примет закон на следующей неделе."),
        ("shift_jis", "首相は火曜日、政府が来週法案を承認すると述べた。"),
    ],
)
def test_a_text_that_is_no_utf8_is_read_as_it_was_meant(encoding: str, words: str) -> None:
    assert article(words.encode(encoding)).text == words


@pytest.mark.parametrize("cut", [b"", b"\xc3", b"\xe2\x80"])
def test_a_wrong_byte_does_not_spoil_the_rest_of_an_article(cut: bytes) -> None:
    words = "Le café de la Gare a fermé hier soir, a déclaré la gérante."
    assert article(words.encode() + cut).text.startswith(words)
    assert article(words.encode().replace(b"hier", b"h\xffier") + cut).text.startswith(words[:27])


def test_a_page_in_the_encoding_it_declares_is_read_in_it() -> None:
    page = PAGE.replace("<head>", '<head><meta charset="windows-1250">').replace("212 people", "Premiér a 212 řeřich")
    assert "Premiér a 212 řeřich" in article(page.encode("cp1250"), ".html").text
    assert article(PAGE.replace("<head>", "<head><meta charset=nonsense>").encode("cp1252"), ".html").text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"--- ... ---", "no words"),
        (b"---\ntitle: only a title\n---\n", "empty"),
        (bytes(range(256)) * 50, "not text"),
        (b"\x7fELF" + b"\x00\x01\x02" * 500, "not text"),
        (b"words " + b"\x00" * 600, "control characters"),
        (b"%PDF-1.7 words", "a PDF"),
        (b"PK\x03\x04 words", "ZIP"),
        (b"\x89PNG words", "image"),
        (b"\xff\xfea", "utf-16"),
    ],
)
def test_what_is_no_text_is_refused_with_its_reason(data: bytes, reason: str) -> None:
    with pytest.raises(ReadError, match=reason):
        article(data)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-04-09", "2024-04-09"),
        (" 2024/4/9 ", "2024-04-09"),
        ("20240409", "2024-04-09"),
        ("2024-04-09T10:00:00+02:00", "2024-04-09T10:00:00+02:00"),
        ("2024-04-09T10:00:00Z", "2024-04-09T10:00:00+00:00"),
        ("April 10, 2024", "2024-04-10"),
        ("Wednesday, Apr. 10th 2024", "2024-04-10"),
        ("1 September 2023", "2023-09-01"),
        ("Sept. 1, 2023", "2023-09-01"),
        ("10.04.2024", "2024-04-10"),
        ("10. 4. 2024", "2024-04-10"),
        ("Wed, 10 Apr 2024 09:20:00 +0200", "2024-04-10T09:20:00+02:00"),
        ("4/10/2024", None),
        ("31.02.2024", None),
        ("April 99, 2024", None),
        ("April 2024", None),
        ("at 9:20 yesterday", None),
        ("2024-02-30", None),
        ("yesterday", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_iso_or_unknown(value: str | None, expected: str | None) -> None:
    assert iso_date(value) == expected


# --- arbitrary input ------------------------------------------------------------------------------------------------

MARKUP = st.lists(
    st.sampled_from(
        [
            *("---\n", "title: x\n", "# ", "> ", "* ", "`", "```\n", "\\", "[](", "| ", "\n\n", "Words of news. ", "é"),
            *("<p>", "</p>", "<article>", "<table><tr><td>", "<!--", "]]>", "<script>", "<meta name=date content=9>"),
            *("<meta charset=hex>", "<meta charset=iso-8859-99>", "&#0;", "&#xd800;", '<html lang="\x01">'),
            *('<a href="http://[x">', "<time datetime=1>"),
        ]
    ),
    max_size=40,
).map("".join)


@settings(deadline=5000, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=400),
        MARKUP.map(str.encode),
        MARKUP.map(lambda text: text.encode("latin-1")),
        st.text(max_size=100).map(lambda t: t.encode("utf-16", "replace")),
    )
)
@example(b"<div>" * 20_000 + b"words and words and words")
@example(b"[" * 20_000 + b"words")
@example(b">" * 20_000 + b"words")
@example(b"*a_" * 10_000)
@example(b"| a " * 5_000 + b"\n" + b"|-" * 5_000 + b"\n")
@example(b"<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><p>&b;</p>")
def test_any_bytes_with_any_ending_are_an_article_or_a_read_error(data: bytes) -> None:
    for ending in (*KINDS, ".exe", ""):
        try:
            raw = read_bytes(data, "origin", ending)
        except ReadError:
            continue
        assert any(character.isalnum() for character in raw.text)
        assert raw.published is None or iso_date(raw.published) == raw.published


# --- files and folders --------------------------------------------------------------------------------------------


def test_a_folder_is_read_with_its_folders_in_order_and_hidden_things_are_left_out(tmp_path: Path) -> None:
    for name in ("b.txt", "a.md", "sub/c.txt", "sub/deep/d.html", ".git/e.txt", ".hidden.txt", "picture.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(PAGE if name.endswith("html") else f"Words of {name}.")
    found = list(read_source(str(tmp_path)))
    assert all(isinstance(item, RawArticle) for item in found)
    names = [Path(item.origin).name for item in found if isinstance(item, RawArticle)]
    assert names == ["a.md", "b.txt", "c.txt", "d.html"]


def test_of_a_beir_dataset_only_the_corpus_is_read(tmp_path: Path) -> None:
    for name in ("a/corpus.jsonl", "a/queries.jsonl", "a/qrels/test.jsonl", "b/corpus-2.jsonl", "b/qrels/dev.tsv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(json.dumps({"_id": "1", "text": f"Words of {name}."}) + "\n")
    (tmp_path / "b" / "dev.jsonl").write_text('{"_id": "1", "text": "What?"}\n')
    (tmp_path / "c.jsonl").write_text('{"_id": "2", "text": "Words of a corpus of our own."}\n')
    found = [item.text for item in read_source(str(tmp_path)) if isinstance(item, RawArticle)]
    assert found == ["Words of a corpus of our own.", "Words of a/corpus.jsonl.", "Words of b/corpus-2.jsonl."]


def test_a_link_that_leads_to_itself_is_one_failure_among_the_files(tmp_path: Path) -> None:
    (tmp_path / "b.txt").symlink_to(tmp_path / "b.txt")
    for name in ("a.txt", "c.txt"):
        (tmp_path / name).write_text(f"Words of {name}.")
    first, loop, last = read_source(str(tmp_path))
    assert isinstance(first, RawArticle)
    assert isinstance(loop, Failure)
    assert loop.source.endswith("b.txt")
    assert isinstance(last, RawArticle)
    assert failure(tmp_path / "b.txt").reason


def test_a_folder_without_articles_says_so(tmp_path: Path) -> None:
    (tmp_path / "picture.png").write_bytes(b"\x89PNG")
    assert "no article in this folder" in failure(tmp_path).reason


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("a.doc", "Word before 2007"),
        ("a.odt", "save it as .docx"),
        ("a.xyz", "no kind we read"),
        ("a", "without an ending"),
    ],
)
def test_a_kind_that_cannot_be_read_says_what_can(tmp_path: Path, name: str, reason: str) -> None:
    (tmp_path / name).write_text("words")
    assert reason in failure(tmp_path / name).reason


@pytest.mark.parametrize(
    "source", ["nowhere.txt", "a" * 5000, "with\x00nul.txt", "~nobody-of-that-name/a.txt", "\udcff"]
)
def test_a_source_that_is_not_there_is_a_failure(source: str) -> None:
    found = failure(source)
    assert found.reason
    found.source.encode()


def test_a_pipe_among_the_files_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    assert "no file" in failure(tmp_path / "pipe.txt").reason


def test_a_file_whose_name_is_no_text_is_read(tmp_path: Path) -> None:
    for name in (b"caf\xe8.txt", b"caf\xe9.txt"):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), name))).write_text("Words.")
    one, other = read_source(str(tmp_path))
    assert isinstance(one, RawArticle)
    assert isinstance(other, RawArticle)
    assert one.origin != other.origin
    one.origin.encode()


def test_a_file_of_50_mb_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    began = time.monotonic()
    assert "50 MB" in failure(path).reason
    assert time.monotonic() - began < 0.5


def test_standard_input_is_one_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"It broke down on Tuesday.")))
    [raw] = read_source("-")
    assert isinstance(raw, RawArticle)
    assert (raw.text, raw.origin) == ("It broke down on Tuesday.", "-")


# --- BEIR -----------------------------------------------------------------------------------------------------------

LINES = (
    b'{"_id": "a1", "title": "Ferry", "text": "It broke down.", "metadata": {"date": "2024-04-09", "source": "TL"}}',
    b"not json",
    b'{"_id": "a2", "title": null, "text": ""}',
    b"",
    b'{"_id": 3, "text": "Numbers are ids too.", "extra": 1, "metadata": {"url": null}}',
    b'{"text": "no id"}',
    b"\xff\xfe",
)


@pytest.mark.parametrize("name", ["corpus.jsonl", "corpus.jsonl.gz", "CORPUS.JSONL.GZ"])
def test_a_bad_line_of_a_corpus_is_named_by_its_number_and_the_others_are_read(tmp_path: Path, name: str) -> None:
    data = b"\n".join(LINES)
    (tmp_path / name).write_bytes(gzip.compress(data) if name.lower().endswith("gz") else data)
    found = list(read_source(str(tmp_path / name)))
    assert [item.id for item in found if isinstance(item, RawArticle)] == ["a1", "3"]
    failed = [item for item in found if isinstance(item, Failure)]
    assert [item.source.rsplit(":", 1)[1] for item in failed] == ["2", "3", "6", "7"]
    assert all(item.reason.startswith("not a BEIR line") for item in failed)
    first = found[0]
    assert isinstance(first, RawArticle)
    assert (first.title, first.source, first.published) == ("Ferry", "TL", "2024-04-09")


def test_a_corpus_that_begins_with_a_byte_order_mark_keeps_its_first_article(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl").write_bytes(b"\xef\xbb\xbf" + LINES[0] + b"\n" + LINES[4])
    found = list(read_source(str(tmp_path / "c.jsonl")))
    assert [item.id for item in found if isinstance(item, RawArticle)] == ["a1", "3"]


def test_a_corpus_cut_in_the_middle_gives_what_is_whole_and_a_failure(tmp_path: Path) -> None:
    lines = [b'{"_id": "%d", "text": "%s"}' % (n, os.urandom(200).hex().encode()) for n in range(200)]
    data = gzip.compress(b"\n".join(lines))
    (tmp_path / "c.jsonl.gz").write_bytes(data[: len(data) // 2])
    *whole, last = read_source(str(tmp_path / "c.jsonl.gz"))
    assert whole
    assert all(isinstance(item, RawArticle) for item in whole)
    assert isinstance(last, Failure)
    assert "cannot be read further" in last.reason


def test_a_corpus_that_is_no_gzip_file_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "c.jsonl.gz").write_bytes(b"not gzip")
    assert "cannot be read further" in failure(tmp_path / "c.jsonl.gz").reason


def test_a_line_that_is_too_long_keeps_the_numbers_of_the_others_right(tmp_path: Path) -> None:
    with (tmp_path / "c.jsonl").open("wb") as file:
        file.write(b'{"_id": "long", "text": "' + b"x" * 21_000_000 + b'"}\nnot json\n{"_id": "b", "text": "Words."}\n')
    long, bad, good = read_source(str(tmp_path / "c.jsonl"))
    assert isinstance(long, Failure)
    assert long.source.endswith(":1")
    assert isinstance(bad, Failure)
    assert bad.source.endswith(":2")
    assert isinstance(good, RawArticle)


# --- what a source says about itself --------------------------------------------------------------------------------


def linked_data(**fields: object) -> bytes:
    """The page, described by JSON-LD in place of meta tags."""
    data = json.dumps({"@context": "https://schema.org", "@graph": [{"@type": ["NewsArticle"], **fields}]})
    undated = PAGE.replace('<meta property="article:published_time" content="2024-04-09T08:30:00+02:00">', "")
    return undated.replace("</head>", f'<script type="application/ld+json">{data}</script></head>').encode()


def test_times_of_publication_and_update_keep_their_zone() -> None:
    assert article(PAGE, ".html").published == "2024-04-09T08:30:00+02:00"
    raw = article(linked_data(datePublished="2024-04-09T08:30:00+02:00", dateModified="2024-04-10T09:00:00Z"), ".html")
    assert (raw.published, raw.updated) == ("2024-04-09T08:30:00+02:00", "2024-04-10T09:00:00+00:00")


def test_the_language_and_outlet_of_a_page_are_what_it_says() -> None:
    page = linked_data(inLanguage="de-AT", publisher={"@type": "Organization", "name": "Küstenblatt"})
    raw = article(page.replace(b'<meta property="og:site_name" content="The Ledger">', b""), ".html")
    assert (raw.language, raw.source) == ("de", "Küstenblatt")
    assert article(PAGE, ".html").language == "en"


@pytest.mark.parametrize(
    "fields", [{"datePublished": "soon"}, {"datePublished": ["2024-04-09"]}, {"publisher": 7}, {"inLanguage": {"a": 1}}]
)
def test_odd_linked_data_leaves_things_unknown(fields: dict[str, object]) -> None:
    raw = article(linked_data(**fields), ".html")
    assert (raw.published, raw.updated) == (None, None)


def test_a_page_without_a_story_names_the_feed_it_has() -> None:
    page = '<html><head><link rel="alternate" type="application/rss+xml" href="/feed.xml"></head><body></body></html>'
    with pytest.raises(ReadError, match=r"names a feed: /feed\.xml"):
        article(page, ".html")


@pytest.mark.parametrize(
    ("start", "author", "source"),
    [
        ("Ferry breaks down\nBy Mina Berg\n", "Mina Berg", ""),
        (
            "By Imani Osei-Brandt and Jan van der Berg\n\nKARSUND (Reuters) – ",
            "Imani Osei-Brandt and Jan van der Berg",
            "Reuters",
        ),
        ("NEW YORK, April 9 (AP) - ", None, "AP"),
        ("By Friday Evening\n", None, ""),
        ("By the way, Mina Berg said\n", None, ""),
        ("The EU (Brussels) – ", None, ""),
    ],
)
def test_a_byline_and_a_dateline_say_who_wrote_it(start: str, author: str | None, source: str) -> None:
    raw = article(f"{start}The ferry broke down on Tuesday.")
    assert (raw.author, raw.source) == (author, source)


def test_a_front_matter_counts_more_than_a_byline() -> None:
    raw = article("---\nauthor: A\nsource: B\n---\nBy Mina Berg\n\nOSLO (AP) - Words.")
    assert (raw.author, raw.source) == ("A", "B")
