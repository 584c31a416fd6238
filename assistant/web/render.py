"""Values -> HTML. Pure functions, and the only place where text meets markup.

Every word that was read, typed or generated goes through `esc`: a question, a title, an article, a file name or what a
model wrote can be looked at, but never becomes an element, an attribute or an address. Nothing is repaired here.
"""

from collections.abc import Mapping, Sequence
from html import escape as esc
from types import MappingProxyType

from assistant import wording
from assistant.conversations.types import Around
from assistant.dated import beside, dates, told
from assistant.types import Citation, Evidence, SearchedArticles
from assistant.wording import count, said_by, sources
from index.notices import notices
from index.types import Article, Filters
from index.when.days import day_of

AROUND = 220
"""Characters of a paragraph that are shown before and behind the words that matter."""
NAMED = 2
"""Outlets of a story that are named at once when many have it."""
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


def day(published: str | None) -> str:
    """`2024-04-10T09:20:00+02:00` -> `10 Apr 2024`; empty without a date, the words themselves when they are none."""
    found = day_of(published)
    if found is None:
        return published or ""
    return f"{found.day} {_MONTHS[found.month - 1]} {found.year}"


def days(searched: SearchedArticles) -> str:
    """The first and the last day, as one phrase."""
    first, last = day(searched.first), day(searched.last)
    return first if first == last else f"{first} – {last}"


def restricted(filters: Filters) -> str:
    """What questions are restricted to, as HTML: `only Reuters, since 1 Mar 2024`; empty when to nothing."""
    return wording.restricted(filters, text, lambda found: day(found.isoformat()))


def about(article: Article) -> str:
    """Outlet and day, as much of them as is known."""
    return " · ".join(part for part in (article.source, day(article.published)) if part)


def title(article: Article) -> str:
    return article.title.strip() or "Untitled article"


def text(value: str) -> str:
    """Escaped words that keep their own direction: a right-to-left override inside cannot turn what stands around."""
    return f"<bdi>{esc(value)}</bdi>"


# --- an article, and spans of it ---------------------------------------------------------------------------------


def opener(span: Evidence | Citation, classes: str, label: str, words: str, more: str = "") -> str:
    """A button that opens the article at a span; the page's script reads the data attributes. `words`, `more`: HTML."""
    return (
        f'<button type="button" class="{classes}" data-open="{esc(span.article.id)}" data-version="{span.version}"'
        f' data-start="{span.start}" data-end="{span.end}"{more} aria-label="{esc(label)}">{words}</button>'
    )


def number(span: Evidence | Citation, quote: str, *, quiet: bool = False) -> str:
    """The numbered button of a citation or a piece of evidence; what it quotes is shown beside it when asked for."""
    label = f"{span.marker}: “{quote}” {title(span.article)}. Open the article at these words."
    shown = f' data-quote="{esc(quote)}" data-head="{esc(title(span.article))}" data-about="{esc(about(span.article))}"'
    return opener(span, "cite quiet" if quiet else "cite", label, str(span.marker), shown)


def marked(words: str, start: int, end: int) -> str:
    """The whole text with `words[start:end]` in one `<mark>`; its textContent is exactly that span."""
    start, end = max(0, min(start, len(words))), max(0, min(end, len(words)))
    if start >= end:
        return esc(words)
    return f'{esc(words[:start])}<mark tabindex="-1">{esc(words[start:end])}</mark>{esc(words[end:])}'


def around(words: str, item: Evidence) -> Around:
    """As much of the paragraph around the evidence as fits on a card; nothing when the text is no longer the one the
    evidence was found in: a mark must not stand among other words."""
    start, end = item.start, item.end
    if words[start:end] != item.text:
        return Around()
    begin = words.rfind("\n", 0, start) + 1
    finish = words.find("\n", end)
    finish = len(words) if finish < 0 else finish
    before, after = words[begin:start], words[end:finish]
    if len(before) > AROUND:
        before = "… " + before[-AROUND:].partition(" ")[2]
    if len(after) > AROUND:
        after = after[:AROUND].rpartition(" ")[0] + "\u00a0…"
    return Around(before, after)


def article(
    item: Article, words: str, version: int, start: int, end: int, back: str, copies: Sequence[Article] = ()
) -> str:
    """The reading pane: one article, whole, with a span marked (none when it is empty).

    `back` is the exchange whose evidence the reader came from; empty when there is none. `copies` are the articles of
    other outlets that print the same.
    """
    facts = [text(item.source) if item.source else "", esc(day(item.published))]
    facts += [f"By {text(item.author)}" if item.author else "", count(len(words.split()), "word")]
    days = told(words[start:end], start, dates(item, words, start, end))
    notes = f'<p class="dated">{text(days)}</p>' if days else ""
    if item.sample:
        notes += '<p class="note">A sample article that comes with Dateline. Its news is invented or retold.</p>'
    if version != item.version:
        notes += (
            f'<p class="note">This is version {version}; the article has changed since (version {item.version}).'
            f" {newest_version(item)}</p>"
        )
    notes += "".join(f'<p class="note correction">{text(notice.text)}</p>' for notice in notices(words))
    url = f'<p class="url">{text(item.url)}</p>' if item.url else ""
    place = f"{item.id}:{version}:{start}:{end}"
    known = f'<p class="facts">{" · ".join(fact for fact in facts if fact)}</p>'
    return _reading(item, place, f"{known}{also_in(item, copies)}{notes}", marked(words, start, end), url, back)


