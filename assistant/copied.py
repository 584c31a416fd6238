"""What the evidence says already: a sentence that copies of one article print, lightly edited, proves nothing twice."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from assistant.verify.figures import numbers
from index.shingles import words
from index.words import STOP_WORDS

SHARED = 0.75
"""Share of a sentence's words that a copy's sentence has when it says the same."""

DENYING = frozenset(
    "no not never none nobody nothing neither nor without cannot denied denies deny ain't aren't can't couldn't didn't"
    " doesn't don't hadn't hasn't haven't isn't shouldn't wasn't weren't won't wouldn't".split()
)
_CAPITALISED = re.compile(r"(?<!\w)[^\W\d_]\w*")


@dataclass(frozen=True)
class _Sentence:
    plain: str
    shown: str
    """The sentence with the neighbours it is shown with, in small letters and single spaces."""
    article_id: str
    text: str


class Said:
    """The sentences that were chosen; `clusters`: by article id, what it has in common with its near-copies alone."""

    def __init__(self, clusters: Mapping[str, str]) -> None:
        self._clusters = clusters
        self._sentences: list[_Sentence] = []

    def add(self, article_id: str, sentence: str, shown: str) -> None:
        """Notes a sentence and the span it is shown in."""
        self._sentences.append(_Sentence(_plain(sentence), _plain(shown), article_id, sentence))

    def already(self, article_id: str, sentence: str) -> bool:
        """Whether the same words were chosen from any article, or nearly the same from a copy of this one."""
        plain, cluster = _plain(sentence), self._clusters.get(article_id)
        for one in self._sentences:
            if plain == one.plain:
                return True
            copied = cluster is not None and one.article_id != article_id
            if (
                copied
                and self._clusters.get(one.article_id) == cluster
                and (plain in one.shown or adds_nothing(sentence, one.text))
            ):
                return True
        return False


def adds_nothing(sentence: str, known: str) -> bool:
    """Whether a copy's sentence is the known one, edited: it has no other figure and no other name, and denies no more
    and no less. What differs there may be where two outlets disagree, which a reader should see."""
    mine, others = set(words(sentence)), set(words(known))
    if not mine or len(mine & others) < SHARED * len(mine) or (mine ^ others) & DENYING:
        return False
    if not numbers(sentence) <= numbers(known):
        return False
    return not (_names(sentence) - others and _names(known) - mine)


def _names(text: str) -> set[str]:
    """Words with a capital, in small letters; also the one that begins the sentence."""
    found = {match.group() for match in _CAPITALISED.finditer(text)}
    return {word.casefold() for word in found if word[0].isupper()} - STOP_WORDS


def _plain(text: str) -> str:
    return " ".join(text.lower().split())
