"""The conversation, the page's head and its welcome as HTML; what `answer` does for one answer, this does around it."""

from collections.abc import Sequence
from html import escape as esc

from assistant import wording
from assistant.accounts.types import Visitor
from assistant.commands.answer_text import as_text
from assistant.conversations.since import NOTHING, Newer, Since, stands
from assistant.conversations.types import Conversation, Exchange, Feedback
from assistant.llm import LLM
from assistant.types import SearchedArticles
from assistant.web.answer import answer
from assistant.web.render import days, newest_version, restricted, text, title
from assistant.wording import count

ROLLED = 12
"""Exchanges shown before the last one; a browser takes seconds over hundreds of answers with their buttons."""

VERDICTS = {"right": "Right", "wrong": "Wrong", "citation": "Citation wrong"}


def header(searched: SearchedArticles, llm: LLM | None, generation: int) -> str:
    """The name, what there is to ask about as of a generation of the catalog, and who answers."""
    held = count(searched.articles, "article")
    if searched.first:
        held += f", {days(searched)}"
    who = f"{text(llm.name)} · {text(llm.where)}" if llm else "quotes only, no model"
    return (
        f'<header class="masthead" data-generation="{generation}"><h1>Dateline</h1>'
        f'<p class="quiet"><span>{esc(held)}</span><span>Answers: {who}</span></p></header>'
    )


def account(visitor: Visitor) -> str:
    """Who is logged in, and the way out; a plain form, so that no other page's link can log anybody out."""
    kind, role = ("changing", "editor") if visitor.may_change else ("reading", "reader")
    return (
        f'<form class="account {kind}" method="post" action="logout"><span class="quiet">{esc(visitor.name)} · {role}'
        '</span><button type="submit" class="plain">Log out</button></form>'
    )


def past(conversation: Conversation, since: Since = NOTHING) -> str:
    """All exchanges but the last, oldest first, with the articles that changed `since`. They change when a question is
    asked, not while one is answered."""
    earlier = conversation.exchanges[:-1]
    shown = earlier if conversation.unrolled else earlier[-ROLLED:]
    turns = "".join(_exchange(item, since.get(item.id, ()), last=False) for item in shown)
    bar = ""
    if len(shown) < len(earlier):
        told = f"Show {count(len(earlier) - len(shown), 'earlier question')}"
        bar = f'<p><button type="button" class="plain" data-unroll>{told}</button></p>'
    if conversation.excerpt:
        bar = (
            f'<p class="note">One answer of the conversation “{text(conversation.title)}”, as it was given. '
            f'<button type="button" class="plain" data-conversation="{esc(conversation.id)}">'
            "Open the whole conversation</button></p>"
        )
    return f'<div class="transcript">{bar}{turns}</div>' if bar or turns else ""


def current(conversation: Conversation, since: Since = NOTHING) -> str:
    """The last exchange: what is being done about it, or what came of it, and of the articles it cites `since`."""
    last = conversation.exchanges[-1]
    busy = "true" if last.doing else "false"
    kind, place = ("answer", last.id) if conversation.excerpt else ("conversation", conversation.id)
    # Only what is kept can be come back to.
    place = f' data-place="{kind}={esc(place)}"' if last.worth_keeping or len(conversation.exchanges) > 1 else ""
    return (
        f'<div class="transcript" role="log" aria-label="Conversation" aria-busy="{busy}"{place}>'
        f"{_exchange(last, since.get(last.id, ()), last=not conversation.excerpt)}</div>"
    )


def _exchange(exchange: Exchange, changed: Sequence[Newer], *, last: bool) -> str:
    body = ""
    if exchange.draft:
        body += (
            f'<div class="draft" aria-live="off"><span class="tag">Unverified draft</span>'
            f'<p dir="auto">{esc(exchange.draft)}</p></div>'
        )
    if exchange.doing:
        body += f'<p class="doing" role="status">{esc(exchange.doing)}</p>'
    if exchange.answer is not None:
        body += answer(exchange.answer, exchange.filters, exchange.id if last else "")
    body += "".join(_newer(item) for item in changed)
    if exchange.trouble:
        body += f'<p class="trouble" role="alert">{esc(exchange.trouble)}</p>'
    if not exchange.doing:
        body += _actions(exchange, last=last)
    return (
        f'<section class="exchange" data-exchange="{esc(exchange.id)}">'
        f'<h2 class="question" dir="auto">{esc(exchange.question)}</h2>{_restriction(exchange)}{body}</section>'
    )


