"""`dateline ask`: one question, streamed with its evidence first; or a file of them."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.commands.model import need_model, say_model, start_model, stopping
from assistant.commands.options import Batch, Home, Json, filtered, separate, wrong_usage
from assistant.commands.terminal import counting, fetching, print_json, print_text, say

if TYPE_CHECKING:
    from assistant.batch import QuestionLine
    from assistant.pipeline import Assistant
    from assistant.results import Results
    from assistant.types import Answer
    from index.types import Filters

NO_ARTICLES = "There are no articles yet. Add some: dateline add FILE..., or dateline add --samples."


@filtered
def ask(
    question: Annotated[
        str | None, typer.Argument(metavar="QUESTION", help="What you want to know.", show_default=False)
    ] = None,
    *,
    restriction: "Filters",
    batch: Batch = None,
    out_file: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE", help="Where the answers of a --batch go; a file that is there goes on."),
    ] = None,
    home: Home = None,
    as_json: Json = False,
) -> None:
    """Ask a question; every sentence of the answer is tied to the words that prove it.

    Exit status 0 also when the articles do not say, and when only quotes could be shown because no model answered.
    """
    if batch is not None:
        if question is not None or out_file is None or as_json or not restriction.empty:
            wrong_usage("it goes with --out FILE only; filters stand in its lines.", "--batch")
        _ask_all(batch, out_file, home)
        return
    if question is None or out_file is not None:
        wrong_usage("give a QUESTION, or --batch FILE with --out FILE.", "QUESTION")
    from assistant.condense import condense
    from assistant.open import open_assistant
    from assistant.settings import load

    condense(question)  # an empty question is refused before anything is loaded
    with fetching() as progress, open_assistant(load(home), progress) as assistant:
        if not assistant.library.catalog.generation:
            say(NO_ARTICLES)
        say_model(assistant.llm)
        start_model(assistant)
        if as_json:
            from assistant.serialise import answer_json

            answer = assistant.ask(question, filters=restriction)
            print_json(answer_json(answer))
        elif sys.stdout.isatty():
            answer = _stream(assistant, question, restriction)
        else:
            from assistant.commands.answer_text import as_text

            answer = assistant.ask(question, filters=restriction)
            print_text(as_text(answer))
    tell_degraded(answer)


def tell_degraded(answer: "Answer") -> None:
    if answer.degraded is not None:
        say(f"dateline: {answer.degraded} The evidence is shown without an answer.")


def _stream(assistant: "Assistant", question: str, restriction: "Filters") -> "Answer":
    from rich.live import Live
    from rich.spinner import Spinner
    from rich.text import Text

    from assistant.commands.answer_view import answer_view, draft_view, evidence_view
    from assistant.commands.terminal import out
    from assistant.pipeline import Checking, Draft, EvidenceReady
    from assistant.types import Answer

    console = out()
    answer: Answer | None = None
    shown = 0
    waiting = Spinner("dots", Text("looking for evidence", style="dim"))
    with Live(waiting, console=console, transient=True, refresh_per_second=8) as live:
        for event in assistant.stream(question, filters=restriction):
            if isinstance(event, EvidenceReady):
                shown = len(event.evidence)
                live.console.print(evidence_view(event.evidence, assistant.library.catalog))
                live.update(Spinner("dots", Text("reading the evidence", style="dim")))
            elif isinstance(event, Draft):
                live.update(draft_view(event.text, console.width))
            elif isinstance(event, Checking):
                live.update(Spinner("dots", Text("checking every sentence", style="dim")))
            else:
                answer = event
    assert answer is not None
    if more := answer.evidence[shown:]:  # sentences beside it that the answer cites as well
        console.print(evidence_view(more, assistant.library.catalog))
    console.print(answer_view(answer))
    return answer


def _ask_all(batch: Path, out_file: Path, home: Path | None) -> None:
    from assistant.batch import read_questions
    from assistant.open import open_assistant
    from assistant.results import open_results
    from assistant.serialise import answer_json
    from assistant.settings import load

    separate(batch, out_file, "--out")
    questions = read_questions(batch)
    degraded = abstained = 0
    with open_results(out_file, questions, _is_answer, _answer_begins) as results:
        _tell_there(results, len(questions))
        settings = load(home)
        with fetching() as progress, open_assistant(settings, progress) as assistant:
            if not assistant.library.catalog.generation:
                say(NO_ARTICLES)
            if results.done < len(questions):
                need_model(settings, assistant.llm)
                say_model(assistant.llm)
                start_model(assistant)
            with counting("Asking", len(questions) - results.done) as count:
                for number, question in enumerate(questions[results.done :], start=results.done):
                    with stopping(question.id, f"{number} of {len(questions)} answers are in {out_file}"):
                        answer = answer_one(assistant, question)
                    degraded += answer.degraded is not None
                    abstained += answer.abstained
                    results.write(answer_json(answer))
                    count(question.text)
        new = len(questions) - results.done
    say(f"{len(questions)} answers in {out_file}; of the {new} new ones {abstained} abstain.")
    if degraded:
        say(f"{degraded} have evidence only, without an answer of a model: see `degraded` in their lines.")


def _is_answer(line: "Mapping[str, Any]", question: "QuestionLine") -> bool:
    return line.get("id") == question.id and line.get("question") == question.text


def _answer_begins(question: "QuestionLine") -> str:
    return json.dumps({"id": question.id, "question": question.text}, ensure_ascii=False).removesuffix("}")


def _tell_there(results: "Results", total: int) -> None:
    if results.done:
        say(f"{results.done} of {total} answers are in {results.path} already; going on after them.")
    if quotes := sum(line.get("degraded") is not None for line in results.lines):
        say(f"{quotes} of them have evidence only. To ask those again too, move {results.path} away first.")


def answer_one(assistant: "Assistant", question: "QuestionLine") -> "Answer":
    """The answer to one line of a batch; to a question that cannot be taken it is an abstention that says why.

    LLMError when the model failed and might not the next time.
    """
    from dataclasses import replace

    from assistant.batch import once_more
    from assistant.errors import QuestionError
    from assistant.types import Abstention, Answer, SearchedArticles

    try:
        answer = once_more(lambda: assistant.ask(question.text, question.turns, question.filters, strict=True))
    except QuestionError as error:
        nothing = SearchedArticles(0, None, None)
        why = Abstention(str(error), ())
        model = assistant.llm.name if assistant.llm else "none"
        answer = Answer("", question.text, "", "", (), (), (), why, nothing, model)
    return replace(answer, id=question.id)
