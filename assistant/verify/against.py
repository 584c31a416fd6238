"""A claim held against the words it cites: the one look that answers, `dateline check` and the evals share."""

from collections.abc import Collection, Sequence

from assistant.dated import restated
from assistant.types import Evidence
from assistant.verify.credit import miscredited
from assistant.verify.roles import exchanged
from assistant.verify.rules import problems
from assistant.wording import said_by


def beside(cited: Sequence[Evidence]) -> str:
    """What stands beside the cited words, and the reader sees too: headline, outlet, year, and who speaks."""
    return " ".join(
        f"{item.article.title} {item.article.source} {(item.article.published or '')[:4]} {said_by(item)}".strip()
        for item in cited
    )


def against(
    claim: str,
    cited: Sequence[Evidence],
    seen: str = "",
    known: Collection[str] = (),
    tables: Collection[int] = (),
) -> list[str]:
    """What is wrong with the claim, in words; nothing found is no proof.

    Its dates may be those that the cited words mean ("on Tuesday"), and whom it credits must be who the article has say
    it. `seen` is what may be repeated beside the cited words and what stands with them (a question); the others are
    those of `problems`.
    """
    words = "\n".join(item.text for item in cited)
    return (
        problems(restated(claim, cited), words, f"{beside(cited)} {seen}".strip(), known, tables)
        or miscredited(claim, cited)
        or _exchanged(claim, cited)
    )


def _exchanged(claim: str, cited: Sequence[Evidence]) -> list[str]:
    """Names in the place of others: those of a headline may be meant anywhere in its own article, and only there."""
    return exchanged(claim, [(item.text, f"{item.article.title} {said_by(item)}") for item in cited])
