"""Values -> the JSON that others script against. Pure: a dataclass in, a dict with the documented keys in order out."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from typing import Any

from assistant.types import Answer, Citation, Evidence, Sentence
from index.types import AddReport, Article, Filters, Hit

ANSWER_TIMINGS = ("search", "evidence", "first_token", "total")
_DIGITS = 6
"""Of a score: more would be noise, fewer would make ties."""


def answer_json(answer: Answer) -> dict[str, Any]:
    """One answer, as `ask --json` prints it and `ask --batch` writes it."""
    abstention = answer.abstention
    return {
        "id": answer.id,
        "question": answer.question,
        "query": answer.query,
        "abstained": answer.abstained,
        "abstention": None
        if abstention is None
        else {"reason": abstention.reason, "nearest": [evidence_json(item) for item in abstention.nearest]},
        "text": answer.text,
        "sentences": [_sentence(item) for item in answer.sentences],
        "evidence": [evidence_json(item) for item in answer.evidence],
        "withheld": [{"text": item.text, "reason": item.reason} for item in answer.withheld],
        "searched": {
            "articles": answer.searched.articles,
            "from": answer.searched.first,
            "to": answer.searched.last,
        },
        "model": answer.model,
        "degraded": answer.degraded,
        "usage": {
            "prompt_tokens": answer.usage.prompt_tokens,
            "cached_tokens": answer.usage.cached_tokens,
            "completion_tokens": answer.usage.completion_tokens,
        },
        "timings": timings_json(answer.timings, ANSWER_TIMINGS),
    }


def filters_json(filters: Filters) -> dict[str, str | None]:
    """What a question was restricted to, by the names a line of `ask --batch` gives it."""
    found = {field.name: getattr(filters, field.name) for field in fields(filters)}
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in found.items()}


def evidence_json(item: Evidence) -> dict[str, Any]:
    return {
        "marker": item.marker,
        "article_id": item.article.id,
        "start": item.start,
        "end": item.end,
        "text": item.text,
        "score": _score(item.score),
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "start": sentence.start,
        "end": sentence.end,
        "support": sentence.support,
        "citations": [_citation(item) for item in sentence.citations],
    }


def _citation(citation: Citation) -> dict[str, Any]:
    article = citation.article
    return {
        "marker": citation.marker,
        "article_id": article.id,
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published": article.published,
        "url": article.url,
        "start": citation.start,
        "end": citation.end,
        "quote": citation.quote,
    }


def search_json(query: str, hits: Sequence[Hit], timings: Mapping[str, float]) -> dict[str, Any]:
    """What `search --json` prints."""
    return {"query": query, "hits": [_hit(hit) for hit in hits], "timings": timings_json(timings, tuple(timings))}


def _hit(hit: Hit) -> dict[str, Any]:
    return {
        "rank": hit.rank,
        "article_id": hit.article.id,
        "title": hit.article.title,
        "source": hit.article.source,
        "published": hit.article.published,
        "start": hit.stored.passage.start,
        "end": hit.stored.passage.end,
        "text": hit.text,
        "score": _score(hit.score),
        "also_in": [{"article_id": item.id, "title": item.title, "source": item.source} for item in hit.also_in],
    }


def add_json(report: AddReport) -> dict[str, Any]:
    """What `add --json` prints."""
    return {
        "added": report.count("added"),
        "updated": report.count("updated"),
        "unchanged": report.count("unchanged"),
        "failed": [{"source": item.source, "reason": item.reason} for item in report.failed],
        "articles": [{"id": item.id, "source": item.source, "state": item.state} for item in report.articles],
    }


def article_json(article: Article) -> dict[str, Any]:
    """One article of `list --json`."""
    return {
        "id": article.id,
        "title": article.title,
        "source": article.source,
        "author": article.author,
        "published": article.published,
        "updated": article.updated,
        "url": article.url,
        "language": article.language,
        "words": article.words,
        "version": article.version,
    }


def show_json(article: Article, text: str, versions: Sequence[tuple[int, str]]) -> dict[str, Any]:
    """What `show --json` prints; `text` is what all offsets of the newest version count in."""
    return {
        **article_json(article),
        "text": text,
        "versions": [{"version": number, "added": added} for number, added in versions],
    }


def timings_json(timings: Mapping[str, float], names: Sequence[str]) -> dict[str, int | None]:
    """Whole milliseconds under each name; None for what did not happen (no model was asked: no first token)."""
    return {name: round(timings[name]) if name in timings else None for name in names}


def _score(score: float) -> float:
    return round(float(score), _DIGITS)
