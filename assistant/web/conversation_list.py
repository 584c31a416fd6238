"""The list of conversations as HTML, and a conversation as a file on its way to the reader."""

from collections.abc import Sequence
from datetime import datetime
from html import escape as esc

from assistant.conversations.export import Exported
from assistant.conversations.types import Listed
from assistant.web.render import day, text
from assistant.wording import count

SHOWN = 200
"""Conversations listed at most; the find box reaches the others."""
FORMATS = {"markdown": "Markdown", "html": "HTML", "json": "JSON"}


def conversation_list(conversations: Sequence[Listed], find: str, now: str) -> str:
    """All conversations, the latest first; `now` is the id of the one that is open."""
    if not conversations:
        told = "No conversation holds these words." if find.strip() else "What you ask is kept here, on this machine."
        return f'<div class="conversations"><p class="quiet">{told}</p></div>'
    rows = "".join(_row(item, current=item.id == now) for item in conversations[:SHOWN])
    told = count(len(conversations), "conversation")
    if len(conversations) > SHOWN:
        told += f"; the latest {SHOWN} are listed, find the others by their words"
    return f'<div class="conversations"><p class="quiet">{told}</p><ol>{rows}</ol></div>'


def _row(item: Listed, *, current: bool) -> str:
    name = esc(item.id)
    exports = "".join(
        f'<button type="button" class="plain" data-export="{name}" data-as="{kind}">{words}</button>'
        for kind, words in FORMATS.items()
    )
    here = ' aria-current="true"' if current else ""
    return (
        f'<li{here}><button type="button" class="headline" data-conversation="{name}">{text(item.title)}</button>'
        f'<p class="facts">{esc(moment(item.updated))} · {count(item.exchanges, "question")}</p>'
        '<details class="more"><summary>Rename, export, delete</summary><div class="form-row">'
        f'<input type="text" aria-label="Title" value="{esc(item.title)}">'
        f'<button type="button" class="plain" data-rename="{name}">Rename</button></div>'
        f'<div class="form-row"><span class="quiet">Export as</span>{exports}'
        f'<button type="button" class="plain danger" data-delete="{name}">Delete</button></div></details></li>'
    )


def moment(updated: str) -> str:
    """An ISO date-time in UTC -> day and minute where this machine is."""
    try:
        here = datetime.fromisoformat(updated).astimezone()
    except ValueError:
        return updated
    return f"{day(here.date().isoformat())}, {here:%H:%M}"


def download(file: Exported, nonce: str) -> str:
    """A file the page's script hands to the browser; `nonce` makes the same file a new one when asked for again."""
    return (
        f'<pre hidden data-file="{esc(file.name)}" data-type="{esc(file.media_type)}" data-nonce="{esc(nonce)}">'
        f"{esc(file.content)}</pre>"
    )
