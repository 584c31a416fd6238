"""Are disagreements found, and nothing else? `python -m evals.bench.differ FILE`; no model is asked.

FILE is in RGB's form, with counterfactual snippets. Prints, for both halves of its questions: how many of them both
values are shown of, when all snippets are there; the same when no two snippets are alike but for the value (the right
ones of even places, the wrong ones of odd); how many of them something is said to differ of when only right and
irrelevant snippets are there. Then of how many golden questions something is said to differ in the samples. `--show`
prints what was found wrongly or not found. Piles are kept under `evals/` in the home folder.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from assistant.differ.find import find
from assistant.differ.types import Difference
from assistant.evidence import choose
from assistant.pipeline import SEARCH_HITS, Assistant
from assistant.settings import Settings, load
from evals.metrics import holds
from evals.piles import over_articles, over_samples
from evals.questions import read as read_gold
from evals.suites.golden import QUESTIONS
from evals.suites.rgb import Question, articles, differing, read
from index.search import search
from index.types import Filters

Said = Callable[[str], None]


def shows(difference: Difference | None, question: Question) -> bool:
    """Whether the right value is among those that differ, and the wrong one."""
    shown = [version.value for version in difference.versions] if difference else []
    return all(
        any(holds(value, wanted) or any(holds(one, [value]) for one in wanted) for value in shown)
        for wanted in (question.right, question.wrong)
    )


def found(assistant: Assistant, question: str, filters: Filters | None = None) -> Difference | None:
    """What a question goes through as far as it matters here."""
    hits = search(assistant.library, question, SEARCH_HITS, filters, "what is new")
    evidence = choose(assistant.library, question, hits, assistant.settings.evidence_sentences)
    return find(assistant.library, question, hits, evidence)


def main(path: Path, said: Said) -> None:
    """Prints all figures; `said` takes what was found wrongly or not found."""
    settings = load().model_copy(update={"llm": "none"})
    _golden(settings, said)
    questions = [question for question in read(path) if question.wrong]
    apart = [
        text for question in questions for text in (*question.rights[::2], *question.wrongs[1::2], *question.negative)
    ]
    with_both = [question for question in questions if len(question.wrongs) > 1]
    right = [text for question in questions for text in (*question.rights, *question.negative)]
    for name, pile, asked, wanted in (
        ("both shown", differing(questions), questions, True),
        ("false alarms", right, questions, False),
        ("both shown, other words", apart, with_both, True),
    ):
        with over_articles(settings, articles(pile, outlets=True), path) as assistant:
            results = [_judged(assistant, question, wanted, said) for question in asked]
        half = len(asked) // 2
        for label, part in (("first half", results[:half]), ("second half", results[half:])):
            _write(f"{name}, {label}: {sum(part)} of {len(part)} = {sum(part) / max(1, len(part)):.3f}")


def _judged(assistant: Assistant, question: Question, wanted: bool, said: Said) -> bool:
    difference = found(assistant, question.query)
    result = shows(difference, question) if wanted else difference is not None
    if result != wanted:
        said(f"{question.id} {question.query} {_told(difference)}")
    return result


def _golden(settings: Settings, said: Said) -> None:
    """The golden questions, in two heaps: those marked as disagreements, and all others."""
    alone = [question for question in read_gold(QUESTIONS) if not question.turns]
    with over_samples(settings) as assistant:
        for name, marked in (("golden, disagreements", True), ("golden, others", False)):
            asked = [item for item in alone if (item.metadata.kind == "disagreement") == marked]
            results = [found(assistant, item.text, item.filters) for item in asked]
            for item, difference in zip(asked, results, strict=True):
                if (difference is not None) != marked:
                    said(f"{item.id} {item.text} {_told(difference)}")
            _write(f"{name}: something differs in {sum(map(bool, results))} of {len(asked)}")


def _told(difference: Difference | None) -> str:
    versions = difference.versions if difference else ()
    return "; ".join(f"{version.value}: “{version.told.text[:110]}”" for version in versions) or "nothing"


def _write(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m evals.bench.differ", description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--show", action="store_true", help="what was found wrongly or not found too")
    given = parser.parse_args()
    main(given.file, _write if given.show else lambda line: None)
