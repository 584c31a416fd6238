"""Which language a text is in, by its letters alone. The only file that imports py3langid."""

from functools import cache
from typing import TYPE_CHECKING

from index.languages import NAMES

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

FEWEST = 40
"""Letters a text must have at least: a headline or a name may be in any language."""
READ = 2000
"""Code points that are looked at, from the beginning; more tell nothing new."""
HALVED = 400
"""Code points from which on both halves must agree: of a text in two languages neither is the text's."""
SURE = 0.8
"""How probable a language must be to be believed; the model's probabilities are calibrated for any length."""


def detect(text: str) -> str | None:
    """The code (ISO 639-1) of the language of `text`; None when it is too short, mixed, or in none that is known."""
    sample = text[:READ]
    if sum(character.isalpha() for character in sample) < FEWEST:
        return None
    language, probability = _identifier().classify(sample)
    middle = len(sample) // 2
    halves = (sample[:middle], sample[middle:]) if len(sample) >= HALVED else ()
    if probability < SURE or any(_identifier().classify(half)[0] != language for half in halves):
        return None
    return language if language in NAMES else None


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    # Dialects without a code of two letters count as their language; `zxx` is what is no language at all.
    identifier.set_languages([label for label in identifier.labels if label in NAMES or label == "zxx"])
    return identifier
