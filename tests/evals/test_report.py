"""The report's page: whatever was said is text, nothing is fetched, and failures can be picked out."""

import re
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from evals import report, results
from evals.measures import GOLDEN
from evals.types import Item, Outcome, Row
from tests.web.conftest import launched

NASTY = '<img src="http://127.0.0.1:9/x.png" onerror="document.title=1"><script>document.title=2</script>'


def row(number: int, right: float, confidence: float) -> Row:
    scores = {
        "key_facts": right,
        "right": right,
        "confidence": confidence,
        "total_ms": 1000.0 + number,
        "first_token_ms": 500.0,
        "citations": 1.0,
        "right_citations": right,
        "verbatim_citations": 1.0,
    }
    evidence = [{"marker": 1, "article_id": "a", "start": 0, "end": 9, "text": NASTY, "score": 0.5}]
    citation = {"marker": 1, "article_id": "a", "start": 0, "end": 9, "quote": NASTY}
    sentence = {"text": NASTY, "start": 0, "end": 9, "support": "supported", "citations": [citation]}
    output = {"sentences": [sentence], "evidence": evidence, "withheld": [{"text": NASTY, "reason": "no"}]}
    item = Item(f"q{number}", f"{NASTY} question {number}", "who" if number % 2 else "when", {})
    return Row(item, Outcome(f"{NASTY} answer {number}", output, scores))


@pytest.fixture
def page_file(tmp_path: Path) -> Path:
    rows = [row(n, float(n % 3 > 0), n / 20) for n in range(20)]
    before = {r.item.id: {**r.outcome.scores, "key_facts": 1.0, "total_ms": 2000.0 + n} for n, r in enumerate(rows)}
    done = results.result("golden", "m", rows, GOLDEN, baseline=before)
    return report.write(tmp_path / "report", [done])


def test_the_page_is_whole_and_what_was_said_is_text(page_file: Path) -> None:
    text = page_file.read_text("utf-8")
    assert "<img" not in text
    assert "document.title" not in text.replace("&lt;script&gt;document.title", "").replace(
        "onerror=&#34;document.title", ""
    )
    assert 'src="' not in text
    assert 'href="http' not in text
    for title in ("Risk against coverage", "Reliability of the support score", "Latency", "by kind"):
        assert title in text
    assert text.count("<svg") >= 4
    assert (page_file.parent / "golden.jsonl").read_text().count("\n") == 20
    assert '"key_facts"' in (page_file.parent / "results.json").read_text()


def shown(tmp_path: Path, suite: str, *rows: Row) -> str:
    """The items of a page, as they are read."""
    page = report.write(tmp_path, [results.result(suite, "m", rows, GOLDEN)]).read_text("utf-8")
    return page[page.index("Every item") :]


def test_a_change_is_written_out_and_said_to_be_worse_better_or_noise(page_file: Path) -> None:
    lines = re.findall(r"<tr>(<td>.*?)</tr>", page_file.read_text("utf-8"))
    cells = {found[0]: found[3:] for line in lines if (found := re.findall(r"<td[^>]*>(.*?)</td>", line))}
    assert cells["key facts found (vital)"] == ["−0.350", "worse"]
    assert cells["complete, median"] == ["−1,000 ms", "better"]
    assert cells["first word, median"] == ["0 ms", "noise"]


def test_kinds_are_drawn_beside_the_baseline(page_file: Path) -> None:
    text = page_file.read_text("utf-8")
    assert "the upright stroke the baseline" in text
    assert "who (10)" in text


def test_a_ranking_shows_what_is_relevant_and_where_it_was_found(tmp_path: Path) -> None:
    run = [f"q1 Q0 {'<b>' if place == 12 else f'a{place}'} {place} 0.5 dateline" for place in range(1, 20)]
    item = Item("q1", "Words?", "query", {"relevant": {"a2": 1, "<b>": 2, "lost": 1, "a3": 0}})
    text = shown(tmp_path, "beir:x", Row(item, Outcome("found at place 2", {"run": run}, {"recall@10": 0.5})))
    for line in ('2 · <span class="good">a2 (relevant)', '12 · <span class="good">&lt;b&gt; (relevant)'):
        assert line in text
    assert 'not found · <span class="good">lost (relevant)' in text
    assert '3 · <span class="quiet">a3</span>' in text
    assert "a11" not in text


def test_a_claim_is_shown_with_its_text_and_its_label(tmp_path: Path) -> None:
    item = Item("1", "Fares fall.", "not", {"label": 0.0, "text": f"{NASTY} " + "word " * 2000})
    text = shown(tmp_path, "support:x", Row(item, Outcome("supported (0.90)", {}, {"same": 0.0})))
    assert "<h4>Expected</h4><p>not supported</p>" in text
    assert "&lt;img src" in text
    assert "<img" not in text
    assert "word …</blockquote>" in text


def test_an_answer_shows_which_facts_and_citations_counted(tmp_path: Path) -> None:
    facts = [{"fact": fact, "importance": "vital", "any_of": [fact]} for fact in ("ferry", "tram")]
    cited = [{"marker": n, "article_id": "a", "start": 0, "end": 9, "quote": NASTY, "right": n == 1} for n in (1, 2)]
    sentence = {"text": "The ferry [1][2].", "start": 0, "end": 9, "support": "supported", "citations": cited}
    item = Item("q1", "What?", "who", {"metadata": {"answerable": True, "key_facts": facts}})
    output = {"text": "The ferry [1][2].", "sentences": [sentence]}
    text = shown(tmp_path, "golden", Row(item, Outcome("The ferry.", output, {"key_facts": 0.5})))
    assert 'ferry <span class="quiet">(vital)</span> <span class="good">found</span>' in text
    assert 'tram <span class="quiet">(vital)</span> <span class="bad">not found</span>' in text
    assert text.count("counted right") == 1
    assert text.count("counted wrong") == 1
    assert "<img" not in text


def test_a_question_without_an_answer_says_what_was_expected(tmp_path: Path) -> None:
    metadata = {"answerable": False, "sort": "near_miss"}
    item = Item("q1", "How many boats?", "near_miss", {"metadata": metadata, "expected": "It must decline."})
    text = shown(tmp_path, "golden", Row(item, Outcome("12 boats.", {}, {"declined_rightly": 0.0})))
    assert "<h4>Expected</h4><p>to decline: near miss</p>" in text


def test_a_question_is_not_taken_for_the_text_of_a_claim(tmp_path: Path) -> None:
    item = Item("q1", "How many boats?", "number", {"text": "How many boats?"})
    assert "Source text" not in shown(tmp_path, "golden", Row(item, Outcome("12 boats.", {}, {})))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_reader_picks_out_the_failures(page_file: Path, scheme: Literal["light", "dark"]) -> None:
    with launched() as browser:
        _looked_at(browser.new_page(color_scheme=scheme), page_file, scheme)


def _looked_at(page: Page, page_file: Path, scheme: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(page_file.as_uri())
    shown = page.locator("details.item:visible")
    assert shown.count() == 20
    page.get_by_label("only failures").check()
    assert shown.count() == 7
    page.locator("select.kind").select_option("who")
    assert shown.count() == 3
    shown.first.locator("summary").click()
    assert shown.first.locator("blockquote.cited").is_visible()
    page.locator("input.words").fill("no such words")
    assert shown.count() == 0
    assert page.title() == "Dateline: golden"
    assert asked == [page_file.as_uri()]
    ink, paper = page.evaluate(
        "[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]"
    )
    light = [sum(map(float, colour.strip("rgb()").split(","))) for colour in (ink, paper)]
    assert (light[0] < light[1]) is (scheme == "light")
