"""The nouns of accounts: plain values. Nothing here knows of storage or of the page."""

from dataclasses import dataclass, field
from typing import Literal

Role = Literal["reader", "editor"]
"""A reader asks; an editor may add and remove articles too."""


@dataclass(frozen=True)
class User:
    """An account. Its id stays when others take its name later; times are whole seconds since 1970."""

    id: str
    name: str
    role: Role
    added: int
    logins: int = 0
    """On how many browsers the account is logged in now."""
    seen: int | None = None
    """When one of them last asked for something."""
    password: str = field(default="", repr=False)
    """Its hash, as `passwords` writes it."""


@dataclass(frozen=True)
class Visitor:
    """Whoever is before the page: whose conversations they see, and whether they may change the library."""

    owner: str
    """The id of their account."""
    name: str
    may_change: bool


NOBODY = "nobody"
"""Owns nothing: what is asked in this name finds nothing and keeps nothing."""
MACHINE = ""
"""Owns what is asked on loopback, where no account is needed: whoever sits at the machine."""
