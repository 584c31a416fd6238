"""Which of the page's events change the library: a reader's account may not call them, whatever the page shows."""

import gradio as gr

from assistant.web.claims import CALLS, objects

WRITE = "write"
"""What events that change the library have as their `concurrency_id`: they wait for each other."""


class Changes:
    """The events of one `Blocks` that change the library, by their numbers and names."""

    def __init__(self, blocks: gr.Blocks) -> None:
        events = [event for event in blocks.fns.values() if event.concurrency_id == WRITE]
        self.numbers = frozenset(event._id for event in events)
        self.names = frozenset(str(event.api_name) for event in events)

    def asked(self, path: str, body: bytes) -> bool:
        """Whether a call may be for one of them; one that cannot be understood may be."""
        call, *more = path.removeprefix(CALLS).rstrip("/").split("/")
        if call == "call":
            return not more or more[-1] in self.names
        if more != ["join"]:
            return False
        numbers = [value for pairs in objects(body) for key, value in pairs if key == "fn_index"]
        # Twice the number, or a number as a word: readers of JSON differ in what that means.
        return len(numbers) != 1 or type(numbers[0]) is not int or numbers[0] in self.numbers
