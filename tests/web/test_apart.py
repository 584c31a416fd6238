"""Colleagues are apart: whatever is asked with another's ids is answered as if it did not exist. Readers only read."""

import contextlib
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI

from assistant.conversations.store import Conversations
from assistant.conversations.types import Exchange, Feedback
from assistant.web.reach import Reach
from assistant.web.roles import Changes
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import built, running, scripted
from tests.web.members import BOXES, Member, add_members

QUESTION = "How much did the river Zorn rise?"
ANSWER = "The river Zorn rose by nine metres [1]."
SECRETS = ("nine metres", QUESTION, "machine owner's secret")


@dataclass
class Club:
    """The page, its three members, and what Ann has asked there."""

    app: FastAPI
    library: Library
    kept: Conversations
    members: dict[str, Member]
    ids: dict[str, str]
    conversation: str
    exchange: str
    event: str

    def hers(self) -> Any:
        """Ann's conversation as it is kept."""
        return self.kept.of(self.ids["ann"]).conversation(self.conversation)


@pytest.fixture
def club(library: Library, tmp_path: Path, web_llm: ScriptedLLM) -> Iterator[Club]:
    add_articles(
        library, [RawArticle("On Friday the river Zorn rose by nine metres.", "-", "The Zorn", "Post", id="z")]
    )
    ids = {name: user.id for name, user in add_members(tmp_path).items()}
    app = built(scripted(library, tmp_path, web_llm), Reach(accounts=True))
    kept: Conversations = app.state.conversations
    kept.keep("0123456789abcdef", Exchange("The machine owner's secret?", "feedc0de"))
    with running(app) as address, contextlib.ExitStack() as stack:
        members = {name: Member(address, name) for name in ids}
        for member in members.values():
            stack.callback(member.http.close)
        web_llm.replies.append(ANSWER)
        ann = members["ann"]
        joined = ann.join("question.submit", [QUESTION, None, *BOXES])
        told = "\n".join(ann.heard())
        assert "nine metres" in told
        conversation = re.search(r"conversation=([0-9a-f]{32})", told)
        exchange = re.search(r"data-exchange=.{0,2}\"([0-9a-f]{32})", told)
        assert conversation
        assert exchange
        yield Club(app, library, kept, members, ids, conversation[1], exchange[1], joined.json()["event_id"])


NOW: list[Any] = ["", None]
"""The find box and the conversation of a page."""


def test_every_call_with_anothers_conversation_finds_nothing_and_changes_nothing(club: Club) -> None:
    before = club.hers()
    assert before is not None
    tried = 0
    for name in ("bea", "ed"):
        other = club.members[name]
        for conversation, exchange in ((club.conversation, club.exchange), ("0123456789abcdef", "feedc0de")):
            unknown = uuid.uuid4().hex
            for query in (f"?conversation={conversation}", f"?answer={exchange}"):
                told = other.call("load", [None], query)
                assert "not kept here" in told
                assert not [words for words in SECRETS if words in told]
            calls: list[tuple[str, list[Any], dict[str, str]]] = [
                ("open_conversation", [], {"conversation": conversation}),
                ("rename_conversation", NOW, {"conversation": conversation, "title": "Mine"}),
                ("delete_conversation", NOW, {"conversation": conversation}),
                ("judge", [None], {"exchange": exchange, "verdict": "wrong", "comment": "Mine"}),
                *(("export", [], {"conversation": conversation, "as": kind}) for kind in ("markdown", "html", "json")),
                ("ask_again", [None], {"exchange": exchange}),
                ("ask_widely", [None], {"exchange": exchange}),
                ("open_article", [None], {"article": "z", "version": "1", "start": "0", "end": "0", "from": exchange}),
                ("close_article", [None], {"from": exchange}),
            ]
            for event, data, named in calls:
                told = other.call(event, data, **named)
                if event != "open_article":  # the article itself is everybody's
                    assert not [words for words in SECRETS if words in told], event
                other.page = uuid.uuid4().hex[:11]
                nothing = other.call(
                    event, data, **{**named, **dict.fromkeys(("conversation", "exchange", "from"), unknown)}
                )
                assert _same(told, conversation, exchange, unknown) == _same(nothing, conversation, exchange, unknown)
                tried += 1
        for event, data in (("find-conversation.change", ["nine", None]), ("find-conversation.change", ["", None])):
            told = other.call(event, data)
            assert not [words for words in SECRETS if words in told]
            tried += 1
    assert club.hers() == before
    assert [item.id for item in club.kept.listed()] == ["0123456789abcdef"]
    assert tried >= 44


