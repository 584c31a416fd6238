"""A process that lives long holds no more than it did when it was warm."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.index.children import child
from tests.scripted_llm import ScriptedLLM
from tests.soak.children import MODULE
from tests.soak.scale import SOAK, scaled

TIMES = scaled(60, 2000)
GROWTH = 1.05 if SOAK else 1.4
"""The first fifty times or so it still grows, whatever comes after: the short form sees only large leaks."""
POOL = 8
"""Threads that the libraries' pools start and end as they like."""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="what a process holds is read from /proc")
@pytest.mark.timeout(120 + 2 * TIMES)
def test_memory_files_and_threads_stay_as_they_were(tmp_path: Path, reached: Callable[[str], None]) -> None:
    with ScriptedLLM(default="The harbour was shut [1].") as llm:
        with child("live", tmp_path / "home", TIMES, llm.base_url, module=MODULE) as liver:
            warm, end = [json.loads(line) for line in liver.communicate(timeout=60 + 2 * TIMES)[0].splitlines()]
        assert len(llm.requests) >= TIMES
    assert "wrong" not in warm
    assert "wrong" not in end
    assert end["files"] <= warm["files"] + 2
    assert end["threads"] <= warm["threads"] + POOL
    assert end["processes"] <= warm["processes"]
    assert end["rss"] <= warm["rss"] * GROWTH
    reached(
        f"long life: {TIMES} questions, adds and removes; resident {warm['rss'] / 1e6:.0f} MB when warm,"
        f" {end['rss'] / 1e6:.0f} MB at the end; files {warm['files']}, {end['files']}; threads {warm['threads']},"
        f" {end['threads']}; processes {warm['processes']}, {end['processes']}"
    )
