"""Greetings, thanks and questions about Dateline itself: answered briefly, and never from the articles.

Only what is nothing else is taken for it: one word more, and it is a question to the articles.
"""

import re

from assistant.types import SearchedArticles
from assistant.wording import held

_POLITE = r"(?:please|there|all|everyone|again|dateline|so|very|much|a lot|you)"
_GREETING = rf"(?:hi|hiya|hello|hey|howdy|greetings|good (?:morning|afternoon|evening|day))(?: {_POLITE})*"
_THANKS = (
    rf"(?:(?:ok(?:ay)?|great|perfect|nice)? ?(?:thanks|thank you|thx|cheers|many thanks)(?: {_POLITE})*"
    r"(?: that(?:'s| is| was| helps| helped| will do)(?: \w+){0,4})?)"
)
_FAREWELL = r"(?:good ?bye|bye(?: bye)?|see you(?: later)?|good night)(?: dateline)?"
_PLEASANTRY = r"how (?:are|do) you(?: do(?:ing)?)?(?: today)?"
_ITSELF = (
    r"(?:(?:who|what) are you|what is your name|what(?:'s| is) this(?: page| tool| thing)?|(?:who|what) is dateline"
    r"|what (?:can|do) you do(?: for me)?|what can i (?:ask|do)(?: you| here)?"
    r"|how (?:do|does|can) (?:you|this|it|dateline) work|how (?:do|can) i use (?:you|this|it|dateline)"
    r"|are you (?:an? )?(?:ai|bot|robot|chat ?bot|human|person|machine|real)"
    r"|(?:who|which|what) (?:model|llm|ai) (?:are you|answers|is this|do you use)|who (?:made|built|wrote|created) you"
    r"|can you help(?: me)?|help(?: me)?|where do your answers come from|can i trust you|do you (?:make things up|lie))"
)
_HOLDINGS = (
    r"(?:how many|which|what) (?:articles|documents|files) (?:are (?:there|here|in (?:here|the library))"
    r"|do you (?:have|know)|have you (?:got|read)|can you see)"
)


def reply(question: str, searched: SearchedArticles, model: str | None) -> str | None:
    """What to say; None when it is a question to the articles. `model` is who answers and where, None: nobody."""
    asked = " ".join(re.sub(r"[^\w' ]+", " ", question.lower().replace("’", "'")).split())
    here = _held(searched)
    if re.fullmatch(f"(?:(?:{_GREETING}|and|so|but) )?{_ITSELF}", asked):
        who = f"Answers are written by {model}." if model else "No model is set up: answers are quotes only."
        return (
            f"This is Dateline. It answers from the articles that are here ({here}) and from nothing else: every"
            " sentence carries the number of the words that prove it, and what they do not say, it says they do not"
            f" say. {who}"
        )
    if re.fullmatch(f"(?:{_GREETING} )?{_HOLDINGS}", asked):
        return f"Here {'is' if searched.articles == 1 else 'are'} {here}."
    if re.fullmatch(f"{_GREETING}|(?:{_GREETING} )?{_PLEASANTRY}", asked):
        return f"Hello. Here {'is' if searched.articles == 1 else 'are'} {here} to ask about: who, what, when, why."
    if re.fullmatch(_THANKS, asked):
        return "You are welcome. Ask on whenever you like."
    if re.fullmatch(_FAREWELL, asked):
        return "Goodbye. What was asked here is kept on this machine."
    return None


def _held(searched: SearchedArticles) -> str:
    return held(searched) if searched.articles else "no articles yet"
