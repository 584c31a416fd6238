"""Text never becomes markup, and a mark is exactly its span."""

from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import index
from assistant.conversations.export import Exported
from assistant.conversations.since import Newer
from assistant.conversations.types import Around, Conversation, Exchange, Feedback, Listed
from assistant.types import Abstention, Answer, Citation, Evidence, SearchedArticles, Sentence, Withheld
from assistant.web import answer as answers
from assistant.web import conversation_list, listing, render, transcript
from assistant.web.adding import Source
from assistant.web.examples import SAMPLES, examples
from assistant.web.narrowed import Narrowed
from assistant.web.progress import progress
from assistant.web.removals import removals
from assistant.web.restriction import restriction
from assistant.web.shelf import Line
from assistant.web.timeline import timeline
from index.aside import Removal
from index.types import Article, Filters

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "![x](https://evil.example/x.png) [y](javascript:alert(1))",
    "</mark></article><iframe src=//evil.example>",
    '" onmouseover="alert(1)" x=\'',
    "' autofocus onfocus=alert(1) '",
    "<svg/onload=alert(1)><style>*{background:url(//evil.example)}</style>",
    "&lt;img src=x&gt; &amp;amp; &#60;b&#62;",
    "‮desrever‬ and ​zero​width‍ ⁦isolate⁩",
    "${alert(1)} {{value}} `back`",
]
ELEMENTS = set(
    "article bdi blockquote b button details div footer g h1 h2 h3 header input label li line mark nav ol p pre "
    "progress q rect section span summary svg table tbody td text th thead title tr ul".split()
)
ATTRIBUTES = set(
    "aria-busy aria-current aria-hidden aria-label aria-live aria-pressed aria-sort checked class data-about "
    "data-again data-as data-ask data-ask-these data-close data-conversation data-copy data-delete data-edit data-end "
    "data-every data-evidence data-exchange data-export data-file data-from data-generation data-head data-judge "
    "data-left data-link data-nonce data-open data-order data-page data-per data-place data-purge data-quote "
    "data-remove data-remove-samples data-rename data-start data-to data-type data-undo data-unfilter data-unroll "
    "data-version data-widen dir disabled height hidden max name placeholder role scope tabindex text-anchor title "
    "type value viewbox width x x1 x2 y y1 y2".split()
)
SAMPLES_FOLDER = Path(index.__file__).parent / "articles"
WORDS = "One line.\n\nThe river rose. Nobody slept.\n\nThe end."


