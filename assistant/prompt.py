"""Prompt files -> messages. Pure: the same file and values give the same messages.

A prompt is a Markdown file: each `## system`, `## user` or `## assistant` heading starts a message, `{name}` is filled
in. What stands above the first heading is for people.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from assistant.budget import HEADLINE
from assistant.dated import with_days
from assistant.errors import PromptError
from assistant.llm import Message
from assistant.types import Evidence, Query
from assistant.wording import speaker, unnamed

_HEADING = re.compile(r"^## (system|user|assistant)[ \t]*$", re.MULTILINE)
_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
_STEERING = re.compile(
    r"<(?=\|)|(?<=\|)>|<(?=/?(?:s|bos|eos|(?:start|end)_of_turn|tool_(?:call|response))>)|\[(?=/?INST\])"
)
"""Where what a chat template writes between messages begins or ends (ChatML, Llama, Gemma, Mistral)."""


@dataclass(frozen=True)
class Template:
    """The messages of a prompt file, placeholders unfilled."""

    name: str
    messages: tuple[Message, ...]


def folder() -> Path:
    """Where the prompts are: beside the package in a checkout, inside it in an installed wheel."""
    packaged = Path(__file__).parent / "prompts"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "prompts"


def load(name: str, where: Path | None = None) -> Template:
    """The prompt `name`.md; PromptError when it is missing or holds no message."""
    path = (where or folder()) / f"{name}.md"
    try:
        text = path.read_text("utf-8")
    except OSError as error:
        raise PromptError(f"The prompt {path} cannot be read: {error.strerror}.") from error
    parts = _HEADING.split(text)[1:]
    messages = [
        Message(cast("object", role), body.strip())  # type: ignore[arg-type]
        for role, body in zip(parts[::2], parts[1::2], strict=True)
    ]
    if not messages:
        raise PromptError(f"The prompt {path} has no `## system`, `## user` or `## assistant` heading.")
    return Template(name, tuple(messages))


def fill(template: Template, values: Mapping[str, str]) -> list[Message]:
    """The messages with every `{name}` replaced; a name without a value is an error, braces in values stay.

    What would end a message is made plain words: llama.cpp and others heed it wherever it stands, in an article too.
    """
    found = {name for message in template.messages for name in _PLACEHOLDER.findall(message.text)}
    if found != values.keys():
        odd = ", ".join(sorted(found ^ values.keys()))
        raise PromptError(f"The prompt {template.name}.md and the code disagree about {{{odd}}}.")
    return [
        Message(message.role, _PLACEHOLDER.sub(lambda match: _inert(values[match.group(1)]), message.text))
        for message in template.messages
    ]


def _inert(words: str) -> str:
    return _STEERING.sub(lambda found: f" {found.group()} ", words)


def question(query: Query) -> str:
    """The question as the model reads it: the reader's words last, so that it answers those."""
    return f"(After: {query.earlier}) {query.asked}" if query.earlier else query.asked


def lay_out(pieces: Sequence[Evidence], *, days: bool = False, outlets: bool = False) -> str:
    """The passages as the model reads them, best first, with the `days` that their relative dates mean, and under their
    `outlets` and headlines, where the question is about these: else a small model takes them for its answer."""
    return "\n\n".join(_laid_out(item, days=days, outlets=outlets) for item in pieces)


def _laid_out(item: Evidence, *, days: bool, outlets: bool) -> str:
    article = item.article
    about = ", ".join(part for part in (article.source, (article.published or "")[:10]) if part)
    head = " ".join(f"{article.title[:HEADLINE]} ({about}):".split()) + "\n" if outlets and about else ""
    speech = unnamed(item)
    told = f"({speaker(speech)}, speaking) " if speech else ""  # beside the words, which stay as they are
    return f"{head}{told}{_readable(with_days(item) if days else item.text)}"


def _readable(text: str) -> str:
    """One line; the rows of a table with the head of each column before its figure, where small models need it."""
    rows = [[cell.strip() for cell in line.split("|")] for line in text.splitlines() if line.strip()]
    head = rows[0] if rows else []
    if len(rows) > 1 and len(head) > 1 and all(len(row) == len(head) for row in rows):
        text = "; ".join(
            ", ".join([row[0], *(f"{name}: {cell}" for name, cell in zip(head[1:], row[1:], strict=True))])
            for row in rows[1:]
        )
    return " ".join(text.split())
