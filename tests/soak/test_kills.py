"""`kill -9` at any moment: what was acknowledged is there, once and whole, and the library opens every time."""

import json
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.index.children import child
from tests.soak.children import MODULE
from tests.soak.scale import scaled

KILLS = scaled(8, 200)


@pytest.mark.timeout(120 + 60 * KILLS)
def test_what_was_acknowledged_survives_every_kill(tmp_path: Path, reached: Callable[[str], None]) -> None:
    home, chance = tmp_path / "home", random.Random(7)
    held: dict[str, int] = {}
    doing: list[Any] | None = None
    acknowledged = opened = 0
    for number in range(KILLS):
        with child("mix", home, number, module=MODULE) as writer:
            assert writer.stdout is not None
            hasty = number % 5 == 4  # now and then while it opens, or mends what the last kill left
            lines = [] if hasty else [writer.stdout.readline() for _ in range(chance.randint(1, 10))]
            time.sleep(chance.uniform(0, 1.5 if hasty else 0.2))
            writer.kill()
            lines += writer.stdout.read().splitlines(keepends=True)
            assert writer.wait() == -signal.SIGKILL, "it ended by itself"
        said = [json.loads(line) for line in lines if line.endswith("\n")]
        assert said or hasty, "it did not open"
        if not said:
            continue
        state = said.pop(0)
        opened += 1
        assert state["wrong"] == []
        assert state["articles"] in (held, after(held, doing))
        held, doing = state["articles"], None
        for line in said:
            doing = line.get("doing")
            if "did" in line:
                held = after(held, line["did"])
                acknowledged += 1
    with child("check", home, module=MODULE) as checker:
        state = json.loads(checker.communicate(timeout=120)[0])
    assert (state["wrong"], state["unfindable"]) == ([], [])
    assert state["articles"] in (held, after(held, doing))
    assert state["evidence"] or not state["articles"]
    assert acknowledged
    reached(f"kills: {KILLS}, reopened {opened} times between them; {acknowledged} changes acknowledged, 0 lost")


def after(held: dict[str, int], change: list[Any] | None) -> dict[str, int]:
    """What is held once a change has been made; None is no change."""
    if change is None:
        return held
    name, edition = change
    return {**held, name: edition} if edition is not None else {key: held[key] for key in held if key != name}
