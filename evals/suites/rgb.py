"""RGB (Chen et al., AAAI 2024): short answers among noise; and the same when the answer's snippets are taken away.

Each question is asked twice: of a pile of all snippets, with its answer in it, and as `-rejected` of the noise alone,
where it must be declined. Those that have counterfactual snippets too are asked a third time, as `-differing` of a pile
that holds all three, every snippet of an outlet of its own: there both values must be shown.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from assistant.settings import Settings
from evals.answering import by_short_answers
from evals.lines import by_id
from evals.measures import BOTH, SHORT_ANSWERS
from evals.piles import over_articles
from evals.questions import Asked
from evals.types import Ask, Item, Outcome, Suite
from index.types import RawArticle

REJECTED = "-rejected"
DIFFERING = "-differing"


class Question(BaseModel):
    """A line of the file: a question, its answer and the wrong one, and snippets with either and with neither."""

    id: str = Field(coerce_numbers_to_str=True)
    query: Asked
    answer: Any
    fakeanswer: Any = None
    positive: list[Any]
    positive_wrong: list[Any] = Field(default_factory=list)
    negative: list[str]

    @property
    def right(self) -> list[str]:
        return list(_flat(self.answer))

    @property
    def wrong(self) -> list[str]:
        return [text.strip() for text in _flat(self.fakeanswer)] if self.positive_wrong and self.fakeanswer else []

    @property
    def rights(self) -> list[str]:
        """The snippets that hold the answer."""
        return list(_flat(self.positive))

    @property
    def wrongs(self) -> list[str]:
        """The snippets that hold the wrong one instead."""
        return list(_flat(self.positive_wrong))


def read(path: Path) -> list[Question]:
    """The questions of a file of JSON lines, `.gz` or not."""
    return list(by_id(path, Question, lambda row: row.id).values())


def rgb(path: str) -> Suite:
    """The questions of a file of JSON lines, `.gz` or not."""
    rows = read(Path(path))
    piles = {
        "noise": articles([text for row in rows for text in (*row.rights, *row.negative)]),
        "rejection": articles([text for row in rows for text in row.negative]),
        "differing": articles(differing(rows), outlets=True),
    }

    @contextmanager
    def open_each(settings: Settings) -> Iterator[Ask]:
        with ExitStack() as stack:
            opened: dict[str, Ask] = {}

            def ask(item: Item) -> Outcome:
                if item.kind not in opened:  # one model at a time: the items of one pile come together
                    stack.close()
                    opened.clear()
                    over = by_short_answers(settings, lambda s: over_articles(s, piles[item.kind], Path(path)))
                    opened[item.kind] = stack.enter_context(over)
                return opened[item.kind](item)

            yield ask

    return Suite("rgb", list(_items(rows)), open_each, (*SHORT_ANSWERS, BOTH))


def _items(rows: Sequence[Question]) -> Iterator[Item]:
    for row in rows:
        yield Item(row.id, row.query, "noise", {"answers": row.right}, tuple(row.right))
    for row in rows:
        yield Item(row.id + REJECTED, row.query, "rejection")
    for row in rows:
        if row.wrong:
            gold = {"answers": row.right, "differing": row.wrong}
            yield Item(row.id + DIFFERING, row.query, "differing", gold, tuple(row.right))


def differing(rows: Sequence[Question]) -> list[str]:
    """The snippets of the third pile: with the right answers, with the wrong ones, and with none."""
    return [text for row in rows for text in (*row.rights, *row.wrongs, *row.negative)]


def _flat(value: Any) -> Iterator[str]:
    """Answers and snippets come as strings, lists, or lists of lists of ways to say the same."""
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    else:
        yield str(value)


def articles(snippets: Sequence[str], *, outlets: bool = False) -> list[RawArticle]:
    """Each snippet once, as an article; with `outlets` each of an outlet of its own."""
    return [
        RawArticle(text, f"snippet-{n}", id=f"s{n}", source=f"Outlet {n}" if outlets else "")
        for n, text in enumerate(dict.fromkeys(snippets))
    ]
