"""What questions are restricted to, in sight above the question box, as HTML: each part can be taken off by itself."""

from html import escape as esc

from assistant.web.boxes import Typed
from assistant.web.render import text
from index import languages

_WORDS = {
    "source": "Only",
    "author": "By",
    "article": "In",
    "language": "In",
    "speaker": "Said by",
    "since": "Since",
    "until": "Until",
}
"""In the order they are shown, each with the word before it."""


def restriction(narrowing: Typed) -> str:
    """Chips for what the boxes hold, as it was typed: a date that is none is said when it is asked with."""
    values = {part: (narrowing.get(part) or "").strip() for part in _WORDS}
    values["language"] = values["language"] and languages.name(values["language"])
    chips = [
        f'<li><button type="button" class="chip" data-unfilter="{part}"'
        f' aria-label="{esc(f"{word} {values[part]}")}. Take this off">'
        f'{word} {text(values[part])}<span aria-hidden="true"> ×</span></button></li>'
        for part, word in _WORDS.items()
        if values[part]
    ]
    if len(chips) > 1:
        chips.append('<li><button type="button" class="plain" data-unfilter="all">Ask all articles</button></li>')
    return f'<ul class="restriction" aria-label="Restricted to">{"".join(chips)}</ul>' if chips else ""
