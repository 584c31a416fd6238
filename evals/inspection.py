"""Inspect runs what is asked item by item: its logs open in `inspect view`, and a run that was stopped goes on.

The only file that imports inspect_ai. A run is gone on with as long as nothing that shapes an answer has changed
(`fingerprint`); where it is kept meanwhile, and until when, says `evals.kept`.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path

from inspect_ai import Epochs, Task, eval_set, task
from inspect_ai._util.error import PrerequisiteError
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalLog, EvalSample, read_eval_log
from inspect_ai.model import GenerateConfig, ModelOutput, get_model
from inspect_ai.scorer import Score, Scorer, Target, exact, f1, mean, model_graded_qa, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver
from rich.errors import MarkupError
from rich.text import Text

from evals.errors import EvalError
from evals.kept import Run, mark_whole
from evals.metrics import unmarked
from evals.types import Ask, Item, Outcome, Row

Tell = Callable[[Row], None]
_KEPT = "outcome"


def run(items: Sequence[Item], ask: Ask, where: Run, tell: Tell | None = None) -> Path:
    """Asks for every item that has no answer yet; the log. KeyboardInterrupt or EvalError when not all have one."""
    try:
        where.unfinished.mkdir(parents=True, exist_ok=True)
        done, logs = eval_set(
            _task(where, items, ask, tell),
            model="none",
            log_dir=str(where.unfinished),
            log_buffer=1,  # each answer is on disk before the next is asked for
            log_level="error",
            display="none",
            fail_on_error=True,
            max_samples=1,  # one local model: side by side they would only wait for each other, and times would lie
            retry_attempts=0,
            ctl_server=False,
        )
    except PrerequisiteError as error:
        raise EvalError(f"The run cannot go on: {_plain(error)}. Remove {where.unfinished} to begin anew.") from error
    except OSError as error:
        raise EvalError(
            f"The run stopped: {error.strerror or error}. What was answered is kept in {where.unfinished};"
            " the same command goes on from there."
        ) from error
    if not done:
        raise _stopped(logs, where)
    log = Path(logs[0].location.removeprefix("file://"))
    mark_whole(log, where)
    return log


def check_judge(judge: str) -> None:
    """Asks the model that is to grade something short; EvalError when it cannot be asked."""

    async def ask() -> None:
        async with get_model(judge, config=GenerateConfig(max_retries=0, timeout=60), memoize=False) as model:
            await model.generate("Is snow cold? Answer yes or no.")

    try:
        asyncio.run(ask())
    except Exception as error:  # whatever the client of one of many providers raises
        raise EvalError(f"The judge {judge} cannot be asked: {_plain(error)}. Nothing was asked.") from error


def _plain(error: Exception) -> str:
    """The words of an error of Inspect's, which may come with colours."""
    words = str(getattr(error, "message", error))
    with contextlib.suppress(MarkupError):
        words = Text.from_markup(words).plain
    return " ".join(words.split()).removeprefix("ERROR: ").rstrip(".")


def rows(items: Sequence[Item], log: Path) -> list[Row]:
    """What a whole log holds, in the order of the items."""
    by_id = {item.id: item for item in items}
    found: dict[str, list[Row]] = {item.id: [] for item in items}
    for sample in sorted(read_eval_log(str(log)).samples or (), key=lambda sample: sample.epoch):
        found[str(sample.id)].append(_row(by_id[str(sample.id)], sample))
    return [_as_one(found[item.id]) for item in items]


def _as_one(repeats: Sequence[Row]) -> Row:
    """An item that was asked several times counts once, with the mean of each score; what is shown is the first."""
    scores: dict[str, list[float]] = defaultdict(list)
    for row in repeats:
        for name, value in row.outcome.scores.items():
            scores[name].append(value)
    means = {name: sum(values) / len(values) for name, values in scores.items()}
    return replace(repeats[0], outcome=replace(repeats[0].outcome, scores=means))


def _task(where: Run, items: Sequence[Item], ask: Ask, tell: Tell | None) -> Task:
    name = where.name

    @task(name=name)
    def questions(fingerprint: str) -> Task:
        graders: list[Scorer] = [_scores(tell, {item.id: item for item in items})]
        if any(item.target for item in items):
            graders += [exact(), f1()]
        if where.judge:
            graders.append(model_graded_qa(model=where.judge))
        return Task(
            dataset=MemoryDataset([_sample(item) for item in items], name=name),
            solver=_asked(ask, {item.id: item for item in items}),
            scorer=graders,
            epochs=Epochs(where.repeat),
            metadata={"fingerprint": fingerprint},
        )

    return questions(where.fingerprint)


def _sample(item: Item) -> Sample:
    target = list(item.target) or [str(item.gold.get("expected", ""))]
    return Sample(id=item.id, input=item.text, target=target, metadata={"kind": item.kind, "gold": dict(item.gold)})


@solver
def _asked(ask: Ask, items: dict[str, Item]) -> Solver:
    failed = False

    async def solve(state: TaskState, generate: Generate) -> TaskState:
        nonlocal failed
        if failed:  # Inspect begins the next item before it ends the run: it would be asked for nothing
            raise EvalError("the run has stopped")
        try:
            outcome = await asyncio.to_thread(ask, items[str(state.sample_id)])
        except BaseException:
            failed = True
            raise
        # Markers are no words of the answer: they would count against it in exact match and F1.
        state.output = ModelOutput.from_content("dateline", unmarked(outcome.said))
        state.metadata[_KEPT] = asdict(outcome)
        return state

    return solve


@scorer(metrics={"*": [mean()]}, name="dateline")
def _scores(tell: Tell | None, items: dict[str, Item]) -> Scorer:
    async def score(state: TaskState, target: Target) -> Score:
        kept = state.metadata[_KEPT]
        if tell:
            tell(Row(items[str(state.sample_id)], Outcome(**kept)))
        scores = kept["scores"]  # Inspect wants the same keys of every sample; all of them are in the metadata
        value = {"right": scores.get("right", scores.get("same", 0.0)), "abstained": scores.get("abstained", 0.0)}
        return Score(value=value, answer=state.output.completion, metadata=scores)

    return score


def _row(item: Item, sample: EvalSample) -> Row:
    kept = sample.metadata[_KEPT]
    scores = dict(kept["scores"])
    graded = sample.scores or {}
    for name, key in (("exact", "exact"), ("f1", "f1"), ("model_graded_qa", "judge")):
        if name in graded and (item.target or key == "judge"):
            value = graded[name].value
            scores[key] = {"C": 1.0, "P": 0.5, "I": 0.0}.get(str(value), 0.0) if isinstance(value, str) else value
    return Row(item, Outcome(kept["said"], kept["output"], scores))


def _stopped(logs: Sequence[EvalLog], where: Run) -> BaseException:
    for log in logs:
        if log.status == "error" and log.error is not None:
            return EvalError(
                f"The run stopped: {log.error.message}. What was answered is kept; the same command goes on from there."
            )
    return KeyboardInterrupt()
