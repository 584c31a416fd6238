"""Names in a sentence, and whether other words hold them in this form or another."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from assistant.verify.figures import numbers
from index.words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_NAME = re.compile(r"[^\W\d_][^\W_]*(?:['’\-][^\W_]+)*")
# Words that are written with a capital for reasons of grammar or titles, not because they name anybody.
NO_NAMES = frozenset(
    "a an and as at because but by for from he her his i if in it its mr mrs ms dr no not of on or she so that the"
    " am are be been can could did do does had has have is may might must shall should was were will would"
    " their there these they this those to we what when where which while who whose why with yes you"
    " according after all also although another any before both each even every more most neither new now one only"
    " other some such then thus under until"
    " about above across against along among apart around behind below beneath beside besides between beyond concerning"
    " considering despite during except following given including inside into like near off onto out outside over past"
    " per regarding since than though through throughout toward towards unless unlike up upon versus via whether within"
    " without"
    " january february march april may june july august september october november december jan feb mar apr jun jul aug"
    " sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday"
    " eur usd gbp chf jpy cny q1 q2 q3 q4".split()
)
# Words of an answer's own that begin a sentence and need not stand in what it cites.
_OPENERS = frozenset(
    "additionally afterwards almost altogether approximately around besides consequently currently despite earlier"
    " eventually everybody everyone everything experts finally following furthermore half hence however hundreds"
    " initially instead later many meanwhile moreover nearly nevertheless nobody nothing officially officials"
    " originally overall people previously probably recently researchers residents roughly several similarly since"
    " somebody someone something specifically still subsequently therefore though thousands today together tomorrow"
    " typically upon usually various via within without yesterday yet".split()
)


_PEOPLES = [
    "america american americans u.s",
    "britain british britons briton u.k",
    "denmark danish dane danes",
    "england english",
    "finland finnish finn finns",
    "france french",
    "greece greek greeks",
    "ireland irish",
    "netherlands dutch holland",
    "poland polish pole poles",
    "scotland scottish scots",
    "spain spanish spaniard spaniards",
    "sweden swedish swede swedes",
    "switzerland swiss",
    "thailand thai",
    "turkey turkish turk turks",
    "wales welsh",
]
"""Countries whose people are not called by the first letters of their names."""
_SAME_PEOPLE = {name: set(line.split()) for line in _PEOPLES for name in line.split()}
_RUN = re.compile(r"\b[A-Z][\w’'-]+(?: (?:of |for )?[A-Z][\w’'-]+)+")
_SHORT = re.compile(r"\b(?:[A-Z]\.){2,}|\b[A-Z]{2,}\b")


def in_full(claim: str, words: str) -> str:
    """The words, and behind them each name of the claim that they abbreviate: "United States" when they have "U.S."."""
    short = {match.group().replace(".", "") for match in _SHORT.finditer(words)}
    runs = [match.group().removeprefix("The ") for match in _RUN.finditer(claim)]
    return " ".join([words, *(run for run in runs if "".join(re.findall(r"\b[A-Z]", run)) in short)])


def names(text: str, known: Collection[str] = ()) -> list[str]:
    """Words that name somebody or something: capitals that a sentence's beginning does not explain.

    A word that opens a sentence counts when it is among the `known` names, or another capital follows.
    """
    return [name for name, sure in _capitals(text) if sure or name in known]


def perhaps_names(text: str) -> list[str]:
    """Words that may be names but stand where any word has a capital: alone at the beginning of a sentence."""
    ordinary = STOP_WORDS | _OPENERS
    return [name for name, sure in _capitals(text) if not (sure or name.lower() in ordinary or numbers(name))]


def _capitals(text: str) -> Iterator[tuple[str, bool]]:
    """The words with a capital that grammar does not demand, each with whether nothing else explains it."""
    for match in _NAME.finditer(text):
        word = match.group()
        if not word[0].isupper() or word.lower() in NO_NAMES or len(word) < 2:
            continue
        opens = (
            not text[: match.start()].rstrip(" \"“'‘(").strip() or text[: match.start()].rstrip(' "“')[-1:] in ".!?:"
        )
        following = text[match.end() :].lstrip()[:1]
        sure = not opens or following.isupper() or any(letter.isupper() for letter in word[1:])
        yield re.sub(r"['’]s$", "", word), sure


def has_name(name: str, words: str) -> bool:
    """Whether `words` hold the name, or a form of it: "Chinese" for "China", "Belgians" for "Belgium"."""
    plain = folded(name)
    if any(character.isdigit() for character in plain):  # "Lark-3" is not "Lark-2"
        return re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", folded(words)) is not None
    have = _words(words)
    if plain in have or plain in folded(words):
        return True
    if any(re.search(rf"\b{re.escape(other)}\b", folded(words)) for other in _SAME_PEOPLE.get(plain, ())):
        return True
    stem = plain[: max(4, len(plain) - 3)] if len(plain) > 4 else plain
    if len(plain) > 4 and any(word.startswith(stem) for word in have):
        return True
    return len(plain) <= 5 and plain.isalpha() and plain in _initials(words)


def same_name(one: str, other: str) -> bool:
    """Whether one name has a word, or a form of it, of the other: "Kerber" of "Angelique Kerber"."""
    pairs = ((one, other), (other, one))
    return any(has_name(word, name) for words, name in pairs for word in _NAME.findall(words))


def folded(text: str) -> str:
    """Lower case, straight apostrophes and no accents."""
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _words(text: str) -> set[str]:
    plain = folded(text)
    whole = set(_WORD.findall(plain))
    return whole | {part for word in whole for part in re.split(r"['\-]", word)}


def _initials(text: str) -> set[str]:
    """Abbreviations the words could stand behind: "European Union" -> "eu", "U.S." -> "us"."""
    capitals = re.findall(r"\b([A-Z])[\w'’-]*", text)
    joined = "".join(capitals).lower()
    dotted = {re.sub(r"\.", "", match).lower() for match in re.findall(r"\b(?:[A-Z]\.){2,}", text)}
    return dotted | {joined[i : i + n] for n in range(2, 6) for i in range(len(joined) - n + 1)}
