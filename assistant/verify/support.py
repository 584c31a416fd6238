"""The verdict on a whole answer: the rules on each sentence, and the model's own probability on all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Evidence, Support, Withheld
from assistant.verify.expected import lacks
from assistant.verify.locate import Located, locate
from assistant.verify.parse import Claim
from assistant.verify.rules import has_name, names


@dataclass(frozen=True)
class Judged:
    """A claim that may be shown, with its evidence."""

    located: Located
    support: Support


@dataclass(frozen=True)
class Signals:
    """What the model itself thinks of its answer."""

    probability: float | None
    """P(yes) to "does the evidence state that this is the answer?"; None when the endpoint cannot say."""
    declining: float = 0.0
    """Probability that it had declined instead, from its first token."""

    @property
    def confidence(self) -> float | None:
        """One figure between 0 and 1: likely supported, and not likely declined."""
        return None if self.probability is None else self.probability * (1.0 - self.declining)


@dataclass(frozen=True)
class Verdict:
    """What of an answer may be shown, what not and why; `doubt` is set when nothing may."""

    shown: tuple[Judged, ...]
    withheld: tuple[Withheld, ...]
    confidence: float | None
    doubt: str | None = None


def judge(
    claims: Sequence[Claim], evidence: Sequence[Evidence], question: str, signals: Signals, threshold: float
) -> Verdict:
    """Applies the rules claim by claim; below `threshold` the model itself doubts the answer, and nothing is shown.

    When the model cannot say how sure it is, the rules alone prove a sentence in part at most.
    """
    confidence = signals.confidence
    if confidence is not None and confidence < threshold:
        doubted = tuple(Withheld(claim.text, "the evidence does not state that this is the answer") for claim in claims)
        return Verdict((), doubted, confidence, "The articles do not clearly say.")
    shown: list[Judged] = []
    held_back: list[Withheld] = []
    for claim in claims:
        located = locate(claim, evidence, question)
        if located.problems:
            held_back.append(Withheld(claim.text, "; ".join(located.problems)))
        else:
            partial = claim.unknown or located.in_part or confidence is None
            shown.append(Judged(located, "partial" if partial else "supported"))
    if shown and (missing := lacks(question, " ".join(item.located.claim.text for item in shown))):
        held_back.extend(Withheld(item.located.claim.text, missing) for item in shown)
        return Verdict((), tuple(held_back), confidence, f"What came nearest does not say it: {missing}.")
    doubt = None if shown else "What the model wrote is not in the words it cited."
    return Verdict(tuple(shown), tuple(held_back), confidence, doubt)


def unmentioned(question: str, found: Sequence[str]) -> list[str]:
    """The names in the question that nothing which was found mentions: then its subject is not in the articles."""
    words = " ".join(found)
    return [name for name in dict.fromkeys(names(question)) if not has_name(name, words)]
