"""Whose words a phrase says they are: names and surnames, offices and pronouns, within one article."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from index.names import fold
from index.speech import words
from index.speech.cues import Cue
from index.speech.people import Gender, People, Person, runs, told_by
from index.speech.phrases import Phrase, name_at_end
from index.speech.tokens import is_word
from index.speech.types import Mention, Token

_FAR = 3
"""Sentences after which a pronoun no longer points to who spoke last."""


@dataclass(frozen=True)
class Speaker:
    """Somebody who speaks, and the person they are when they are named in full somewhere."""

    name: str
    named: Mention
    office: str | None = None
    held: Mention | None = None
    person: Person | None = None

    @property
    def key(self) -> str:
        return fold(self.name)


@dataclass
class Resolver:
    """One article, read in order: who spoke last, and who was named since."""

    text: str
    people: People
    last: Speaker | None = None
    last_at: int = -99
    since: list[Person] = field(default_factory=list)
    """Persons named outside quotations after the sentence in which `last` spoke."""
    subject: Person | None = None
    """Whom the sentence before begins with."""

    def speaker(self, found: Sequence[Token], cue: Cue, at: int) -> Speaker | None:
        """The speaker whom the cue of sentence number `at` names; None when that is not sure."""
        phrase = cue.phrase
        if phrase.kind == "pronoun":
            return self._pronoun(found, phrase, at)
        if phrase.kind == "role":
            return self._role(found, phrase)
        assert phrase.name is not None
        return self._name(found, phrase, phrase.name)

    def heard(self, speaker: Speaker, at: int) -> None:
        """Notes who spoke in sentence number `at`."""
        self.last, self.last_at = speaker, at
        self.since.clear()

    def passed(self, found: Sequence[Token], spoke: bool) -> None:
        """Notes who was named in a sentence that is done with; its own speaker is not among them."""
        met = self.met(found, len(found))
        if len(met) == 1 and met[0].gender is None:
            met[0].gender = told_by(found, found[0].start)
        if not spoke:
            self.since += met
        opening = self.met(found, _opening(found))
        goes_on = not met and any(token.low in words.PRONOUNS for token in found)
        self.subject = opening[0] if opening else self.subject if goes_on else None

    def met(self, found: Sequence[Token], end: int) -> list[Person]:
        """The persons named by the tokens before `end`, outside quotations, in order, each once."""
        persons: list[Person] = []
        for begin, stop in runs(found[:end]):
            name = name_at_end(found, begin, stop)
            if name is not None:
                person = self.people.known(self.text[found[name[0]].start : found[name[1] - 1].end])
                if person is not None and person.sure and person not in persons:
                    persons.append(person)
        return persons

    def _name(self, found: Sequence[Token], phrase: Phrase, name: tuple[int, int]) -> Speaker | None:
        start, end = found[name[0]].start, found[name[1] - 1].end
        written = self.text[start:end]
        if written.endswith(("'s", "’s")) or "\n" in written:
            return None
        person = self.people.known(written)
        if person is None and self.people.ambiguous(written):
            return self._one_of_several(found, phrase, written)
        if person is not None:
            return self._person(person, found, phrase)
        title = found[phrase.title[0] : phrase.title[1]] if phrase.title else []
        if name[1] - name[0] == 1 and not title and written not in self.people.capitals and not written.isupper():
            return None  # "Reports said": any word has a capital where a sentence begins
        if all(token.low in words.HONORIFICS for token in title):
            return Speaker(written, Mention(start, end))
        held = Mention(title[0].start, title[-1].end)
        return Speaker(written, Mention(start, end), self.text[held.start : held.end], held)

    def _person(self, person: Person, found: Sequence[Token] = (), phrase: Phrase | None = None) -> Speaker:
        if person.office is None and phrase is not None and phrase.title is not None:
            begin, end = phrase.title
            part = [token for token in found[begin:end] if token.low not in words.DETERMINERS]
            said = [token for token in part if token.low in words.ROLES or token.text in words.TITLES]
            if any(token.low not in words.HONORIFICS for token in said):
                person.held = Mention(part[0].start, part[-1].end)
                person.office = self.text[person.held.start : person.held.end]
        person.sure = True
        return Speaker(person.name, person.named, person.office, person.held, person)

    def _one_of_several(self, found: Sequence[Token], phrase: Phrase, written: str) -> Speaker | None:
        """A surname that two have: who spoke last with it, or the one whom Mr. or Mrs. fits."""
        wanted = f" {fold(written)}"
        before = found[phrase.name[0] - 1].low if phrase.name and phrase.name[0] else ""
        fits = "he" if before in words.HE else "she" if before in words.SHE else None
        same = [person for key, person in self.people.by_name.items() if f" {key}".endswith(wanted)]
        if fits is not None:
            same = [person for person in same if person.gender == fits]
            return self._person(same[0]) if len(same) == 1 else None
        if self.last is not None and self.last.person in same:
            return self.last
        return None

    def _role(self, found: Sequence[Token], phrase: Phrase) -> Speaker | None:
        part = found[phrase.first : phrase.last]
        head = part[-1]
        plain = not any(token.low in words.OF for token in part)
        if plain and part[0].low == "the" and head.low not in words.PLURAL:
            office = self.last.office if self.last and self.last.person else None
            if office is not None and f" {head.low} " in f" {fold(office)} ":
                return self.last
            # "The president" is mostly the country's own, whom nobody needs to name.
            if head.low != "president" and (person := self.people.by_title(head.low)) is not None:
                return self._person(person)
        mention = Mention(part[0].start, part[-1].end)
        written = self.text[mention.start : mention.end]
        return None if "\n" in written else Speaker(written, mention)

    def _pronoun(self, found: Sequence[Token], phrase: Phrase, at: int) -> Speaker | None:
        wanted: Gender = "he" if found[phrase.first].low == "he" else "she"
        here = [person for person in self.met(found, phrase.first) if _fits(person, wanted)]
        last = self.last if at - self.last_at <= _FAR and self.last is not None else None
        spoke = last.person if last is not None and last.person is not None and _fits(last.person, wanted) else None
        if here:
            opening = self.met(found, min(_opening(found), phrase.first))
            person = here[0] if len(here) == 1 and (here[0] is spoke or opening[:1] == here) else None
        else:
            others = [person for person in self.since if _fits(person, wanted) and person is not spoke]
            subject = self.subject if self.subject is not None and _fits(self.subject, wanted) else None
            person = subject if others or spoke is None else spoke
            if others and any(other is not subject for other in others[-1:]):
                person = None
        if person is None:
            return None
        person.gender = person.gender or wanted
        return self._person(person)


def _fits(person: Person, wanted: Gender) -> bool:
    return person.gender is None or person.gender == wanted


def _opening(found: Sequence[Token]) -> int:
    """Where the words end that may be a sentence's subject, from its beginning: capitals, titles, what joins them."""
    at = 0
    while at < len(found) and (_of_subject(found[at]) or (at and _goes_on(found, at))):
        at += 1
    return at


def _of_subject(token: Token) -> bool:
    small = token.low in words.ROLES or token.low in words.MODIFIERS or token.low == "of"
    small = small or token.text.endswith(("'s", "’s", "s'", "s’"))
    return is_word(token) and (token.capital or small)


def _goes_on(found: Sequence[Token], at: int) -> bool:
    """`The town's mayor, Idris Bray`: whether a comma stands before the name."""
    return found[at].text == "," and found[at - 1].low in words.ROLES
