"""What can be checked by looking: numbers, dates, names and quoted words must stand in the cited words."""

import re
import unicodedata
from collections.abc import Collection, Iterator

from assistant.verify.figures import figures, headings, numbers
from index.words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_NAME = re.compile(r"[^\W\d_][^\W_]*(?:['’\-][^\W_]+)*")
_QUOTED = re.compile(r"[\"“]([^\"“”]{3,})[\"”]")
# "One of them", "the first", "zero": mostly no figure, and 1 in digits is rarely what an answer turns on.
_SAID_IN_PASSING = {"0", "1"}
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
    " sept sep oct nov dec monday tuesday wednesday thursday friday saturday sunday".split()
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
_DAYS_AND_MONTHS = re.compile(
    r"\b(mon|tues|wednes|thurs|fri|satur|sun)day\b|"
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|t|tember|ober|ember)?\b\.?(?=\s*\d)|"
    r"(?<=\d )(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*|"
    r"\b(january|february|april|june|july|august|september|october|november|december)\b",
    re.IGNORECASE,
)


def days_and_months(text: str) -> set[str]:
    """Names of days and months, each by its first three letters."""
    return {match.group().strip()[:3].lower() for match in _DAYS_AND_MONTHS.finditer(text)}


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
    plain = _fold(name)
    if any(character.isdigit() for character in plain):  # "Lark-3" is not "Lark-2"
        return re.search(rf"(?<!\w){re.escape(plain)}(?!\w)", _fold(words)) is not None
    have = _words(words)
    if plain in have or plain in _fold(words):
        return True
    stem = plain[: max(4, len(plain) - 3)] if len(plain) > 4 else plain
    if len(plain) > 4 and any(word.startswith(stem) for word in have):
        return True
    return len(plain) <= 5 and plain.isalpha() and plain in _initials(words)


def same_name(one: str, other: str) -> bool:
    """Whether one name has a word, or a form of it, of the other: "Kerber" of "Angelique Kerber"."""
    pairs = ((one, other), (other, one))
    return any(has_name(word, name) for words, name in pairs for word in _NAME.findall(words))


def quoted(text: str) -> list[str]:
    """The words between double quotation marks."""
    return [match.group(1).strip(" .,;:!?") for match in _QUOTED.finditer(text)]


def has_quote(quote: str, words: str) -> bool:
    """Whether the quoted words stand in `words` in one piece; case, spacing and quotation marks aside."""
    return _letters(quote) in _letters(words)


def problems(
    claim: str, cited: str, about: str = "", known: Collection[str] = (), tables: Collection[int] = ()
) -> list[str]:
    """What the claim has that its cited words lack; none is no proof, but one is reason enough to withhold.

    `about` is what stands beside the quote and the reader sees too: headline, outlet, year. Names may come from there,
    and the year. `known` are names of the question and the evidence (see `names`); `tables` are scales that the rows of
    tables may have from a head that is not cited with them (see `headings`).
    """
    headed = headings(f"{claim} {about} {cited}")
    there = numbers(cited, headed) | numbers(about, headed) | _SAID_IN_PASSING
    there |= numbers("\n".join(line for line in cited.splitlines() if "|" in line), tables)
    absent = [figure.written for figure in figures(claim, headed) if not figure.readings & there]
    found = [f"the number {number} is not in the cited words" for number in dict.fromkeys(absent)]
    seen = days_and_months(cited + " " + about)
    found += [f"the date {day.title()} is not in the cited words" for day in sorted(days_and_months(claim) - seen)]
    missing = [name for name in names(claim, known) if not has_name(name, cited + " " + about)]
    found += [f"the name {name} is not in the cited words" for name in dict.fromkeys(missing)]
    found += [f"the words “{q}” are not quoted from the article" for q in quoted(claim) if not has_quote(q, cited)]
    return found


def _fold(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.lower().replace("’", "'"))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _words(text: str) -> set[str]:
    folded = _fold(text)
    whole = set(_WORD.findall(folded))
    return whole | {part for word in whole for part in re.split(r"['\-]", word)}


def _letters(text: str) -> str:
    return " ".join(re.findall(r"\w+", _fold(text)))


def _initials(text: str) -> set[str]:
    """Abbreviations the words could stand behind: "European Union" -> "eu", "U.S." -> "us"."""
    capitals = re.findall(r"\b([A-Z])[\w'’-]*", text)
    joined = "".join(capitals).lower()
    dotted = {re.sub(r"\.", "", match).lower() for match in re.findall(r"\b(?:[A-Z]\.){2,}", text)}
    return dotted | {joined[i : i + n] for n in range(2, 6) for i in range(len(joined) - n + 1)}
