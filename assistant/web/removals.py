"""What was removed and can still be brought back, as HTML."""

from collections.abc import Sequence
from datetime import UTC, datetime
from html import escape as esc

from assistant.web.render import text
from assistant.wording import count
from index.aside import WAIT, Removal

LATEST = 3
"""Removals that stand open; earlier ones fold away."""


def removals(waiting: Sequence[Removal], now: datetime | None = None) -> str:
    """Each removal with the buttons that undo it and that make it final; nothing when none is waiting."""
    now = now or datetime.now(UTC)
    open_ = [item for item in waiting if _left(item, now) > 0]
    if not open_:
        return ""
    rows = "".join(_row(item, now) for item in open_[:LATEST])
    more = "".join(_row(item, now) for item in open_[LATEST:])
    if more:
        told = count(len(open_) - LATEST, "earlier removal")
        more = f"<details><summary>{told}</summary><ul>{more}</ul></details>"
    return f'<div class="removals" role="status"><ul>{rows}</ul>{more}</div>'


def _row(item: Removal, now: datetime) -> str:
    what = f"“{text(item.titles[0].strip() or 'Untitled article')}”" if len(item.ids) == 1 else ""
    what = what or count(len(item.ids), "article")
    stamp, left = esc(item.stamp), _left(item, now)
    until = (datetime.fromisoformat(item.stamp) + WAIT).astimezone()
    return (
        f'<li data-left="{left:.0f}"><span>Removed {what}.</span>'
        f'<button type="button" class="plain" data-undo="{stamp}">Undo</button>'
        f'<button type="button" class="plain danger" data-purge="{stamp}">Remove for good now</button>'
        f'<span class="quiet">Deleted for good at {until:%H:%M}</span></li>'
    )


def _left(item: Removal, now: datetime) -> float:
    """Seconds in which it can be brought back."""
    return (datetime.fromisoformat(item.stamp) + WAIT - now).total_seconds()
