"""Questions to begin with, made from the articles that are there: no model, no guess about what they say."""

import re
from collections import Counter
from collections.abc import Callable, Sequence

from index.types import Article

OFFERED = 4
LOOKED_AT = 40
"""Articles whose words are read for examples, the newest first."""

SAMPLES = {
    "campbell-brussels-china-russia": "What sectors did Campbell name?",
    "karsund-ferry-breakwater": "How many people died in the Karsund ferry accident?",
    "greyfen-flood-wire": "How high did the Tarrow rise at Greyfen?",
    "brewline-kettle-recall": "Why were the Brewline kettles recalled?",
}
"""Sample article -> a question it answers."""

_NAME = r"[A-Z][a-zà-öø-ÿ'’-]+(?: [A-Z]\.)?(?: [A-Z][a-zà-öø-ÿ'’-]+){1,2}"
_SPOKE = re.compile(rf"\b(?:({_NAME}),? (?:said|says|told|warned|announced)|(?:said|says|warned) ({_NAME}))\b")
_TITLED = re.compile(r"^(?:The|A|An|On|In|At|But|And|He|She|It|They|President|Minister|Mr|Mrs|Ms|Dr) ")


def examples(articles: Sequence[Article], read: Callable[[Article], str]) -> list[str]:
    """Up to `OFFERED` questions, of the reader's own articles first; `read` gives the words of an article."""
    own = [article for article in articles if not article.sample and (article.language or "en").startswith("en")]
    asked = [question for article in own[:LOOKED_AT] if (question := _question(read(article)))]
    there = {article.id for article in articles if article.sample}
    asked += [question for name, question in SAMPLES.items() if name in there]
    return list(dict.fromkeys(asked))[:OFFERED]


def _question(words: str) -> str | None:
    """Asks after the one who is quoted most; None when nobody is quoted by a full name."""
    names = Counter(
        name for match in _SPOKE.finditer(words) if " " in (name := _TITLED.sub("", match.group(1) or match.group(2)))
    )
    best = max(names, key=lambda name: names[name], default=None)
    return f"What did {best} say?" if best else None
