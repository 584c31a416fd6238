"""What questions are restricted to, in sight above the question box, as HTML: each part can be taken off by itself."""

from html import escape as esc

from assistant.web.render import language, text

PARTS = ("outlet", "language", "since", "until")


def restriction(since: str, until: str, outlet: str, spoken: str) -> str:
    """Chips for what the boxes hold, as it was typed: a date that is none is said when it is asked with."""
    values = {"outlet": outlet, "language": spoken and language(spoken), "since": since, "until": until}
    words = {"outlet": "Only", "language": "In", "since": "Since", "until": "Until"}
    chips = "".join(
        f'<li><button type="button" class="chip" data-unfilter="{part}" aria-label="{esc(told)}. Take this off">'
        f'{words[part]} {text(values[part].strip())}<span aria-hidden="true"> ×</span></button></li>'
        for part in PARTS
        if values[part].strip()
        for told in [f"{words[part]} {values[part].strip()}"]
    )
    if not chips:
        return ""
    every = ""
    if chips.count("<li>") > 1:
        every = '<li><button type="button" class="plain" data-unfilter="all">Ask all articles</button></li>'
    return f'<ul class="restriction" aria-label="Restricted to">{chips}{every}</ul>'
