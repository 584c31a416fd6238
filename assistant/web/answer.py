"""An answer as HTML: what is proved with its numbers, what is proved in part, what was withheld, and not knowing.

Pure functions, as in `render`: every word goes through `esc`, and only a marker that names a citation becomes a button.
"""

import re
from collections.abc import Sequence
from html import escape as esc

from assistant.types import Abstention, Answer, Evidence, SearchedArticles, Sentence, Withheld
from assistant.web.render import about, day, days, number, restricted, spoken, text, title
from assistant.wording import count, standing
from index.types import Filters

NEAREST = 3
"""Passages quoted at most when nothing is answered; the pane beside shows them all."""
_MARKER = re.compile(r"\s?\[(\d{1,3})\]")


def answer(value: Answer, filters: Filters | None = None, exchange: str = "") -> str:
    """A verified answer, an abstention, or the evidence alone with the reason.

    `filters` are those it was searched with; `exchange` is the id under which it may be asked anew, empty
    when it no longer can.
    """
    if value.abstention is not None and value.small_talk:
        return f'<p class="reply">{esc(value.abstention.reason)}</p>'
    if value.abstention is not None:
        body = _abstention(value, value.abstention, filters or Filters(), exchange)
    elif value.degraded is not None:
        body = _degraded(value.degraded, value.evidence) + _said(value.sentences)
    else:
        body = _said(value.sentences)
        if any(item.support == "partial" for item in value.sentences):
            body += (
                '<p class="note">Dotted: the words cited prove this only in part. Read them before you rely on it.</p>'
            )
        body += "".join(f'<p class="note standing">{text(line)}</p>' for line in standing(value))
    return body + _withheld(value.withheld) + _footer(value)


def _said(items: Sequence[Sentence]) -> str:
    return f'<p class="answer" dir="auto">{" ".join(sentence(item) for item in items)}</p>' if items else ""


def sentence(item: Sentence) -> str:
    """One sentence; its markers become buttons, and only those that name a citation of it."""
    citations = {citation.marker: citation for citation in item.citations}
    html, position = "", 0
    for match in _MARKER.finditer(item.text):
        citation = citations.get(int(match.group(1)))
        if citation is not None:
            html += esc(item.text[position : match.start()]) + number(citation, citation.quote)
            position = match.end()
    html += esc(item.text[position:])
    told = ' title="The cited words prove this only in part"' if item.support == "partial" else ""
    return f'<span class="sentence {item.support}"{told}>{html}</span>'


def _abstention(answered: Answer, value: Abstention, filters: Filters, exchange: str) -> str:
    # Words that were withheld prove nothing, but neither do they prove that the articles are silent.
    said = "No answer that the articles prove." if answered.withheld else "The articles do not say."
    why = "" if value.reason == said else f"<p>{esc(value.reason)}</p>"
    told = restricted(filters)
    looked = f"Searched {_searched(answered.searched)}{f' ({told})' if told else ''}."
    near = quotes(value.nearest[:NEAREST])
    if near:
        near = f'<details class="nearest"><summary>What came nearest</summary>{near}</details>'
    helping = _helping(answered.searched, filters, exchange) if exchange else ""
    return f'<div class="abstention"><p class="said">{said}</p>{why}<p class="quiet">{looked}</p>{helping}{near}</div>'


def _searched(looked: SearchedArticles) -> str:
    return esc(count(looked.articles, "article") + (f", {days(looked)}" if looked.first else ""))


def _helping(looked: SearchedArticles, filters: Filters, exchange: str) -> str:
    """What may bring an answer: without the filters, in other words, or with other articles."""
    if not filters.empty:
        widen = (
            f'<button type="button" class="plain" data-widen="{esc(exchange)}">Ask all articles, every outlet and'
            " date</button>"
        )
        return f'<p class="help">Articles outside this filter were not read. {widen}</p>'
    if not looked.articles:
        return '<p class="help">Add articles under <b>Articles</b>, then ask again.</p>'
    newest = f" The newest is from {esc(day(looked.last))}; what came later is not in them." if looked.last else ""
    return (
        '<p class="help">What may help: the names and words a report would use, or an article about it, added under'
        f" <b>Articles</b>.{newest}</p>"
    )


def _degraded(why: str, items: Sequence[Evidence]) -> str:
    best = sorted(sorted(items, key=lambda item: -item.score)[:3], key=lambda item: item.marker)
    return (
        f'<div class="degraded"><p class="said">In the articles’ own words</p><p class="quiet">{esc(why)}</p>'
        f"{quotes(best)}</div>"
    )


def quotes(items: Sequence[Evidence]) -> str:
    """Pieces of evidence as quotations, each with its number and where it stands."""
    return "".join(
        f'<blockquote dir="auto"><p>{esc(item.text)}{number(item, item.text)}</p>'
        f"{spoken(item)}<footer>{text(title(item.article))} · {text(about(item.article))}</footer></blockquote>"
        for item in items
    )


def _withheld(items: Sequence[Withheld]) -> str:
    if not items:
        return ""
    rows = "".join(f"<li><q>{text(item.text)}</q><span>{esc(item.reason)}</span></li>" for item in items)
    return (
        f'<details class="withheld"><summary>Withheld: {count(len(items), "sentence")}</summary>'
        '<p class="quiet">The model wrote this, but the words it rests on do not prove it.</p>'
        f"<ul>{rows}</ul></details>"
    )


def _footer(value: Answer) -> str:
    parts = []
    if value.sentences:
        parts = [f"{count(len(value.sentences), 'sentence')} checked against the articles"]
        looked = f"searched {count(value.searched.articles, 'article')}"
        parts.append(f"{looked}, {days(value.searched)}" if value.searched.first else looked)
    if parts and "total" in value.timings:
        parts.append(f"{value.timings['total'] / 1000:.1f}\u00a0s")
    return f'<p class="facts">{esc(" · ".join(parts))}</p>' if parts else ""
