"""The conversation, the page's head and its welcome as HTML; what `render` does for one answer, this does around it."""

from html import escape as esc

from assistant.llm import LLM
from assistant.types import SearchedArticles
from assistant.web.asking import Conversation, Exchange
from assistant.web.render import answer, count, days, text

EXAMPLES = (
    "What sectors did Campbell name?",
    "How many people died in the Karsund ferry accident?",
    "How high did the Tarrow rise at Greyfen?",
    "Why were the Brewline kettles recalled?",
)
"""Questions the sample articles answer."""


def header(searched: SearchedArticles, llm: LLM | None) -> str:
    """The name, what there is to ask about, and who answers."""
    held = count(searched.articles, "article")
    if searched.first:
        held += f", {days(searched)}"
    who = f"{text(llm.name)} · {text(llm.where)}" if llm else "quotes only, no model"
    return (
        '<header class="masthead"><h1>Dateline</h1>'
        f'<p class="quiet"><span>{esc(held)}</span><span>Answers: {who}</span></p></header>'
    )


def transcript(conversation: Conversation, *, articles: int, samples: bool) -> str:
    """All exchanges, oldest first; a welcome before there is one."""
    if not conversation:
        return welcome(articles, samples)
    busy = "true" if conversation[-1].doing else "false"
    turns = "".join(_exchange(exchange) for exchange in conversation)
    return f'<div class="transcript" role="log" aria-label="Conversation" aria-busy="{busy}">{turns}</div>'


def _exchange(exchange: Exchange) -> str:
    body = ""
    if exchange.draft:
        body += (
            f'<div class="draft" aria-live="off"><span class="tag">Unverified draft</span>'
            f'<p dir="auto">{esc(exchange.draft)}</p></div>'
        )
    if exchange.doing:
        body += f'<p class="doing" role="status">{esc(exchange.doing)}</p>'
    if exchange.answer is not None:
        body += answer(exchange.answer)
    if exchange.trouble:
        body += f'<p class="trouble" role="alert">{esc(exchange.trouble)}</p>'
    return f'<section class="exchange"><h2 class="question" dir="auto">{esc(exchange.question)}</h2>{body}</section>'


def welcome(articles: int, samples: bool) -> str:
    """What the reader finds before the first question."""
    if not articles:
        return (
            '<div class="welcome"><h2>There is nothing to ask about yet.</h2><p>Open <b>Articles</b> above to paste a'
            " story or upload files (PDF, Word, HTML, text …). Then come back and ask.</p></div>"
        )
    examples = ""
    if samples:
        buttons = "".join(
            f'<li><button type="button" class="example" data-ask="{esc(question)}">{esc(question)}</button></li>'
            for question in EXAMPLES
        )
        examples = f'<p class="quiet">Try one of these on the sample articles:</p><ul class="examples">{buttons}</ul>'
    return (
        '<div class="welcome"><h2>Ask the articles.</h2><p>Every sentence of an answer carries the number of the words'
        " that prove it; open a number to read them where they stand. What the articles do not say, you are told they"
        f" do not say.</p>{examples}</div>"
    )
