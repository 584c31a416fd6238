"""A sentence as tokens: words, marks, and each quotation as one token, for nothing in it says who is speaking."""

import re
from collections.abc import Sequence

from index.speech.quotes import Quote
from index.speech.types import Token

_TOKEN = re.compile(
    r"(?:[^\W\d_]\.){2,}"  # U.S.
    r"|(?:Sens?|Reps?|Gov|Dr|Mrs?|Ms|Gen|Col|Lt|Sgt|Prof|Rev|St|Jr|Sr|Adm|Capt|Maj|Inc|Corp)\."
    r"|[^\W\d_]\.(?=[ \u00a0][^\W\d_])"  # an initial
    r"|\w+(?:[-'’&.]\w+)*(?:(?<=s)['’](?=\s))?"
    r"|[^\w\s]"
)
QUOTE = "“”"
"""The text of the token that stands for a quotation."""


def tokens(text: str, start: int, end: int, quotes: Sequence[Quote] = ()) -> list[Token]:
    """The tokens of `text[start:end]`, in order. A quotation that reaches beyond it is cut at its ends."""
    found: list[Token] = []
    place = start
    for quote in quotes:
        if quote.end <= place or quote.start >= end:
            continue
        found += _plain(text, place, max(quote.start, place))
        place = min(quote.end, end)
        found.append(Token(QUOTE, max(quote.start, start), place))
    return found + _plain(text, place, end)


def _plain(text: str, start: int, end: int) -> list[Token]:
    return [Token(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]


def is_word(token: Token) -> bool:
    return token.text[0].isalnum()
