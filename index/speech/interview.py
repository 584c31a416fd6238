"""Questions and answers with the speaker's name before each: `CAMPBELL: We are worried.`"""

import re
from collections.abc import Sequence

from index.speech.people import People, Person
from index.speech.types import Mention

_LABEL = re.compile(
    r"[\"“]?([A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.\-]+(?: [A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’.\-]*){0,3})"
    r"(?: ?\([^)]{1,40}\)| ?\[[^\]]{1,40}\])?:\s"
)
_NAMED = re.compile(r"[\"“]?([A-ZÀ-ÖØ-Þ][\w'’.\-]+(?: [A-ZÀ-ÖØ-Þ][\w'’.\-]*){0,3}):\s")
_NOBODY = re.compile(
    r"\b(?:UPDATED?|BREAKING|READ|WATCH|MORE|NOTE|RELATED|PHOTOS?|VIDEO|CORRECTION|FACTS?|EDITOR|WHY|WHAT|HOW|WHEN|OPINION"
    r"|EXCLUSIVE|LIVE|SOURCE|SEE|ALSO|LISTEN|POLL|QUESTION|ANSWER|CLAIM|TRUTH|RATING|VERDICT|TODAY|HAPPENING|NEWS|CLOSE)\b",
    re.IGNORECASE,
)
FEWEST = 2
"""So many sentences with a label make an interview."""


ASKED = re.compile(r"Q(?:uestion)?[:.]\s")
"""What opens a question of the reporter's."""


def labels(text: str, spans: Sequence[tuple[int, int]], people: People) -> dict[int, Mention]:
    """By the number of the sentence that begins with one: the label. Empty when the article is no interview."""
    found: dict[int, Mention] = {}
    for number, (start, end) in enumerate(spans):
        match = _LABEL.match(text, start, end) or _NAMED.match(text, start, end)
        if match is None or _NOBODY.search(match.group(1)):
            continue
        person = named(people, match.group(1))
        if match.group(1).isupper() or (person is not None and person.sure):
            found[number] = Mention(match.start(1), match.end(1))
    written = [text[label.start : label.end] for label in found.values()]
    kept = {number: label for number, label in found.items() if _again(text, label, written, people)}
    return kept if len(kept) >= FEWEST and len({text[label.start : label.end] for label in kept.values()}) > 1 else {}


def _again(text: str, label: Mention, written: Sequence[str], people: People) -> bool:
    name = text[label.start : label.end]
    return written.count(name) >= FEWEST or named(people, name) is not None


def named(people: People, label: str) -> Person | None:
    """Whom a label names, with titles or without: `PRESIDENT DONALD TRUMP`."""
    words = label.split()
    found = (people.known(" ".join(words[first:])) for first in range(len(words)))
    return next((person for person in found if person is not None), None)
