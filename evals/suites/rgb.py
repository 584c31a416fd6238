"""RGB (Chen et al., AAAI 2024): short answers among noise; and the same when the answer's snippets are taken away.

Each question is asked twice: of a pile of all snippets, with its answer in it, and as `-rejected` of the noise alone,
where it must be declined.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from assistant.settings import Settings
from evals.answering import by_short_answers
from evals.lines import by_id
from evals.measures import SHORT_ANSWERS
from evals.piles import over_articles
from evals.types import Ask, Item, Outcome, Suite
from index.types import RawArticle

REJECTED = "-rejected"


class _Row(BaseModel):
    id: str = Field(coerce_numbers_to_str=True)
    query: str = Field(min_length=1)
    answer: Any
    positive: list[Any]
    negative: list[str]


def rgb(path: str) -> Suite:
    """The questions of a file of JSON lines, `.gz` or not."""
    rows = list(by_id(Path(path), _Row, lambda row: row.id).values())
    with_answers = [snippet for row in rows for snippet in (*_flat(row.positive), *row.negative)]
    noise = [snippet for row in rows for snippet in row.negative]

    @contextmanager
    def open_both(settings: Settings) -> Iterator[Ask]:
        with ExitStack() as stack:
            piles = {False: with_answers, True: noise}
            opened: dict[bool, Ask] = {}

            def ask(item: Item) -> Outcome:
                rejected = item.id.endswith(REJECTED)
                if rejected not in opened:  # one model at a time: the items of one pile come together
                    stack.close()
                    opened.clear()
                    articles = _articles(piles[rejected])
                    over = by_short_answers(settings, lambda s: over_articles(s, articles, Path(path)))
                    opened[rejected] = stack.enter_context(over)
                return opened[rejected](item)

            yield ask

    return Suite("rgb", list(_items(rows)), open_both, SHORT_ANSWERS)


def _items(rows: Sequence[_Row]) -> Iterator[Item]:
    for row in rows:
        answers = tuple(_flat(row.answer))
        yield Item(row.id, row.query, "noise", {"answers": list(answers)}, answers)
    for row in rows:
        yield Item(row.id + REJECTED, row.query, "rejection")


def _flat(value: Any) -> Iterator[str]:
    """Answers and snippets come as strings, lists, or lists of lists of ways to say the same."""
    if isinstance(value, list):
        for item in value:
            yield from _flat(item)
    else:
        yield str(value)


def _articles(snippets: Sequence[str]) -> list[RawArticle]:
    return [RawArticle(text, f"snippet-{n}", id=f"s{n}") for n, text in enumerate(dict.fromkeys(snippets))]
