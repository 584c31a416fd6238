"""What commands share on the command line: `--home`, `--json`, the filters, and usage errors."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

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
FILTERS = {
    "since": Since,
    "until": Until,
    "source": Source,
    "author": Author,
    "article": OneArticle,
    "language": Language,
    "speaker": Speaker,
}
"""The option of each filter, by its name."""
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


def filtered(command: Callable[..., None]) -> Callable[..., None]:
    """The command with the options of all filters in place of its parameter `restriction`, which gets the Filters."""
    signature = inspect.signature(command)
    options = [
        inspect.Parameter(name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=None, annotation=option)
        for name, option in FILTERS.items()
    ]

    @functools.wraps(command)
    def run(**given: Any) -> None:
        typed = {name: given.pop(name) for name in FILTERS}
        command(restriction=filters(typed), **given)

    before = list(signature.parameters.values())
    at = list(signature.parameters).index("restriction")
    parameters = [*before[:at], *options, *before[at + 1 :]]
    run.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {item.name: item.annotation for item in parameters}  # what typer reads beside it
    return run


def filters(typed: Mapping[str, str | None]) -> Filters:
    """The filters of a command line, by their names; a date or language that is none, or a span that ends before it
    begins, is wrong usage."""
    from index import languages
    from index.types import Filters

    first, last = _day(typed["since"], "--since"), _day(typed["until"], "--until")
    if first and last and first > last:
        wrong_usage(f"{first} is after --until {last}: no article can be both.", "--since")
    for name, value in typed.items():
        if value is not None and not value.strip():
            wrong_usage("it is empty; leave it out to search every article.", f"--{name}")
    language = typed["language"]
    code = languages.code(language)
    if language is not None and code is None:
        wrong_usage(f"{language!r} is no language; write its code, like de, or its English name.", "--language")
    named = {name: _bare(typed[name]) for name in ("source", "author", "article", "speaker")}
    return Filters(first, last, **named, language=code)


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
