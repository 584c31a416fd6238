"""Two sentences that say the same but for one value: laid side by side, word by word. Pure."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.copied import DENYING
from assistant.differ.types import Value
from assistant.differ.values import conflict, same_kind, values
from assistant.verify.names import same_name
from index.words import STOP_WORDS

SAME = 0.6
"""Share of their words that two sentences have in common, in order, when one is the other with another value."""
FEWEST = 3
"""Words that they have in common at least: headings say too little to contradict each other."""
LONGEST_NAME = 6
"""Words of a name at most: what is longer is another way to put it."""

_TOKEN = re.compile(r"[^\W_]+(?:['’.\-][^\W_]+)*")


@dataclass(frozen=True)
class _Token:
    key: str
    start: int
    end: int
    value: Value | None = None


def differing(one: str, other: str) -> list[tuple[Value, Value]]:
    """The values in which two sentences differ that are otherwise alike; none when they are not, or when they differ
    in so much that they may speak of different things."""
    mine, others = _tokens(one), _tokens(other)
    matcher = SequenceMatcher(None, [t.key for t in mine], [t.key for t in others], autojunk=False)
    if matcher.quick_ratio() < SAME or matcher.ratio() < SAME:
        return []
    if sum(block.size for block in matcher.get_matching_blocks()) < FEWEST:
        return []
    found: list[tuple[Value, Value]] = []
    for tag, a, b, c, d in matcher.get_opcodes():
        if tag == "equal":
            found += _unequal(mine[a:b], others[c:d])
        elif tag == "replace":
            pair = _names(one, mine[a:b]), _names(other, others[c:d])
            if pair[0] and pair[1] and not same_name(pair[0].text, pair[1].text):
                found.append((pair[0], pair[1]))
    return _distinct(found)


def denies(one: str, other: str) -> bool:
    """Whether two sentences that are otherwise alike differ in that just one of them denies."""
    mine, others = _tokens(one), _tokens(other)
    odd = len([t for t in mine if t.key in DENYING]) - len([t for t in others if t.key in DENYING])
    if odd % 2 == 0:
        return False
    one_kept, other_kept = ([t.key for t in tokens if _counts(t)] for tokens in (mine, others))
    matcher = SequenceMatcher(None, one_kept, other_kept, autojunk=False)
    return min(len(one_kept), len(other_kept)) >= 3 and matcher.ratio() >= SAME


def _counts(token: "_Token") -> bool:
    return token.key not in DENYING and token.key not in STOP_WORDS


def _tokens(sentence: str) -> list[_Token]:
    found: list[_Token] = []
    known = values(sentence)
    for value in known:
        found.append(_Token(f"<{value.kind}>", value.start, value.end, value))
    for match in _TOKEN.finditer(sentence):
        if not any(match.start() < value.end and value.start < match.end() for value in known):
            found.append(_Token(match.group().casefold().replace("’", "'"), *match.span()))
    return sorted(found, key=lambda token: token.start)


def _unequal(mine: Sequence[_Token], others: Sequence[_Token]) -> Iterator[tuple[Value, Value]]:
    for a, b in zip(mine, others, strict=True):
        if a.value and b.value and same_kind(a.value, b.value) and conflict(a.value, b.value):
            yield a.value, b.value


def _names(sentence: str, tokens: Sequence[_Token]) -> Value | None:
    """The words as a name, when they are one: it has a capital, and is short."""
    while tokens and tokens[0].key in STOP_WORDS:
        tokens = tokens[1:]
    while tokens and tokens[-1].key in STOP_WORDS:
        tokens = tokens[:-1]
    if not tokens or len(tokens) > LONGEST_NAME:
        return None
    start, end = tokens[0].start, tokens[-1].end
    end -= 2 if sentence[:end].endswith(("'s", "’s")) else 0
    words = sentence[start:end]
    capital = any(sentence[token.start].isupper() for token in tokens if token.value is None)
    return Value("name", words, start, end) if capital else None


def _distinct(pairs: Sequence[tuple[Value, Value]]) -> list[tuple[Value, Value]]:
    """Each pair once: a name that comes again, whole or in part, differs in the same way again."""
    kept: list[tuple[Value, Value]] = []
    for one, other in sorted(pairs, key=lambda pair: -len(pair[0].text + pair[1].text)):
        again = any(one.text in a.text and other.text in b.text for a, b in kept)
        if not again:
            kept.append((one, other))
    return kept
