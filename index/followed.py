"""Folders, feeds and sitemaps that were added, kept in the home folder for `dateline sync` to look at them again."""

import json
import os
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from index.errors import HomeError
from index.readers.folders import EVERYTHING, Chosen

_FILE = "sources.json"


@dataclass(frozen=True)
class Followed:
    """A source that may have more to give later, and what of it was chosen."""

    source: str
    chosen: Chosen = EVERYTHING


_FOLLOWED = TypeAdapter(list[Followed])


def load(home: Path) -> list[Followed]:
    """What was added before, in that order; HomeError when the file is no longer what was written."""
    path = home / _FILE
    try:
        return _FOLLOWED.validate_json(path.read_bytes())
    except FileNotFoundError:
        return []
    except (OSError, ValidationError) as error:
        raise HomeError(
            f"The list of followed sources {path} cannot be read. Articles are not touched; move that file away and add"
            " the folders and feeds again."
        ) from error


def remember(home: Path, followed: Followed) -> None:
    """Keeps it; one that was there takes the new choice."""
    known = load(home)
    if followed not in known:
        _write(home, [*(item for item in known if item.source != followed.source), followed])


def _write(home: Path, items: Sequence[Followed]) -> None:
    """All or nothing: the file is the old one or the new one, whenever this is stopped."""
    data = json.dumps([asdict(item) for item in items], ensure_ascii=True, indent=1)
    try:
        with tempfile.NamedTemporaryFile("w", dir=home, prefix=_FILE, delete=False) as file:
            file.write(data)
        os.replace(file.name, home / _FILE)
    except OSError as error:
        raise HomeError(f"What was added cannot be kept for `dateline sync`: {error.strerror}.") from error