def _newer(item: Newer) -> str:
    """A note that an article the answer rests on has changed, and what that means for it."""
    correction = f" It says now: {text(item.correction)}" if item.correction else ""
    return (
        f'<p class="note newer">A newer version of {text(title(item.article))} exists (version {item.article.version}).'
        f" {stands(item)}{correction} {newest_version(item.article)}</p>"
    )


def _restriction(exchange: Exchange) -> str:
    """Which articles it was asked of, when not of all."""
    told = restricted(exchange.filters)
    return f'<p class="facts restricted">Asked of some articles: {told}.</p>' if told else ""


def _actions(exchange: Exchange, *, last: bool) -> str:
    """What can be done with an exchange that is over; what asks the server names it by its id."""
    name = esc(exchange.id)
    buttons = []
    if exchange.answer is not None and exchange.answer.small_talk:
        return ""
    if exchange.answer is not None:
        restriction = wording.restricted(exchange.filters)
        asked = exchange.question + (f"\n({restriction})" if restriction else "")
        buttons.append(_button("copy", f"{asked}\n\n{as_text(exchange.answer)}", "Copy"))
    if exchange.worth_keeping and exchange.id:
        buttons.append(_button("link", exchange.id, "Link"))
        buttons.append(_button("evidence", exchange.id, "Evidence"))
    if last:
        buttons.append(_button("again", exchange.id, "Ask again"))
    buttons.append(_button("edit", exchange.question, "Edit"))
    judged = _feedback(name, exchange.feedback) if exchange.answer is not None else ""
    return f'<div class="actions">{"".join(buttons)}{judged}</div>'


def _button(does: str, value: str, words: str) -> str:
    return f'<button type="button" class="plain" data-{does}="{esc(value)}">{words}</button>'


def _feedback(name: str, given: Feedback | None) -> str:
    """A small form: the verdict and a comment; what was said before is filled in."""
    said = f"Noted: {VERDICTS[given.verdict].lower()}" if given else "Right or wrong?"
    choices = "".join(
        f'<label><input type="radio" name="verdict-{name}" value="{verdict}"'
        f"{' checked' if given and given.verdict == verdict else ''}> {words}</label>"
        for verdict, words in VERDICTS.items()
    )
    return (
        f'<details class="feedback"><summary>{said}</summary><div class="form-row" role="group" aria-label="Feedback">'
        f'{choices}<input type="text" aria-label="Comment" placeholder="Comment (kept on this machine)"'
        f' value="{esc(given.comment) if given else ""}"><button type="button" class="plain" data-judge="{name}">Save'
        "</button></div></details>"
    )


def notice(words: str) -> str:
    """Something about the conversation itself that the reader should know."""
    return f'<p class="trouble" role="alert">{esc(words)}</p>' if words else ""


def welcome(articles: int, examples: Sequence[str]) -> str:
    """What the reader finds before the first question; `examples` are questions the articles may answer."""
    if not articles:
        return (
            '<div class="welcome" data-place=""><h2>There is nothing to ask about yet.</h2><p>Open <b>Articles</b>'
            " above to paste a story or upload files (PDF, Word, HTML, text …). Then come back and ask.</p></div>"
        )
    offered = "".join(
        f'<li><button type="button" class="example" data-ask="{esc(question)}">{text(question)}</button></li>'
        for question in examples
    )
    if offered:
        offered = f'<p class="quiet">From the articles that are here:</p><ul class="examples">{offered}</ul>'
    return (
        '<div class="welcome" data-place=""><h2>Ask the articles.</h2><p>Every sentence of an answer carries the number'
        " of the words that prove it; open a number to read them where they stand. What the articles do not say, you"
        f" are told they do not say.</p>{offered}</div>"
    )
