"""`dateline eval draft`: proposes questions from the user's own articles; the user keeps, mends or drops each."""

import random
import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from rich.console import Console
from rich.prompt import Prompt
from rich.text import Text

from assistant import prompt
from assistant.commands.terminal import safe
from assistant.evidence import needs_previous
from assistant.llm import LLM
from assistant.open import open_assistant
from assistant.prompt import Template
from assistant.settings import Settings
from assistant.wording import count
from evals.errors import EvalError
from evals.gold_file import GoldFile, asking, choose, growing, mended
from evals.metrics import normal
from evals.questions import Gold, GoldQuestion, GoldQuote, KeyFact, refusal
from index.catalog import Catalog
from index.split import sentences

WORDS = (9, 45)
"""How long a sentence has to be, and may be, to be asked about."""
_REPLY = re.compile(r"Question:\s*(?P<question>\S.*?)\s*\n\s*Answer:\s*(?P<answer>\S.*)", re.DOTALL)


@dataclass(frozen=True)
class Draft:
    """A proposed question with the words that answer it."""

    question: str
    answer: str
    article: str
    title: str
    text: str
    start: int
    end: int

    @property
    def quote(self) -> str:
        return self.text[self.start : self.end]


def draft(settings: Settings, out: Path, wanted: int, seed: int) -> int:
    """Proposes questions until `wanted` are kept in `out` (which may hold some already) or the user stops."""
    console = Console()
    file = GoldFile(out)
    known = {(gold.article, gold.quote) for question in file.kept for gold in question.metadata.gold}
    with open_assistant(settings) as assistant:
        if assistant.llm is None:
            raise EvalError("Questions are proposed by a model, and none is set up. Nothing was written.")
        if not assistant.library.catalog.searched().articles:
            raise EvalError("The library holds no article to ask about. Add some first: dateline add FILE.")
        template = prompt.load("draft", settings.prompts)
        proposals = propose(assistant.llm, assistant.library.catalog, template, seed, known)
        _say(console, f"Up to {count(wanted, 'question')} for {out}, which holds {len(file.kept)}.")
        with growing(file, console):
            for proposal in _awaited(console, proposals):
                _show(console, proposal)
                question = _decide(console, proposal, file)
                if question is not None:
                    file.add(question)
                    _say(console, f"Kept, {file.added} of {wanted}.")
                if file.added == wanted:
                    break
            else:
                _say(console, "The model proposes nothing more of the sentences in your articles.")
    return 0


def propose(
    llm: LLM, catalog: Catalog, template: Template, seed: int, known: Container[tuple[str, str]] = ()
) -> Iterator[Draft]:
    """Questions about sentences drawn with the seed, one article after the other; unusable replies are left out.

    `known` are the sentences that need no question: (article id, words).
    """
    for article, title, text, start, end, before in _sentences(catalog, seed):
        if (article, text[start:end]) in known:
            continue
        values = {"article": title, "before": before, "sentence": text[start:end]}
        reply = "".join(piece.text for piece in llm.stream(prompt.fill(template, values), 80))
        found = _REPLY.search(reply)
        if found is None or refusal(found["question"]):
            continue
        answer = found["answer"].splitlines()[0].strip(' ."“”')
        # An answer that is not in the sentence is no gold, and one that is in the question asks nothing.
        if _holds(text[start:end], answer) and normal(answer) not in normal(found["question"]):
            yield Draft(found["question"], answer, article, title, text, start, end)


def _holds(sentence: str, answer: str) -> bool:
    return any(map(str.isalnum, answer)) and normal(answer) in normal(sentence)


def question_of(made: Draft, key: str) -> GoldQuestion:
    """The draft as a question with its gold."""
    fact = KeyFact(fact=made.answer, importance="vital", any_of=[normal(made.answer)])
    gold = Gold(
        kind="drafted",
        split="test",
        answerable=True,
        gold=[GoldQuote(article=made.article, quote=made.quote)],
        key_facts=[fact],
    )
    return GoldQuestion(_id=key, text=made.question, metadata=gold)


def _sentences(catalog: Catalog, seed: int) -> Iterator[tuple[str, str, str, int, int, str]]:
    drawn = random.Random(seed)
    waiting = []
    for article in sorted(catalog.articles(), key=lambda article: article.id):
        text = catalog.text(article.id)
        spans = sentences(text, article.language or "en")
        usable = [
            (article.id, article.title, text, span.start, span.end, text[before.start : before.end])
            for before, span in pairwise(spans)
            if WORDS[0] <= len(text[span.start : span.end].split()) <= WORDS[1]
            and text.count(text[span.start : span.end]) == 1
            and not needs_previous(text[span.start : span.end])
        ]
        drawn.shuffle(usable)
        waiting.append(usable)
    drawn.shuffle(waiting)
    while any(waiting):
        for usable in waiting:
            if usable:
                yield usable.pop()


def _awaited(console: Console, proposals: Iterator[Draft]) -> Iterator[Draft]:
    while True:
        with console.status("The model writes a question ..."):
            proposal = next(proposals, None)
        if proposal is None:
            return
        yield proposal


def _show(console: Console, made: Draft) -> None:
    """The paragraph for what goes before and after, and the gold words once more: not every terminal underlines."""
    begin = made.text.rfind("\n", 0, made.start) + 1
    stop = made.text.find("\n", made.end)
    paragraph = Text(safe(made.text[begin : made.start]), style="dim")
    paragraph.append(safe(made.quote), style="not dim underline")
    paragraph.append(safe(made.text[made.end : stop if stop >= 0 else None]))
    console.print()
    console.print(Text(safe(made.title), style="bold"))
    if paragraph.plain.strip() != safe(made.quote):
        console.print(paragraph)
    console.print(Text(f"Sentence: {safe(' '.join(made.quote.split()))}"))
    console.print(Text(f"Question: {safe(made.question)}", style="cyan"))
    console.print(Text(f"Answer:   {safe(made.answer)}", style="cyan"))


def _decide(console: Console, made: Draft, file: GoldFile) -> GoldQuestion | None:
    """The question as it is kept, or None when it is dropped. What the file asks already cannot be kept."""
    while True:
        question = question_of(made, file.free_id("d"))
        if again := file.asks(question):
            _say(console, f"{file.path} asks this already.")
        choice = choose(console, "mds" if again else "kmds", default="m" if again else "k")
        if choice == "m":
            made = _mended(console, made)
            question = question_of(made, file.free_id("d"))
        if choice == "d":
            return None
        if not file.asks(question):
            return question


def _mended(console: Console, made: Draft) -> Draft:
    """The question as the user puts it, with an answer that the sentence holds."""
    with asking():
        question = mended(console, made.question)
        while True:
            answer = Prompt.ask("Answer, in words of the sentence", default=made.answer, console=console)
            if _holds(made.quote, answer):
                return replace(made, question=question, answer=answer)
            _say(console, "The sentence does not hold this answer word for word.")


def _say(console: Console, words: str) -> None:
    console.print(words, highlight=False, markup=False, soft_wrap=True)
