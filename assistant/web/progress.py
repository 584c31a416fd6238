"""How far files and addresses have come, as HTML."""

from collections.abc import Sequence
from html import escape as esc

from assistant.web.adding import Source
from assistant.web.render import text
from assistant.wording import count

SHOWN = 40
"""Sources listed at most: first what failed, then what is going on."""
_WORDS = {"waiting": "waiting", "reading": "reading", "storing": "storing"}


def progress(sources: Sequence[Source], noun: str) -> str:
    """All sources of one go: how many are done, and each with its state; `noun` is what one of them is called."""
    done = sum(source.state == "done" for source in sources)
    listed = list(sources) if len(sources) <= SHOWN else sorted(sources, key=_interest)[:SHOWN]
    rows = "".join(_row(source) for source in listed)
    more = f'<li class="quiet">and {len(sources) - SHOWN:,} more</li>' if len(sources) > SHOWN else ""
    told = f"Adding {count(len(sources), noun)}: {done:,} done"
    return (
        f'<div class="report" aria-busy="true"><p role="status">Adding {count(len(sources), noun)}…</p>'
        f'<progress max="{len(sources)}" value="{done}" aria-label="{told}"></progress><ul>{rows}{more}</ul></div>'
    )


def _row(source: Source) -> str:
    failed = [line for line in source.lines if line.state == "failed"]
    kept = len(source.lines) - len(failed)
    if source.state == "done" and len(source.lines) == 1:
        state, words = source.lines[0].state, source.lines[0].why
    elif source.state == "done":
        state, words = ("failed" if failed and not kept else "done"), _counted(kept, len(failed))
    else:
        state, words = _WORDS[source.state], _counted(kept, len(failed))
    said = f'<span class="quiet">: {esc(words)}</span>' if words else ""
    return f'<li><span class="tag {state}">{state}</span> {text(source.name)}{said}</li>'


def _counted(kept: int, failed: int) -> str:
    parts = [count(kept, "article")] if kept else []
    parts += [f"{failed:,} failed"] if failed else []
    return ", ".join(parts)


def _interest(source: Source) -> int:
    """What the reader wants to see first: what failed, what is being done, what was done last."""
    if any(line.state == "failed" for line in source.lines):
        return 0
    return {"reading": 1, "storing": 1, "done": 2, "waiting": 3}[source.state]
