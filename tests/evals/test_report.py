"""The report's page: whatever was said is text, nothing is fetched, and failures can be picked out."""

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
    before = {r.item.id: {**r.outcome.scores, "key_facts": 1.0} for r in rows}
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
