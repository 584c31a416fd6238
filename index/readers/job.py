"""What is asked of the process that reads files, and what it answers: one line of JSON each."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Literal

from pydantic import TypeAdapter

from index.types import Failure, RawArticle


@dataclass(frozen=True)
class Job:
    """One file to read: at a path, a member of the ZIP at a path, or `size` bytes that follow the line."""

    origin: str
    ending: str
    path: str | None = None
    member: int | None = None
    size: int = 0
    what: Literal["articles", "members"] = "articles"
    url: str | None = None
    """The address the bytes were fetched from, when they were."""
    charset: str | None = None
    """What was said about their encoding."""


@dataclass(frozen=True)
class Member:
    """A file in a ZIP."""

    number: int
    name: str


@dataclass(frozen=True)
class Link:
    """An article that a feed or a sitemap names without its text."""

    url: str
    title: str = ""
    source: str = ""
    author: str | None = None
    published: str | None = None
    updated: str | None = None
    leads_to: Literal["page", "sitemap"] = "page"


@dataclass(frozen=True)
class Found:
    """The answer: what was read, in order; in `failures` what could not be. `spent`: the process should be replaced."""

    articles: list[RawArticle | Failure | Link]
    members: list[Member]
    spent: bool = False


Read = RawArticle | Failure | Link

TOO_MUCH = "reading it takes more memory than one file may have"
OUT_OF_MEMORY = 77
"""The exit status of a process that had not even the memory left to say so."""

_FOUND = TypeAdapter(Found)


def write_job(job: Job) -> bytes:
    """The job's line. A path need not be text; JSON keeps what it is."""
    return json.dumps(asdict(job)).encode("ascii") + b"\n"


def read_job(line: bytes) -> Job:
    return Job(**json.loads(line))


def write_found(found: Sequence[Read], members: Sequence[Member], spent: bool) -> bytes:
    """The answer's line; lone surrogates, which are no text, become question marks."""
    value = {
        "articles": [{"kind": type(item).__name__, **asdict(item)} for item in found],
        "members": [asdict(item) for item in members],
        "spent": spent,
    }
    return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def read_found(line: bytes) -> Found:
    """ValueError when the line is not an answer: what comes from that process is held to its shape."""
    value = json.loads(line)
    kinds = {"RawArticle": RawArticle, "Failure": Failure, "Link": Link}
    value["articles"] = [TypeAdapter(kinds[item.pop("kind")]).validate_python(item) for item in value["articles"]]
    return _FOUND.validate_python(value)
