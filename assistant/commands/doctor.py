"""`dateline doctor`: says what is wrong and how to mend it."""

from typing import Annotated

import typer

from assistant.commands.options import Home, Json
from assistant.commands.terminal import fetching, print_json, print_text, say


def doctor(
    repair: Annotated[
        bool, typer.Option("--repair", help="Rebuild the derived indexes and fetch weights that are missing, first.")
    ] = False,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Check catalog, derived indexes, weights and model; exit status 1 when something is not well."""
    from assistant.doctor import Check, examine
    from assistant.doctor import repair as mend
    from assistant.errors import DatelineError
    from assistant.settings import load

    settings = load(home)
    if repair:
        try:
            with fetching() as progress:
                mend(settings, progress)
        except DatelineError as error:  # the checks below say what is left
            say(f"dateline: {error}")
    checks: list[Check] = []
    for check in examine(settings):
        checks.append(check)
        if not as_json:
            print_text(f"{'ok ' if check.ok else 'NOT'}  {check.name}: {check.detail}")
            if check.fix:
                print_text(f"     → {check.fix}")
    well = all(check.ok for check in checks)
    if as_json:
        print_json({"ok": well, "checks": [vars(check) for check in checks]})
    raise typer.Exit(0 if well else 1)
