"""Which evidence proves a claim: the model's markers where they hold, the evidence that does where they do not."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.dated import restated
from assistant.types import Evidence
from assistant.verify.against import against, beside
from assistant.verify.echo import echoes, unsettled
from assistant.verify.figures import headings, numbers
from assistant.verify.names import has_name, names, perhaps_names
from assistant.verify.parse import Claim
from index.split import sentences
from index.words import stems

ENOUGH = 0.5
"""Share of a claim's content words that its cited words must hold; below it the claim is about something else."""
MOST = 3
"""Citations of one sentence at most: more is no proof, it is a pile."""

_YES = frozenset({"yes"})
_ASKS = re.compile(r"\?[\"”’')\]]*\s*$")


@dataclass(frozen=True)
class Located:
    """A claim with the evidence found for it and what is wrong with it, in words (empty: nothing)."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    problems: tuple[str, ...]
    repaired: bool = False
    """Whether the citation is not the one the model wrote."""
    in_part: bool = False
    """Whether it has a number, date or name that the cited words themselves do not have: one of the question, or a word
    that opens the sentence and may be a name."""


def coverage(claim: str, cited: str, question: str = "") -> float:
    """Share of the claim's content stems that the cited words hold.

    What the claim only repeats of the question proves nothing and is not counted, unless it says nothing else.
    """
    wanted = set(stems(claim)) - _YES
    wanted = wanted - set(stems(question)) or wanted
    return len(wanted & set(stems(cited))) / len(wanted) if wanted else 0.0


def locate(claim: Claim, evidence: Sequence[Evidence], question: str) -> Located:
    """Finds the fewest pieces of evidence without a problem, trying the model's own choice first.

    What only asks (an interviewer's question) proves nothing.
    """
    look = _Look(claim.text, evidence, question)
    evidence = [item for item in evidence if not _only_asks(item.text)]
    by_marker = {item.marker: item for item in evidence}
    cited = tuple(by_marker[marker] for marker in claim.markers[:MOST] if marker in by_marker)
    own = look.problems(cited)
    if not own:
        kept = look.needed(cited)
        return Located(claim, kept, (), in_part=look.in_part(kept))
    for attempt in _attempts(claim.text, cited, evidence):
        if not look.problems(attempt):
            kept = look.needed(attempt)
            return Located(claim, kept, (), True, look.in_part(kept))
    nearest = cited or next(_attempts(claim.text, cited, evidence), ())  # the reason is what is wrong there
    return Located(claim, cited, tuple(look.problems(nearest, strict=True)))


def _only_asks(words: str) -> bool:
    """Whether all its sentences are questions."""
    return "?" in words and all(_ASKS.search(words[span.start : span.end]) for span in sentences(words))


def _attempts(claim: str, cited: tuple[Evidence, ...], evidence: Sequence[Evidence]) -> Iterator[tuple[Evidence, ...]]:
    """What else could prove the claim: the piece with most of its words, alone and with each other; then a cover."""
    best = max(evidence, key=lambda item: (coverage(claim, item.text), -item.marker), default=None)
    if best is None:
        return
    yield (best,)
    for second in dict.fromkeys([*cited, *evidence]):  # what one sentence joins may stand in two places
        if second is not best:
            yield (best, second)
    yield _cover(claim, evidence)  # a comparison has its figures from places of which neither has most of its words


def _cover(claim: str, evidence: Sequence[Evidence]) -> tuple[Evidence, ...]:
    """Greedily the pieces that hold most of the claim's numbers, then of its words, that no other holds yet."""
    figures, words = numbers(claim), set(stems(claim))
    chosen: list[Evidence] = []
    while (figures or words) and len(chosen) < min(MOST, len(evidence)):
        left = [item for item in evidence if item not in chosen]
        best = max(
            left, key=lambda item: (len(figures & numbers(item.text)), len(words & set(stems(item.text))), -item.marker)
        )
        figures -= numbers(best.text)
        words -= set(stems(best.text))
        chosen.append(best)
    return tuple(sorted(chosen, key=lambda item: item.marker))


class _Look:
    """One claim held against pieces of evidence."""

    def __init__(self, claim: str, evidence: Sequence[Evidence], question: str) -> None:
        self._claim = claim
        self._evidence = evidence
        self._question = question
        self._known = frozenset(names(question)).union(*(names(item.text) for item in evidence))
        self._names = names(claim, self._known)
        self._echoes = echoes(claim, question)

    def problems(self, cited: Sequence[Evidence], strict: bool = False) -> list[str]:
        """What is wrong; `strict` wants also what the claim only repeats of the question in the cited words."""
        if not cited:
            return ["no evidence is cited"]
        seen = "" if strict else self._repeatable(cited)
        tables = headings(self._of_articles(cited))
        found = against(self._claim, cited, seen, self._known, tables)
        words = "\n".join(item.text for item in cited)
        claim = restated(self._claim, cited)
        if self._echoes:
            found = found or unsettled(claim, cited, self._question)
        elif not found and coverage(claim, f"{words} {beside(cited)}", self._question) < ENOUGH:
            found.append("the cited words are about something else")
        return found or self._strangers(cited)

    def _strangers(self, cited: Sequence[Evidence]) -> list[str]:
        """Words of several articles: those of one that knows nobody of whom the claim speaks are about others."""
        articles = {item.article.id: item.article for item in cited}
        if len(articles) < 2 or not self._names:
            return []
        strange = []
        for article in articles.values():
            seen = [item for item in self._evidence if item.article.id == article.id]
            words = " ".join([*(item.text for item in seen), beside(seen)])
            if not any(has_name(name, words) for name in self._names):
                strange.append(f"“{article.title}” does not mention {' or '.join(dict.fromkeys(self._names))}")
        return strange

    def in_part(self, cited: Sequence[Evidence]) -> bool:
        """Whether words that have no problem are still not all proved."""
        seen = " ".join(
            [self._question, *(f"{item.text} {item.article.title} {item.article.source}" for item in cited)]
        )
        stand = set(stems(seen))
        unseen = [name for name in perhaps_names(self._claim) if not (has_name(name, seen) or stand & set(stems(name)))]
        return bool(unseen) or bool(self.problems(cited, strict=True))

    def needed(self, cited: tuple[Evidence, ...]) -> tuple[Evidence, ...]:
        """Drops citations that add nothing: each that stays holds a word of the claim that the others lack."""
        kept = cited
        for item in cited[::-1]:
            others = tuple(other for other in kept if other is not item)
            if others and not self.problems(others) and self._covered(others) >= self._covered(kept):
                kept = others
        return kept

    def _covered(self, cited: Sequence[Evidence]) -> float:
        return coverage(restated(self._claim, cited), " ".join(item.text for item in cited), self._question)

    def _of_articles(self, cited: Sequence[Evidence]) -> str:
        """All the evidence there is from the cited articles."""
        articles = {item.article.id for item in cited}
        return "\n".join(item.text for item in self._evidence if item.article.id in articles)

    def _repeatable(self, cited: Sequence[Evidence]) -> str:
        """The question without the names that the cited articles' evidence does not mention."""
        mentioned = self._of_articles(cited)
        text = self._question
        for name in names(text):
            if not has_name(name, mentioned):
                text = text.replace(name, "")
        return text