class Looker(HTMLParser):
    """Reads HTML as a browser would: its elements, its text, and the text of its marks."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.marks: list[str] = []
        self._marking = False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "mark":
            self._marking = True
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        self._marking = self._marking and tag != "mark"

    def handle_data(self, data: str) -> None:
        self.text += data
        if self._marking:
            self.marks[-1] += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def plain(html: str) -> Looker:
    """Looks at HTML and makes sure that it holds only elements and attributes of ours."""
    seen = Looker(html)
    for tag, attributes in seen.elements:
        assert tag in ELEMENTS, tag
        assert attributes.keys() <= ATTRIBUTES, attributes
    return seen


def article(words: str = "", **changes: object) -> Article:
    made = Article(
        "river", "A river rises", "Meridian Wire", "Ann Lee", "2024-04-10", None, None, "en", 9, 1, "river.txt", False
    )
    return replace(made, title=words or made.title, **changes)  # type: ignore[arg-type]


def piece(text: str = "The river rose.", marker: int = 1, start: int = 11, about: Article | None = None) -> Evidence:
    return Evidence(marker, about or article(), 1, start, start + len(text), text, 1.0, 0.5)


def cite(item: Evidence) -> Citation:
    return Citation(item.marker, item.article, item.version, item.start, item.end, item.text)


def answer(**changes: object) -> Answer:
    item = piece()
    said = Sentence("It rose [1].", 0, 12, "supported", (cite(item),))
    made = Answer(
        "id", "Q?", "Q?", said.text, (said,), (item,), (), None, SearchedArticles(3, "2024-01-01", "2024-04-10"), "m"
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_stays_text_wherever_it_stands(hostile: str) -> None:
    bad = article(hostile, source=hostile, author=hostile, url=hostile, id=hostile, published=hostile, sample=True)
    item = piece(hostile, start=3, about=bad)
    told = Sentence(f"{hostile} [1].", 0, 9, "partial", (cite(item),))
    beside = [Around(hostile, hostile)]
    full = answer(sentences=(told,), evidence=(item,), withheld=(Withheld(hostile, hostile),))
    said = Exchange(
        hostile, hostile, hostile, Filters(source=hostile), hostile, (item,), (), hostile, None, hostile,
        Feedback("wrong", hostile),
    )  # fmt: skip
    talk = Conversation(hostile, hostile, (said,))
    pages = [
        render.article(bad, f"abc{hostile}xyz", 2, 3, 3 + len(hostile), hostile),
        render.evidence([item], beside, None),
        render.evidence([item], beside, None, {hostile: [replace(bad, id=f"{n}{hostile}") for n in range(5)]}),
        render.also_in(article(), [bad]),
        render.gone(item, hostile, beside[0], hostile),
        render.newest([bad]),
        answers.answer(full),
        answers.answer(replace(full, abstention=Abstention(hostile, (item,)))),
        answers.answer(replace(full, degraded=hostile)),
        transcript.current(talk),
        transcript.current(replace(talk, exchanges=(replace(talk.exchanges[0], doing="", draft="", answer=full),))),
        transcript.past(replace(talk, exchanges=talk.exchanges * 2, excerpt=True)),
        transcript.past(replace(talk, exchanges=talk.exchanges * 2), {hostile: [Newer(bad, False, hostile)]}),
        transcript.notice(hostile),
        conversation_list.conversation_list([Listed(hostile, hostile, hostile, 2)], hostile, hostile),
        conversation_list.download(Exported(hostile, hostile, hostile), hostile),
        listing.table([bad], {}, total=1, samples=1, narrowed=Narrowed(hostile, Filters(source=hostile))),
        listing.report([Line(hostile, "failed", hostile)], hostile),
        listing.trouble(hostile),
        removals([Removal(datetime.now(UTC).isoformat(), (hostile,), (hostile,))]),
        restriction(dict.fromkeys(("source", "author", "article", "language", "speaker", "since", "until"), hostile)),
        progress([Source(hostile, "reading"), Source(hostile, "done", (Line(hostile, "failed", hostile),))], "file"),
        timeline([replace(bad, published="2024-04-10")], "", dates=True),
    ]
    for page in pages:
        assert hostile in plain(page).text


@given(st.text(min_size=1), st.data())
def test_the_mark_is_exactly_the_span(words: str, data: st.DataObject) -> None:
    words = words.replace("\r", "").replace("\x00", "")
    start = data.draw(st.integers(0, len(words)))
    end = data.draw(st.integers(start, len(words)))
    seen = plain(render.marked(words, start, end))
    assert seen.text == words
    assert seen.marks == ([words[start:end]] if start < end else [])


def test_a_span_across_paragraphs_is_one_mark() -> None:
    seen = plain(render.article(article(), WORDS, 1, 0, len(WORDS), ""))
    assert seen.marks == [WORDS]


@pytest.mark.parametrize(("start", "end"), [(-5, 4), (9, 3), (2, 10_000), (10_000, 10_001), (-9, -1)])
def test_a_span_that_is_none_marks_nothing_outside_the_text(start: int, end: int) -> None:
    assert plain(render.marked(WORDS, start, end)).text == WORDS


def test_a_card_shows_the_words_within_their_paragraph() -> None:
    seen = plain(render.evidence([piece()], [render.around(WORDS, piece())], None))
    assert seen.marks == ["The river rose."]
    assert "Nobody slept." in seen.text
    assert "One line." not in seen.text


def test_what_lies_between_two_pieces_of_a_paragraph_is_shown_once() -> None:
    words = "One line.\n\nThe river rose. Nobody slept. The bridge held. So did the dyke.\n\nThe end."
    items = [
        piece(text, number, words.index(text))
        for number, text in enumerate(("The river rose.", "Nobody slept.", "So did the dyke."), 1)
    ]
    seen = plain(render.evidence(items, [render.around(words, item) for item in items], None))
    assert seen.marks == [item.text for item in items]
    for told in ("The river rose.", "Nobody slept.", "The bridge held.", "So did the dyke."):
        assert seen.text.count(told) == 1
    assert seen.text.index("Nobody slept.") < seen.text.index("The bridge held.") < seen.text.index("So did the dyke.")
    apart = [piece("One line.", 1, 0), piece("The river rose.", 2, 11)]
    seen = plain(render.evidence(apart, [render.around(words, item) for item in apart], None))
    assert "Nobody slept. The bridge held. So did the dyke." in seen.text


def test_a_card_never_marks_words_that_are_no_longer_the_evidence() -> None:
    seen = plain(render.evidence([piece()], [render.around("Another text that came in its place.", piece())], None))
    assert seen.marks == ["The river rose."]
    assert "Another text" not in seen.text


def test_evidence_that_is_not_cited_steps_back_once_the_answer_stands() -> None:
    items = [piece(), piece("Nobody slept.", 2, 27)]
    beside = [render.around(WORDS, item) for item in items]
    html = render.evidence(items, beside, frozenset({1}))
    assert html.count('class="piece"') == 1
    assert html.count('class="uncited"') == 1
    assert "uncited" not in render.evidence(items, beside, None)


def test_every_sentence_has_its_citations_as_buttons() -> None:
    seen = plain(answers.answer(answer()))
    (button,) = seen.all("button")
    assert button["data-open"] == "river"
    assert (button["data-version"], button["data-start"], button["data-end"]) == ("1", "11", "26")
    assert button["data-quote"] == "The river rose."
    assert "The river rose." in (button["aria-label"] or "")
    assert "It rose1." in seen.text


def test_a_number_that_is_no_citation_stays_a_number() -> None:
    said = Sentence("In [2] of 7 towns it rose [1].", 0, 30, "supported", (cite(piece()),))
    seen = plain(answers.sentence(said))
    assert seen.text == "In [2] of 7 towns it rose1."
    assert len(seen.all("button")) == 1


def test_a_partly_proved_sentence_looks_different_and_says_so() -> None:
    said = replace(answer().sentences[0], support="partial")
    html = answers.answer(answer(sentences=(said,)))
    assert 'class="sentence partial"' in html
    assert "only in part" in html


def test_withheld_sentences_are_listed_with_their_reason() -> None:
    seen = plain(answers.answer(answer(withheld=(Withheld("It rose 9 m.", "the number 9 is not there"),))))
    assert "Withheld: 1 sentence" in seen.text
    assert "It rose 9 m." in seen.text
    assert "the number 9 is not there" in seen.text


def test_an_abstention_says_what_was_searched_and_what_came_nearest() -> None:
    value = answer(text="", sentences=(), abstention=Abstention("Nothing that was found mentions Zed.", (piece(),)))
    seen = plain(answers.answer(value))
    for words in ("The articles do not say.", "mentions Zed", "Searched 3 articles, 1 Jan 2024 – 10 Apr 2024."):
        assert words in seen.text
    assert "The river rose." in seen.text


def test_when_all_was_withheld_the_articles_are_not_called_silent() -> None:
    value = answer(sentences=(), withheld=(Withheld("X.", "y"),), abstention=Abstention("Not in the words.", ()))
    text = plain(answers.answer(value)).text
    assert "The articles do not say." not in text
    assert "No answer that the articles prove." in text


def test_without_a_model_the_evidence_is_the_answer() -> None:
    seen = plain(answers.answer(answer(text="", sentences=(), degraded="The model cannot be reached.")))
    assert "The model cannot be reached." in seen.text
    assert "The river rose." in seen.text


def test_an_earlier_version_and_a_sample_say_what_they_are() -> None:
    text = plain(render.article(article(version=3, sample=True), WORDS, 1, 0, 3, "")).text
    assert "This is version 1" in text
    assert "sample article" in text


def printed(*outlets: str) -> list[Article]:
    return [article(id=f"copy-{n}", source=outlet, version=n + 1) for n, outlet in enumerate(outlets)]


def test_other_outlets_of_a_story_are_named_and_each_opens_there() -> None:
    seen = plain(render.article(article(), WORDS, 1, 0, 3, "", printed("Coast Daily", "City Post", "The Bay")))
    assert "Also in Coast Daily, City Post and The Bay" in seen.text
    opens = [(button["data-open"], button["data-version"]) for button in seen.all("button") if "data-open" in button]
    assert opens == [("copy-0", "1"), ("copy-1", "2"), ("copy-2", "3")]
    assert "Also in" not in plain(render.article(article(), WORDS, 1, 0, 3, "")).text


def test_of_many_outlets_two_are_named_and_the_others_unfold() -> None:
    seen = plain(render.also_in(article(), printed("Coast Daily", "City Post", "The Bay", "", "Meridian Wire")))
    assert "Also in Coast Daily, City Post and 3 more" in seen.text
    assert len(seen.all("button")) == 5
    assert seen.text.count("A river rises") == 2, "a copy of an unknown outlet, or of the same, goes by its headline"


def test_evidence_from_copies_of_one_story_counts_one_article() -> None:
    (copy,) = printed("Coast Daily")
    items = [piece(), piece("Nobody slept.", 2, 27, copy)]
    beside = [render.around(WORDS, item) for item in items]
    others = {"river": [copy], copy.id: [article()]}
    seen = plain(render.evidence(items, beside, None, others))
    assert "2 passages from 1 article" in seen.text
    assert "Also in Coast Daily" in seen.text
    assert "Also in Meridian Wire" in seen.text
    assert "2 passages from 2 articles" in plain(render.evidence(items, beside, None)).text


def test_a_correction_notice_stands_above_the_article() -> None:
    notice = "Correction: An earlier version of this article misstated the height."
    html = render.article(article(), f"{WORDS}\n\n{notice}", 1, 11, 26, "")
    assert html.index('class="note correction"') < html.index('class="article-text"')
    seen = plain(html)
    assert seen.text.count(notice) == 2
    assert seen.marks == ["The river rose."]


@pytest.mark.parametrize(
    ("newer", "told"),
    [
        (Newer(article(version=2), True), "The words cited still stand in it."),
        (
            Newer(article(version=2), False, "Correction: 8 metres."),
            "no longer stand in it. It says now: Correction: 8",
        ),
    ],
)
def test_a_kept_answer_says_that_a_newer_version_exists(newer: Newer, told: str) -> None:
    said = Exchange("Q?", "x1", answer=answer(), evidence=answer().evidence)
    seen = plain(transcript.current(Conversation("c", "t", (said,)), {"x1": [newer]}))
    assert "A newer version of A river rises exists (version 2)." in seen.text
    assert told in seen.text
    assert ("river", "2") in [(button.get("data-open"), button.get("data-version")) for button in seen.all("button")]
    assert "newer version" not in plain(transcript.current(Conversation("c", "t", (said,)))).text


def test_an_address_is_text_not_a_link() -> None:
    seen = plain(render.article(article(url="https://evil.example/"), WORDS, 1, 0, 3, ""))
    assert "https://evil.example/" in seen.text
    assert not seen.all("a")


@pytest.mark.parametrize(
    ("published", "shown"),
    [("2024-04-10T09:20:00+02:00", "10 Apr 2024"), ("2024-01-02", "2 Jan 2024"), (None, ""), ("spring", "spring")],
)
def test_days_are_written_for_people(published: str | None, shown: str) -> None:
    assert render.day(published) == shown


def test_of_a_long_conversation_the_last_questions_are_shown_until_all_are_asked_for() -> None:
    said = tuple(Exchange(f"Question {number}?", str(number)) for number in range(200))
    short = transcript.past(Conversation("c", "t", said))
    assert len(plain(short).all("section")) == transcript.ROLLED
    assert f"Show {199 - transcript.ROLLED} earlier questions" in plain(short).text
    assert len(plain(transcript.past(Conversation("c", "t", said, unrolled=True))).all("section")) == 199


def test_the_welcome_offers_examples_or_says_that_there_is_nothing() -> None:
    assert "data-ask" in transcript.welcome(28, ["Who?"])
    assert "data-ask" not in transcript.welcome(3, [])
    assert "nothing to ask about yet" in transcript.welcome(0, [])


def test_examples_ask_after_those_who_are_quoted_and_of_samples_that_are_there() -> None:
    texts = {
        "own": "“No,” said Ann Lee. The minister, Bo Ek, said yes. Later Ann Lee said it again.",
        "none": "Rain fell. The Council said nothing.",
        "de": "„Nein“, said Jan Ott.",
    }
    own = [article(id=name, language="de" if name == "de" else "en") for name in texts]
    sample = article(id="brewline-kettle-recall", sample=True)
    asked = examples([sample, *own], lambda item: texts[item.id])
    assert asked == ["What did Ann Lee say?", "Why were the Brewline kettles recalled?"]
    assert examples([], lambda item: "") == []


def test_every_sample_that_has_an_example_is_there() -> None:
    assert {path.stem for path in SAMPLES_FOLDER.glob("*.txt")} >= SAMPLES.keys()


def test_an_abstention_under_a_filter_offers_to_search_all() -> None:
    silent = answer(text="", sentences=(), abstention=Abstention("Nothing came near.", ()))
    seen = plain(answers.answer(silent, Filters(date(2024, 3, 1), None, "City Post"), "x1"))
    assert "(only City Post, since 1 Mar 2024)" in seen.text
    assert [button["data-widen"] for button in seen.all("button")] == ["x1"]
    wide = plain(answers.answer(silent, Filters(), "x1"))
    assert "The newest is from 10 Apr 2024" in wide.text
    assert not wide.all("button")
