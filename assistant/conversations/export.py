"""A conversation -> one file to keep or send on: Markdown, HTML or JSON, each with the quotes and where they stand.

What became of the cited articles `since` is told below each answer, as the page tells it.

Every word is escaped for its format. The only links are the addresses articles came with, and only http and https.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as esc
from typing import Literal
from urllib.parse import quote, urlsplit

from assistant.commands.answer_text import searched, unanswered, withheld
from assistant.conversations.since import NOTHING, Newer, Since, stands
from assistant.conversations.types import Conversation, Exchange
from assistant.dated import beside
from assistant.serialise import answer_json, filters_json
from assistant.types import Answer, Evidence
from assistant.wording import restricted, said_by, standing
from index.types import Article

Format = Literal["markdown", "html", "json"]
_STYLE = (
    "body{max-width:42rem;margin:2rem auto;padding:0 1rem;font:1.05rem/1.6 Georgia,serif;color:#22201c;background:"
    "#fffefb}h1{font-size:1.5rem}h2{font-size:1.1rem;margin-top:2.5rem}blockquote{margin:.6rem 0;padding:0 0 0 .9rem;"
    "border-left:2px solid #e3ddd1}.note,cite{color:#645d52;font-size:.88rem;font-style:normal}"
)
_MARKDOWN = re.compile(r"([\\`*_\[\]<>#|~!&@]|^[+\-=](?=\s|$|[+\-=])|(?<=^\d)[.)]|:(?=//)|(?<=\bwww)\.)")


@dataclass(frozen=True)
class Exported:
    """A file: its name, its media type and its content."""

    name: str
    media_type: str
    content: str


def export(conversation: Conversation, kind: Format, since: Since = NOTHING) -> Exported:
    """The whole conversation as one file; `since` are the articles it cites that have changed since, by exchange."""
    name = re.sub(r"[^\w-]+", "-", conversation.title, flags=re.ASCII).strip("-").lower()[:48] or "conversation"
    match kind:
        case "markdown":
            return Exported(f"{name}.md", "text/markdown", as_markdown(conversation, since))
        case "html":
            return Exported(f"{name}.html", "text/html", as_html(conversation, since))
        case "json":
            return Exported(f"{name}.json", "application/json", as_json(conversation, since))


def as_json(conversation: Conversation, since: Since = NOTHING) -> str:
    """One object; each answer as `ask --json` prints it, each piece of evidence with its article."""
    value = {
        "id": conversation.id,
        "title": conversation.title,
        "exchanges": [_exchange_json(item, since.get(item.id, ())) for item in conversation.exchanges],
    }
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _exchange_json(exchange: Exchange, changed: Sequence[Newer]) -> dict[str, object]:
    said = exchange.feedback
    return {
        "id": exchange.id,
        "asked": exchange.asked,
        "question": exchange.question,
        "filters": filters_json(exchange.filters),
        "answer": exchange.answer and answer_json(exchange.answer),
        "standing": standing(exchange.answer) if exchange.answer else [],
        "trouble": exchange.trouble or None,
        "feedback": said and {"verdict": said.verdict, "comment": said.comment},
        "articles": {
            item.article.id: {
                "title": item.article.title,
                "source": item.article.source,
                "published": item.article.published,
                "url": item.article.url,
                "version": item.version,
            }
            for item in exchange.evidence
        },
        "newer": [
            {
                "article_id": item.article.id,
                "version": item.article.version,
                "stands": item.stands,
                "correction": item.correction or None,
            }
            for item in changed
        ],
    }


def as_markdown(conversation: Conversation, since: Since = NOTHING) -> str:
    """Questions as headings, answers as paragraphs, the quotes below each under the numbers the answer gives them."""
    parts = [f"# {_md(conversation.title)}"]
    for exchange in conversation.exchanges:
        parts.append(f"## {_md(exchange.question)}")
        parts += [_md(line) for line in _said(exchange, since.get(exchange.id, ()))]
        for item in _quoted(exchange):
            link = web_address(item.article)
            link = f" <{link}>" if link else ""
            parts.append(f"> {_md(f'[{item.marker}]')} “{_md(item.text)}”  \n> {_md(_beside(item))}{link}")
    return "\n\n".join(parts) + "\n"


def as_html(conversation: Conversation, since: Since = NOTHING) -> str:
    """One page that needs nothing else and runs nothing."""
    body = ""
    for number, exchange in enumerate(conversation.exchanges, 1):
        body += f'<h2 dir="auto">{esc(exchange.question)}</h2>'
        quoted = _quoted(exchange)
        known = {item.marker for item in quoted}
        for line in _said(exchange, since.get(exchange.id, ())):
            body += f'<p dir="auto">{_linked(line, number, known)}</p>'
        for item in quoted:
            link = web_address(item.article)
            link = f' <a href="{esc(link)}" rel="noreferrer noopener">{esc(link)}</a>' if link else ""
            body += (
                f'<blockquote id="q{number}-{item.marker}" dir="auto">[{item.marker}] “{esc(item.text)}”<br>'
                f"<cite>{esc(_beside(item))}{link}</cite></blockquote>"
            )
    name = esc(conversation.title)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    return (
        f'<!doctype html>\n<html><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
        f'content="{policy}"><meta name="viewport" content="width=device-width"><title>{name}</title>'
        f"<style>{_STYLE}</style></head><body><h1>{name}</h1>{body}</body></html>\n"
    )


def web_address(article: Article) -> str:
    """The address the article came with, when it is one a browser may be sent to; else empty."""
    try:
        parts = urlsplit(article.url or "")
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return ""
    return quote(parts.geturl(), safe="%/:=&?~#+!$,;'@()*[]") if usable else ""


def _said(exchange: Exchange, newer: Sequence[Newer]) -> list[str]:
    """Of what it was asked and what was answered, as plain paragraphs."""
    restriction = restricted(exchange.filters)
    said = [f"Asked of some articles: {restriction}."] if restriction else []
    answer = exchange.answer
    if answer is not None:
        if answer.abstention is not None:
            said.append(unanswered(answer.abstention))
        elif answer.degraded is not None:
            said.append(f"In the articles’ own words. {answer.degraded}")
            said += [answer.text] if answer.text else []
        else:
            said += [answer.text, *standing(answer)]
            said += [f"Proved only in part: “{item.text}”" for item in answer.sentences if item.support == "partial"]
        said += withheld(answer)
        if not answer.small_talk:
            said.append(searched(answer))
    said += [_changed(item) for item in newer]
    if exchange.trouble:
        said.append(exchange.trouble)
    return said


def _changed(item: Newer) -> str:
    """That an article has changed since the answer was given, and what that means for it."""
    correction = f" It says now: {item.correction}" if item.correction else ""
    named = item.article.title.strip() or "an article cited here"
    return f"A newer version of {named} exists (version {item.article.version}). {stands(item)}{correction}"


def _quoted(exchange: Exchange) -> Sequence[Evidence]:
    """The evidence that is cited; all of it when there is no answer that could cite."""
    answer = exchange.answer
    if answer is None or answer.abstention is not None or answer.degraded is not None:
        return exchange.evidence
    return [item for item in exchange.evidence if item.marker in _markers(answer)]


def _markers(answer: Answer) -> set[int]:
    return {citation.marker for sentence in answer.sentences for citation in sentence.citations}


def _where(item: Evidence) -> str:
    article = item.article
    where = ", ".join(part for part in (article.title, article.source, (article.published or "")[:10]) if part)
    return f"{where} ({beside(item)})" if item.dated else where


def _beside(item: Evidence) -> str:
    """Where the words stand, and whose they are."""
    return "; ".join(part for part in (_where(item), said_by(item)) if part)


def _linked(line: str, number: int, known: set[int]) -> str:
    """A paragraph whose markers lead to their quotes on the same page."""

    def link(match: re.Match[str]) -> str:
        marker = int(match.group(1))
        return f'<a href="#q{number}-{marker}">[{marker}]</a>' if marker in known else match.group()

    return re.sub(r"\[(\d{1,3})\]", link, esc(line))


def _md(words: str) -> str:
    """Words on one line that Markdown leaves as they are."""
    return _MARKDOWN.sub(r"\\\1", " ".join(words.split()))
