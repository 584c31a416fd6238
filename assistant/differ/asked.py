"""What kind of value a question asks for. Pure."""

import re

from assistant.differ.types import Kind
from assistant.verify.expected import asks_whether

_FIGURE = re.compile(
    r"\bhow (?:many|much|old|tall|long|far|fast|big|large|high|deep|heavy|wide|often)\b"
    r"|\b(?:what|which) (?:(?:is|was|were|are|will be|would be) )?(?:(?:the|its|their|his|her|total|final|new|\w+['’]s"
    r"|\w+) ){0,3}"
    r"(?:percentage|share|proportion|number|age|price|cost|budget|toll|turnover|revenue|profit|loss|population|size|length"
    r"|height|salary|amount|figure|count|score|majority|rate|deficit|value)\b",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"^\W*(?:and |but |so |since )?when\b|\b(?:what|which) (?:year|date|day|month)\b|\bdates? (?:of|for)\b"
    r"|\b(?:release|premiere|opening|start|launch|closing) date\b",
    re.IGNORECASE,
)
_NAME = re.compile(r"\b(?:who|whom|whose|where)\b|\bnames? of\b|\b(?:called|named)\W*$|\blocation\b", re.IGNORECASE)
_THING = re.compile(r"\b(?:what|which)\b", re.IGNORECASE)


def kinds(question: str) -> tuple[Kind, ...]:
    """The kinds of value that answer the question, the likeliest first; none for an open one ("why", "summarise")."""
    if asks_whether(question):
        return ("denial", "figure", "date", "name")
    if _FIGURE.search(question):
        return ("figure",)
    if _DATE.search(question):
        return ("date",)
    if _NAME.search(question):
        return ("name",)
    return ("name", "figure", "date") if _THING.search(question) else ()
