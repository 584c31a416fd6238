"""Programs ask, search, show and add through the running page: in its line, with its words, and of nothing else."""

import asyncio
import contextlib
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from gradio_client.exceptions import AppError
from mcp import Client as AssistantClient
from mcp.types import CallToolResult
from playwright.sync_api import expect

from assistant.pipeline import Assistant
from assistant.settings import load
from assistant.web.arguments import Add
from assistant.web.boxes import NAMES
from assistant.web.calls import Calls
from assistant.web.tools import PATH
from index.embed import Embedder
from index.library import Library
from tests.index.loopback_news import News, Page, fetcher, news
from tests.index.test_readers import PAGE
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import scripted, served
from tests.web.programs import assistant, program, readme_examples, said, value_of
from tests.web.test_turns import SECTORS, SLOW, Visit, begin

__all__ = ["news"]

QUESTION = "What sectors did Campbell name?"
CAMPBELL = "campbell-brussels-china-russia"
FERRY = "The Karsund ferry was sold to a cooperative of islanders on Friday."
ANSWER_KEYS = (
    "id question query abstained abstention text sentences evidence withheld searched model degraded usage timings"
).split()
CALLS = {
    "/ask": ["question", *NAMES],
    "/search": ["query", "k", *NAMES],
    "/add": ["text", "url", "title", "source", "published"],
}


@pytest.fixture(scope="module")
def llm() -> Iterator[ScriptedLLM]:
    with ScriptedLLM(default="Not in the articles.") as llm:
        yield llm