def gone(item: Evidence | Citation, quote: str, beside: Around, back: str) -> str:
    """The reading pane for words that are no longer in the library: the paragraph as it was kept."""
    note = (
        f'<p class="facts">{text(about(item.article))}</p><p class="note">This text is no longer in the library.'
        " These are the words as they were when the question was answered.</p>"
    )
    words = f'{esc(beside.before)}<mark tabindex="-1">{esc(quote)}</mark>{esc(beside.after)}'
    place = f"{item.article.id}:{item.version}:{item.start}:{item.end}"
    return _reading(item.article, place, note, words, "", back)


def whole(item: Article, words: str, label: str) -> str:
    """A button that opens the newest version of an article, whole."""
    return (
        f'<button type="button" class="plain" data-open="{esc(item.id)}" data-version="{item.version}" data-start="0"'
        f' data-end="0" aria-label="{esc(label)}">{text(words)}</button>'
    )


def newest_version(item: Article) -> str:
    return whole(item, "Open the newest version", f"Open the newest version of {title(item)}")


def also_in(item: Article, copies: Sequence[Article]) -> str:
    """The other outlets that print an article, each a button that opens it there; all but a few are folded away."""
    if not copies:
        return ""
    buttons = []
    for copy in copies:
        name = copy.source if copy.source.casefold() not in ("", item.source.casefold()) else title(copy)
        buttons.append(whole(copy, name, f"{name}: open “{title(copy)}” there"))
    if len(buttons) <= NAMED + 1:
        last = f" and {buttons[-1]}" if len(buttons) > 1 else ""
        return f'<div class="also">Also in {", ".join(buttons[:-1] or buttons)}{last}</div>'
    more = f"<details><summary>and {len(buttons) - NAMED} more</summary>{', '.join(buttons[NAMED:])}</details>"
    return f'<div class="also">Also in {", ".join(buttons[:NAMED])} {more}</div>'


def _reading(item: Article, place: str, facts: str, words: str, foot: str, back: str) -> str:
    """The frame of the reading pane; `facts`, `words` and `foot` are HTML."""
    leave = "Back to the evidence" if back else "Close"
    return (
        f'<article class="reading" data-place="{esc(place)}" data-exchange="{esc(back)}" aria-label="Article">'
        f'<div class="pane-bar"><button type="button" class="plain" data-close="{esc(back)}">← {leave}</button>'
        f'<span class="quiet" aria-hidden="true">{esc(title(item))}</span></div>'
        f'<h2 tabindex="-1" dir="auto">{esc(title(item))}</h2>{facts}'
        f'<div class="article-text" dir="auto">{words}</div>{foot}</article>'
    )


# --- evidence ----------------------------------------------------------------------------------------------------


def evidence(
    items: Sequence[Evidence],
    surroundings: Sequence[Around],
    cited: frozenset[int] | None,
    copies: Mapping[str, Sequence[Article]] = MappingProxyType({}),
) -> str:
    """The evidence pane: pieces under their headline; what is not `cited` steps back (None: unknown). `copies` are the
    articles of other outlets that print the same, by the id of the article."""
    if not items:
        told = "No passage came near enough to be evidence."
        return f'<section class="evidence" aria-label="Evidence"><p class="quiet">{told}</p></section>'
    beside = dict(zip(items, surroundings, strict=False))
    groups: dict[tuple[str, int], list[Evidence]] = {}
    for item in items:
        groups.setdefault((item.article.id, item.version), []).append(item)
    cards = "".join(_card(group, beside, cited, copies.get(group[0].article.id, ())) for group in groups.values())
    told = f"{count(len(items), 'passage')} from {count(sources([item.article for item in items], copies), 'article')}"
    heading = "What came nearest" if cited == frozenset() else "Evidence"
    return (
        f'<section class="evidence" aria-label="Evidence"><div class="pane-bar"><h2 tabindex="-1">{heading}</h2>'
        f'<span class="quiet">{told}</span></div>{cards}</section>'
    )


def _card(
    group: Sequence[Evidence],
    surroundings: Mapping[Evidence, Around],
    cited: frozenset[int] | None,
    copies: Sequence[Article],
) -> str:
    best = group[0]
    name = title(best.article)
    rows = ""
    for item, near in _each_once(group, surroundings):
        quiet = cited is not None and item.marker not in cited
        words = f"{esc(near.before)}<mark>{esc(item.text)}</mark>{esc(near.after)}"
        days = f'<p class="dated">{text(beside(item))}</p>' if item.dated else ""
        rows += (
            f'<li class="{"uncited" if quiet else "piece"}">{number(item, item.text, quiet=quiet)}'
            f'<p class="passage" dir="auto">{words}</p>{spoken(item)}{days}</li>'
        )
    first = opener(best, "headline", f"Open the article: {name}", text(name))
    facts = f'<p class="facts">{text(about(best.article))}</p>{also_in(best.article, copies)}'
    return f'<div class="card"><h3>{first}</h3>{facts}<ul>{rows}</ul></div>'


def _each_once(group: Sequence[Evidence], surroundings: Mapping[Evidence, Around]) -> list[tuple[Evidence, Around]]:
    """The pieces of one article, in order, and what stands around each: what lies between two of one paragraph is shown
    once, before the second."""
    shown: list[tuple[Evidence, Around]] = []
    for item in group:
        near = surroundings.get(item, Around())
        if shown:
            last, beside = shown[-1]
            gap = item.start - last.end
            if 0 <= gap <= len(near.before.removeprefix("… ")):
                near = Around(near.before[len(near.before) - gap :].lstrip(), near.after)
                shown[-1] = last, Around(beside.before, "")
        shown.append((item, near))
    return shown


def spoken(item: Evidence) -> str:
    """Whose words a piece of evidence is, so that a claim never looks like the reporter's fact."""
    told = said_by(item)
    return f'<p class="facts said-by">{text(told)}</p>' if told else ""


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
