"""Several who ask at once, and one who does not wait: everybody's page shows their own question, in its turn."""

import time
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from assistant.web.line import Line
from tests.scripted_llm import Reply, ScriptedLLM
from tests.web.reader import Reader

Visit = Callable[..., Reader]

QUESTION = "What sectors did Campbell name?"
SECTORS = "Campbell named submarines, aeronautical design including stealth technology, and missile capabilities [1]."
SLOW = Reply("word " * 200, delay=0.3)


@pytest.fixture(autouse=True)
def nothing_is_left_to_say(web_llm: ScriptedLLM) -> Iterator[None]:
    yield
    web_llm.replies.clear()


def begin(visitor: Reader, question: str = QUESTION) -> None:
    visitor.page.get_by_label("Question").fill(question)
    visitor.page.keyboard.press("Enter")


def test_whoever_waits_sees_the_evidence_and_their_place(reader: Visit, web_page: str, web_llm: ScriptedLLM) -> None:
    first, second, third = reader(web_page), reader(web_page), reader(web_page)
    web_llm.replies += [SLOW, SECTORS, SECTORS]
    begin(first)
    expect(first.page.locator(".draft")).to_be_visible()
    begin(second)
    expect(second.page.locator("#current .doing")).to_have_text("Waiting for 1 question asked before this one…")
    expect(second.page.locator("#pane .evidence .piece").first).to_be_visible()
    begin(third, "Who is Kurt Campbell?")
    expect(third.page.locator("#current .doing")).to_have_text("Waiting for 2 questions asked before this one…")
    third.page.get_by_role("button", name="Stop").click()
    expect(third.page.locator("#current .trouble")).to_contain_text("The evidence stands.")
    first.page.get_by_role("button", name="Stop").click()
    expect(second.page.locator("p.answer")).to_contain_text("submarines")
    assert not [line for visitor in (first, second, third) for line in visitor.complaints]


def test_a_new_conversation_is_not_disturbed_by_the_answer_that_was_coming(
    reader: Visit, web_page: str, web_llm: ScriptedLLM
) -> None:
    visitor = reader(web_page)
    web_llm.replies += [SLOW, SECTORS]
    begin(visitor)
    expect(visitor.page.locator(".draft")).to_be_visible()
    visitor.page.get_by_role("button", name="New conversation").click()
    expect(visitor.page.locator(".welcome")).to_be_visible(timeout=20_000)
    time.sleep(1)
    expect(visitor.page.locator(".welcome")).to_be_visible()
    visitor.ask(QUESTION)
    expect(visitor.page.locator("p.answer")).to_contain_text("submarines")
    expect(visitor.page.locator(".exchange")).to_have_count(1)
    assert not visitor.complaints


def test_a_second_question_stays_in_the_box_until_the_first_is_answered(
    reader: Visit, web_page: str, web_llm: ScriptedLLM
) -> None:
    visitor = reader(web_page)
    web_llm.replies.append(SLOW)
    begin(visitor)
    expect(visitor.page.locator(".draft")).to_be_visible()
    begin(visitor, "Who is Kurt Campbell?")
    expect(visitor.page.locator("#notice")).to_contain_text("still being answered")
    expect(visitor.page.get_by_label("Question")).to_have_value("Who is Kurt Campbell?")
    visitor.page.get_by_role("button", name="Stop").click()
    expect(visitor.page.locator("#current .trouble")).to_contain_text("The evidence stands.")
    expect(visitor.page.locator("#notice")).to_have_text("")
    expect(visitor.page.locator(".exchange h2")).to_have_text(QUESTION)


def test_a_line_moves_up_when_somebody_leaves_it_in_the_middle() -> None:
    line = Line(1)
    with line.ticket() as first:
        assert first.ahead(0) == 0
        with line.ticket() as third:
            assert third.ahead(0) == 1
            with line.ticket() as fourth:
                assert fourth.ahead(0) == 2
                assert fourth.ahead(0) == 2
        with line.ticket() as last:
            assert last.ahead(0) == 1
    with Line(2).ticket() as alone:
        assert alone.ahead(0) == 0
