"""An answer as plain text for pipes and files: the sentences, then the sources with their words."""

from assistant.dated import beside
from assistant.types import Abstention, Answer, Evidence
from assistant.wording import held, said_by, standing
from index.types import Article


def as_text(answer: Answer) -> str:
    """The final answer, its sources, and what was searched; no colours, no wrapping."""
    lines: list[str] = []
    if answer.abstention is not None:
        lines.append(unanswered(answer.abstention))
        lines += _section("Nearest:", answer.abstention.nearest)
    elif answer.degraded is not None:
        lines += [answer.text, ""] if answer.text else []
        lines += _section("Evidence:", answer.evidence)[1:]
    else:
        lines += [answer.text, *standing(answer)]
        lines += _section("Sources:", cited(answer))
    lines += ["", *withheld(answer)] if answer.withheld else []
    return "\n".join(lines if answer.small_talk else [*lines, "", searched(answer)])


def unanswered(abstention: Abstention) -> str:
    """Why there is no answer; small talk is just replied to."""
    return abstention.reason if abstention.small_talk else f"Not answered: {abstention.reason}"


def cited(answer: Answer) -> list[Evidence]:
    """The evidence that some sentence of the answer cites, in order of its number."""
    markers = {citation.marker for sentence in answer.sentences for citation in sentence.citations}
    return [item for item in answer.evidence if item.marker in markers]


def about(article: Article) -> str:
    """Headline, outlet and day on one line."""
    return ", ".join(
        part for part in (" ".join(article.title.split()), article.source, (article.published or "")[:10]) if part
    )


def withheld(answer: Answer) -> list[str]:
    """What the model wrote and nobody should read as fact, each with its reason."""
    return [f"Withheld: “{item.text}” – {item.reason}" for item in answer.withheld]


def searched(answer: Answer) -> str:
    """How much was looked through."""
    return f"Searched {held(answer.searched)}."


def _section(title: str, evidence: list[Evidence] | tuple[Evidence, ...]) -> list[str]:
    if not evidence:
        return []
    lines = ["", title]
    for item in evidence:
        lines += [f"[{item.marker}] {about(item.article)}", f"    “{' '.join(item.text.split())}”"]
        lines += [f"    {told}"] if (told := said_by(item)) else []
        lines += [f"    ({beside(item)})"] if item.dated else []
    return lines
