"""The sentences of an article -> who says each, by rules: precise rather than complete.

A sentence is somebody's when it says so itself ("..., Campbell said"), when it lies in a quotation whose speaker is
known, or when it belongs to an answer in an interview. What is not sure is nobody's.
"""

from collections.abc import Sequence

from index.speech.cues import Cue, cues
from index.speech.interview import ASKED, labels, named
from index.speech.people import people
from index.speech.quotes import Quote, quotes
from index.speech.resolve import Resolver, Speaker
from index.speech.tokens import tokens
from index.speech.types import Speech, Token
from index.types import Sentence

LANGUAGES = (None, "en")
"""What the rules are for; None: nobody knows what the article is in."""
_ALL = 0.85
"""The share of a sentence's letters that must be quoted for it to be the words of who is quoted."""


def attribute(text: str, sentences: Sequence[Sentence], language: str | None = None) -> list[Speech]:
    """The sentences that are somebody's, in order; each is one of `sentences`."""
    if language not in LANGUAGES or not sentences:
        return []
    return _Reading(text, sentences).speeches()


class _Reading:
    """One article, read once from beginning to end."""

    def __init__(self, text: str, sentences: Sequence[Sentence]) -> None:
        self._text = text
        self._sentences = sentences
        self._quotes = quotes(text, _paragraphs(sentences))
        self._tokens = [tokens(text, span.start, span.end, self._near(span)) for span in sentences]
        self._resolver = Resolver(text, people(text, [tokens(text, span.start, span.end) for span in sentences]))
        self._speakers: list[Speaker | None] = [None] * len(sentences)
        self._undecided: set[int] = set()
        """Sentences that say who is speaking, but not clearly."""

    def speeches(self) -> list[Speech]:
        for number in range(len(self._sentences)):
            self._read(number)
        self._spread_quotes()
        self._interview()
        return [
            Speech(span.start, span.end, speaker.name, speaker.office, speaker.named, speaker.held)
            for span, speaker in zip(self._sentences, self._speakers, strict=True)
            if speaker is not None
        ]

    def _near(self, span: Sentence) -> list[Quote]:
        return [quote for quote in self._quotes if quote.start < span.end and quote.end > span.start]

    def _read(self, number: int) -> None:
        """What the sentence itself says."""
        found = self._tokens[number]
        cued = cues(found)
        speaker = self._choose(found, cued, number)
        if speaker is not None:
            self._speakers[number] = speaker
            self._resolver.heard(speaker, number)
        elif cued:
            self._undecided.add(number)
            self._resolver.last = None  # somebody else may have spoken
        self._resolver.passed(found, speaker is not None)

    def _choose(self, found: Sequence[Token], cued: Sequence[Cue], number: int) -> Speaker | None:
        """The one who speaks in the whole sentence: None when two do, one after the other."""
        if not cued:
            return None
        main = next((cue for cue in cued if cue.beside_quote and cue.phrase.first > 0), cued[0])
        speaker = self._resolver.speaker(found, main, number)
        if speaker is None:
            return None
        for cue in cued:
            other = None if cue is main else self._resolver.speaker(found, cue, number)
            apart = cue.joined or cue.beside_quote or cue.verb < main.verb
            if other is not None and other.key != speaker.key and apart and cue.phrase.kind != "pronoun":
                return None
        return speaker

    def _spread_quotes(self) -> None:
        """Gives each sentence that is all quotation to who is quoted."""
        before: Speaker | None = None
        owners: list[Speaker | None] = []
        for quote in self._quotes:
            inside = [n for n, span in enumerate(self._sentences) if span.start < quote.end and span.end > quote.start]
            owner = next((self._speakers[n] for n in inside if self._speakers[n] and self._own(n)), None)
            if owner is None and not any(n in self._undecided for n in inside):
                owner = before if quote.carried else self._beside(inside, quote) if inside else None
            owners.append(owner)
            before = owner
        for place in range(len(owners) - 2, -1, -1):  # a quotation that runs on is told whose it is at its end
            if owners[place] is None and self._quotes[place].goes_on:
                owners[place] = owners[place + 1]
        for quote, owner in zip(self._quotes, owners, strict=True):
            for n, span in enumerate(self._sentences):
                free = self._speakers[n] is None and n not in self._undecided
                if owner is not None and free and self._share(span, quote) >= _ALL:
                    self._speakers[n] = owner

    def _own(self, number: int) -> bool:
        return bool(cues(self._tokens[number]))

    def _beside(self, inside: Sequence[int], quote: Quote) -> Speaker | None:
        """Whose a quotation is that says it nowhere: of who spoke right before, when it is all of its sentences."""
        if any(self._share(self._sentences[n], quote) < _ALL for n in inside):
            return None
        first = inside[0]
        if first == 0 or first - 1 in self._undecided:
            return None
        span, earlier = self._sentences[first], self._sentences[first - 1]
        if span.paragraph == earlier.paragraph:
            return self._speakers[first - 1]
        alone = all(not self._own(n) for n, other in enumerate(self._sentences) if other.paragraph == span.paragraph)
        if alone and span.paragraph == earlier.paragraph + 1:
            return self._speakers[first - 1]
        return None

    def _share(self, span: Sentence, quote: Quote) -> float:
        """The share of a sentence's letters that a quotation holds."""
        begin, end = max(span.start, quote.start), min(span.end, quote.end)
        whole = sum(character.isalnum() for character in self._text[span.start : span.end])
        return sum(character.isalnum() for character in self._text[begin:end]) / whole if whole else 0.0

    def _interview(self) -> None:
        """Gives the sentences behind a label to who it names, up to the next label."""
        spans = [(span.start, span.end) for span in self._sentences]
        found = labels(self._text, spans, self._resolver.people)
        if not found:
            return
        speaker: Speaker | None = None
        for number in range(min(found), self._end(max(found))):
            if number in found:
                label = found[number]
                name = self._text[label.start : label.end]
                person = named(self._resolver.people, name)
                speaker = (
                    Speaker(person.name, person.named, person.office, person.held, person)
                    if person
                    else Speaker(name, label)
                )
            elif ASKED.match(self._text, spans[number][0]):
                speaker = None
            self._speakers[number] = None if self._text.startswith("Advertisement", spans[number][0]) else speaker

    def _end(self, last: int) -> int:
        """Where the paragraph of sentence number `last` ends: what follows the last label may be the reporter's."""
        paragraph = self._sentences[last].paragraph
        return next(
            (n for n in range(last, len(self._sentences)) if self._sentences[n].paragraph > paragraph),
            len(self._sentences),
        )


def _paragraphs(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    spans: dict[int, tuple[int, int]] = {}
    for sentence in sentences:
        start, _ = spans.get(sentence.paragraph, (sentence.start, 0))
        spans[sentence.paragraph] = (start, sentence.end)
    return list(spans.values())
