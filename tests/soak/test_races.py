"""Two that want to write at once: one does, the other is told so, and nothing of either is lost or half there."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.index.children import child
from tests.soak.children import MODULE
from tests.soak.scale import scaled

RACES = scaled(10, 20)
PAGE, COMMAND = "page", "command line"


@pytest.mark.timeout(120 + 10 * RACES)
@pytest.mark.parametrize("other", [PAGE, COMMAND])
def test_of_two_writers_one_is_told_to_wait(tmp_path: Path, other: str, reached: Callable[[str], None]) -> None:
    home, won, told = tmp_path / "home", set[str](), 0
    with (
        child("race", home, "a", COMMAND, module=MODULE) as first,
        child("race", home, "b", other, module=MODULE) as second,
    ):
        racers = (first, second)
        for racer in racers:
            assert racer.stdout is not None
            assert json.loads(racer.stdout.readline()) == "ready"
        for _ in range(RACES):
            for racer in racers:
                assert racer.stdin is not None
                racer.stdin.write("go\n")
                racer.stdin.flush()
            said = [json.loads(racer.stdout.readline()) for racer in racers if racer.stdout]
            assert any("won" in line for line in said)
            for line in said:
                won.update(line.get("won", ()))
                if "busy" in line:
                    told += 1
                    assert "is changing the library" in line["busy"]
                    assert "try again" in line["busy"]
    with child("titles", home, module=MODULE) as checker:
        state = json.loads(checker.communicate(timeout=120)[0])
    assert won <= set(state["titles"])
    assert len(state["titles"]) == len(set(state["titles"]))
    assert state["unfindable"] == []
    assert told
    reached(f"races, command line against {other}: {RACES}, {told} told to wait, 0 vectors unfindable")
