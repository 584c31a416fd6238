"""A verdict -> the Answer the reader gets. Plain text and spans; nothing is repaired here."""

from dataclasses import replace

from assistant.types import Abstention, Answer, Citation, Evidence, Sentence
from assistant.verify.support import Judged, Verdict

NEAREST = 3
_CLOSERS = ".!?”\"’')"


def compose(answer: Answer, verdict: Verdict) -> Answer:
    """The answer with the verdict's sentences, or an abstention when none may be shown."""
    answer = replace(answer, withheld=verdict.withheld, confidence=verdict.confidence)
    if verdict.doubt is not None:
        return abstain(answer, verdict.doubt)
    text = ""
    sentences = []
    for judged in verdict.shown:
        words = _with_markers(judged)
        start = len(text) + 1 if text else 0
        text = f"{text} {words}" if text else words
        citations = tuple(_citation(item) for item in judged.located.evidence)
        sentences.append(Sentence(words, start, start + len(words), judged.support, citations))
    return replace(answer, text=text, sentences=tuple(sentences))


def abstain(answer: Answer, reason: str) -> Answer:
    """The answer as a refusal to guess, with what came nearest."""
    nearest = tuple(sorted(answer.evidence, key=lambda item: -item.score)[:NEAREST])
    return replace(answer, text="", sentences=(), abstention=Abstention(reason, nearest))


def quotes_only(answer: Answer, why: str) -> Answer:
    """No sentence of a model: the evidence speaks for itself, and `degraded` says why."""
    return replace(answer, text="", sentences=(), degraded=why)


def _with_markers(judged: Judged) -> str:
    words = judged.located.claim.text
    words = words[:1].upper() + words[1:]  # small models answer with fragments
    markers = "".join(f"[{item.marker}]" for item in judged.located.evidence)
    body = words.rstrip(_CLOSERS)
    tail = words[len(body) :]
    if "." in tail or "!" in tail or "?" in tail:
        stop = max(tail.rfind(mark) for mark in ".!?")
        return f"{body}{tail[:stop]} {markers}{tail[stop:]}" if stop == len(tail) - 1 else f"{words} {markers}"
    return f"{words} {markers}."


def _citation(item: Evidence) -> Citation:
    return Citation(item.marker, item.article, item.version, item.start, item.end, item.text)
