"""Which model answers, said before it does; and the embedded one started early."""

import contextlib
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

from assistant.commands.terminal import say

if TYPE_CHECKING:
    from assistant.llm import LLM
    from assistant.pipeline import Assistant
    from assistant.settings import Settings

HERE = "on this machine"


def say_model(llm: "LLM | None", does: str = "answers") -> None:
    """One line: the reader should know whether their words stay on this machine."""
    if llm is not None:
        say(f"{llm.name} {does}, {HERE if llm.where == HERE else f'at {llm.where}'}.")


def start_model(assistant: "Assistant") -> None:
    """Starts the embedded model, and has it read the fixed part of the prompt, while evidence is looked for.

    An endpoint is left alone: a call may cost money.
    """
    if assistant.llm is None or assistant.llm.where != HERE:
        return
    from assistant.errors import DatelineError

    def wake() -> None:
        # The question meets the same error, and says so; a RuntimeError is a client closed by Ctrl-C meanwhile.
        with contextlib.suppress(DatelineError, RuntimeError):
            assistant.warm_model()

    threading.Thread(target=wake, name="start-model", daemon=True).start()


def need_model(settings: "Settings", llm: "LLM | None") -> None:
    """A batch without the model that was chosen would be worth nothing: WeightsError says so before it is run."""
    from assistant.errors import WeightsError

    if llm is None and settings.llm != "none":
        raise WeightsError(
            "The embedded model cannot be used, so nothing was run. `dateline doctor --repair` mends it;"
            " DATELINE_LLM=none does without a model."
        )


@contextlib.contextmanager
def stopping(item_id: str, kept: str) -> Iterator[None]:
    """A model that fails in the middle of a batch stops it: the message says at what, and that it can go on."""
    from assistant.errors import LLMError

    try:
        yield
    except LLMError as error:
        raise LLMError(f"{item_id}: {error} Stopped here: {kept}, and the same command goes on after them.") from error
