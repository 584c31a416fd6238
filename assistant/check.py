"""Is a sentence supported by a text? What bears on it is found by overlap, then judged by rules and a model."""

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.dated import dates, names_time, with_days
from assistant.errors import QuestionError
from assistant.evidence import needs_previous
from assistant.llm import LLM
from assistant.prompt import Template, fill
from assistant.types import Evidence, Support
from assistant.verify.against import against
from assistant.verify.figures import headings
from assistant.verify.names import names
from index.speech.attribute import attribute
from index.split import normalise, sentences
from index.types import Article
from index.types import Sentence as Span
from index.words import stems

SENTENCES = 6
"""How many sentences of the text are put before the model at most."""
WORDS = 350
"""And how many words they may have together: a long text does not have to fit the model's context."""
LETTERS_A_WORD = 12
"""A script without spaces is counted by its letters."""
LONGEST_READ = 60_000
"""Characters of a text in which it is looked who says what: that takes the longer the more names there are."""
CITED = 3
LONGEST_CLAIM = 2000
SUPPORTED, UNSUPPORTED = 0.5, 0.25
PROBLEM = 0.6
"""Without a model: what a score is multiplied by for each thing the rules find; the order of others stays."""
BIAS, PROBABLE, COVERED, FOUND = -0.95, 1.1, 0.5, -1.05
"""Weights of `_score` with a model, from few claims (see evals/bench/NOTES.md). The model says yes to most claims, so
that a claim in the text's own words needs a P(yes) of about .6 when the rules find nothing."""
SUREST = 0.98
"""No more than this is believed, nor less than its opposite: an endpoint without logprobs only says 1 or 0."""
MOST_FOUND = 3
"""More things that the rules find than this change nothing."""
_NO_ARTICLE = Article("", "", "", None, None, None, None, None, 0, 1, "", False)
"""Of a text that is no article: it has no headline, no outlet and no day."""


@dataclass(frozen=True)
class Quote:
    """Words of the text that bear on the claim: `text[start:end]`."""

    start: int
    end: int
    quote: str


@dataclass(frozen=True)
class CheckResult:
    """How well a text supports a claim; `score` is in [0, 1] and comparable across claims, higher is better."""

    support: Support
    score: float
    citations: tuple[Quote, ...]
    problems: tuple[str, ...]


def check_claim(
    claim: str, text: str, llm: LLM | None, template: Template, article: Article | None = None
) -> CheckResult:
    """The verdict on `claim` by `text` alone. Without a model the words decide; LLMError when the model fails.

    With the `article` that the text is of, its headline and outlet may be named too, and "on Tuesday" means a day.
    """
    claim = " ".join(normalise(claim).split())
    if not any(character.isalnum() for character in claim):
        raise QuestionError("The claim is empty. Write the sentence that is to be checked.")
    if len(claim) > LONGEST_CLAIM:
        raise QuestionError(f"The claim has {len(claim):,} characters; {LONGEST_CLAIM:,} is the most.")
    spans = sentences(text)
    chosen, cited, covered = _choose(claim, text, spans)
    if (
        not chosen and llm is not None
    ):  # words of another language may still say the same: the model reads the beginning
        chosen = _fitting(spans, text)
    if not chosen:
        return CheckResult("unsupported", 0.0, (), ("the text has nothing on this",))
    article = article or _NO_ARTICLE
    before = [spans.index(span) - 1 for span in chosen if needs_previous(text[span.start : span.end])]
    shown = sorted({*chosen, *(spans[number] for number in before if number >= 0)}, key=lambda span: span.start)
    items = _evidence(text, spans, shown, article)
    known = frozenset(name for item in items for name in names(item.text))
    found = against(claim, items, known=known, tables=headings(text))
    probability = None
    if llm is not None:
        read = (with_days(item) if names_time(claim) else item.text for item in items)
        evidence = "\n".join(f"- {' '.join(words.split())}" for words in read)
        probability, _ = llm.probability(fill(template, {"evidence": evidence, "claim": claim}), "yes", "no")
    score = _score(probability, covered, len(found))
    citations = tuple(Quote(span.start, span.end, text[span.start : span.end]) for span in cited)
    return CheckResult(_support(score, covered, found), round(score, 4), citations, tuple(found))


