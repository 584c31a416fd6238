"""The verdict on a whole answer: the rules on each sentence, and the model's own probability on all of them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assistant.dated import restated
from assistant.types import Evidence, Support, Withheld
from assistant.verify.expected import lacks
from assistant.verify.locate import Located, coverage, locate
from assistant.verify.names import has_name, names
from assistant.verify.parse import Claim
from index.words import stems

BIAS, PROBABLE, DECLINING, HELD, ASKED = -4.1, 0.7, -0.35, 0.7, 0.45
"""Weights of `confidence`. Logistic regression (standardised, L2 with C = .3) on what the embedded model wrote for the
golden questions of the split `dev`. Area under the ROC curve, right answers against wrong ones: .72 there and .81 on
the split `test`; of the model's own probabilities alone .70 and .76."""

WARY = 0.8
"""What is added to the log-odds of P(yes) when the model was told not to answer yes (prompts/whether.md): it is as much
less sure of what it then writes, in the median of 27 questions asked both ways."""

DOUBTED = 0.15
"""Below this probability of its own (and of not declining) the model is believed whatever the words say: of the golden
questions' answers 9 wrong ones and no right one were, counted over both splits."""


@dataclass(frozen=True)
class Judged:
    """A claim that may be shown, with its evidence."""

    located: Located
    support: Support


@dataclass(frozen=True)
class Signals:
    """What the model itself thinks of its answer, and how much each word of the question tells."""

    probability: float | None
    """P(yes) to "does the evidence state that this is the answer?"; None when the endpoint cannot say."""
    declining: float = 0.0
    """Probability that it had declined instead, from its first token."""

    telling: Mapping[str, float] = field(default_factory=dict)
    """By stem of the question: its weight, 0 or more (see `WordIndex.weight`). Empty: every word tells as much."""
    wary: bool = False
    """Whether it was told not to answer yes, which lowers the probability."""


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
    """Applies the rules claim by claim; below `threshold` the whole answer is in doubt, and nothing is shown.

    When the model cannot say how sure it is, the rules alone prove a sentence in part at most.
    """
    located = [locate(claim, evidence, question) for claim in claims]
    confidence = _confidence(located, question, signals)
    if confidence is not None and confidence < threshold:
        doubted = tuple(Withheld(claim.text, "the evidence does not state that this is the answer") for claim in claims)
        return Verdict((), doubted, confidence, "The articles do not clearly say.")
    shown: list[Judged] = []
    held_back: list[Withheld] = []
    for one in located:
        if one.problems:
            held_back.append(Withheld(one.claim.text, "; ".join(one.problems)))
        else:
            partial = one.claim.unknown or one.in_part or confidence is None
            shown.append(Judged(one, "partial" if partial else "supported"))
    if shown and (missing := lacks(question, " ".join(item.located.claim.text for item in shown))):
        held_back.extend(Withheld(item.located.claim.text, missing) for item in shown)
        return Verdict((), tuple(held_back), confidence, f"What came nearest does not say it: {missing}.")
    doubt = None if shown else "What the model wrote is not in the words it cited."
    return Verdict(tuple(shown), tuple(held_back), confidence, doubt)


def _confidence(located: Sequence[Located], question: str, signals: Signals) -> float | None:
    """How likely the answer is right, from 0 to 1: what the model thinks of it, how much of its words the cited ones
    hold, and how much of the question's words they and their headlines do. None when the model cannot say.
    """
    if signals.probability is None:
        return None
    cited = {item.marker: item for one in located if not one.problems for item in one.evidence}
    words = " ".join(item.text for item in cited.values())
    headed = " ".join([words, *(item.article.title for item in cited.values())])
    written = " ".join(restated(one.claim.text, one.evidence) for one in located)
    odds = _logit(signals.probability) + (WARY if signals.wary else 0.0)
    own = (1.0 - signals.declining) / (1 + math.exp(-odds))
    if own < DOUBTED:
        return own
    told = (
        BIAS
        + PROBABLE * odds
        + DECLINING * math.log(signals.declining + 1e-3)
        + HELD * (coverage(written, words, question) if cited else 0.0)
        + ASKED * _share(question, headed, signals.telling)
    )
    return 1 / (1 + math.exp(-told))


def _logit(probability: float) -> float:
    held = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(held / (1 - held))


def _share(question: str, words: str, telling: Mapping[str, float]) -> float:
    """The share of the question's content words that stand in `words`, each by how much it tells."""
    wanted = {stem: telling.get(stem, 0.0) if telling else 1.0 for stem in stems(question)}
    total = sum(wanted.values())
    held = sum(wanted[stem] for stem in sorted(wanted.keys() & set(stems(words))))
    return held / total if total else 0.5  # "Who is he?" tells nothing either way


def unmentioned(question: str, found: Sequence[str]) -> list[str]:
    """The names in the question that nothing which was found mentions: then its subject is not in the articles."""
    words = " ".join(found)
    return [name for name in dict.fromkeys(names(question)) if not has_name(name, words)]
