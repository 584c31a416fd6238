"""What the model wrote -> sentences and the markers that belong to each."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from index.split import normalise, sentences

MARKER = re.compile(r"\s*\[\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*\]")
_DECLINED = re.compile(
    r"^\W*(?:not (?:stated |mentioned |found |said )?in the (?:articles|evidence|passages|text)\b"
    r"|(?:(?:i[’']?m )?sorry, )?(?:but )?i (?:do not|don[’']t) (?:know|have (?:(?:enough|any|the) )?information)\b"
    r"|(?:(?:yes|no), )?the (?:(?:given|provided) )?(?:passages?|articles?|text|context) (?:do|does)(?: not|n[’']t) "
    r"(?:contain|say|state|mention|provide|specify|give|include)\b"
    r"|[^.!?]* (?:is|are|was|were) not (?:\w+ )?(?:mentioned|stated|given|specified|provided)"
    r" in the (?:(?:given|provided) )?(?:articles|passages?|text|context)\W*$)",
    re.IGNORECASE,
)
DECLINING = "i"
"""The first token of the agreed words, lower case; its odds tell how near the model was to declining."""
_FRAMED = re.compile(
    r"(?P<before>^\W*(?:(?:yes|no)\b,? )?)(?:according to the (?:passages?|text),? "
    r"|the (?:(?:first|second|third|given|provided) )?(?:passages?|text) "
    r"(?:states?|says?|mentions?|reports?|explains?|indicates?|shows?) that )(?P<first>\w)",
    re.IGNORECASE,
)
"""The model's word for what it was given, which a reader never saw: "The passage states that ..."."""
_PARTED = re.compile(r"\b([UE])\. ([SKNU])\.")
"""What small models make of "U.S."."""
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufff9-\ufffb\U000e0000-\U000e007f]")


@dataclass(frozen=True)
class Claim:
    """One sentence the model wrote, without its markers."""

    text: str
    markers: tuple[int, ...]
    unknown: tuple[int, ...] = ()
    """Markers that name no evidence."""


def declined(text: str) -> bool:
    """Whether the model's words are the agreed ones for "the evidence does not say"."""
    return bool(_DECLINED.match(text))


def parse(text: str, known: Collection[int]) -> list[Claim]:
    """The claims in order. A marker belongs to the sentence it stands in or right behind; plain text only.

    Line breaks and invisible characters go; brackets that hold no number stay as they are.
    """
    text = _PARTED.sub(r"\1.\2.", " ".join(_HIDDEN.sub("", normalise(text)).split()))
    plain, marked = _lift(text)
    spans = sentences(plain)
    claims: list[Claim] = []
    # Who begins with a marker puts each before its sentence; otherwise one between two sentences closes the first.
    before = bool(marked) and marked[0][0] == 0
    for number, span in enumerate(spans):
        end = spans[number + 1].start if number + 1 < len(spans) else len(plain) + 1
        if before:
            begin = spans[number - 1].end - 1 if number else -1
            mine = [marker for position, marker in marked if begin < position < (spans[number].end if end else 0)]
        else:
            begin = span.start if number else -1
            mine = [marker for position, marker in marked if begin < position <= end]
        mine = list(dict.fromkeys(mine))
        claims.append(
            Claim(
                _unframed(plain[span.start : span.end]),
                tuple(marker for marker in mine if marker in known),
                tuple(marker for marker in mine if marker not in known),
            )
        )
    return [claim for claim in claims if any(character.isalnum() for character in claim.text)]


def _unframed(sentence: str) -> str:
    """The sentence without "The passage states that"."""
    return _FRAMED.sub(
        lambda match: match["before"] + (match["first"] if match["before"].strip() else match["first"].upper()),
        sentence,
        count=1,
    )


def _lift(text: str) -> tuple[str, list[tuple[int, int]]]:
    """The text without markers, and each marker with its place in that text."""
    plain = ""
    marked: list[tuple[int, int]] = []
    position = 0
    for match in MARKER.finditer(text):
        plain += text[position : match.start()]
        marked.extend((len(plain), int(number)) for number in re.findall(r"\d+", match.group(1)))
        position = match.end()
    return plain + text[position:], marked
