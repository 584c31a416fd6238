"""Whether a question names an outlet: "What did Reuters say?", "according to The Guardian"."""

import re
from functools import lru_cache

_ARTICLE = re.compile(r"^the\s+", re.IGNORECASE)


def named(source: str, question: str) -> bool:
    """Whether the name stands in the question, with or without its "The".

    In its own letters, since Time, Nature and Metro are words too; a name of several words in any letters.
    """
    pattern = _pattern(source)
    return pattern is not None and pattern.search(question) is not None


@lru_cache(maxsize=4096)
def _pattern(source: str) -> re.Pattern[str] | None:
    name = _ARTICLE.sub("", source.strip())
    if not any(character.isalnum() for character in name):
        return None
    words = r"\s+".join(map(re.escape, name.split()))
    return re.compile(rf"(?<!\w){words}(?!\w)", re.IGNORECASE if " " in name else 0)
