"""Our questions on the sample articles: key facts, citations against gold words, abstention of four sorts."""

from pathlib import Path

from evals.answering import by_gold, item_of
from evals.measures import GOLDEN
from evals.piles import library_now, over_library, over_samples
from evals.questions import read
from evals.types import Suite

QUESTIONS = Path(__file__).parent.parent / "golden" / "questions.jsonl"
"""The file's format is described in evals/golden/README.md."""

_SETTLED = {
    "passage_words": "your library is asked, and its articles are split already, so that every run would be the same."
    " Give each length a library of its own (DATELINE_PASSAGE_WORDS=80 dateline add --home words80 FILE...) and run"
    " this suite on each (--home words80).",
    "embedder": "your library is asked, and its passages are embedded already. Give each embedder a library of its own"
    " (DATELINE_EMBEDDER=NAME dateline add --home other FILE...) and run this suite on each (--home other).",
}
"""What was decided when the articles were added."""


def golden(split: str = "") -> Suite:
    """The golden questions, or one split of them (`dev`, `test`)."""
    questions = {q.id: q for q in read(QUESTIONS) if split in ("", q.metadata.split)}
    return Suite(
        f"golden:{split}" if split else "golden",
        [item_of(question) for question in questions.values()],
        lambda settings: by_gold(settings, questions, over_samples),
        GOLDEN,
    )


def own(path: str) -> Suite:
    """A user's own questions in the golden file's format, asked of the user's own library."""
    questions = {question.id: question for question in read(Path(path))}
    return Suite(
        Path(path).name,
        [item_of(question) for question in questions.values()],
        lambda settings: by_gold(settings, questions, over_library),
        GOLDEN,
        fixed=_SETTLED,
        asked_of=library_now,
    )
