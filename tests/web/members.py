"""Colleagues with accounts, and what they can do without a browser: log in, and call the events of the page."""

import contextlib
import json
import uuid
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

import httpx

from assistant.accounts.file import AccountsFile
from assistant.accounts.types import User
from assistant.accounts.users import Users
from index.types import Filters

PASSWORDS = {"ann": "nine warm otters", "bea": "seven cold otters", "ed": "two tired otters"}
"""Ann and Bea ask; Ed looks after the articles too."""

BOXES = [""] * len(fields(Filters))
"""What the boxes of the filters hold when nothing is typed."""


def add_members(home: Path) -> dict[str, User]:
    """Gives the three their accounts."""
    with contextlib.closing(AccountsFile(home)) as file:
        users = Users(file)
        return {
            name: users.add(name, password, "editor" if name == "ed" else "reader")
            for name, password in PASSWORDS.items()
        }


class Member:
    """One colleague's program: an HTTP client with their cookie, and an open page of their own."""

    def __init__(self, address: str, name: str | None = None) -> None:
        self.http = httpx.Client(base_url=address, trust_env=False, timeout=30)
        self.page = uuid.uuid4().hex[:11]
        self._events: dict[str, int] = {}
        if name is not None:
            assert self.log_in(name, PASSWORDS[name]).status_code == 200

    def log_in(self, name: str, password: str, **headers: str) -> httpx.Response:
        return self.http.post("login", data={"username": name, "password": password}, headers=headers)

    @property
    def cookie(self) -> str:
        (value,) = (value for name, value in self.http.cookies.items() if name.startswith("dateline-"))
        return value

    def number(self, event: str) -> int:
        """The number gradio gives to the (last) event of that name, or to the click of the component of that id."""
        if not self._events:
            config = self.http.get("config").json()
            named = {item["id"]: item["props"].get("elem_id") or "" for item in config["components"]}
            for item in config["dependencies"]:
                for component, name in item["targets"]:
                    self._events[name] = self._events[f"{named.get(component, '')}.{name}"] = item["id"]
        return self._events[event]

    def join(self, event: str, data: list[Any], query: str = "", **body: Any) -> httpx.Response:
        """Sends an event of this page into the queue."""
        call = {"fn_index": self.number(event), "data": data, "session_hash": self.page, **body}
        return self.http.post(f"gradio_api/queue/join{query}", json=call)

    def call(self, event: str, data: list[Any], query: str = "", **event_data: Any) -> str:
        """All that comes of an event of this page, as text."""
        joined = self.join(event, data, query, event_data=event_data)
        assert joined.status_code == 200, joined.text
        return "\n".join(self.heard())

    def heard(self) -> Iterator[str]:
        """What the queue tells this page until its events are over."""
        with self.http.stream("GET", "gradio_api/queue/data", params={"session_hash": self.page}) as stream:
            assert stream.status_code == 200
            for line in stream.iter_lines():
                if not line.startswith("data: "):
                    continue
                if json.loads(line[6:])["msg"] == "close_stream":
                    return
                yield line[6:]

    def ask(self, question: str) -> str:
        return self.call("question.submit", [question, None, *BOXES])
