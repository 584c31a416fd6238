"""What a question asks one after the other, or of two things at once, each to be searched for on its own."""

import re

from index.words import stems

FEWEST = 5
"""Words that tell something, below which a clause is too little to search for and stays with the one before."""

_BREAK = re.compile(
    r",?\s+(?:while|whereas|but|versus|vs\.?|or|as well as|in contrast (?:to|with)|compared (?:to|with)"
    r"|and (?:does|did|do|is|was|are|were|has|have|had|can|will|how|what|when|where|which|who|whose|why|that))\s+"
    r"|[;?]\s+|,\s+(?:and|as|according to)\s+",
    re.IGNORECASE,
)


def clauses(question: str) -> list[str]:
    """The clauses of a question that asks of several things; empty when it asks of one.

    One passage seldom answers "Does A say this, while B says that?": the whole question is near to neither's.
    """
    found: list[str] = []
    begun = ""
    for piece in _BREAK.split(question):
        begun = f"{begun} {piece}".strip()
        if len(stems(begun)) >= FEWEST:
            found.append(begun)
            begun = ""
    if begun and found:
        found[-1] = f"{found[-1]} {begun}"
    return found if len(found) > 1 else []
