"""The page one logs in on: plain HTML that needs no script and nothing from elsewhere."""

import re
from html import escape as esc
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

STYLES = Path(__file__).parent / "styles"
_ID = re.compile(r"[0-9a-f]{1,64}", re.ASCII)


def login_page(root: str, *, trouble: str = "", note: str = "", name: str = "", back: str = "") -> str:
    """The form; `trouble` is announced and tied to its boxes. `back` is what the page's address asked for."""
    style = "\n".join((STYLES / file).read_text("utf-8") for file in ("0-colours.css", "login/login.css"))
    style = re.sub(r"/\*.*?\*/\s*", "", style, flags=re.DOTALL)
    wrong = ' aria-invalid="true" aria-describedby="trouble"' if trouble else ""
    said = f'<p id="trouble" class="trouble" role="alert">{esc(trouble)}</p>' if trouble else ""
    said += f'<p class="quiet" role="status">{esc(note)}</p>' if note else ""
    title = "Log in again" if trouble else "Log in"
    first, second = ("", " autofocus") if name else (" autofocus", "")
    return (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{title} · Dateline</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<link rel="icon" href="data:,"><style>{style}</style></head><body><main>'
        f"<h1>Dateline</h1><p>Log in to ask the articles.</p>{said}"
        f'<form method="post" action="{esc(root)}/login">'
        f'<label for="username">Name</label><input id="username" name="username" value="{esc(name)}" required'
        f' maxlength="64" autocomplete="username" autocapitalize="none" spellcheck="false"{first}{wrong}>'
        f'<label for="password">Password</label><input id="password" name="password" type="password" required'
        f' autocomplete="current-password"{second}{wrong}>'
        f'<input type="hidden" name="back" value="{esc(back)}"><button type="submit">Log in</button></form>'
        '<p class="quiet">Accounts are given by whoever looks after this Dateline. Forgot the password? Ask them for a'
        " new one.</p></main></body></html>\n"
    )


def place(query: str) -> str:
    """What of a query the page is opened at again after the login: a conversation or an answer, and nothing else."""
    for key, value in parse_qsl(query):
        if key in ("conversation", "answer") and _ID.fullmatch(value):
            return urlencode({key: value})
    return ""
