"""Ten questions on one article: `python -m evals.bench.seed ARTICLE.txt` with an article that carries Campbell's facts.

Exit status 0 when all ten are right.
"""

import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from assistant.open import llm_weights, open_assistant
from assistant.settings import load
from assistant.types import Answer
from index import weights
from index.ingest import add


@dataclass(frozen=True)
class Expected:
    """A question and, group by group, words of which one must be in the answer; no group: it must abstain."""

    question: str
    groups: tuple[tuple[str, ...], ...] = ()


QUESTIONS = (
    Expected("What sectors did Campbell name?", (("submarine",), ("aeronaut", "stealth"), ("missile",))),
    Expected("What is the population of Belgium?"),
    Expected("Which companies were sanctioned?"),
    Expected("Which president visited Beijing?"),
    Expected("Who is Kurt Campbell?", (("deputy secretary",),)),
    Expected("Whose officials did he meet?", (("belgi",), ("nato",), ("eu", "european union"))),
    Expected("What could jeopardize US undersea advantages?", (("submarine",),)),
    Expected("Was the support given openly?", (("covert", "secret"),)),
    Expected("When did he speak?", (("tuesday",),)),
    Expected("What impact would Russian support have on the Indo-Pacific?", (("negative", "concern"),)),
)


def right(expected: Expected, answer: Answer) -> bool:
    """Whether the answer has what it must, every sentence cited, and the citation's quote holds the words too."""
    if not expected.groups:
        return answer.abstained
    quotes = " ".join(c.quote for s in answer.sentences for c in s.citations).lower()
    said = answer.text.lower()
    cited = all(sentence.citations for sentence in answer.sentences)
    return cited and all(any(w in said and w in quotes for w in group) for group in expected.groups)


def main(article: str) -> int:
    """Asks the ten questions of a library that holds the article alone."""
    own = load()
    embedder = weights.fetch(own.embedding, own.home)
    with tempfile.TemporaryDirectory() as home:
        settings = own.model_copy(
            update={"home": Path(home), "embedder": str(embedder), "llm_weights": str(llm_weights(own))}
        )
        with open_assistant(settings) as assistant:
            add(assistant.library, [article])
            score = 0
            for expected in QUESTIONS:
                answer = assistant.ask(expected.question)
                ok = right(expected, answer)
                score += ok
                said = answer.text or (answer.abstention.reason if answer.abstention else answer.degraded)
                sys.stdout.write(f"{'✓' if ok else '✗'} {expected.question} → {said}\n")
                for withheld in answer.withheld:
                    sys.stdout.write(f"    withheld: {withheld.text} ({withheld.reason})\n")
    sys.stdout.write(f"{score} of {len(QUESTIONS)} right\n")
    return 0 if score == len(QUESTIONS) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
