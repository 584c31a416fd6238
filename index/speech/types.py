"""The nouns of reported speech. Offsets are code points into the stored text, half-open `[start, end)`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mention:
    """Words of the text: `text[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True)
class Speech:
    """A sentence, `text[start:end]`, whose words are somebody's, and who that is in the article's own words."""

    start: int
    end: int
    speaker: str
    """As the article names them most fully: `Kurt Campbell`, `Halvik Terminals`, `a spokesman for the union`."""
    office: str | None
    """What the article says they are: `U.S. Deputy Secretary of State`; None when it does not."""
    named: Mention
    """Where the article says `speaker`."""
    held: Mention | None = None
    """Where it says `office`."""


@dataclass(frozen=True)
class Token:
    """A word, a mark of punctuation, or a whole quotation, which is one token whatever stands in it."""

    text: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def low(self) -> str:
        return self.text.lower()
