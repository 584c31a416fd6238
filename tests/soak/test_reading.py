"""One writes without a pause, four read: no search fails, and none shows two editions of an article as one."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.index.children import child
from tests.soak.children import MODULE
from tests.soak.scale import scaled

SECONDS = scaled(6, 600)


@pytest.mark.timeout(120 + 2 * SECONDS)
def test_searches_go_on_while_articles_come_and_go(tmp_path: Path, reached: Callable[[str], None]) -> None:
    home = tmp_path / "home"
    with (
        child("churn", home, SECONDS, module=MODULE) as writer,
        child("read", home, SECONDS, module=MODULE) as one,
        child("read", home, SECONDS, module=MODULE) as two,
    ):
        said = [json.loads(process.communicate(timeout=60 + 2 * SECONDS)[0]) for process in (writer, one, two)]
    assert [line["errors"] for line in said] == [[], [], []]
    assert all(line["searches"] for line in said)
    assert said[0]["writes"]
    total, p95 = sum(line["searches"] for line in said), [line["p95"] for line in said]
    reached(
        f"reading while writing, {SECONDS} s: {said[0]['writes']} changes, {total} searches of four readers, 0 errors,"
        f" p95 {p95[0]} ms in the writer's process, {p95[1]} and {p95[2]} ms in others"
    )
