"""A disagreement -> the sentence that tells of it, our own and cited like any other; and the answer it goes with."""

from collections.abc import Sequence
from dataclasses import replace

from assistant.differ.alike import holds
from assistant.differ.types import Difference
from assistant.types import Answer, Citation, Evidence, Sentence
from index.types import Article
from index.when.days import day_of, spelled

LONGEST_VALUE, LONGEST_OUTLET = 160, 60
"""Characters shown."""


def with_evidence(evidence: Sequence[Evidence], difference: Difference | None) -> tuple[Evidence, ...]:
    """The evidence, and behind it those sentences of the disagreement that are not among it."""
    more: list[Evidence] = []
    for version in difference.versions if difference else ():
        told = version.told
        if told.marker is None:
            number = len(evidence) + len(more) + 1
            span = told.start, told.end, told.text
            more.append(Evidence(number, told.article, told.version, *span, told.score, 0.0))
    return (*evidence, *more)


def noted(answer: Answer, difference: Difference | None) -> Answer:
    """The answer with the disagreement told at its end, when all the sentences it cites are among the evidence.

    Where the model's words were withheld for doubt, or it declined, the note is the answer: each of its values stands
    in the words it cites, which the model need not be sure of. Not so when what it wrote gives none of the values.
    """
    sentence = _sentence(answer, difference) if difference else None
    if sentence is None or answer.small_talk:
        return answer
    assert difference is not None
    if answer.abstained:
        written = " ".join(item.text for item in answer.withheld)
        if written and not any(holds(written, version.value) for version in difference.versions):
            return answer
    start = len(answer.text) + 1 if answer.text else 0
    text = f"{answer.text} {sentence.text}" if answer.text else sentence.text
    sentence = replace(sentence, start=start, end=start + len(sentence.text))
    return replace(answer, text=text, sentences=(*answer.sentences, sentence), abstention=None)


def _sentence(answer: Answer, difference: Difference) -> Sentence | None:
    told: list[str] = []
    citations: list[Citation] = []
    for version in difference.versions:
        at = version.told
        item = next((item for item in answer.evidence if item.holds(at.article.id, at.version, at.start, at.end)), None)
        if item is None:
            return None
        citations.append(Citation(item.marker, at.article, at.version, at.start, at.end, at.text))
        told.append(f"{_plain(version.value, LONGEST_VALUE)} ({_where(at.article)}) [{item.marker}]")
    if difference.later:
        words = f"Earlier: {', '.join(told[:-1])}; later: {told[-1]}."
    else:
        words = f"The articles differ: {', '.join(told)}."
    return Sentence(words, 0, len(words), "supported", tuple(citations))


def _where(article: Article) -> str:
    """Outlet and day: `Meridian Wire, 3 March 2024`."""
    outlet = _plain(article.source or article.title or "an article of unknown origin", LONGEST_OUTLET)
    day = day_of(article.published)
    return f"{outlet}, {spelled(day)}" if day else outlet


def _plain(words: str, longest: int) -> str:
    """On one line, and without brackets: only a marker of ours may look like one."""
    words = " ".join(words.replace("[", "(").replace("]", ")").split())
    return words if len(words) <= longest else words[: longest - 1].rstrip() + "…"
