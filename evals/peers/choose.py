"""Which questions are asked: few, always the same ones, of every kind."""

from collections.abc import Sequence

from evals.questions import GoldQuestion


def stands_alone(question: GoldQuestion) -> bool:
    """Whether the text is all there is to it. Peers at their defaults take neither a conversation nor filters."""
    return not (question.history or question.since or question.until or question.source)


def choose(questions: Sequence[GoldQuestion], limit: int) -> list[GoldQuestion]:
    """At most `limit` questions that stand alone, a third of them unanswerable, in the order of the file."""
    alone = [question for question in questions if stands_alone(question)]
    unanswerable = _stride([q for q in alone if not q.metadata.answerable], round(limit / 3))
    answerable = _stride([q for q in alone if q.metadata.answerable], limit - len(unanswerable))
    taken = {question.id for question in unanswerable + answerable}
    return [question for question in alone if question.id in taken]


def _stride(questions: Sequence[GoldQuestion], count: int) -> list[GoldQuestion]:
    """`count` questions at equal distances, once sorted by kind: each kind is there in its proportion."""
    ordered = sorted(questions, key=lambda question: (question.metadata.kind, question.metadata.sort or ""))
    count = min(count, len(ordered))
    return [ordered[(2 * i + 1) * len(ordered) // (2 * count)] for i in range(count)]
