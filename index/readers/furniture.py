"""Lines of a page that are no part of its story, though they stand within it: what to share, to read, to sign up for.

English pages; only short lines that begin as such lines do and say nothing else. Pure.
"""

import re

LONGEST = 25
"""Words of such a line at most: a longer one tells something."""

_SITES = (
    "(?:Twitter|X|Facebook|Instagram|YouTube|TikTok|LinkedIn|WhatsApp|Telegram|Bluesky|Mastodon|Threads|Google News)"
)
_BUTTON = "(?:share|print|e-?mail|tweet|comments?|save|copy link)"
_ITEMS = "(?:articles?|stor(?:y|ies)|content|topics|links|coverage|reading)"
_LETTER = "(?:newsletter|briefing|inbox|alerts?|e-?mails?|podcast)"
_KINDS = (
    r"(?:read|see|watch|listen) (?:more|also|next|now)\s*[:|>–—-].*",
    r"(?:read|continue|learn) (?:more|reading)[\s.…»>→]*",
    rf"(?:related|more (?:on|like) this|most (?:read|popular)|recommended|you may also like)(?: {_ITEMS})?(?:\s*:.*)?",
    rf"share (?:this (?:article|story|page|post|video)|(?:it )?(?:on|via) (?:{_SITES}|e-?mail))\b.*",
    rf"{_BUTTON}(?:[\s,|·•/]+{_BUTTON})*",
    rf"(?:sign up|subscribe|register) (?:to|for|now|here|today)\b.*\b{_LETTER}\b.*",
    rf"(?:follow|like|find|join) us on {_SITES}\b.*",
    r"(?:download|get) (?:the|our) [\w ]{0,30}\bapp\b.*",
    r"advertisement|sponsored(?: content)?|(?:story|article) continues below\b.*",
)
_FURNITURE = re.compile("|".join(_KINDS), re.IGNORECASE)


def without_furniture(text: str) -> str:
    """The text without the lines that are furniture; all of it when nothing else would be left."""
    kept = [line for line in text.split("\n") if not is_furniture(line)]
    return "\n".join(kept) if any(line.strip() for line in kept) else text


def is_furniture(line: str) -> bool:
    """Whether a line is no part of a story."""
    line = line.strip(" \t*-•|")
    return len(line.split()) <= LONGEST and _FURNITURE.fullmatch(line) is not None
