"""What Gradio is told of the page's blocks."""

import asyncio

import gradio as gr
import pytest
from gradio.blocks import BlocksConfig
from gradio.state_holder import SessionState

from assistant.web.blocks import Blocks


@pytest.fixture
def blocks() -> Blocks:
    async def laid_out() -> Blocks:  # gradio makes a loop that it never closes where none runs
        with Blocks(analytics_enabled=False) as made:
            gr.Textbox("as it was", label="Question")
            gr.HTML("<p>Welcome</p>")
        made.has_launched = True
        assert isinstance(made, Blocks)
        return made

    return asyncio.run(laid_out())


def test_who_opens_the_page_is_told_what_gradio_would_have_told(blocks: Blocks) -> None:
    plain = {number: BlocksConfig.config_for_block(number, [], block) for number, block in blocks.blocks.items()}
    assert len(plain) >= 2
    assert SessionState(blocks).config_values == SessionState(blocks).config_values == plain


def test_what_changes_for_one_stays_for_the_others(blocks: Blocks) -> None:
    mine, other = SessionState(blocks), SessionState(blocks)
    number = next(number for number, block in blocks.blocks.items() if isinstance(block, gr.Textbox))
    mine._update_value_in_config(number, "as I wrote it")
    mine[number] = gr.Textbox("as I wrote it", label="Mine", render=False)
    mine._update_config(number)
    assert mine.config_values[number]["props"]["label"] == "Mine"
    for session in (other, SessionState(blocks)):
        assert session.config_values[number]["props"]["value"] == "as it was"
        assert session.blocks_config.blocks[number] is blocks.blocks[number]


def test_blocks_are_described_once(blocks: Blocks, monkeypatch: pytest.MonkeyPatch) -> None:
    SessionState(blocks)
    monkeypatch.setattr(gr.Textbox, "get_config", None)  # whoever asked it now would fail
    SessionState(blocks)
