"""A claim that only says a yes-or-no question over. Its words are the reader's, so that they prove nothing by standing
in the cited words here and there: one piece of evidence has to say the whole, and must not deny it.

A small model says yes to most of what it is asked. Where the articles deny it, their own sentence is the answer.
"""

import re
from collections.abc import Iterator, Sequence

from assistant.types import Evidence
from assistant.verify.against import beside
from assistant.verify.expected import asks_whether
from assistant.verify.figures import numbers
from assistant.verify.names import has_name, names
from assistant.verify.opposites import clauses, denies, turns, without_yes
from index.split import sentences
from index.words import stems

MOST, WHOLE = 0.7, 0.8
"""Share of the claim's words, its names apart, that one piece of evidence must hold for a yes: alone, and with its
headline."""
HALF = 0.5
"""And for a no, with the headline: articles say it in other words ("an unchanged dividend")."""
_NO = re.compile(r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without)\b|n['’]t\b", re.IGNORECASE)
_APART = re.compile(r"[;:]|\b(?:but|while|whereas|although)\b", re.IGNORECASE)
_LIGHT = frozenset(stems("give gives gave given get gets got make makes made"))
"""What an echo may say beside the question's words."""
_PAST = (
    "become became, begin began, break broke, bring brought, build built, buy bought, catch caught, choose chose, "
    "come came, deal dealt, draw drew, drive drove, eat ate, fall fell, feel felt, fight fought, find found, fly "
    "flew, forbid forbade, go went, grow grew, hear heard, hold held, keep kept, know knew, lead led, leave left, "
    "lend lent, lose lost, mean meant, meet met, pay paid, rise rose, run ran, see saw, seek sought, sell sold, "
    "send sent, shoot shot, sink sank, speak spoke, spend spent, stand stood, steal stole, strike struck, take "
    "took, teach taught, tell told, think thought, throw threw, understand understood, win won, withdraw withdrew, "
    "write wrote"
)
_BASE: dict[str, str] = {past: verb for verb, past in (stems(pair) for pair in _PAST.split(","))}
"""Stem of a past -> stem of its verb: "Did they hold it?" - "They held it"."""


def echoes(claim: str, question: str) -> bool:
    """Whether the claim answers a yes-or-no question with next to nothing but the question's words."""
    if not asks_whether(question) or numbers(claim) - numbers(question):
        return False
    mine = _stems(without_yes(claim))
    return bool(mine) and not mine - _stems(question) - _LIGHT


def unsettled(claim: str, cited: Sequence[Evidence], question: str) -> list[str]:
    """What is wrong with a claim that only says the question over; nothing when one piece of evidence settles it."""
    said = without_yes(claim)
    wanted = _plain(said, _called(said, question))
    if not wanted:
        return []
    no = _NO.search(said) is not None
    found = [_wrong(wanted, item, no) for item in cited]
    return [] if None in found else [str(found[0])]


def _wrong(wanted: set[str], item: Evidence, no: bool) -> str | None:
    """Why the item does not settle what the words say, or with `no` what they deny."""
    together, headed = _together(wanted, item), _share(wanted, f"{item.text} {beside([item])}")
    if headed < HALF or not (no or (together >= MOST and headed >= WHOLE)):
        return "the cited words are about something else"
    held = {clause: len(wanted & _stems(clause)) for clause in clauses(item.text)}
    if no:
        denied = any(n and denies(clause) for clause, n in held.items())
        return None if denied else "the cited words do not deny it"
    most = max(held.values(), default=0)
    return "the cited words deny it" if any(turns(clause) for clause, n in held.items() if n == most) else None


def denial(claim: str, evidence: Sequence[Evidence], question: str) -> tuple[Evidence, str] | None:
    """The evidence that denies a claim which only says the question over, and its words; None when none does, or other
    evidence says it."""
    said = without_yes(claim)
    called = _called(said, question)
    wanted = _plain(said, called)
    if _NO.search(said) or not wanted:
        return None
    found: list[tuple[float, float, float, Evidence, str]] = []
    of_articles: dict[str, list[Evidence]] = {}
    for item in evidence:
        of_articles.setdefault(item.article.id, []).append(item)
    mentioned = {article for article, items in of_articles.items() if _held(called, items)}
    for item in evidence:
        if item.article.id not in mentioned:
            continue
        for words in _sentences(item):
            share = _share(wanted, f"{words} {item.article.title}")
            turned = max((_share(wanted, clause) for clause in clauses(words) if turns(clause)), default=0.0)
            if turned and share >= HALF:
                found.append((_held(called, [item]), turned, share, item, words))
    if not found:
        return None
    *_, item, words = max(found, key=lambda one: (*one[:3], -one[3].marker))
    others = [other for other in evidence if other is not item]
    return (item, words) if not others or unsettled(claim, others, question) else None


def _called(said: str, question: str) -> list[str]:
    """The names in what is said, those that the question knows too."""
    return names(said, names(question))


def _plain(said: str, called: Sequence[str]) -> set[str]:
    """The stems of what is said of those names."""
    return _stems(said) - _stems(" ".join(called))


def _held(called: Sequence[str], evidence: Sequence[Evidence]) -> float:
    """Share of the names that the evidence mentions."""
    words = " ".join([*(item.text for item in evidence), beside(evidence)])
    return sum(has_name(name, words) for name in called) / len(called) if called else 1.0


def _together(wanted: set[str], item: Evidence) -> float:
    """The largest share that stands in one piece; what a semicolon or "but" divides ("closed to lorries; cars may use
    it") says nothing together."""
    return max(_share(wanted, part) for part in _APART.split(item.text))


def _sentences(item: Evidence) -> Iterator[str]:
    """Its sentences; one of two stays with the one it leans on."""
    spans = sentences(item.text)
    if len(spans) <= 2:
        yield " ".join(item.text.split())
    else:
        yield from (" ".join(item.text[span.start : span.end].split()) for span in spans)


def _stems(words: str) -> set[str]:
    return {_BASE.get(stem, stem) for stem in stems(words)}


def _share(wanted: set[str], words: str) -> float:
    return len(wanted & _stems(words)) / len(wanted)