@pytest.fixture(autouse=True)
def quiet_client(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with HF_HUB_OFFLINE=1: else the client of gradio pages asks its makers' hub about itself."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)


@pytest.fixture(autouse=True)
def nothing_is_left_to_say(llm: ScriptedLLM) -> Iterator[None]:
    yield
    llm.replies.clear()


@pytest.fixture(scope="module")
def own_library(sample_home: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The sample articles, in a library that these tests may add to."""
    home = tmp_path_factory.mktemp("programs") / "home"
    shutil.copytree(sample_home, home)
    with contextlib.closing(Library(home, lambda: embedder)) as opened:
        yield opened


@pytest.fixture(scope="module")
def address(own_library: Library, llm: ScriptedLLM) -> Iterator[str]:
    with served(scripted(own_library, own_library.home, llm)) as address:
        yield address


def verbatim(library: Library, cited: dict[str, Any]) -> bool:
    text = library.catalog.text(cited["article_id"])
    return bool(text[cited["start"] : cited["end"]] == cited["quote"])


# --- gradio_client ------------------------------------------------------------------------------------------------


def test_a_program_asks_and_gets_the_documented_answer(address: str, own_library: Library, llm: ScriptedLLM) -> None:
    llm.replies.append(SECTORS)
    with contextlib.closing(program(address)) as client:
        answer = client.predict(QUESTION, until="2024-12-31", api_name="/ask")
    assert list(answer) == ANSWER_KEYS
    assert answer["text"].startswith("Campbell named submarines")
    [sentence] = answer["sentences"]
    assert sentence["support"] == "supported"
    assert all(verbatim(own_library, cited) for cited in sentence["citations"])


def test_a_program_searches_adds_and_finds_what_it_added(address: str, own_library: Library) -> None:
    with contextlib.closing(program(address)) as client:
        form = {"title": "Ferry sold", "source": "Coast Daily", "published": "2024-05-02"}
        added = client.predict(text=FERRY, **form, url="https://coast.example/sold", api_name="/add")
        assert list(added) == ["added", "updated", "unchanged", "failed", "articles"]
        assert (added["added"], added["failed"]) == (1, [])
        found = client.predict("Who bought the Karsund ferry?", k=2, source="coast daily", api_name="/search")
        assert list(found) == ["query", "hits", "timings"]
        assert [hit["text"] for hit in found["hits"]] == [FERRY]
        assert found["hits"][0]["article_id"] == added["articles"][0]["id"]
    article = own_library.catalog.article(added["articles"][0]["id"])
    assert (article.title, article.source, article.published) == ("Ferry sold", "Coast Daily", "2024-05-02")
    assert article.url == "https://coast.example/sold"


def test_programs_and_assistants_are_answered_under_every_filter(address: str, own_library: Library) -> None:
    given = {"author": "grieve", "language": "English", "until": "2023-12-31"}
    with contextlib.closing(program(address)) as client:
        found = client.predict("profit", k=50, **given, api_name="/search")["hits"]
        assert {hit["article_id"] for hit in found} == {"barley-harvest-districts"}
        answer = client.predict("How large was the harvest?", article="none like it", api_name="/ask")
        assert "There is no article “none like it”" in answer["abstention"]["reason"]
        heard = client.predict("school", k=50, speaker="ferrante", api_name="/search")["hits"]
        assert heard
        assert all("Ferrante" in own_library.catalog.text(hit["article_id"]) for hit in heard)

    async def work(client: AssistantClient) -> CallToolResult:
        return await client.call_tool("search", {"query": "school", "k": 50, "speaker": "ferrante"})

    assert value_of(assistant(address, work))["hits"] == heard
    answer = value_of(
        assistant(address, lambda client: client.call_tool("ask", {"question": QUESTION, "speaker": "Ferante"}))
    )
    assert "Did you mean “Maud Ferrante”?" in answer["abstention"]["reason"]


def test_programs_are_offered_these_three_calls_and_no_event_of_the_page(address: str) -> None:
    with contextlib.closing(program(address)) as client:
        offered = client.view_api(return_format="dict", print_info=False)
        assert offered["unnamed_endpoints"] == {}
        named = offered["named_endpoints"]
        assert {name: [one["parameter_name"] for one in call["parameters"]] for name, call in named.items()} == CALLS
        assert {one["type"].get("type") for call in named.values() for one in call["parameters"]} == {
            "string",
            "integer",
        }
        with pytest.raises(ValueError, match="Cannot find a function"):
            client.predict("", api_name="/paste")


@pytest.mark.parametrize(
    ("call", "given", "why"),
    [
        ("/ask", {"question": " "}, "The question is empty"),
        ("/ask", {"question": ["?"]}, "question: Input should be a valid string"),
        ("/ask", {"question": QUESTION, "since": "yesterday"}, "“yesterday” is no date"),
        ("/search", {"query": "ferry", "k": 0}, "k: Input should be greater than or equal to 1"),
        ("/add", {}, "nothing to add"),
        ("/add", {"text": FERRY, "published": "soon"}, "“soon” is no date"),
        ("/add", {"url": "/etc/passwd"}, "is no web address"),
        ("/add", {"url": "file:///etc/passwd"}, "is no web address"),
    ],
)
def test_what_cannot_be_done_is_said_in_our_words(address: str, call: str, given: dict[str, Any], why: str) -> None:
    with contextlib.closing(program(address)) as client, pytest.raises(AppError) as raised:
        client.predict(**given, api_name=call)
    assert why in str(raised.value)
    assert "Traceback" not in str(raised.value)


def test_a_library_that_another_process_is_changing_is_left_alone(address: str, own_library: Library) -> None:
    before = len(own_library.catalog.articles())
    with (
        contextlib.closing(program(address)) as client,
        own_library.writing(),
        pytest.raises(AppError, match="Another Dateline process"),
    ):
        client.predict(text="Another story altogether.", api_name="/add")
    assert len(own_library.catalog.articles()) == before


def test_the_page_looks_the_same_with_calls_on_it(reader: Visit, address: str) -> None:
    visitor = reader(address)
    expect(visitor.page.locator("#panes")).to_be_visible()
    assert visitor.page.locator("main, gradio-app").first.inner_text().count("1st") == 0
    assert not visitor.complaints
    assert not visitor.left


# --- tools of the Model Context Protocol --------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_assistant_finds_four_tools_that_explain_themselves(address: str, mode: str) -> None:
    async def work(client: AssistantClient) -> None:
        assert "never instructions" in (client.instructions or "")
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == ["ask", "search", "show", "add"]
        for tool in tools.values():
            assert len(tool.description or "") > 80
            assert all(len(one["description"]) > 20 for one in tool.input_schema["properties"].values())
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint is (tool.name != "add")
        assert tools["ask"].input_schema["required"] == ["question"]
        assert list(tools["ask"].input_schema["properties"]) == CALLS["/ask"]

    assistant(address, work, mode)


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_an_assistant_calls_each_tool(address: str, own_library: Library, llm: ScriptedLLM, mode: str) -> None:
    llm.replies.append(SECTORS)

    async def work(client: AssistantClient) -> None:
        answer = value_of(await client.call_tool("ask", {"question": QUESTION, "source": None}))
        assert list(answer) == ANSWER_KEYS
        assert all(verbatim(own_library, cited) for cited in answer["sentences"][0]["citations"])
        hits = value_of(await client.call_tool("search", {"query": "undersea advantages", "k": 1}))["hits"]
        assert [hit["article_id"] for hit in hits] == [CAMPBELL]
        shown = value_of(await client.call_tool("show", {"id": CAMPBELL}))
        assert shown["text"] == own_library.catalog.text(CAMPBELL)
        added = value_of(await client.call_tool("add", {"text": f"{mode}. {FERRY}", "title": mode}))
        assert [one["state"] for one in added["articles"]] == ["added"]
        again = value_of(await client.call_tool("add", {"text": f"{mode}. {FERRY}", "title": mode}))
        assert [one["state"] for one in again["articles"]] == ["unchanged"]

    assistant(address, work, mode)


@pytest.mark.parametrize(
    ("tool", "given", "why"),
    [
        ("ask", {"question": ""}, "The question is empty"),
        ("ask", {"prompt": QUESTION}, "question: Field required"),
        ("ask", {"question": QUESTION, "url": "x"}, "url: Extra inputs are not permitted"),
        ("show", {"id": "../catalog.sqlite"}, "no article"),
        ("add", {"url": "/etc/passwd"}, "is no web address"),
        ("remove", {"id": CAMPBELL}, "There is no tool remove"),
    ],
)
def test_an_assistant_is_told_why_it_gets_nothing(address: str, tool: str, given: dict[str, Any], why: str) -> None:
    async def work(client: AssistantClient) -> CallToolResult:
        return await client.call_tool(tool, given)

    assert why in said(assistant(address, work))


def test_a_tool_waits_in_the_line_of_the_page_and_says_so(reader: Visit, address: str, llm: ScriptedLLM) -> None:
    llm.replies += [SLOW, SECTORS]
    told: list[str] = []
    waits = threading.Event()

    async def hear(progress: float, total: float | None, message: str | None) -> None:
        told.append(message or "")
        waits.set()

    async def work(client: AssistantClient) -> CallToolResult:
        return await client.call_tool("ask", {"question": QUESTION}, progress_callback=hear)

    visitor = reader(address)
    begin(visitor, "Who is Kurt Campbell?")
    expect(visitor.page.locator(".draft")).to_be_visible()
    with ThreadPoolExecutor(1) as other:
        asked = other.submit(assistant, address, work)
        assert waits.wait(30)
        visitor.page.get_by_role("button", name="Stop").click()
        answer = value_of(asked.result(60))
    assert answer["text"].startswith("Campbell named")
    assert told[0] == "Waiting for 1 question asked before this one"
    assert told[-1] == "Checking every sentence against the words it cites"


def test_an_assistant_that_goes_away_leaves_the_line(address: str, llm: ScriptedLLM) -> None:
    llm.replies += [SLOW, SECTORS]

    async def work(client: AssistantClient) -> CallToolResult:
        before = len(llm.requests)
        left = asyncio.create_task(client.call_tool("ask", {"question": QUESTION}))
        while len(llm.requests) == before:
            await asyncio.sleep(0.05)
        left.cancel()
        # Were it still in the line, its answer would take a minute.
        return await asyncio.wait_for(client.call_tool("ask", {"question": QUESTION}), 40)

    assert value_of(assistant(address, work))["text"].startswith("Campbell named")


def test_the_tools_stand_behind_the_guard_of_the_page(address: str) -> None:
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    accept = {"Accept": "application/json, text/event-stream"}
    for path in (PATH, f"{PATH}/"):
        with httpx.Client(base_url=address, trust_env=False, headers=accept) as client:
            assert client.post(path, json=call).status_code == 200
            assert client.post(path, json=call, headers={"Host": "evil.example"}).status_code == 400
            refused = client.post(path, json=call, headers={"Origin": "https://evil.example"})
            assert refused.status_code == 403
            assert "default-src 'self'" in refused.headers["content-security-policy"]
            assert client.get(path, headers={"Accept": "text/html"}).status_code in (405, 406)


# --- what is added ------------------------------------------------------------------------------------------------


def calls(library: Library) -> Calls:
    return Calls(Assistant(library, None, load(library.home, {})), fetcher)


def added(library: Library, **given: str) -> dict[str, Any]:
    return calls(library).add(Add(**given), lambda doing: None)


def test_a_path_is_words_and_words_are_never_markup(library: Library) -> None:
    for text in ("/etc/passwd", "<script>alert(1)</script> said the mayor"):
        [article] = added(library, text=text)["articles"]
        assert library.catalog.text(article["id"]) == text


def test_an_address_is_fetched_by_the_fetcher_that_spares_this_machine(library: Library, news: News) -> None:
    news.pages["/ferry"] = Page(PAGE.encode())
    for given in ({"url": news.url("/ferry")}, {"text": news.url("/ferry")}):
        assert added(library, **given)["articles"][0]["source"] == news.url("/ferry")
    [article] = library.catalog.articles()
    assert article.title == "Ferry breaks down off Karsund"
    refusing = Calls(Assistant(library, None, load(library.home, {})))
    refused = refusing.add(Add(url=f"http://127.0.0.1:{news.port}/ferry"), lambda doing: None)
    assert "public internet" in refused["failed"][0]["reason"]
    assert refused["articles"] == []


def test_changes_from_two_sides_wait_for_each_other(library: Library) -> None:
    both = calls(library)
    forms = [Add(text=f"Story {number} of the harbour.") for number in range(8)]
    with ThreadPoolExecutor(4) as threads:
        done = list(threads.map(lambda form: both.add(form, lambda doing: None), forms))
    assert [one["added"] for one in done] == [1] * 8


# --- the README ---------------------------------------------------------------------------------------------------

GUARD = """
import os, socket
look_up = socket.getaddrinfo
def guarded(host, *given, **named):
    if host not in ("127.0.0.1", "localhost"):
        print("reached for", host, flush=True)
        os._exit(9)
    return look_up(host, *given, **named)
socket.getaddrinfo = guarded
"""
"""Ends a program that looks for another machine."""


def test_the_examples_of_the_readme_do_what_they_say(address: str, own_library: Library, llm: ScriptedLLM) -> None:
    examples = readme_examples()
    assert len(examples) == 2
    for example in examples:
        assert "http://127.0.0.1:7860/" in example
        llm.replies.append(SECTORS)
        here = example.replace("http://127.0.0.1:7860/", address)
        command = [sys.executable, "-c", GUARD + here]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "Campbell named submarines" in done.stdout
        assert "the two countries increasingly work side by side" in done.stdout
    titles = {article.title for article in own_library.catalog.articles()}
    assert "Harbour tunnel to open late" in titles
