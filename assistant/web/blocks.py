"""Gradio's blocks, that do not repeat what they are sent: gradio prints inputs that do not fit to the terminal."""

from typing import Any

import gradio as gr


class Blocks(gr.Blocks):
    """The page's blocks."""

    async def preprocess_data(self, *args: Any, **kwargs: Any) -> Any:
        """What an event is called with; gr.Error, which is not printed, when that does not fit the event."""
        try:
            return await super().preprocess_data(*args, **kwargs)
        except gr.Error as error:
            error.print_exception = False
            raise
        except Exception:  # noqa: BLE001  each component fails in its own way on what is not its own
            raise gr.Error("The page sent something that does not fit. Reload it.", print_exception=False) from None
