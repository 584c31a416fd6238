"""A bare yes or no -> the words it rests on, which is what a reader can check."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Evidence
from assistant.verify.locate import coverage
from assistant.verify.parse import Claim
from index.split import sentences

_BARE = re.compile(r"^\W*(yes|no)\W*$", re.IGNORECASE)


def spelled_out(claims: Sequence[Claim], evidence: Sequence[Evidence], question: str) -> list[Claim]:
    """The claims, but an answer of one word gets the sentence that has most of the question's words; no word is ours.

    Of cited evidence when there is any. Whether that sentence does settle the question is the check's to say.
    """
    bare = _BARE.match(claims[0].text) if len(claims) == 1 else None
    if bare is None or not evidence:
        return list(claims)
    (claim,) = claims
    cited = [item for item in evidence if item.marker in claim.markers] or list(evidence)
    spans = [(item, item.text[span.start : span.end]) for item in cited for span in sentences(item.text)]
    item, words = max(spans, key=lambda pair: coverage(question, pair[1]))
    return [replace(claim, text=f"{bare[1].title()}. {' '.join(words.split())}", markers=(item.marker,))]
