"""Hostile answers and articles reach nothing and become nothing; `python -m tests.web.hostile` tries three hundred."""

from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser

from index.ingest import add_articles
from index.library import Library
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import scripted, served
from tests.web.hostile import ATTEMPTS, WAYS, Reached, article, attempts, reached, sink
from tests.web.reader import Reader

Visit = Callable[..., Reader]


def test_what_is_hostile_in_answers_and_articles_reaches_no_sink(
    reader: Visit, library: Library, tmp_path: Path, web_llm: ScriptedLLM
) -> None:
    with sink() as (address, asked), served(scripted(library, tmp_path, web_llm)) as page:
        words = attempts(len(ATTEMPTS), address)
        add_articles(library, [article(n, hostile) for n, hostile in enumerate(words)])
        chosen = [words[n] for n in (1, 13, 20)]
        assert reached(reader(page, bypass_csp=True), web_llm, chosen, asked) == Reached(0, (), (), False)


def test_the_sink_notices_what_a_page_lets_through(browser: Browser) -> None:
    with sink() as (address, asked):
        page = browser.new_page()
        with page.expect_request(f"{address}*"):
            page.set_content(attempts(1, address)[0])
        page.wait_for_function("document.images[0].complete")
        page.close()
        assert asked


def test_three_hundred_attempts_are_all_different() -> None:
    assert len(ATTEMPTS) * len(WAYS) == 300
    assert len(set(attempts(300, "http://127.0.0.1:9/x"))) == 300
