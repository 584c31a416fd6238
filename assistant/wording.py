"""Small words that page, terminal, exports and evals share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from assistant.types import Answer, Correction, Evidence, SearchedArticles
from index import languages
from index.names import fold, holds
from index.speech.types import Speech
from index.speech.words import DETERMINERS, ROLES
from index.types import Article, Filters
from index.when.days import day_of, spelled

_NEARLY = 0.9
"""The share of a piece of evidence that must be somebody's for all of it to be theirs; between sentences are spaces."""


def count(number: int, noun: str) -> str:
    """`1 article`, `28 articles`, `2 addresses`."""
    return f"{number:,} {noun}{'' if number == 1 else 'es' if noun.endswith('s') else 's'}"


def held(looked: SearchedArticles) -> str:
    """`28 articles, 2023-11-21 to 2024-06-11`."""
    days = f", {looked.first} to {looked.last}" if looked.first else ""
    return f"{count(looked.articles, 'article')}{days}"


def restricted(filters: Filters, shown: Callable[[str], str] = str, day: Callable[[date], str] = spelled) -> str:
    """What a question is restricted to: `only Reuters, said by Campbell, since 1 March 2024`; empty when to nothing.

    `shown` makes what was typed fit for where it is shown, `day` writes a day.
    """
    words = {
        "only": filters.source,
        "by": filters.author,
        "": filters.article and f"“{shown(filters.article)}”",
        "in": filters.language and languages.name(filters.language),
        "said by": filters.speaker,
    }
    parts = [f"{before} {shown(value)}" if before else value for before, value in words.items() if value]
    days = {"since": filters.since, "until": filters.until}
    return ", ".join([*parts, *(f"{before} {day(value)}" for before, value in days.items() if value)])


def also_in(article: Article, others: Sequence[Article]) -> str:
    """`also in 5 outlets`, of an article's near-copies; those of its own or an unknown outlet count when no other has
    it."""
    outlets = {other.source.casefold() for other in others} - {article.source.casefold(), ""}
    return f"also in {count(len(outlets), 'outlet') if outlets else count(len(others), 'other article')}"


def sources(articles: Iterable[Article], copies: Mapping[str, Sequence[Article]]) -> int:
    """How many stories these are: an article and its near-copies (by its id) count once."""
    counted: set[str] = set()
    stories = 0
    for article in articles:
        if article.id not in counted:
            stories += 1
            counted |= {article.id, *(copy.id for copy in copies.get(article.id, ()))}
    return stories


def speaker(speech: Speech) -> str:
    """`Kurt Campbell, deputy secretary of state`, in the article's own words."""
    words = " ".join(speech.speaker.split())
    if speech.office is not None:
        return f"{words}, {' '.join(speech.office.split())}"
    first = words.split()[0].lower()
    return words[:1].lower() + words[1:] if first in DETERMINERS or first in ROLES else words


def said_by(item: Evidence) -> str:
    """`Said by Kurt Campbell, deputy secretary of state`, of the words of a piece of evidence; empty when they are the
    reporter's own."""
    if not item.said:
        return ""
    whole = sum(speech.end - speech.start for speech in item.said) >= _NEARLY * (item.end - item.start)
    names = list(dict.fromkeys(speaker(speech) for speech in item.said))
    return f"{'Said' if whole else 'In part said'} by {'; '.join(names)}"


def unnamed(item: Evidence) -> Speech | None:
    """Who speaks in all of a piece of evidence that does not name them: its sentences say "he", or nothing."""
    speakers = {speech.speaker for speech in item.said}
    if len(speakers) != 1 or not said_by(item).startswith("Said"):
        return None
    speech = item.said[0]
    return None if holds(item.text, fold(speech.speaker).split()[-1]) else speech


def also_printed(copies: Sequence[Article]) -> str:
    """`Also in City Post (1a2b), Coast Daily (3c4d)`: where each near-copy stands, with its id."""
    return "Also in " + ", ".join(f"{copy.source or copy.title or 'another article'} ({copy.id})" for copy in copies)


def standing(answer: Answer) -> list[str]:
    """Of which day an answer is, when that should be known, and what its articles were corrected in: a line each."""
    lines = [_correction(item) for item in answer.corrections]
    if answer.as_of is None:
        return lines
    said = f"As of {spelled(answer.as_of.day)}, the day of the newest article cited."
    if later := answer.as_of.later:
        said += f" A later article has another figure: {headed(later)}."
    return [said, *lines]


def _correction(item: Correction) -> str:
    return f"“{_title(item.article)}” carries a correction: {_cut(item.text)}"


def headed(article: Article) -> str:
    """Headline, outlet and day: `“Harbour tunnel late” (Coast Daily, 4 May 2023)`."""
    day = day_of(article.published)
    where = ", ".join(part for part in (article.source, day and spelled(day)) if part)
    return f"“{_title(article)}” ({_cut(where)})" if where else f"“{_title(article)}”"


def _title(article: Article) -> str:
    return _cut(article.title) or "Untitled article"


def _cut(words: str, longest: int = 300) -> str:
    line = " ".join(words.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
