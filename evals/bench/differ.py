"""Are disagreements found, and nothing else? `python -m evals.bench.differ FILE`; no model is asked.

FILE is in RGB's form, with counterfactual snippets. Prints, for both halves of its questions: of how many two snippets
are alike but for the value, among the right and wrong ones and among the right and irrelevant ones; how many both
values are shown of when all snippets are there; of how many something is said to differ when only right and irrelevant
ones are; how many both are shown of when no two snippets are alike (the right ones of even places, the wrong ones of
odd). Of how many golden questions something is said to differ in the samples. `--show` prints what was found wrongly or
not found, `--brief` leaves out all that is searched for. Piles are kept under `evals/` in the home folder.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from assistant.differ.alike import alike
from assistant.differ.asked import kinds
from assistant.differ.find import find
from assistant.differ.read import Read
from assistant.differ.types import Difference, Told
from assistant.evidence import choose
from assistant.pipeline import SEARCH_HITS, Assistant
from assistant.settings import Settings, load
from evals.metrics import holds
from evals.piles import over_articles, over_samples
from evals.questions import read as read_gold
from evals.suites.golden import QUESTIONS
from evals.suites.rgb import Question, articles, differing, read
from index.search import search
from index.split import normalise, sentences
from index.types import Article, Filters

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


def side_by_side(question: Question, snippets: Sequence[str]) -> bool:
    """Whether of these snippets alone two are alike but for the value asked for: neither searched nor embedded."""
    told = []
    for number, text in enumerate(map(normalise, dict.fromkeys(snippets))):
        article = Article(f"s{number}", "", "", None, None, None, None, None, 0, 1, "", False)
        for span in sentences(text):
            words = text[span.start : span.end]
            sentence = Told(article, 1, span.start, span.end, words, 1.0, number)
            told.append(Read(sentence, frozenset(), frozenset(), 1.0))
    pairs = alike(question.query, told, kinds(question.query))
    return any(True for _ in pairs)


def main(path: Path, said: Said, *, brief: bool) -> None:
    """Prints all figures; `said` takes what was found wrongly or not found."""
    settings = load().model_copy(update={"llm": "none"})
    questions = [question for question in read(path) if question.wrong]
    for name, wanted in (("alike, right and wrong snippets", True), ("alike, right and irrelevant", False)):
        more = [side_by_side(one, [*one.rights, *(one.wrongs if wanted else one.negative)]) for one in questions]
        _halves(name, more)
        for one in (one for one, there in zip(questions, more, strict=True) if there != wanted):
            said(f"{one.id} {one.query}")
    if brief:
        return
    _golden(settings, said)
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
        _halves(name, results)


def _halves(name: str, results: Sequence[bool]) -> None:
    half = len(results) // 2
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
    parser.add_argument("--brief", action="store_true", help="only what needs neither search nor embedder")
    given = parser.parse_args()
    main(given.file, _write if given.show else lambda line: None, brief=given.brief)
