"""The table of a grid: on a narrow terminal too it can be read."""

import io
from dataclasses import replace

import pytest
from rich.console import Console

from evals import results, vary
from evals.measures import GOLDEN
from evals.types import Item, Outcome, Row

SCORES = {
    "key_facts": 0.5,
    "gold_in_evidence": 1.0,
    "citations": 2.0,
    "right_citations": 1.0,
    "sentences": 2.0,
    "proved_sentences": 1.0,
    "declined_rightly": 1.0,
    "declined_wrongly": 0.0,
    "degraded": 0.0,
    "total_ms": 12345.0,
    "prompt_tokens": 1400.0,
}
LABELS = [f"splitter.words={words} evidence.sentences={most}" for words in (80, 120) for most in (3, 12)]


def drawn(labels: list[str], width: int) -> str:
    rows = [Row(Item(f"q{n}", "?", "who"), Outcome("", {}, {**SCORES, "key_facts": n % 2})) for n in range(4)]
    done = results.result("golden", "m", rows, GOLDEN)
    console = Console(file=io.StringIO(), width=width)
    console.print(*vary.tables("golden", [(label, replace(done)) for label in labels], console.width))
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [80, 100, 200])
def test_rows_can_be_told_apart_and_no_figure_is_cut(width: int) -> None:
    text = drawn(LABELS, width)
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= width
    for setting in ("splitter.words=80", "splitter.words=120", "evidence.sentences=3 ", "evidence.sentences=12"):
        assert setting in text
    assert "12,345 ms – 12,345 ms" in text
    assert "0.000 – 1.000" in text


def test_a_wide_terminal_has_one_table() -> None:
    assert drawn(LABELS[:2], 400).count("settings") == 1


def test_a_long_label_is_folded_and_not_cut() -> None:
    model = "model=/a/very/long/path/" + "x" * 90 + ".gguf"
    text = drawn([model, model.replace(".gguf", "-2.gguf")], 80)
    assert "…" not in text
    assert "x-2.gg" in text
