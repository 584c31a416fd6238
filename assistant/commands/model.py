"""Which model answers, said before it does; and the embedded one started early."""

import contextlib
import threading
from typing import TYPE_CHECKING

from assistant.commands.terminal import say

if TYPE_CHECKING:
    from assistant.llm import LLM

HERE = "on this machine"


def say_model(llm: "LLM | None", does: str = "answers") -> None:
    """One line: the reader should know whether their words stay on this machine."""
    if llm is not None:
        say(f"{llm.name} {does}, {HERE if llm.where == HERE else f'at {llm.where}'}.")


def start_model(llm: "LLM | None") -> None:
    """Starts the embedded model while evidence is looked for; an endpoint is left alone: a call may cost money."""
    if llm is None or llm.where != HERE:
        return
    from assistant.errors import DatelineError
    from assistant.llm import Message

    def wake() -> None:
        # The question meets the same error, and says so; a RuntimeError is a client closed by Ctrl-C meanwhile.
        with contextlib.suppress(DatelineError, RuntimeError):
            llm.probability([Message("user", "?")], "yes", "no")

    threading.Thread(target=wake, name="start-model", daemon=True).start()
