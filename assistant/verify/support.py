"""The verdict on a whole answer: the rules on each sentence, and the model's own probability on all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.types import Evidence, Support, Withheld
from assistant.verify.locate import Located, locate
from assistant.verify.parse import Claim
from assistant.verify.rules import has_name, names


@dataclass(frozen=True)
class Judged:
    """A claim that may be shown, with its evidence."""

    located: Located
    support: Support


@dataclass(frozen=True)
class Verdict:
    """What of an answer may be shown, what not and why; `doubt` is set when nothing may."""

    shown: tuple[Judged, ...]
    withheld: tuple[Withheld, ...]
    probability: float | None
    doubt: str | None = None


def judge(
    claims: Sequence[Claim], evidence: Sequence[Evidence], question: str, probability: float | None, threshold: float
) -> Verdict:
    """Applies the rules claim by claim; below `threshold` the model itself doubts the answer, and nothing is shown."""
    if probability is not None and probability < threshold:
        doubted = tuple(Withheld(claim.text, "the evidence does not state that this is the answer") for claim in claims)
        return Verdict((), doubted, probability, "The articles do not clearly say.")
    shown: list[Judged] = []
    held_back: list[Withheld] = []
    for claim in claims:
        located = locate(claim, evidence, question)
        if located.problems:
            held_back.append(Withheld(claim.text, "; ".join(located.problems)))
        else:
            shown.append(Judged(located, "partial" if claim.unknown else "supported"))
    doubt = None if shown else "What the model wrote is not in the words it cited."
    return Verdict(tuple(shown), tuple(held_back), probability, doubt)


def unmentioned(question: str, found: Sequence[str]) -> list[str]:
    """The names in the question that nothing which was found mentions: then its subject is not in the articles."""
    words = " ".join(found)
    return [name for name in dict.fromkeys(names(question)) if not has_name(name, words)]
