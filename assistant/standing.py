"""Whether an answer about how things stand is as old as its articles, and what they were corrected in.

A reader who asks "How many are missing?" takes the answer for today's. When the newest article it cites is old, or a
later one has another figure, one line says of which day it is. Questions about the past get none.
"""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from assistant.dated import names_time, without_dates
from assistant.types import Answer, AsOf, Citation, Correction
from assistant.verify.figures import numbers
from assistant.verify.locate import coverage
from assistant.verify.names import has_name, names
from index.catalog import Catalog
from index.errors import NotFoundError
from index.notices import notices
from index.split import sentences
from index.types import Article, Hit
from index.when.days import day_of

OLD = timedelta(days=30)
"""What an article says of how things stand holds for so long without a word."""
NEAR = 0.8
"""Share of the cited passage's score that a passage has which is about the same."""

_VERB = re.compile(
    r"\b(is|are|isn['’]t|aren['’]t|do|does|don['’]t|doesn['’]t|has|have|hasn['’]t|haven['’]t|will|can|was|were|did|had"
    r"|would|could|should|might|wasn['’]t|weren['’]t|didn['’]t)\b",
    re.IGNORECASE,
)
_PAST = frozenset("was were did had would could should might wasn't weren't didn't".split())
_NOW = re.compile(
    r"\b(?:now|current(?:ly)?|still|so far|yet|latest|newest|most recent|today|at present)\b", re.IGNORECASE
)


def as_of(answer: Answer, asked: str, hits: Sequence[Hit], today: date) -> AsOf | None:
    """Of which day the answer is, when its reader should know; None when there is nothing to say."""
    cited = [citation for item in answer.sentences for citation in item.citations]
    days = [day for citation in cited if (day := day_of(citation.article.published))]
    if not days or not asks_how_things_stand(asked):
        return None
    newest = max(days)
    later = _later(cited, asked, hits, newest)
    return AsOf(newest, later) if later or today - newest > OLD else None


def asks_how_things_stand(question: str) -> bool:
    """Whether the question is about the present, by its first verb or a "now", and names no time of its own."""
    if names_time(question):
        return False
    verb = _VERB.search(question)
    return _NOW.search(question) is not None or (verb is not None and verb[1].lower().replace("’", "'") not in _PAST)


def corrections(answer: Answer, catalog: Catalog) -> tuple[Correction, ...]:
    """The correction notices that the cited articles carry, each once."""
    cited = [citation for item in answer.sentences for citation in item.citations]
    found: list[Correction] = []
    for article, version in dict.fromkeys((citation.article, citation.version) for citation in cited):
        try:
            text = catalog.text(article.id, version)
        except NotFoundError:  # removed in this instant
            continue
        found += [Correction(article, notice.text) for notice in notices(text)]
    return tuple(found)


def _later(cited: Sequence[Citation], asked: str, hits: Sequence[Hit], newest: date) -> Article | None:
    """A later article that answers the same question about the same with another figure."""
    ids = {citation.article.id for citation in cited}
    quotes = " ".join(citation.quote for citation in cited)
    known, wanted = numbers(without_dates(quotes)), coverage(asked, quotes)
    least = NEAR * max((hit.score for hit in hits if hit.article.id in ids), default=0.0)
    for hit in hits:
        later = (day_of(hit.article.published) or newest) > newest and not ids & {copy.id for copy in hit.also_in}
        same = any(has_name(name, f"{hit.article.title} {hit.text}") for name in names(quotes))
        if known and later and same and hit.score >= least:
            told = (without_dates(hit.text[span.start : span.end]) for span in sentences(hit.text))
            if any(numbers(sentence) - known and coverage(asked, sentence) >= wanted for sentence in told):
                return hit.article
    return None
