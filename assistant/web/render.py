"""Values -> HTML. Pure functions, and the only place where text meets markup.

Every word that was read, typed or generated goes through `esc`: a question, a title, an article, a file name or what a
model wrote can be looked at, but never becomes an element, an attribute or an address. Nothing is repaired here.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape as esc

from assistant.types import Abstention, Answer, Citation, Evidence, SearchedArticles, Sentence, Withheld
from index.types import Article

Texts = Mapping[tuple[str, int], str]
"""Stored texts by (article id, version)."""

AROUND = 220
"""Characters of a paragraph that are shown before and behind the words that matter."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MARKER = re.compile(r"\s?\[(\d{1,3})\]")


def day(published: str | None) -> str:
    """`2024-04-10T09:20:00+02:00` -> `10 Apr 2024`; empty without a date, the words themselves when they are none."""
    if not published:
        return ""
    try:
        found = date.fromisoformat(published[:10])
    except ValueError:
        return published
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def count(number: int, noun: str) -> str:
    """`1 article`, `28 articles`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def days(searched: SearchedArticles) -> str:
    """The first and the last day, as one phrase."""
    first, last = day(searched.first), day(searched.last)
    return first if first == last else f"{first} – {last}"


def about(article: Article) -> str:
    """Outlet and day, as much of them as is known."""
    return " · ".join(part for part in (article.source, day(article.published)) if part)


def title(article: Article) -> str:
    return article.title.strip() or "Untitled article"


def text(value: str) -> str:
    """Escaped words that keep their own direction: a right-to-left override inside cannot turn what stands around."""
    return f"<bdi>{esc(value)}</bdi>"


# --- an article, and spans of it ---------------------------------------------------------------------------------


def opener(span: Evidence | Citation, classes: str, label: str, words: str, quote: str) -> str:
    """A button that opens the article at a span; the page's script reads the data attributes."""
    return (
        f'<button type="button" class="{classes}" data-open="{esc(span.article.id)}" data-version="{span.version}"'
        f' data-start="{span.start}" data-end="{span.end}" title="{esc(quote)}" aria-label="{esc(label)}">'
        f"{words}</button>"
    )


def number(span: Evidence | Citation, quote: str, *, quiet: bool = False) -> str:
    """The numbered button of a citation or a piece of evidence."""
    label = f"{span.marker}: “{quote}” {title(span.article)}. Open the article at these words."
    return opener(span, "cite quiet" if quiet else "cite", label, str(span.marker), quote)


def marked(words: str, start: int, end: int) -> str:
    """The whole text with `words[start:end]` in one `<mark>`; its textContent is exactly that span."""
    start, end = max(0, min(start, len(words))), max(0, min(end, len(words)))
    if start >= end:
        return esc(words)
    return f'{esc(words[:start])}<mark tabindex="-1">{esc(words[start:end])}</mark>{esc(words[end:])}'


def in_paragraph(words: str, start: int, end: int) -> str:
    """The span marked, with as much of its paragraph around it as fits on a card."""
    begin = words.rfind("\n", 0, start) + 1
    finish = words.find("\n", end)
    finish = len(words) if finish < 0 else finish
    before, after = words[begin:start], words[end:finish]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "\u00a0…"
    return f"{esc(before)}<mark>{esc(words[start:end])}</mark>{esc(after)}"


def article(item: Article, words: str, version: int, start: int, end: int, *, back: bool) -> str:
    """The reading pane: one article, whole, with a span marked (none when it is empty)."""
    facts = [text(item.source) if item.source else "", esc(day(item.published))]
    facts += [f"By {text(item.author)}" if item.author else "", count(len(words.split()), "word")]
    notes = ""
    if item.sample:
        notes += '<p class="note">A sample article that comes with Dateline. Its news is invented or retold.</p>'
    if version != item.version:
        notes += (
            f'<p class="note">This is version {version}; the article has changed since (version {item.version}).</p>'
        )
    url = f'<p class="url">{text(item.url)}</p>' if item.url else ""
    leave = "Back to the evidence" if back else "Close"
    return (
        f'<article class="reading" data-place="{esc(item.id)}:{version}:{start}:{end}" aria-label="Article">'
        f'<div class="pane-bar"><button type="button" class="plain" data-close>← {leave}</button>'
        f'<span class="quiet" aria-hidden="true">{esc(title(item))}</span></div>'
        f'<h2 tabindex="-1" dir="auto">{esc(title(item))}</h2>'
        f'<p class="facts">{" · ".join(fact for fact in facts if fact)}</p>{notes}'
        f'<div class="article-text" dir="auto">{marked(words, start, end)}</div>{url}</article>'
    )


