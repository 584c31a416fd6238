"""Small words that page, terminal, exports and evals share."""

from collections.abc import Iterable, Mapping, Sequence

from assistant.types import SearchedArticles
from index.types import Article


def count(number: int, noun: str) -> str:
    """`1 article`, `28 articles`, `2 addresses`."""
    return f"{number:,} {noun}{'' if number == 1 else 'es' if noun.endswith('s') else 's'}"


def held(looked: SearchedArticles) -> str:
    """`28 articles, 2023-11-21 to 2024-06-11`."""
    days = f", {looked.first} to {looked.last}" if looked.first else ""
    return f"{count(looked.articles, 'article')}{days}"


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


def also_printed(copies: Sequence[Article]) -> str:
    """`Also in City Post (1a2b), Coast Daily (3c4d)`: where each near-copy stands, with its id."""
    return "Also in " + ", ".join(f"{copy.source or copy.title or 'another article'} ({copy.id})" for copy in copies)
