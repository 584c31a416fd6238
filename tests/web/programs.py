"""Programs that use the page: a client of gradio pages, a desktop assistant with tools, and the README's examples."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from gradio_client import Client as GradioClient
from mcp import Client as AssistantClient
from mcp.types import CallToolResult, TextContent

from assistant.web.tools import PATH
from tests.docs import README

T = TypeVar("T")


def program(address: str) -> GradioClient:
    """A client of gradio pages."""
    return GradioClient(address, verbose=False, download_files=False)


def assistant(address: str, work: Callable[[AssistantClient], Awaitable[T]], mode: str = "auto") -> T:
    """What `work` makes of the tools at a page; in a thread, because the browser's driver runs a loop in this one."""

    async def main() -> T:
        async with AssistantClient(f"{address.rstrip('/')}{PATH}/", mode=mode) as client:
            return await work(client)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, main()).result(60)


def value_of(result: CallToolResult) -> dict[str, Any]:
    """The JSON a tool gave, which it gives twice: as words and as a value."""
    assert not result.is_error, result.content
    [words] = result.content
    assert isinstance(words, TextContent)
    value: dict[str, Any] = json.loads(words.text)
    assert result.structured_content == value
    return value


def said(result: CallToolResult) -> str:
    """Why a tool gave nothing."""
    assert result.is_error
    [words] = result.content
    assert isinstance(words, TextContent)
    return words.text


def readme_examples() -> list[str]:
    """The programs in the README, in order."""
    return re.findall(r"^```python\n(.*?)^```$", README.read_text("utf-8"), re.DOTALL | re.MULTILINE)
