"""What shapes an answer, as one hash: our code, the prompts, the settings and what is asked."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from pathlib import Path

import assistant
import evals
import index
from assistant.prompt import folder
from assistant.settings import Settings
from evals.types import Item

LENGTH = 12
_NO_MATTER = {"home", "llm_api_key", "host", "port", "root_path", "allowed_hosts", "llm_timeout", "llm_threads"}
"""Settings that change where or how fast, not what."""


def fingerprint(settings: Settings, items: Sequence[Item], *more: str) -> str:
    """Hexadecimal digits; the same for the same answers, as far as can be known from here."""
    hashed = hashlib.sha256()
    for path in _sources(settings.prompts or folder()):
        hashed.update(f"{path.name}\n".encode() + path.read_bytes())
    hashed.update(json.dumps(settings.model_dump(mode="json", exclude=_NO_MATTER), sort_keys=True).encode())
    for item in items:
        hashed.update(json.dumps([item.id, item.text, item.kind, dict(item.gold), item.target]).encode())
    hashed.update("\0".join(more).encode())
    return hashed.hexdigest()[:LENGTH]


def _sources(prompts: Path) -> Iterator[Path]:
    for package in (index, assistant, evals):
        assert package.__file__
        yield from sorted(Path(package.__file__).parent.rglob("*.py"))
    yield from sorted(prompts.glob("*.md"))
