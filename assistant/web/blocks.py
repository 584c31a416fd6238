"""Gradio's blocks, that do not repeat what they are sent, and describe themselves once."""

from typing import Any

import gradio as gr
from gradio.blocks import Block, BlocksConfig


class Blocks(gr.Blocks):
    """The page's blocks."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.default_config = DescribedOnce(self)

    async def preprocess_data(self, *args: Any, **kwargs: Any) -> Any:
        """What an event is called with; gr.Error, which is not printed, when that does not fit the event."""
        try:
            return await super().preprocess_data(*args, **kwargs)
        except gr.Error as error:
            error.print_exception = False
            raise
        except Exception:  # noqa: BLE001  each component fails in its own way on what is not its own
            raise gr.Error("The page sent something that does not fit. Reload it.", print_exception=False) from None


class DescribedOnce(BlocksConfig):
    """What Gradio knows of the page's blocks. It describes all of them anew for everybody who opens the page, and
    nobody else is answered meanwhile (16 ms each time, under load several times that); the blocks that the page begins
    with stay as they are."""

    def __init__(self, root_block: gr.Blocks) -> None:
        super().__init__(root_block)
        self._described: dict[int, dict[str, Any]] = {}

    def __copy__(self) -> "DescribedOnce":
        """For one who opens the page: with blocks of their own, which Gradio replaces as they change."""
        new = DescribedOnce(self.root_block)
        new.blocks, new.fns, new.fn_id = dict(self.blocks), dict(self.fns), self.fn_id
        new.renderables, new._described = list(self.renderables), self._described
        return new

    def config_for_block(  # type: ignore[override]  # Gradio's own is static, and called on what it has of us
        self, _id: int, rendered_ids: list[int], block: Block, renderable: Any = None
    ) -> dict[str, Any]:
        """The description of a block, whose `props` are the caller's own to change."""
        laid_out = renderable is None and getattr(self.root_block, "has_launched", False)
        if not laid_out or self.root_block.blocks.get(_id) is not block:
            return super().config_for_block(_id, rendered_ids, block, renderable)
        if _id not in self._described:
            self._described[_id] = super().config_for_block(_id, rendered_ids, block)
        return {**self._described[_id], "props": dict(self._described[_id]["props"])}
