"""Inspect runs what is asked item by item: its logs open in `inspect view`, and a run that was stopped goes on.

The only file that imports inspect_ai. A run is gone on with as long as nothing that shapes an answer has changed
(`fingerprint`); where it is kept meanwhile, and until when, says `evals.kept`.
"""

import asyncio
import contextlib
import io
import os
import re
import zlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from zipfile import BadZipFile

from inspect_ai import Epochs, Task, eval_set, task
from inspect_ai._util.error import PrerequisiteError
from inspect_ai.dataset import MemoryDataset, Sample
from inspect_ai.log import EvalLog, EvalSample, read_eval_log
from inspect_ai.model import GenerateConfig, ModelOutput, get_model
from inspect_ai.scorer import Score, Scorer, Target, exact, f1, mean, model_graded_qa, scorer
from inspect_ai.solver import Generate, Solver, TaskState, solver
from rich.errors import MarkupError
from rich.text import Text

from evals.answers import Answers, Asking, Tell
from evals.errors import EvalError
from evals.kept import Run, mark_whole
from evals.metrics import unmarked
from evals.types import Ask, Item, Outcome, Row

_KEPT = "outcome"


def run(items: Sequence[Item], ask: Ask, where: Run, tell: Tell | None = None) -> Path:
    """Asks for every item that has no answer yet; the log. KeyboardInterrupt or EvalError when not all have one.

    An item is told of once its answer is kept, and when it is asked for: not again by the command that goes on.
    """
    try:
        where.unfinished.mkdir(parents=True, exist_ok=True)
        answers = Answers(where.answers, len(items) * where.repeat)
    except OSError as error:
        raise EvalError(
            f"The run cannot be kept in {where.unfinished}: {error.strerror}. Nothing was asked."
        ) from error
    asking = Asking(ask, answers, tell)
    try:
        _drop_damaged(where.unfinished)
        with _quiet(where.unfinished):
            done, logs = eval_set(
                _task(where, items, asking),
                model="none",
                log_dir=str(where.unfinished),
                log_buffer=1,  # the log can be looked at while the run goes on
                log_realtime=False,  # its database would be on one more disk that can fill up
                log_level="critical",  # what stops a run is told once, by us
                display="none",
                fail_on_error=True,
                max_samples=1,  # one local model: side by side they would only wait, and times would lie
                retry_attempts=0,
                ctl_server=False,
            )
        if not done:
            raise _stopped(logs, asking)
        log = Path(logs[0].location.removeprefix("file://"))
        mark_whole(log, where)
    except PrerequisiteError as error:
        raise EvalError(
            f"The run cannot go on: {_plain(error)}. Remove the .eval files in {where.unfinished} and give"
            f" the same command again. {answers.kept}."
        ) from error
    except OSError as error:
        raise answers.stopped(_plain(error)) from error
    return log


def _drop_damaged(folder: Path) -> None:
    """Logs that were cut off while they were written would stop the run; their answers are kept beside them."""
    for log in folder.glob("*.eval"):
        try:
            read_eval_log(str(log), header_only=True)
        except (ValueError, KeyError, EOFError, BadZipFile, zlib.error):
            log.unlink(missing_ok=True)


@contextlib.contextmanager
def _quiet(folder: Path) -> Iterator[None]:
    """Inspect says nothing by itself.

    It traces itself into the user's data folder, and a disk that is full there would be told with a traceback: the
    handler opens a file once a process, and compresses it at the end when it is still there. And of a run that has
    all its answers it prints that it completed, which is no part of our output.
    """
    mine = {"INSPECT_TRACE_FILE": str(folder / "trace.log"), "INSPECT_TRACE_LEVEL": "CRITICAL"}
    before = {name: os.environ.get(name) for name in mine}
    try:
        os.environ.update(mine)
        with contextlib.redirect_stdout(io.StringIO()):
            yield
    finally:
        for name, value in before.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})
        with contextlib.suppress(OSError):
            (folder / "trace.log").unlink()


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
    """The words of an error: Inspect's may come with colours, and the system's with a number."""
    words = str(getattr(error, "message", None) or getattr(error, "strerror", None) or error)
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


def _task(where: Run, items: Sequence[Item], asking: Asking) -> Task:
    name = where.name

    @task(name=name)
    def questions(fingerprint: str) -> Task:
        graders: list[Scorer] = [_scores()]
        if any(item.target for item in items):
            graders += [exact(), f1()]
        if where.judge:
            graders.append(model_graded_qa(model=where.judge))
        return Task(
            dataset=MemoryDataset([_sample(item) for item in items], name=name),
            solver=_asked(asking, {item.id: item for item in items}),
            scorer=graders,
            epochs=Epochs(where.repeat),
            metadata={"fingerprint": fingerprint},
        )

    return questions(where.fingerprint)


def _sample(item: Item) -> Sample:
    target = list(item.target) or [str(item.gold.get("expected", ""))]
    return Sample(id=item.id, input=item.text, target=target, metadata={"kind": item.kind, "gold": dict(item.gold)})


@solver
def _asked(asking: Asking, items: dict[str, Item]) -> Solver:
    async def solve(state: TaskState, generate: Generate) -> TaskState:
        outcome = await asyncio.to_thread(asking.outcome, items[str(state.sample_id)], state.epoch)
        # Markers are no words of the answer: they would count against it in exact match and F1.
        state.output = ModelOutput.from_content("dateline", unmarked(outcome.said))
        state.metadata[_KEPT] = asdict(outcome)
        return state

    return solve


@scorer(metrics={"*": [mean()]}, name="dateline")
def _scores() -> Scorer:
    async def score(state: TaskState, target: Target) -> Score:
        scores = state.metadata[_KEPT]["scores"]
        # Inspect wants the same keys of every sample; all of them are in the metadata.
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


def _stopped(logs: Sequence[EvalLog], asking: Asking) -> BaseException:
    if isinstance(asking.failure, Exception):
        return asking.answers.stopped(_plain(asking.failure))
    for log in logs:
        if log.status == "error" and log.error is not None:
            return asking.answers.stopped(_words(log.error.message))
    return KeyboardInterrupt()


def _words(message: str) -> str:
    """What Inspect wrote down of an error, which is its `repr`."""
    found = re.fullmatch(r"\w+\((?:\d+, )?(?P<quote>['\"])(?P<words>.*?)(?P=quote).*\)", message, re.DOTALL)
    return (found["words"] if found else message).rstrip(".")
