"""Answers with labels given by hand, and what the automatic scores say of the same.

`labels.jsonl` holds 60 answers of the embedded model to golden questions, drawn at random from those it answered (right
or wrong). A person who saw question, answer, key facts and quotes said of each vital key fact whether the answer
states it, and of each citation whether its words prove something of the right answer.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from assistant.types import Citation
from evals import lines, metrics
from evals.questions import GoldQuestion, GoldSpan, read
from evals.suites.golden import QUESTIONS
from index.ingest import SAMPLES
from index.readers import read_source
from index.split import normalise
from index.types import Article, RawArticle

FILE = Path(__file__).parent / "labels.jsonl"
ENOUGH = 0.95


class _Cited(BaseModel):
    model_config = ConfigDict(extra="forbid")

    article: str
    start: int
    end: int
    right: bool


class _Sentence(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str
    citations: list[_Cited]


class _Labelled(BaseModel):
    model_config = ConfigDict(extra="forbid")

    question: str
    facts: list[bool]
    """Of the vital key facts, in the question's order: is it stated?"""
    sentences: list[_Sentence]


@dataclass(frozen=True)
class Agreement:
    """Shares of judgments on which hand and machine agree."""

    answers: int
    facts: float
    citations: float
    differences: tuple[str, ...]

    @property
    def is_enough(self) -> bool:
        return self.facts >= ENOUGH and self.citations >= ENOUGH


def compare() -> Agreement:
    """The automatic scores against the labels."""
    questions = {question.id: question for question in read(QUESTIONS)}
    texts = {
        Path(raw.origin).stem: normalise(raw.text) for raw in read_source(str(SAMPLES)) if isinstance(raw, RawArticle)
    }
    labelled = lines.read(FILE, _Labelled)
    facts = [one for answer in labelled for one in _facts(answer, questions[answer.question])]
    cited = [one for answer in labelled for one in _citations(answer, questions[answer.question], texts)]
    return Agreement(
        len(labelled),
        sum(same for same, _ in facts) / len(facts),
        sum(same for same, _ in cited) / len(cited),
        tuple(words for same, words in (*facts, *cited) if not same),
    )


def _facts(answer: _Labelled, question: GoldQuestion) -> Iterator[tuple[bool, str]]:
    said = " ".join(sentence.text for sentence in answer.sentences)
    vital = [fact for fact in question.metadata.key_facts if fact.importance == "vital"]
    for fact, stated in zip(vital, answer.facts, strict=True):
        words = f"{question.id}: by hand the fact {fact.fact!r} is {'' if stated else 'not '}stated"
        yield metrics.has_fact(fact, said) == stated, words


def _citations(answer: _Labelled, question: GoldQuestion, texts: dict[str, str]) -> Iterator[tuple[bool, str]]:
    gold = question.metadata
    spans = [GoldSpan(g.article, s := texts[g.article].index(g.quote), s + len(g.quote)) for g in gold.gold]

    def proves(cited: Sequence[Citation], said: str) -> bool:
        return metrics.proved(cited, said, spans, gold.key_facts)

    for sentence in answer.sentences:
        cited = [_citation(one, texts[one.article]) for one in sentence.citations]
        right = metrics.right_citations(cited, sentence.text, proves)
        for one, citation, counted in zip(sentence.citations, cited, right, strict=True):
            by_hand = "right" if one.right else "wrong"
            yield counted == one.right, f"{question.id}: by hand the citation {citation.quote[:60]!r} is {by_hand}"


def _citation(cited: _Cited, text: str) -> Citation:
    return Citation(1, _article(cited.article), 1, cited.start, cited.end, text[cited.start : cited.end])


def _article(key: str) -> Article:
    return Article(key, "", "", None, None, None, None, None, 0, 1, key, True)
