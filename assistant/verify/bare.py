"""Yes or no: what a bare one rests on, which a reader can check; and a yes before words, or to words, that mean no."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Evidence
from assistant.verify.echo import denial, echoes
from assistant.verify.locate import coverage
from assistant.verify.opposites import says_otherwise
from assistant.verify.parse import Claim
from assistant.verify.units import wrong_places
from index.split import sentences

_BARE = re.compile(r"^\W*(yes|no)\W*$", re.IGNORECASE)
_YES = re.compile(r"^\W*yes\b[\s,.:;–—]*(?=\w)", re.IGNORECASE)


def spelled_out(claims: Sequence[Claim], evidence: Sequence[Evidence], question: str) -> list[Claim]:
    """The claims, but an answer of one word gets the sentence that has most of the question's words, and one that only
    says over what the evidence denies gives way to the sentence that does; no word is ours.

    Of cited evidence when there is any. Whether that sentence does settle the question is the check's to say.
    """
    if claims and echoes(claims[0].text, question) and (found := denial(claims[0].text, evidence, question)):
        item, words = found
        return [replace(claims[0], text=words, markers=(item.marker,)), *claims[1:]]
    bare = _BARE.match(claims[0].text) if len(claims) == 1 else None
    if bare is None or not evidence:
        return _without_wrong_yes(claims, question)
    (claim,) = claims
    cited = [item for item in evidence if item.marker in claim.markers] or list(evidence)
    spans = [(item, item.text[span.start : span.end]) for item in cited for span in sentences(item.text)]
    item, words = max(spans, key=lambda pair: coverage(question, pair[1]))
    told = replace(claim, text=f"{bare[1].title()}. {' '.join(words.split())}", markers=(item.marker,))
    return _without_wrong_yes([told], question)


def _without_wrong_yes(claims: Sequence[Claim], question: str) -> list[Claim]:
    """The claims, the first without a "Yes" that its own words take back: these are what the article says."""
    if not claims or not (yes := _YES.match(claims[0].text)):
        return list(claims)
    words = claims[0].text[yes.end() :]
    if not says_otherwise(question, words) and not any(wrong_places(question, words)):
        return list(claims)
    return [replace(claims[0], text=words[:1].upper() + words[1:]), *claims[1:]]
