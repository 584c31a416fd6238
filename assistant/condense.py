"""A follow-up and what was said before -> a question that stands alone.

By rule, not by model: rewriting with the embedded model would cost another reading of the prompt, and the words of the
question before are what search needs.
"""

import re
from collections.abc import Sequence

from assistant import overview
from assistant.errors import QuestionError
from assistant.types import Query, Turn
from assistant.verify.names import names
from index.types import Filters
from index.words import content_words

LONGEST = 2000
"""Characters; a longer question is a text, and would push the evidence out of the model's sight."""
EARLIER = 500
"""Characters of the questions before, the latest kept."""

_LEANS = re.compile(
    r"\b(he|she|it|they|him|her|them|his|hers|its|their|that|this|these|those|there|then|one|ones|same|else|more)\b",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"^\W*(and|but|so|or|what about|how about|why|who else|when|where|since when|by whom)\b", re.IGNORECASE
)


def condense(question: str, history: Sequence[Turn] = (), filters: Filters | None = None) -> Query:
    """The query to search; QuestionError when nothing was asked or far too much."""
    question = " ".join(question.replace("\x00", " ").encode("utf-8", "replace").decode().split())
    if not any(character.isalnum() for character in question):
        raise QuestionError("The question is empty. Ask something the articles could answer.")
    if len(question) > LONGEST:
        raise QuestionError(
            f"The question has {len(question):,} characters; {LONGEST:,} is the most. To ask about a text, add it as an"
            " article first."
        )
    before = [turn.text for turn in history if turn.role == "user" and turn.text.strip()]
    of = overview.subject(question)
    if before and follows_up(question) and not overview.of_everything(question):
        earlier = " ".join(_thread(before))[-EARLIER:]
        text = f"{earlier} {question if of is None else of}".strip()
        return Query(text, question, earlier, filters or Filters(), None if of is None else of or earlier)
    return Query(of or question, question, filters=filters or Filters(), summary_of=of)


def follows_up(question: str) -> bool:
    """Whether a question cannot be understood without the one before: it points back, or names nothing of its own.

    Who writes without capitals cannot be seen to name something; then only few words count as naming nothing.
    """
    if _LEANS.search(question):
        return True
    if names(question):
        return False
    words = content_words(question)
    capitals = question != question.lower()
    return len(words) <= (5 if capitals or _OPENS.match(question) else 2)


def _thread(before: Sequence[str]) -> list[str]:
    """The questions that the next one goes on from: the last, and those that it went on from itself."""
    thread: list[str] = []
    for text in reversed(before):
        thread.insert(0, " ".join(text.split()))
        if not follows_up(text):
            break
    return thread