# --- evidence ----------------------------------------------------------------------------------------------------


def evidence(items: Sequence[Evidence], texts: Texts, cited: frozenset[int] | None) -> str:
    """The evidence pane: pieces under their headline; what is not `cited` steps back (None: unknown)."""
    if not items:
        told = "No passage came near enough to be evidence."
        return f'<section class="evidence" aria-label="Evidence"><p class="quiet">{told}</p></section>'
    groups: dict[tuple[str, int], list[Evidence]] = {}
    for item in items:
        groups.setdefault((item.article.id, item.version), []).append(item)
    cards = "".join(_card(group, texts, cited) for group in groups.values())
    told = f"{count(len(items), 'passage')} from {count(len(groups), 'article')}"
    heading = "What came nearest" if cited == frozenset() else "Evidence"
    return (
        f'<section class="evidence" aria-label="Evidence"><div class="pane-bar"><h2 tabindex="-1">{heading}</h2>'
        f'<span class="quiet">{told}</span></div>{cards}</section>'
    )


def _card(group: Sequence[Evidence], texts: Texts, cited: frozenset[int] | None) -> str:
    head = group[0].article
    first = opener(group[0], "headline", f"Open the article: {title(head)}", text(title(head)), title(head))
    rows = ""
    for item in group:
        quiet = cited is not None and item.marker not in cited
        whole = texts.get((item.article.id, item.version), "")
        # A text that is gone or was changed underneath us must not put the mark on other words.
        fits = whole[item.start : item.end] == item.text
        words = in_paragraph(whole, item.start, item.end) if fits else f"<mark>{esc(item.text)}</mark>"
        rows += (
            f'<li class="{"uncited" if quiet else "piece"}">{number(item, item.text, quiet=quiet)}'
            f'<p class="passage" dir="auto">{words}</p></li>'
        )
    return f'<div class="card"><h3>{first}</h3><p class="facts">{text(about(head))}</p><ul>{rows}</ul></div>'


def newest(articles: Sequence[Article]) -> str:
    """The pane before there is evidence: the latest headlines, to read or to ask about."""
    rows = "".join(
        f'<li><button type="button" class="headline" data-open="{esc(item.id)}" data-version="{item.version}"'
        f' data-start="0" data-end="0">{text(title(item))}</button><p class="facts">{text(about(item))}</p></li>'
        for item in articles
    )
    told = "The passages an answer rests on appear here, before the answer does."
    latest = (
        f'<div class="pane-bar"><h2 tabindex="-1">Latest articles</h2></div><ol class="latest">{rows}</ol>'
        if rows
        else ""
    )
    return f'<section class="evidence" aria-label="Articles">{latest}<p class="quiet">{told}</p></section>'


# --- an answer ---------------------------------------------------------------------------------------------------


def answer(value: Answer) -> str:
    """A verified answer, an abstention, or the evidence alone with the reason."""
    if value.abstention is not None:
        body = _abstention(value.abstention, value.searched, withheld=bool(value.withheld))
    elif value.degraded is not None:
        body = _degraded(value.degraded, value.evidence)
    else:
        body = f'<p class="answer" dir="auto">{" ".join(sentence(item) for item in value.sentences)}</p>'
        if any(item.support == "partial" for item in value.sentences):
            body += (
                '<p class="note">Dotted: the words cited prove this only in part. Read them before you rely on it.</p>'
            )
    return body + _withheld(value.withheld) + _footer(value)


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


def _abstention(value: Abstention, searched: SearchedArticles, *, withheld: bool) -> str:
    # Words that were withheld prove nothing, but neither do they prove that the articles are silent.
    said = "No answer that the articles prove." if withheld else "The articles do not say."
    why = "" if value.reason == said else f"<p>{esc(value.reason)}</p>"
    looked = f"Searched {count(searched.articles, 'article')}" + (f", {days(searched)}" if searched.first else "")
    near = quotes(value.nearest)
    if near:
        near = f'<details class="nearest"><summary>What came nearest</summary>{near}</details>'
    return f'<div class="abstention"><p class="said">{said}</p>{why}<p class="quiet">{esc(looked)}.</p>{near}</div>'


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
        f"<footer>{text(title(item.article))} · {text(about(item.article))}</footer></blockquote>"
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
