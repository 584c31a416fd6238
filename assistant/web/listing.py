"""The library as HTML: the table of articles, and what became of what was added or removed."""

from collections.abc import Mapping, Sequence
from html import escape as esc

from assistant.web.narrowed import PAGE, By, Narrowed, pages
from assistant.web.render import day, text, title
from assistant.web.shelf import Line
from assistant.wording import count
from index.types import Article

LINES = 40


COLUMNS: dict[By, str] = {"title": "Title", "outlet": "Outlet", "date": "Date", "added": "Added", "words": "Words"}


def table(
    articles: Sequence[Article], added: Mapping[str, str], *, total: int, samples: int, narrowed: Narrowed
) -> str:
    """One page of the articles with a box to select each; the page's script reports what was selected."""
    if not total:
        return '<div class="library"><p class="quiet">No articles yet. Add some above.</p></div>'
    own = ""
    if samples:
        own = (
            f'<button type="button" class="plain" data-remove-samples="{samples}"'
            ' title="Removes the sample articles that came with Dateline">Start with my own articles</button>'
        )
    told = f"{len(articles):,} of {count(total, 'article')}" if narrowed.narrow else count(total, "article")
    asking = ""
    if not narrowed.filters.empty and not narrowed.beyond_filters and articles:
        asking = '<button type="button" class="plain" data-ask-these>Ask only these</button>'
    page = min(max(narrowed.page, 0), pages(len(articles)) - 1)
    shown = articles[page * PAGE : (page + 1) * PAGE]
    rows = "".join(_row(article, added.get(article.id, ""), tell=samples < total) for article in shown)
    every = '<input type="checkbox" data-every aria-label="Select all on this page">'
    return (
        f'<div class="library"><div class="toolbar"><span class="quiet">{esc(told)}</span>'
        f'<span class="actions">{asking}{own}'
        '<button type="button" class="plain" data-remove disabled>Remove selected</button></span></div>'
        f'<table><thead><tr><th class="select">{every if shown else ""}</th>{_heads(narrowed)}</tr></thead>'
        f"<tbody>{rows}</tbody></table>{_pager(page, len(articles))}</div>"
    )


def _pager(page: int, articles: int) -> str:
    """The way to the other pages; nothing when there is one."""
    last = pages(articles) - 1
    if not last:
        return ""
    steps = [("First", 0, page > 0), ("Previous", page - 1, page > 0)]
    steps += [("Next", page + 1, page < last), ("Last", last, page < last)]
    buttons = [
        f'<button type="button" class="plain" data-page="{to}"{"" if possible else " disabled"}>{name}</button>'
        for name, to, possible in steps
    ]
    here = f"Articles {page * PAGE + 1:,} to {min((page + 1) * PAGE, articles):,} of {articles:,}"
    return (
        f'<nav class="pager" aria-label="Pages of the table">{"".join(buttons[:2])}<span class="quiet">{here}</span>'
        f"{''.join(buttons[2:])}</nav>"
    )


def _heads(narrowed: Narrowed) -> str:
    """The columns' names, as buttons that put the table in order."""
    heads = ""
    for by, name in COLUMNS.items():
        way = ""
        if by == narrowed.by:
            way = f' aria-sort="{"descending" if narrowed.down else "ascending"}"'
        button = f'<button type="button" class="plain" data-order="{by}">{name}</button>'
        heads += f'<th scope="col" class="{by}"{way}>{button}</th>'
    return heads


def _row(article: Article, added: str, *, tell: bool) -> str:
    """One article; whether it is a sample is worth telling where not all are."""
    name = title(article)
    sample = ' <span class="tag">sample</span>' if article.sample and tell else ""
    return (
        f'<tr><td><input type="checkbox" value="{esc(article.id)}" aria-label="Select {esc(name)}"></td>'
        f'<td class="title" dir="auto"><button type="button" class="headline" data-open="{esc(article.id)}"'
        f' data-version="{article.version}" data-start="0" data-end="0">{text(name)}</button></td>'
        f'<td class="outlet">{text(article.source)}{sample}</td><td class="date">{esc(day(article.published))}</td>'
        f'<td class="added">{esc(day(added))}</td><td class="words">{article.words:,}</td></tr>'
    )


def report(lines: Sequence[Line], note: str = "") -> str:
    """What became of each source, in order; `note` is said first."""
    said = f"<p>{esc(note)}</p>" if note else ""
    if not lines:
        return f'<div class="report" role="status">{said}</div>'
    states = ("added", "updated", "unchanged", "failed")
    counts = [(state, sum(line.state == state for line in lines)) for state in states]
    told = ", ".join(f"{number:,} {state}" for state, number in counts if number)
    # What failed is what the reader has to act on: it comes first when not all can be listed.
    listed = sorted(lines, key=lambda line: line.state != "failed") if len(lines) > LINES else list(lines)
    rows = "".join(
        f'<li><span class="tag {line.state}">{line.state}</span> {text(line.name)}'
        f"{f'<span class=quiet>: {esc(line.why)}</span>' if line.why else ''}</li>"
        for line in listed[:LINES]
    )
    more = f'<li class="quiet">and {len(lines) - LINES:,} more</li>' if len(lines) > LINES else ""
    return f'<div class="report" role="status">{said}<p><b>{told}</b></p><ul>{rows}{more}</ul></div>'


def trouble(words: str) -> str:
    return f'<div class="report trouble" role="alert"><p>{esc(words)}</p></div>'
