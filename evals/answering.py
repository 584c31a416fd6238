"""What the answering suites share: ask a question, score the answer."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from rich.console import Console

from assistant import prompt, serialise
from assistant.check import check_claim
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.types import Answer, Citation
from assistant.wording import count as counted
from evals import metrics, scoring
from evals.questions import GoldQuestion, GoldSpan, locate
from evals.types import Ask, Item, Outcome
from index.catalog import Catalog

Open = Callable[[Settings], AbstractContextManager[Assistant]]


def item_of(question: GoldQuestion) -> Item:
    """A gold question as an item; its gold is the whole line of the file."""
    gold = question.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    facts = [fact.fact for fact in question.metadata.key_facts]
    gold["expected"] = "; ".join(facts) or "The articles do not say; it must decline."
    return Item(question.id, question.text, question.metadata.sort or question.metadata.kind, gold)


@contextmanager
def by_gold(settings: Settings, questions: Mapping[str, GoldQuestion], over: Open) -> Iterator[Ask]:
    """Asks gold questions, all checked against the articles first, and scores them by key facts and gold spans."""
    with over(settings) as assistant:
        catalog = assistant.library.catalog
        spans = checked(questions.values(), catalog)

        def ask(item: Item) -> Outcome:
            question = questions[item.id]
            gold = question.metadata
            answer = assistant.ask(question.text, question.turns, question.filters)
            scores = scoring.common(answer, answerable=gold.answerable)
            scores |= scoring.by_key_facts(answer, gold.key_facts, spans[item.id])

            def proves(cited: Sequence[Citation], said: str) -> bool:
                return metrics.proved(cited, said, spans[item.id], gold.key_facts)

            scores |= scoring.citations(answer, text_in(catalog), proves)
            return outcome(answer, scores, proves)

        yield ask


def checked(questions: Iterable[GoldQuestion], catalog: Catalog) -> dict[str, list[GoldSpan]]:
    """Question id -> where its gold words stand. Says how many were checked; EvalError names the first that is wrong.

    That none is there twice was checked when the file was read.
    """
    spans = {question.id: locate(question, catalog) for question in questions}
    quotes = counted(sum(map(len, spans.values())), "gold quote")
    Console(stderr=True).print(
        f"{counted(len(spans), 'question')} checked: none asked twice; {quotes} found, each once in its article.",
        soft_wrap=True,
    )
    return spans


@contextmanager
def by_short_answers(settings: Settings, over: Open) -> Iterator[Ask]:
    """Asks items and scores them by their short answers (`target`; none: it must decline)."""
    template = prompt.load("check", settings.prompts)
    with over(settings) as assistant:
        catalog = assistant.library.catalog

        def support(cited: Sequence[Citation], said: str) -> bool:
            """By the rules and the words alone: the model that answered is no judge of its answer."""
            claim = metrics.unmarked(said)
            text = "\n".join(citation.quote for citation in cited)
            article = cited[0].article if len({citation.article.id for citation in cited}) == 1 else None
            return (
                any(map(str.isalnum, claim))
                and check_claim(claim, text, None, template, article).support == "supported"
            )

        def ask(item: Item) -> Outcome:
            answer = assistant.ask(item.text)
            scores = scoring.common(answer, answerable=bool(item.target))
            scores |= scoring.by_short_answer(answer, item.target)
            if differing := item.gold.get("differing"):
                scores["shows_both"] = scoring.shows_both(answer, item.target, differing)
            scores |= scoring.citations(answer, text_in(catalog), support)
            return outcome(answer, scores, support)

        yield ask


def text_in(catalog: Catalog) -> Callable[[Citation], str]:
    """The stored text a citation points into."""
    return lambda citation: catalog.text(citation.article.id, citation.version)


def outcome(answer: Answer, scores: Mapping[str, float], proves: metrics.Proves | None = None) -> Outcome:
    """The answer with its scores, and one line of it for people; with `proves` each citation says how it counted."""
    if answer.abstention:
        said = f"(declined) {answer.abstention.reason}"
    else:
        said = answer.text or f"(quotes only) {answer.degraded}"
    output: dict[str, Any] = {**serialise.answer_json(answer), "confidence": answer.confidence}
    if proves:
        for sentence, written in zip(answer.sentences, output["sentences"], strict=True):
            right = metrics.right_citations(sentence.citations, sentence.text, proves)
            for cited, counted_right in zip(written["citations"], right, strict=True):
                cited["right"] = counted_right
    return Outcome(said, output, scores)
