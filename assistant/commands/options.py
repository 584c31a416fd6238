"""What commands share on the command line: `--home`, `--json`, the filters, and usage errors."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from index.types import Filters

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="Folder of the library. [default: $DATELINE_HOME, else the user data folder]",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON value on standard output and nothing else there.")]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help="Only articles published on this day or later.")
]
Until = Annotated[
    str | None, typer.Option("--until", metavar="DATE", help="Only articles published on this day or before.")
]
Source = Annotated[str | None, typer.Option("--source", metavar="OUTLET", help="Only articles of this outlet.")]
Author = Annotated[
    str | None, typer.Option("--author", metavar="NAME", help="Only articles by this author; a surname will do.")
]
OneArticle = Annotated[
    str | None, typer.Option("--article", metavar="ID", help="Only this article; its id or its title.")
]
Language = Annotated[
    str | None, typer.Option("--language", metavar="CODE", help="Only articles in this language, like de or German.")
]
Speaker = Annotated[
    str | None,
    typer.Option("--speaker", metavar="NAME", help="Only what this person, office or body says; a surname will do."),
]
Batch = Annotated[
    Path | None, typer.Option("--batch", metavar="FILE", help="Many at once: a JSON object a line.", show_default=False)
]


def wrong_usage(message: str, option: str | None = None) -> NoReturn:
    """Ends the command with status 2; `option` is the one that is wrong."""
    raise typer.BadParameter(message, param_hint=option and f"'{option}'")


def separate(batch: Path, out: Path, option: str) -> None:
    """A batch whose results would be written over its own lines is wrong usage."""
    try:
        same = batch.samefile(out)
    except (OSError, ValueError):
        same = batch.absolute() == out.absolute()
    if same:
        wrong_usage(f"it names the file of --batch, {batch}; the results need a file of their own.", option)


def filters(
    since: str | None,
    until: str | None,
    source: str | None = None,
    author: str | None = None,
    article: str | None = None,
    language: str | None = None,
    speaker: str | None = None,
) -> Filters:
    """The filters of a command line; a date or language that is none, or a span that ends before it begins, is wrong
    usage."""
    from index import languages
    from index.types import Filters

    first, last = _day(since, "--since"), _day(until, "--until")
    if first and last and first > last:
        wrong_usage(f"{first} is after --until {last}: no article can be both.", "--since")
    named = (("--source", source), ("--author", author), ("--article", article), ("--language", language))
    for option, value in (*named, ("--speaker", speaker)):
        if value is not None and not value.strip():
            wrong_usage("it is empty; leave it out to search every article.", option)
    code = languages.code(language)
    if language is not None and code is None:
        wrong_usage(f"{language!r} is no language; write its code, like de, or its English name.", "--language")
    return Filters(first, last, _bare(source), _bare(author), _bare(article), code, _bare(speaker))


def _bare(value: str | None) -> str | None:
    return value.strip() if value else None


def _day(value: str | None, option: str) -> date | None:
    if value is None:
        return None
    try:
        if len(value) != len("YYYY-MM-DD"):
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        wrong_usage(f"{value!r} is no day; write it as YYYY-MM-DD, like 2024-04-10.", option)
