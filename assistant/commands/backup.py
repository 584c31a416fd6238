"""`dateline backup` and `dateline restore`: the library and the conversations in one file, and back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.options import Home
from assistant.commands.terminal import print_text

if TYPE_CHECKING:
    from assistant.backup import Manifest

File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, one file.")]


def backup(file: File, home: Home = None) -> None:
    """Write articles and conversations to one file, also while the page is open or articles come in.

    An older backup of that name is replaced. Weights and settings are not in it: they can be had again, and settings
    may hold keys.
    """
    from assistant.backup import back_up
    from assistant.settings import default_home

    target = file.expanduser().absolute()
    print_text(f"Wrote {target}: {_told(back_up((home or default_home()).absolute(), target))}.")


def restore(
    file: File,
    replace: Annotated[
        bool, typer.Option("--replace", help="Put it in the place of the articles and conversations that are there.")
    ] = False,
    home: Home = None,
) -> None:
    """Put a backup into a home folder; when that fails, what was there stays.

    A home that holds articles or conversations is left alone without --replace.
    """
    from assistant.restore import restore as put_back
    from assistant.settings import load

    settings = load(home)
    manifest = put_back(settings, file.expanduser().absolute(), replace=replace)
    print_text(f"Restored {settings.home}: {_told(manifest)}.")


def _told(manifest: "Manifest") -> str:
    count = manifest.articles
    return f"{count} article{'' if count == 1 else 's'}, as of {manifest.made}"
