"""Rise or fall, best or worst, did or did not: words by which a claim says the opposite of what it cites.

Only plain cases: the claim has one side of a pair, what it cites has the other alone, and nothing is denied in either.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.verify.figures import numbers
from index.split import sentences
from index.words import stems

RISE = r"ris(?:e|es|en|ing)|rose|rais(?:e[sd]?|ing)|increas\w+|grow\w*|grew|climb\w*|jump\w*|soar\w*"
FALL = (
    r"fall(?:s|en|ing)?|fell|drop\w*|decreas\w+|shrink\w*|shrank|shrunk|slid(?:e|es)?|slip\w*|cut(?:s|ting)?|reduc\w+"
    r"|lower(?:s|ed|ing)|plung\w+|sank"
)
"""Words of going up and down, as parts of a pattern; who uses them adds its own."""
_ALWAYS = [
    (
        rf"{RISE}|gain(?:s|ed|ing)?|surg\w+|up(?= (?:from|by|\S?\d))",
        rf"{FALL}|declin(?:e|es|ed|ing)|down(?= (?:from|by|\S?\d))",
    ),
    (r"best", r"worst"),
    (r"highest", r"lowest"),
    (r"(?:larg|bigg|great)est", r"smallest"),
    (r"longest", r"shortest"),
    (r"oldest", r"youngest|newest"),
    (r"strongest", r"weakest"),
    (r"approv\w+|accept\w*|adopt\w*|pass(?:ed|es)", r"reject\w*|oppos\w+|refus\w+|turn\w* down|voted down"),
    (r"includ\w+", r"exclud\w+"),
    (r"majority", r"minority"),
    (r"legal(?:ly)?", r"illegal(?:ly)?"),
    (r"openly|publicly", r"covert(?:ly)?|secret(?:ly)?|clandestine(?:ly)?"),
    (r"guilty|convict\w+", r"innocent|acquit\w+"),
    (r"northern", r"southern"),
    (r"eastern", r"western"),
]
"""Whoever it is said of, both cannot be true of what the sentence is about."""
_OF_THE_SAME = [
    (r"open(?:s|ed|ing)?", r"clos(?:e|es|ed|ing)|shut"),
    (r"buy(?:s|ing)?|bought|acquir\w+", r"sell(?:s|ing)?|sold"),
    (r"w[io]n(?:s|ning)?", r"los(?:e|es|t|ing)"),
    (r"exports?|exported", r"imports?|imported"),
    (r"(?:be)?g[ai]ns?|begun|start\w*", r"end(?:s|ed|ing)?|finish\w*|stopp?\w*"),
    (r"arriv\w+", r"depart\w*|le(?:ave|aves|ft|aving)"),
    (r"hir(?:e|es|ed|ing)", r"dismiss\w*|sack\w*"),
]
"""What one sold another bought, so that both must say it of the same."""
_DENIES = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|\w+n['’]t|lack\w*|fail\w*|refus\w*|den(?:y|ie[sd])"
    r"|declin(?:ed|es|ing)? to|stop\w*|reject\w*|rul(?:ed|es) out|except|unless"
    r"|un(?:able|willing|likely|affected|changed)|hardly|barely|few|avoid\w*|prevent\w*|bann?(?:ed|ing|s)?"
    r"|barr?(?:ed|s)|forb\w+|only|if|whether|instead|less|fewer)\b",
    re.IGNORECASE,
)
"""Whatever may deny: with one of these nearby nothing is called a contradiction."""
_TURNS = re.compile(
    r"\b(?:not|no|never|none|nobody|nothing|neither|nor|cannot|without|\w+n['’]t|fail\w*|den(?:y|ie[sd])"
    r"|declin(?:ed|es|ing)? to|stop\w*|rul(?:ed|es) out|unless|if|whether|instead)\b",
    re.IGNORECASE,
)
"""What turns the sense of a verb in its clause."""
_NOT = re.compile(
    r"(?:\b(?:not|never|cannot)|n['’]t)\b(?! (?:only|just|until|merely|more|less|fewer|all|every|even))", re.I
)
_NOBODY = re.compile(r"\b(?:none of|nobody|no one|neither of)\b", re.IGNORECASE)
_ANSWER = re.compile(r"^\W*(?:yes\b|no\b(?=\W*[,.:;–—]))\W*", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:–—.|]|\b(?:but|while|whereas|although|and)\b")


def without_yes(claim: str) -> str:
    """The claim without the yes or no that it opens with."""
    return _ANSWER.sub("", claim)


def turns(clause: str) -> bool:
    """Whether a word turns the sense of the clause's verb: "not", "never", "declined to"."""
    return _TURNS.search(clause) is not None


