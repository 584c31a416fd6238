"""A question that asks for a summary: what of, and the passages that are read for it.

The words that ask ("summarise the article about") stand in no article and say nothing of its subject, so that neither
search nor the choice of evidence should look for them; and news says first what matters most.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Query, SearchedArticles
from assistant.wording import headed, held
from index.library import Library
from index.search import Found
from index.types import Article, Filters, Hit

FEW = 3
"""Articles that are summed up together at most."""
LATEST = 5
"""Headlines that are named of more."""
PASSAGES = 3
"""Passages of the article that are read, from its beginning."""
FIRST = 5
"""Of so many best hits most must be of one article (or there are fewer), else the summary is of a subject."""

_POLITE = (
    r"(?:(?:please|now|can you|could you|would you|will you|i need|i want|i(?:'| woul)d like|let me have|get me)\W+)*"
)
_ITS_KIND = r"(?:(?:very )?(?:short|brief|quick|concise|one-sentence|two-sentence) )?"
_SUMMARY = rf"{_ITS_KIND}(?:summary|overview|outline|recap|run-?down|gist|digest|synopsis)"
_MAIN = r"(?:main (?:points?|message|idea)|key (?:points?|facts?|takeaways?))"
_THEM = r"(?=(?:the|this|that|these|those) (?:articles?|stor(?:y|ies)|reports?|pieces?)"
_ASKS = re.compile(
    rf"^\W*{_POLITE}(?:"
    rf"(?:(?:briefly|shortly) )?(?:summari[sz]e|sum up|recap|outline|brief me on)(?: for (?:me|us))?\b"
    rf"|(?:give (?:me|us) |write (?:me |us )?|make (?:me |us )?)?(?:an? |the )?{_SUMMARY} (?:of|on|about)\b"
    rf"|what(?:'s| is| are) (?:the )?(?:{_SUMMARY}|{_MAIN}) (?:of|in)\b"
    rf"|what(?:'s| is| are) {_THEM} about\W*$)|what (?:does|do) {_THEM} say\W*$)"
    r")[\s:,]*",
    re.IGNORECASE,
)
_OF_AN_ARTICLE = re.compile(
    r"^(?:(?:the|this|that|these|those|all|my|our|each|every)\b ?)*(?:\w+ )?"
    r"(?:articles?|stor(?:y|ies)|reports?|pieces?|coverage|news|texts?|documents?)\b"
    r"(?: (?:about|on|of|that says?|which says?|say|called|titled|for (?:me|us))\b)?[\s:,]*",
    re.IGNORECASE,
)
_MANY = re.compile(r"\b(?:articles|stories|reports|pieces|news|everything|texts|documents)\b", re.IGNORECASE)
_PRONOUN = re.compile(r"^(?:it|this|that|them|these|those|all|everything)\b[\s:,]*(?=$|\W*$)", re.IGNORECASE)


def subject(question: str) -> str | None:
    """What a summary is asked of, in the question's words; empty: of whatever there is; None: of nothing."""
    asks = _ASKS.match(question)
    if asks is None:
        return None
    words = question[asks.end() :]
    words = words[article.end() :] if (article := _OF_AN_ARTICLE.match(words)) else words
    words = words[pronoun.end() :] if (pronoun := _PRONOUN.match(words)) else words
    return words if any(character.isalnum() for character in words) else ""


def of_everything(question: str) -> bool:
    """Whether a summary is asked for of all the articles there are, which no question before it can narrow."""
    return subject(question) == "" and bool(_MANY.search(question))


def of_articles(query: Query, articles: Sequence[Article]) -> Query:
    """The query for a summary of these few articles: their headlines say what they are about."""
    titles = " ".join(article.title for article in articles)
    return replace(query, text=titles, summary_of=titles)


def headlines(articles: Sequence[Article], searched: SearchedArticles) -> str:
    """What is said of more articles than can be summed up: how many they are, and what the `articles`, newest first,
    begin with."""
    latest = (headed(article) for article in articles[:LATEST])
    return (
        f"Here are {held(searched)}: more than can be summed up at once. Ask about one of them, or a subject. The"
        f" latest: {'; '.join(latest)}."
    )


def from_the_beginning(library: Library, found: Found) -> Found:
    """What was found, with the first passages of its article for hits; unchanged when several articles were found."""
    first: Sequence[Hit] = found.hits[:FIRST]
    if not first:
        return found
    best = first[0]
    mine = sum(hit.article.id == best.article.id for hit in first)
    ids = library.catalog.passage_ids(Filters(article=best.article.id))
    if 2 * mine <= len(first) and mine < len(ids):
        return found
    stored = library.catalog.passages(ids[:PASSAGES])
    text = found.texts[best.article.id, best.stored.version]
    hits = [
        replace(best, stored=one, text=text[one.passage.start : one.passage.end])
        for number in ids[:PASSAGES]
        if (one := stored.get(number)) is not None and one.version == best.stored.version
    ]
    return replace(found, hits=hits or found.hits)
