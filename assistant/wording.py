"""Small words that page, terminal, exports and evals share."""

from assistant.types import SearchedArticles


def count(number: int, noun: str) -> str:
    """`1 article`, `28 articles`, `2 addresses`."""
    return f"{number:,} {noun}{'' if number == 1 else 'es' if noun.endswith('s') else 's'}"


def held(looked: SearchedArticles) -> str:
    """`28 articles, 2023-11-21 to 2024-06-11`."""
    days = f", {looked.first} to {looked.last}" if looked.first else ""
    return f"{count(looked.articles, 'article')}{days}"
