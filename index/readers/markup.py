"""HTML that is no page of its own (mails, feed entries) -> its words. Pure, and quick on anything."""

import html
import re

_UNSEEN = re.compile(r"(?is)<(script|style|head|title|figure|noscript)\b.*?</\1\s*>|<!--.*?-->")
_BLOCK = re.compile(r"(?i)<(?:br|/?(?:p|div|tr|li|ul|ol|h[1-6]|table|blockquote|section|article))\b[^>]*>")
_TAG = re.compile(r"<[^>]*>")


def words_of(markup: str) -> str:
    """The words in it, one block a line with an empty line between; without pictures, scripts and styles."""
    markup = _BLOCK.sub("\n", _UNSEEN.sub(" ", markup))
    lines = (" ".join(line.split()) for line in html.unescape(_TAG.sub(" ", markup)).split("\n"))
    return "\n\n".join(re.sub(r" ([.,;:!?])", r"\1", line) for line in lines if line)
