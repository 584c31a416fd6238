"""Evidence, drafts and answers on a terminal. Nothing is judged here: what is drawn was decided before."""

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from assistant.commands.answer_text import about, cited, searched, withheld
from assistant.commands.terminal import safe
from assistant.dated import beside
from assistant.types import Answer, Evidence
from assistant.wording import also_in, said_by, standing

if TYPE_CHECKING:
    from index.catalog import Catalog

AROUND = 160
"""Characters of the paragraph shown on either side of the proving words."""
_MARKER = re.compile(r"\[\d+\]")


def evidence_view(evidence: Sequence[Evidence], catalog: "Catalog") -> RenderableType:
    """Each piece under its headline, underlined within its paragraph."""
    parts: list[RenderableType] = []
    last = None
    others = catalog.copies.others(item.article.id for item in evidence)
    for item in evidence:
        if item.article.id != last:
            parts.append(Text(("\n" if last else "") + safe(about(item.article)), style="bold"))
            if item.article.id in others:
                parts.append(Text(also_in(item.article, others[item.article.id]), style="dim"))
            last = item.article.id
        row = Table.grid(padding=(0, 1))
        row.add_column(justify="right", width=4)
        row.add_column()
        text = catalog.text(item.article.id, item.version)
        row.add_row(Text(f"[{item.marker}]", style="cyan"), _in_paragraph(text, item))
        if told := said_by(item):
            row.add_row(Text(""), Text(safe(told), style="dim"))
        if item.dated:
            row.add_row("", Text(safe(beside(item)), style="dim"))
        parts.append(row)
    return Group(*parts, Text(""))


def _in_paragraph(text: str, item: Evidence) -> Text:
    begin = max(text.rfind("\n", 0, item.start) + 1, item.start - AROUND)
    stop = text.find("\n", item.end)
    end = min(len(text) if stop < 0 else stop, item.end + AROUND)
    before, after = text[begin : item.start], text[item.end : end]
    if begin and text[begin - 1] != "\n":
        before = "…" + before.partition(" ")[2]
    if end < len(text) and text[end] != "\n":
        after = after.rpartition(" ")[0] + " …"
    return Text.assemble((safe(before), "dim"), (safe(" ".join(item.text.split())), "underline"), (safe(after), "dim"))


def draft_view(text: str, width: int) -> Text:
    """The last lines of what the model has written so far; it is not verified yet and looks like it."""
    return Text(safe(" ".join(text.split()))[-4 * width :], style="dim italic")


def answer_view(answer: Answer) -> RenderableType:
    """The verified answer, what it rests on, what was held back, and what was searched."""
    parts: list[RenderableType] = [Rule(style="dim")]
    if answer.abstention is not None and answer.small_talk:
        return Text(safe(answer.abstention.reason))
    if answer.abstention is not None:
        parts.append(Text.assemble(("Not answered. ", "bold yellow"), safe(answer.abstention.reason)))
        if answer.abstention.nearest:
            markers = "".join(f"[{item.marker}]" for item in answer.abstention.nearest)
            parts.append(Text.assemble("What came nearest: ", (markers, "cyan")))
    elif answer.degraded is not None:
        parts.append(Text("No answer was written; the evidence above stands.", style="yellow"))
        parts.extend([_sentences(answer)] if answer.sentences else [])
    else:
        parts.append(_sentences(answer))
        parts.extend(Text(safe(line), style="dim") for line in standing(answer))
        parts.append(Text(""))
        parts.extend(_sources(cited(answer)))
    parts.extend(Text(safe(line), style="dim") for line in withheld(answer))
    parts.append(Text(f"{searched(answer)} {_seconds(answer)}", style="dim"))
    return Group(*parts)


def _sentences(answer: Answer) -> Text:
    drawn = Text()
    for sentence in answer.sentences:
        words = Text(safe(sentence.text))
        words.highlight_regex(_MARKER, "bold cyan")
        if drawn:
            drawn.append(" ")
        drawn.append_text(words)
        if sentence.support != "supported":
            drawn.append(f" ({sentence.support} support)", "yellow")
    return drawn


def _sources(evidence: Iterable[Evidence]) -> list[RenderableType]:
    drawn: list[RenderableType] = []
    for item in evidence:
        told = said_by(item)
        whose = f" – {told[:1].lower()}{told[1:]}" if told else ""
        drawn.append(Text.assemble((f"[{item.marker}] ", "cyan"), (safe(about(item.article) + whose), "dim")))
    return drawn


def _seconds(answer: Answer) -> str:
    total = answer.timings.get("total")
    return "" if total is None else f"{total / 1000:.1f} s."