def denies(clause: str) -> bool:
    """Whether anything in the clause may deny: also "unchanged" or "few"."""
    return _DENIES.search(clause) is not None


def clauses(words: str) -> list[str]:
    """The clauses of each sentence; of tables each cell."""
    return [clause for line in split(words) for clause in _CLAUSE.split(line)]


def opposites(claim: str, cited: str) -> Iterator[str]:
    """What the claim turns into its opposite, in words."""
    claim = without_yes(claim)
    near = bearing(claim, cited)
    if near and not _TURNS.search(claim):
        yield from _turned(claim, near, cited)
    yield from _denied(claim, near, cited)


def says_otherwise(question: str, words: str) -> bool:
    """Whether what answers a yes-or-no question says the opposite of what it asks, or denies it: then it is no yes."""
    if _DENIES.search(question):
        return False
    turned = () if _TURNS.search(words) else _turned(question, words, words)
    return any(turned) or any(_denied(question, words, words)) or any(_none_of(question, words))


def _none_of(question: str, words: str) -> Iterator[bool]:
    """Whether "no receipt" or "none" stands in a clause about what is asked: "Do you need a receipt?"."""
    asked = set(stems(question))
    for clause in clauses(words):
        yield bool(asked & {stem for thing in re.findall(r"\bno (\w+)", clause, re.I) for stem in stems(thing)})
        yield re.search(r"\bnone\b", clause, re.IGNORECASE) is not None and bool(asked & set(stems(clause)))


def bearing(claim: str, cited: str) -> str | None:
    """The cited sentence with most of the claim's figures and words, when it has two of them at least."""
    wanted, figures = set(stems(claim)), numbers(claim)

    def held(sentence: str) -> tuple[int, int]:
        return len(figures & numbers(sentence)), len(wanted & set(stems(sentence)))

    best = max(split(cited), key=held, default=None)
    return best if best is not None and sum(held(best)) > 1 else None


def split(cited: str) -> list[str]:
    """The cited sentences; of tables each row."""
    return [line for span in sentences(cited) for line in cited[span.start : span.end].splitlines() if line.strip()]


def _turned(claim: str, near: str, cited: str) -> Iterator[str]:
    stated = "\n".join(clause for clause in clauses(cited) if not turns(clause))
    for pairs, anybody in ((_ALWAYS, True), (_OF_THE_SAME, False)):
        for pair in pairs:
            for mine, other in (pair, pair[::-1]):
                said, there = _find(mine, claim), _find(other, near)
                if not said or not there or _find(other, claim) or _find(mine, stated):
                    continue
                if _TURNS.search(_clause_of(near, there.start())):
                    continue
                if anybody or _same(claim[: said.start()], near[: there.start()]):
                    yield f"the cited words say “{there.group()}”, not “{said.group()}”"


def _clause_of(text: str, place: int) -> str:
    edges = [0, *(match.start() for match in _CLAUSE.finditer(text)), len(text)]
    return next(text[a:b] for a, b in pairwise(edges) if a <= place < b)


def _find(forms: str, text: str) -> re.Match[str] | None:
    return re.search(rf"\b(?:{forms})\b", text, re.IGNORECASE)


def _same(one: str, other: str) -> bool:
    """Whether what stands before both words is about the same: a word is shared, or one is a pronoun or nothing."""
    mine, others = set(stems(one)), set(stems(other))
    return not mine or not others or bool(mine & others)


def _denied(claim: str, near: str | None, cited: str) -> Iterator[str]:
    parts = clauses(cited)
    refused = set(_refused(claim))
    for stem in sorted(refused):
        having = [clause for clause in parts if stem in stems(clause)]
        if having and not any(_DENIES.search(clause) for clause in having):
            yield "the cited words do not deny it"
            return
    if near and _NOBODY.search(claim) and not _DENIES.search(near):
        yield "the cited words do not deny it"
        return
    if not _DENIES.search(claim):
        wanted = set(stems(claim))
        for stem in sorted(wanted & {stem for clause in parts for stem in _refused(clause)}):
            if near and stem in stems(near) and all(_refuses(stem, parts)):
                yield "the cited words deny it"
                return


def _refuses(stem: str, parts: Sequence[str]) -> Iterator[bool]:
    for clause in parts:
        if stem in stems(clause):
            yield stem in set(_refused(clause))


def _refused(text: str) -> Iterator[str]:
    """The stem that each "not" stands before."""
    for match in _NOT.finditer(text):
        yield from stems(" ".join(re.findall(r"[\w'’-]+", re.split(r"[,;:.]", text[match.end() :])[0])[:4]))[:1]