def _same(told: str, *ids: str) -> str:
    """What was told, without what differs from call to call."""
    for name in ids:
        told = told.replace(name, "ID")
    told = re.sub(
        r'"(event_id|process_time|duration|average_duration|time_limit|rank_eta)": ?("[^"]*"|[\d.e-]+|null)', "", told
    )
    lines = [line for line in told.splitlines() if "process_completed" in line or "process_generating" in line]
    return "\n".join(re.sub(r"[\d.e-]+", "0", line) for line in lines)


def test_going_on_with_anothers_conversation_by_its_address_begins_a_new_one(club: Club, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append("Not in the articles.")
    bea, before = club.members["bea"], club.hers()
    asked = bea.join("question.submit", ["And then?", None, *BOXES], f"?conversation={club.conversation}")
    assert asked.status_code == 200
    told = "\n".join(bea.heard())
    assert club.conversation not in re.sub(r'"query_params".*', "", told)
    assert club.hers() == before
    assert "nine metres" not in str(web_llm.requests[-1]).split("And then?")[-1]
    (mine,) = club.kept.of(club.ids["bea"]).listed()
    assert mine.id != club.conversation


def test_anothers_open_page_and_events_are_as_if_they_did_not_exist(club: Club) -> None:
    ann = club.members["ann"]
    for name in ("bea", "ed"):
        other = club.members[name].http
        body = {"session_hash": ann.page, "fn_index": ann.number("question.submit"), "event_id": club.event, "data": []}
        twice = f'{{"session_hash": "x", "fn_index": {body["fn_index"]}, "data": [], "session_hash": "{ann.page}"}}'
        for answer in (
            other.get("gradio_api/queue/data", params={"session_hash": ann.page}),
            other.get("gradio_api/queue/data", params={"session_hash": club.event}),
            other.get(f"gradio_api/queue/data?session_hash=mine&session_hash={ann.page}"),
            other.get(f"gradio_api/heartbeat/{ann.page}"),
            other.get(f"gradio_api/heartbeat/{ann.page}/"),
            other.get(f"gradio_api/call/ask/{club.event}"),
            other.get(f"gradio_api/call/v2/ask/{club.event}"),
            other.post("gradio_api/queue/join", json=body),
            other.post("gradio_api/queue/join", content=twice, headers={"Content-Type": "application/json"}),
            other.post("gradio_api/cancel", json=body),
            other.post("gradio_api/reset", json=body),
            other.post("gradio_api/call/ask", json=body),
            other.get("gradio_api/deep_link", params={"session_hash": ann.page}),
            other.post("gradio_api/component_server", json={**body, "component_id": 1, "fn_name": "x"}),
            other.get(f"gradio_api/stream/{ann.page}/1/1/playlist.m3u8"),
            other.post(f"gradio_api/stream/{club.event}", json=body),
            other.post("gradio_api/run/ask", json=body),
            other.post("gradio_api/api/ask", json=body),
            other.get("gradio_api/file=/etc/passwd"),
            other.get(f"gradio_api/file={club.app.state.uploads}"),
            other.get("gradio_api/proxy=http://127.0.0.1/"),
            other.get("gradio_api/token"),
        ):
            assert (answer.status_code, answer.json()) == (404, {"detail": "Not Found"}), answer.request.url
    assert ann.call("find-conversation.change", ["", None]).count(club.conversation) > 0, "her page goes on"


def test_each_sees_their_own_and_both_can_ask_at_once(club: Club, web_llm: ScriptedLLM) -> None:
    web_llm.replies.append(ANSWER)
    assert "nine metres" in club.members["bea"].ask("By how much did the Zorn rise?")
    hers = club.members["ann"].call("find-conversation.change", ["", None])
    assert QUESTION in hers
    assert "By how much" not in hers
    assert QUESTION not in club.members["bea"].call("find-conversation.change", ["", None])
    told = club.members["ann"].call("judge", [None], exchange=club.exchange, verdict="right", comment="Yes.")
    assert "Noted" in told or told
    assert club.hers().exchanges[0].feedback == Feedback("right", "Yes.")


# --- roles ----------------------------------------------------------------------------------------------------------


def articles(club: Club) -> list[str]:
    return [article.id for article in club.library.catalog.articles()]


def blocks(app: FastAPI) -> Any:
    return next(
        route.app for route in app.routes if hasattr(route, "app") and hasattr(route.app, "get_blocks")
    ).get_blocks()


def test_a_reader_cannot_change_the_library_by_any_event(club: Club) -> None:
    changes = Changes(blocks(club.app))
    names = {event.fn.__name__ for event in blocks(club.app).fns.values() if event._id in changes.numbers}
    assert {"upload", "paste", "remove", "remove_samples"} <= names
    ann = club.members["ann"]
    form = ["Title", "Outlet", "", "A text of Ann's that is not to be added.", None, None]
    for number in sorted(changes.numbers):
        for trick in (number, str(number), float(number)):
            call = {"fn_index": trick, "data": form, "session_hash": ann.page, "event_data": {"ids": ["z"]}}
            answer = ann.http.post("gradio_api/queue/join", json=call)
            assert answer.status_code == 403
            assert "Only editors" in answer.text
        harmless = ann.number("find-conversation.change")
        for twice in (f'"fn_index": {harmless}, "fn_index": {number}', f'"fn_index": {number}, "fn_index": {harmless}'):
            body = f'{{{twice}, "data": [], "session_hash": "{ann.page}"}}'
            answer = ann.http.post("gradio_api/queue/join", content=body, headers={"Content-Type": "application/json"})
            assert answer.status_code == 403
    for name in sorted(changes.names):
        assert ann.http.post(f"gradio_api/call/{name}", json={"data": form}).status_code == 403
        assert ann.http.post(f"gradio_api/call/v2/{name}/", json={}).status_code == 403
    answer = ann.http.post("gradio_api/upload", files={"files": ("a.txt", b"A text of Ann's.")})
    assert answer.status_code == 403
    assert not list(club.app.state.uploads.folder.rglob("a.txt"))
    assert articles(club) == ["z"]


def test_an_editor_adds_and_removes_and_a_new_role_holds_at_once(club: Club, tmp_path: Path) -> None:
    from assistant.accounts.file import AccountsFile
    from assistant.accounts.users import Users

    ed = club.members["ed"]
    uploaded = ed.http.post("gradio_api/upload", files={"files": ("ferry.txt", b"The ferry\n\nThe ferry ran late.")})
    assert uploaded.status_code == 200
    file = {"path": uploaded.json()[0], "meta": {"_type": "gradio.FileData"}, "orig_name": "ferry.txt"}
    number = next(e._id for e in blocks(club.app).fns.values() if getattr(e.fn, "__name__", "") == "upload")
    call = {"fn_index": number, "data": [[file], None, None], "session_hash": ed.page}
    assert ed.http.post("gradio_api/queue/join", json=call).status_code == 200
    assert "1 added" in "\n".join(ed.heard())
    assert len(articles(club)) == 2
    ed.call("remove_articles", [None, None], ids=["z"])
    assert "z" not in articles(club)
    with contextlib.closing(AccountsFile(tmp_path)) as accounts:
        Users(accounts).set_role("ed", "reader")
    (left,) = articles(club)
    assert ed.join("remove_articles", [None, None], event_data={"ids": [left]}).status_code == 403
    assert articles(club) == [left]
