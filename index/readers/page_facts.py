"""What a page says of itself in JSON-LD (schema.org) and meta tags: its times with their zone, language and outlet."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from index.readers.dates import iso_date

_DEEPEST = 6
_ARTICLES = ("article", "newsarticle", "reportagenewsarticle", "blogposting", "liveblogposting", "analysisnewsarticle",
             "opinionnewsarticle", "reviewnewsarticle", "backgroundnewsarticle", "webpage")  # fmt: skip
_PUBLISHED = ("article:published_time", "og:article:published_time", "datepublished", "parsely-pub-date")
_UPDATED = ("article:modified_time", "og:article:modified_time", "og:updated_time", "datemodified")


@dataclass(frozen=True)
class PageFacts:
    """None where the page does not say, or says two things."""

    published: str | None = None
    updated: str | None = None
    language: str | None = None
    outlet: str | None = None


def facts_of(tree: Any) -> PageFacts:
    """The facts in a page's parsed tree (lxml)."""
    things = [thing for script in tree.iterfind(".//script") if _is_json(script) for thing in _things(script.text)]
    things.sort(key=lambda thing: _ARTICLES.index(_kind(thing)))
    metas: dict[str, str] = {}
    for meta in tree.iterfind(".//meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        metas.setdefault(name, (meta.get("content") or "").strip())
    published = _first_date([*(thing.get("datePublished") for thing in things), *map(metas.get, _PUBLISHED)])
    updated = _first_date([*(thing.get("dateModified") for thing in things), *map(metas.get, _UPDATED)])
    languages = [*(thing.get("inLanguage") for thing in things), tree.get("lang"), metas.get("og:locale")]
    outlets = (_name(thing.get("publisher")) for thing in things)
    return PageFacts(
        published=published,
        updated=updated if updated != published else None,
        language=next((code for item in languages if (code := _language(item))), None),
        outlet=next((outlet for outlet in outlets if outlet), None),
    )


def _is_json(script: Any) -> bool:
    return (script.get("type") or "").strip().lower() == "application/ld+json" and bool(script.text)


def _things(text: str) -> Iterator[dict[str, Any]]:
    """The articles that a script of JSON-LD describes, wherever they stand in it."""
    try:
        value = json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return
    level = [value]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for item in level:
            if isinstance(item, list):
                below.extend(item)
            elif isinstance(item, dict):
                if _kind(item) in _ARTICLES:
                    yield item
                below.extend(item[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in item)
        level = below


def _kind(thing: dict[str, Any]) -> str:
    kind = thing.get("@type")
    kinds = [str(item).lower() for item in (kind if isinstance(kind, list) else [kind])]
    return next((item for item in kinds if item in _ARTICLES), kinds[0] if kinds else "")


def _first_date(values: list[Any]) -> str | None:
    return next((found for value in values if isinstance(value, str) and (found := iso_date(value))), None)


def _language(value: Any) -> str | None:
    """`en` of `en-GB` or `en_GB`."""
    code = str(value or "").replace("_", "-").partition("-")[0].strip().lower() if isinstance(value, str) else ""
    return code if code.isascii() and code.isalpha() and 2 <= len(code) <= 3 else None


def _name(value: Any) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    name = value.get("name") if isinstance(value, dict) else value
    return " ".join(name.split()) if isinstance(name, str) and name.strip() and "://" not in name else None
