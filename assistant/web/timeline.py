"""How many articles were published when, and by whom: counted, and drawn as inline SVG in the page's own colours."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape as esc

from assistant.web.narrowed import Per
from assistant.web.render import day, text
from assistant.wording import count
from index.types import Article
from index.when.days import day_of

MOST = 120
"""Bars that can still be told apart."""
FEW = 60
"""Bars at most, where the reader did not choose."""
OUTLETS = 5
"""Outlets with a colour of their own; the others share one."""
WIDTH, HEIGHT, LEFT, TOP, BOTTOM = 640, 124, 34, 8, 20
_PERS: tuple[Per, ...] = ("day", "week", "month", "year")


@dataclass(frozen=True)
class Bar:
    """A day, week, month or year, and how many articles each outlet published in it."""

    first: date
    last: date
    outlets: Counter[str]

    @property
    def total(self) -> int:
        return self.outlets.total()


def bars(articles: Sequence[Article], per: Per) -> list[Bar]:
    """From the first published article to the last, without a gap; articles without a date are left out."""
    dated = [(published, article.source) for article in articles if (published := day_of(article.published))]
    if not dated:
        return []
    counts: dict[date, Counter[str]] = {}
    for published, outlet in dated:
        counts.setdefault(_begin(published, per), Counter())[outlet] += 1
    found, first = [], min(counts)
    while first <= max(counts):
        following = _next(first, per)
        found.append(Bar(first, following - timedelta(days=1), counts.get(first, Counter())))
        first = following
    return found


def offered(articles: Sequence[Article]) -> list[Per]:
    """What can be counted by: neither more bars than can be told apart, nor a single one where there are better."""
    days = [published for article in articles if (published := day_of(article.published))]
    if not days:
        return []
    numbers: dict[Per, int] = {per: _number(min(days), max(days), per) for per in _PERS}
    fitting = [per for per in _PERS if numbers[per] <= MOST] or ["year"]
    return [per for per in fitting if numbers[per] > 1] or fitting[:1]


def timeline(articles: Sequence[Article], chosen: Per, *, dates: bool) -> str:
    """The plot, its legend, and the same as a table; `dates`: whether it is narrowed to some already."""
    possible = offered(articles)
    whole = '<button type="button" class="plain" data-from="" data-to="">All dates</button>' if dates else ""
    if not possible:
        return f'<div class="timeline"><p class="quiet">No article here has a date. {whole}</p></div>'
    fine = [per for per in possible if len(bars(articles, per)) <= FEW]
    per = chosen if chosen in possible else (fine or possible[-1:])[0]
    found = bars(articles, per)
    total = Counter(article.source for article in articles if day_of(article.published))
    own = [outlet for outlet, _ in total.most_common(OUTLETS + 1)]
    own = own if len(own) <= OUTLETS else own[:OUTLETS]
    choices = "".join(
        f'<button type="button" class="plain" data-per="{item}" aria-pressed="{"true" if item == per else "false"}">'
        f"{item.capitalize()}s</button>"
        for item in possible
        if len(possible) > 1
    )
    undated = len(articles) - total.total()
    note = f'<p class="facts">{count(undated, "article")} without a date not shown.</p>' if undated else ""
    return (
        f'<div class="timeline"><div class="toolbar"><span class="quiet">Published per {per}</span>'
        f'<span class="actions">{whole}{choices}</span></div>{_plot(found, per, own)}'
        f"{_legend(own, others=len(total) > len(own))}{note}{_table(found, per, own)}</div>"
    )


# --- days ---------------------------------------------------------------------------------------------------------


def _begin(when: date, per: Per) -> date:
    if per == "week":
        return when - timedelta(days=when.weekday()) if when.toordinal() > 7 else date.min
    return when.replace(day=1) if per == "month" else when.replace(month=1, day=1) if per == "year" else when


def _next(first: date, per: Per) -> date:
    if per == "month":
        return (first.replace(day=28) + timedelta(days=4)).replace(day=1)
    return first.replace(year=first.year + 1) if per == "year" else first + timedelta(days=7 if per == "week" else 1)


def _number(first: date, last: date, per: Per) -> int:
    """How many bars it takes."""
    first, last = _begin(first, per), _begin(last, per)
    months = (last.year - first.year) * 12 + last.month - first.month
    days = (last - first).days
    return 1 + {"day": days, "week": days // 7, "month": months, "year": months // 12}[per or "day"]


def _named(bar: Bar, per: Per) -> str:
    """`10 Apr 2024`, `Week of 8 Apr 2024`, `Apr 2024` or `2024`."""
    first = day(bar.first.isoformat())
    return {"day": first, "week": f"Week of {first}", "month": first.partition(" ")[2], "year": str(bar.first.year)}[
        per or "day"
    ]


# --- the plot -----------------------------------------------------------------------------------------------------


def _plot(found: Sequence[Bar], per: Per, own: Sequence[str]) -> str:
    most = max(bar.total for bar in found)
    step, floor = (WIDTH - LEFT) / len(found), HEIGHT - BOTTOM
    scale = (floor - TOP) / most
    peak = max(found, key=lambda bar: bar.total)
    told = (
        f"{count(sum(bar.total for bar in found), 'article')} from {day(found[0].first.isoformat())} to"
        f" {day(found[-1].last.isoformat())}, counted per {per}; the most, {peak.total:,}: {_named(peak, per)}."
        " The table below says the same."
    )
    drawn = "".join(_bar(bar, per, own, LEFT + step * place, step, scale) for place, bar in enumerate(found))
    lines = "".join(
        f'<line x1="{LEFT}" x2="{WIDTH}" y1="{floor - value * scale:.1f}" y2="{floor - value * scale:.1f}"/>'
        f'<text x="{LEFT - 5}" y="{floor - value * scale + 3.5:.1f}" text-anchor="end">{value:,}</text>'
        for value in sorted({0, most // 2, most} if most > 3 else {0, most})
    )
    every = max(1, -(-len(found) // 6))
    names = "".join(
        _name(LEFT + step * (place + 0.5), _named(bar, per).removeprefix("Week of "))
        for place, bar in enumerate(found)
        if place % every == every // 2
    )
    return (
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{esc(told)}"><g class="axis">{lines}{names}</g>'
        f"{drawn}</svg>"
    )


def _name(x: float, words: str) -> str:
    """What stands below a bar; at the edge it ends there instead of beyond it."""
    x, anchor = (WIDTH, "end") if x > WIDTH - 50 else (x, "middle")
    return f'<text class="name" x="{x:.1f}" y="{HEIGHT - 5}" text-anchor="{anchor}">{esc(words)}</text>'


def _bar(bar: Bar, per: Per, own: Sequence[str], x: float, step: float, scale: float) -> str:
    """One bar, stacked by outlet, and the strip above it that can be clicked too."""
    if not bar.total:
        return ""
    y, parts, gap = float(HEIGHT - BOTTOM), "", min(3.0, step * 0.18)
    for place, number in _stacked(bar, own):
        height = number * scale
        y -= height
        size = f'width="{max(0.8, step - gap):.2f}" height="{height:.2f}"'
        parts += f'<rect class="series-{place}" x="{x + gap / 2:.2f}" y="{y:.2f}" {size}/>'
    strip = f'<rect class="strip" x="{x:.2f}" y="{TOP}" width="{step:.2f}" height="{HEIGHT - BOTTOM - TOP}"/>'
    who = ", ".join(f"{outlet or 'unknown outlet'} {number:,}" for outlet, number in bar.outlets.most_common(4))
    told = f"{_named(bar, per)}: {count(bar.total, 'article')} ({who}{', …' if len(bar.outlets) > 4 else ''})"
    return f"<g {_dates(bar)}><title>{esc(told)}</title>{strip}{parts}</g>"


def _stacked(bar: Bar, own: Sequence[str]) -> Iterator[tuple[int, int]]:
    """(series, articles) from the bottom up; series 0 is the outlets without a colour of their own."""
    for place, outlet in enumerate(own, 1):
        if bar.outlets[outlet]:
            yield place, bar.outlets[outlet]
    if others := bar.total - sum(bar.outlets[outlet] for outlet in own):
        yield 0, others


def _dates(bar: Bar) -> str:
    return f'data-from="{bar.first.isoformat()}" data-to="{bar.last.isoformat()}"'


def _legend(own: Sequence[str], *, others: bool) -> str:
    named = [*enumerate((outlet or "Unknown outlet" for outlet in own), 1), *([(0, "Other outlets")] if others else [])]
    rows = "".join(
        f'<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect class="series-{place}" width="10" height="10"/></svg>'
        f"{text(name)}</li>"
        for place, name in named
    )
    return f'<ul class="legend">{rows}</ul>'


def _table(found: Sequence[Bar], per: Per, own: Sequence[str]) -> str:
    """What the plot shows, in words; its first column does what a click on a bar does."""
    heads = "".join(f'<th scope="col" class="count">{text(outlet or "Unknown")}</th>' for outlet in own)
    rows = "".join(
        f'<tr><th scope="row"><button type="button" class="plain" {_dates(bar)}>{esc(_named(bar, per))}</button></th>'
        f'<td class="count">{bar.total:,}</td>'
        + "".join(f'<td class="count">{bar.outlets[outlet]:,}</td>' for outlet in own)
        + "</tr>"
        for bar in found
        if bar.total
    )
    return (
        '<details><summary>As a table</summary><div class="wide" tabindex="0" role="group" aria-label="Articles'
        f' published per {per}"><table><thead><tr><th scope="col">{str(per).capitalize()}</th>'
        f'<th scope="col" class="count">All</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div></details>'
    )
