"""Every event there is, as another colleague calls it with whatever of Ann's can be named: a new one too.

test_apart.py looks at what single events answer; here none can be forgotten. Nothing of hers is in any answer, and
neither her conversations nor the library are others afterwards.
"""

from collections.abc import Iterator
from typing import Any

from assistant.conversations.types import Feedback
from index.ingest import add_articles
from index.types import RawArticle
from tests.web.members import Member
from tests.web.test_apart import QUESTION, Club, articles, blocks, club

__all__ = ["club"]

COMMENT = "A word of Ann's own."
HERS = (QUESTION, COMMENT, "machine owner's secret")
NAMES = "conversation exchange from id event title query answer".split()


def told(member: Member, event: Any, first: str, said: dict[str, Any], query: str) -> str | None:
    """All that comes of one event; None when it is refused. Its first box, where it has one, holds `first`."""
    data = [first, *[None] * (len(event.inputs) - 1)][: len(event.inputs)]
    body = {"fn_index": event._id, "data": data, "event_data": said, "session_hash": member.page}
    joined = member.http.post(f"gradio_api/queue/join?{query}", json=body)
    if joined.status_code == 403:
        return None
    assert joined.status_code == 200, joined.text
    return "\n".join(member.heard())


def attempts(club: Club, stamp: str) -> Iterator[tuple[dict[str, Any], str]]:
    """What may be said of an event, and the address it comes from: each of Ann's ids under every name."""
    more: dict[str, Any] = {
        "ids": ["z"],
        "stamp": stamp,
        "article": "z",
        "version": "1",
        "start": "0",
        "end": "0",
        "as": "json",
    }
    more |= {"verdict": "wrong", "comment": "Not hers.", "page": 0, "by": "title", "per": "year"}
    for mine in (club.conversation, club.exchange):
        query = f"conversation={club.conversation}" if mine == club.conversation else f"answer={club.exchange}"
        yield {**dict.fromkeys(NAMES, mine), **more}, query


def test_no_event_gives_a_reader_what_is_anothers_or_changes_anything(club: Club) -> None:
    add_articles(club.library, [RawArticle("The ferry ran late.", "-", "The ferry", "Post", id="y")])
    stamp = club.library.set_aside(["y"])
    club.kept.of(club.ids["ann"]).judge(club.exchange, Feedback("right", COMMENT))
    before, bea = club.hers(), club.members["bea"]
    assert COMMENT in str(before)
    refused, answered = set[str](), set[str]()
    for event in blocks(club.app).fns.values():
        for said, query in attempts(club, stamp):
            heard = told(bea, event, "Zorn", said, query)
            (refused if heard is None else answered).add(event.fn.__name__)
            assert not [words for words in HERS if words in (heard or "")], event.fn.__name__
            assert club.hers() == before, event.fn.__name__
            assert articles(club) == ["z"], event.fn.__name__
            assert club.library.catalog.aside.ids() == ["y"], event.fn.__name__
    assert refused >= {"upload", "fetch", "paste", "remove", "remove_samples", "undo", "purge", "add"}
    assert len(answered) > 25
