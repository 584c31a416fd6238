"""What would fail after an hour of answers and can be known before the first: outputs, models and the judge."""

from collections.abc import Iterable
from pathlib import Path

from assistant.errors import LLMError, WeightsError
from assistant.llm import Message
from assistant.open import llm_weights, open_llm
from assistant.settings import Settings
from evals import baseline
from evals.errors import EvalError

_SHORT = Message("user", "Is snow cold? Answer yes or no.")


def check_outputs(report: Path | None, write_baseline: Path | None) -> None:
    """EvalError for what could not be written after the last answer."""
    if write_baseline:
        baseline.check_writable(write_baseline)
    if report:
        from evals.report import check_writable

        check_writable(report)


def check_models(every: Iterable[Settings]) -> None:
    """EvalError for the first of these settings whose model is not there, or does not answer."""
    seen = set()
    for settings in every:
        model = (settings.llm, settings.llm_base_url, settings.llm_model, settings.llm_weights)
        if model not in seen:
            seen.add(model)
            try:
                _ask(settings)
            except WeightsError as error:
                raise EvalError(f"{error} Nothing was asked.") from error
            except LLMError as error:
                raise EvalError(f"The model does not answer: {error} Nothing was asked.") from error


def _ask(settings: Settings) -> None:
    if settings.llm == "embedded":
        llm_weights(settings)  # to start it takes seconds and memory: that waits until its turn comes
    elif settings.llm == "endpoint":
        with open_llm(settings) as llm:
            assert llm
            llm.probability([_SHORT], "yes", "no")
