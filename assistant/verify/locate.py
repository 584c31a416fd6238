"""Which evidence proves a claim: the model's markers where they hold, the evidence that does where they do not."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Evidence
from assistant.verify.parse import Claim
from assistant.verify.rules import names, problems
from index.words import stems

ENOUGH = 0.5
"""Share of a claim's content words that its cited words must hold; below it the claim is about something else."""
MOST = 3
"""Citations of one sentence at most: more is no proof, it is a pile."""


@dataclass(frozen=True)
class Located:
    """A claim with the evidence found for it and what is wrong with it, in words (empty: nothing)."""

    claim: Claim
    evidence: tuple[Evidence, ...]
    problems: tuple[str, ...]
    repaired: bool = False
    """Whether the citation is not the one the model wrote."""


def coverage(claim: str, cited: str, question: str = "") -> float:
    """Share of the claim's content stems that the cited words hold.

    What the claim only repeats of the question proves nothing and is not counted, unless it says nothing else.
    """
    wanted = set(stems(claim))
    wanted = wanted - set(stems(question)) or wanted
    return len(wanted & set(stems(cited))) / len(wanted) if wanted else 0.0


def locate(claim: Claim, evidence: Sequence[Evidence], question: str) -> Located:
    """Finds the fewest pieces of evidence without a problem, trying the model's own choice first."""
    known = frozenset(names(question)).union(*(names(item.text) for item in evidence))
    by_marker = {item.marker: item for item in evidence}
    cited = tuple(by_marker[marker] for marker in claim.markers[:MOST])
    own = _look(claim.text, cited, question, known) if cited else ["no evidence is cited"]
    if cited and not own:
        return Located(claim, _needed(claim.text, cited, question, known), ())
    best = max(evidence, key=lambda item: (coverage(claim.text, item.text), -item.marker), default=None)
    if best is not None:
        for attempt in ((best,), *((item, best) for item in cited if item is not best)):
            if not _look(claim.text, attempt, question, known):
                return Located(claim, attempt, (), repaired=True)
        for second in evidence:  # what one sentence joins may stand in two places
            if second is not best and not _look(claim.text, (best, second), question, known):
                return Located(claim, (best, second), (), repaired=True)
    return Located(claim, cited, tuple(own))


def _look(claim: str, cited: Sequence[Evidence], question: str, known: frozenset[str]) -> list[str]:
    words = " ".join(item.text for item in cited)
    about = " ".join(
        f"{item.article.title} {item.article.source} {(item.article.published or '')[:4]}" for item in cited
    )
    found = problems(claim, words, about, known)
    if not found and coverage(claim, words + " " + about, question) < ENOUGH:
        found.append("the cited words are about something else")
    return found


def _needed(claim: str, cited: tuple[Evidence, ...], question: str, known: frozenset[str]) -> tuple[Evidence, ...]:
    """Drops citations that add nothing: each that stays holds a word of the claim that the others lack."""
    kept = list(cited)
    for item in cited[::-1]:
        others = [other for other in kept if other is not item]
        if others and not _look(claim, others, question, known):
            whole = " ".join(other.text for other in kept)
            if coverage(claim, " ".join(o.text for o in others)) >= coverage(claim, whole):
                kept = others
    return tuple(kept)