def _evidence(text: str, spans: Sequence[Span], shown: Sequence[Span], article: Article) -> list[Evidence]:
    """The sentences that are looked at, with who says each in the whole text, as an answer's evidence has them."""
    readable = spans if len(text) <= LONGEST_READ else ()
    said = {speech.start: speech for speech in attribute(text, readable, article.language)}
    return [
        Evidence(
            number,
            article,
            article.version,
            span.start,
            span.end,
            text[span.start : span.end],
            score=0.0,
            cosine=0.0,
            said=(said[span.start],) if span.start in said else (),
            dated=dates(article, text, span.start, span.end),
        )
        for number, span in enumerate(shown, start=1)
    ]


def _score(probability: float | None, covered: float, found: int) -> float:
    """How well the claim is stated, from what the model thinks, the share of words held, and the count of problems.

    A model's certainty is a logarithm: half a doubt in words does not outweigh its plain no. When it cannot say
    (None), the words decide alone.
    """
    if probability is None:
        return covered * PROBLEM ** min(found, MOST_FOUND)
    held = min(max(probability, 1 - SUREST), SUREST)
    told = BIAS + PROBABLE * math.log(held / (1 - held)) + COVERED * covered + FOUND * min(found, MOST_FOUND)
    return 1 / (1 + math.exp(-told))


def _support(score: float, covered: float, found: Sequence[str]) -> Support:
    if score >= SUPPORTED and not found:
        return "supported"
    if score >= UNSUPPORTED or (found and covered >= SUPPORTED):
        return "partial"
    return "unsupported"


def _choose(claim: str, text: str, spans: Sequence[Span]) -> tuple[list[Span], list[Span], float]:
    """The sentences that bear on the claim, in order; those that together hold its words; and how much they hold.

    A stem weighs what it tells in this text: one that is in every sentence weighs next to nothing.
    """
    held = {span: set(stems(text[span.start : span.end])) for span in spans}
    counts = Counter(stem for found in held.values() for stem in found)
    weights = {stem: math.log(1 + (len(spans) + 0.5) / (counts[stem] + 0.5)) for stem in set(stems(claim))}

    def weigh(found: set[str]) -> float:
        return sum(weights[stem] for stem in found & weights.keys())

    ranked = sorted((span for span in spans if weigh(held[span])), key=lambda s: (-weigh(held[s]), s.start))
    cited: list[Span] = []
    known: set[str] = set()
    while len(cited) < CITED:  # each sentence cited adds a word of the claim that those before it lack
        best = max(ranked, key=lambda s: weigh(held[s] - known), default=None)
        if best is None or not weigh(held[best] - known):
            break
        cited.append(best)
        known |= held[best]
    chosen = _fitting(dict.fromkeys([*cited, *ranked]), text)
    known = known.union(*(held[span] for span in chosen))
    total = sum(weights.values())
    cited = [span for span in cited if span in chosen]
    return (
        sorted(chosen, key=lambda s: s.start),
        sorted(cited, key=lambda s: s.start),
        (weigh(known) / total if total else 0.0),
    )


def _fitting(spans: Iterable[Span], text: str) -> list[Span]:
    """The first spans, as many as may be put before the model."""
    chosen: list[Span] = []
    length = 0
    for span in spans:
        count = max(len(text[span.start : span.end].split()), (span.end - span.start) // LETTERS_A_WORD)
        if len(chosen) < SENTENCES and (not chosen or length + count <= WORDS):
            chosen.append(span)
            length += count
    return chosen
