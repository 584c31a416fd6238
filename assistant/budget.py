"""Tokens are counted before they are sent, so that nothing ever overflows the model's context.

Endpoints differ in their tokenizers and few can be asked, so this counts high: about 1.3 times what byte-pair
vocabularies need for English, and one token for every digit and mark.
"""

import re
from collections.abc import Sequence

from assistant.types import Evidence
from assistant.wording import speaker, unnamed

_PIECES = re.compile(r"[A-Za-z]+|\s+|[^A-Za-z\s]")
_LETTERS_A_TOKEN = 4
_A_DAY = 12
"""Tokens of the day that may stand behind a relative date."""
HEADLINE = 150
"""Letters of an article's headline that are read at most."""
_OVERHEAD = 8
"""Tokens of a message's or a piece of evidence's own marks and heading line."""


def tokens(text: str) -> int:
    """At most how many tokens `text` is: words by length, digits and marks one each, other scripts by their bytes."""
    count = _OVERHEAD
    for piece in _PIECES.findall(text):
        if piece[0].isascii() and piece[0].isalpha():
            count += -(-len(piece) // _LETTERS_A_TOKEN)
        elif not piece.isspace():
            count += max(1, len(piece.encode("utf-8", "replace")) - 1)
    return count


def fit(evidence: Sequence[Evidence], room: int) -> tuple[Evidence, ...]:
    """The evidence that fits into `room` tokens, the best kept first, in its old order with its old markers."""
    kept: set[int] = set()
    for item in sorted(evidence, key=lambda item: (-item.score, item.marker)):
        speech = unnamed(item)
        need = (
            (tokens(speaker(speech)) if speech else 0)
            + tokens(item.text)
            + _A_DAY * len(item.dated)
            + tokens(item.article.title[:HEADLINE])
            + tokens(item.article.source)
        )
        if need <= room:
            room -= need
            kept.add(item.marker)
    return tuple(item for item in evidence if item.marker in kept)
