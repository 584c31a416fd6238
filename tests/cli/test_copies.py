"""What a terminal shows of stories that several outlets print, and of corrections."""

import contextlib
import io
import re
import sys
from pathlib import Path

import pytest

from assistant.commands.answer_view import evidence_view
from assistant.commands.terminal import out
from assistant.evidence import choose
from index.catalog import Catalog
from index.library import Library
from index.search import search
from tests.cli.conftest import Command

CORRECTION = "This article was amended on 26 May 2024. An earlier version gave the rise as 5%."
STORY = f"Ferry fares rise\n\nFares on the Karsund ferry rise by 4% in May, the port said.\n\n{CORRECTION}\n"


class Terminal(io.TextIOWrapper):
    """Standard output that is a terminal."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), "utf-8", write_through=True)

    def isatty(self) -> bool:
        return True

    @property
    def shown(self) -> str:
        """All that was written, as one line without colours."""
        written = self.buffer.getvalue().decode()  # type: ignore[attr-defined]
        return " ".join(re.sub(r"\x1b\[[0-9;]*m", "", written).split())


def at_a_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Called by the test itself: between a fixture and its test pytest puts its own standard output in place."""
    screen = Terminal()
    monkeypatch.setattr(sys, "stdout", screen)
    return screen


def test_search_says_in_how_many_other_outlets_a_story_stands(
    dateline: Command, monkeypatch: pytest.MonkeyPatch, sample_home: Path
) -> None:
    terminal = at_a_terminal(monkeypatch)
    dateline("search", "How high did the Tarrow rise at Greyfen?", "-k", "3", "--home", sample_home)
    assert re.search(r"greyfen-flood-\w+ · also in 2 outlets", terminal.shown)
    assert len(set(re.findall(r"greyfen-flood-\w+", terminal.shown))) == 1


def test_the_evidence_of_a_question_says_so_too(sample_library: Library, capfd: pytest.CaptureFixture[str]) -> None:
    question = "How high did the Tarrow rise at Greyfen?"
    evidence = choose(sample_library, question, search(sample_library, question, 20, copies="what is new"), 3)
    out().print(evidence_view(evidence, sample_library.catalog))
    assert "also in 2 outlets" in capfd.readouterr().out


def test_show_names_the_other_outlets(dateline: Command, monkeypatch: pytest.MonkeyPatch, sample_home: Path) -> None:
    terminal = at_a_terminal(monkeypatch)
    dateline("show", "greyfen-flood-wire", "--home", sample_home)
    others = "Also in The National Ledger (greyfen-flood-ledger), Halvik Courier (greyfen-flood-courier)"
    assert others in terminal.shown


def test_show_puts_the_correction_above_the_article(
    dateline: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    story, home = tmp_path / "fares.txt", tmp_path / "home"
    story.write_text(STORY)
    dateline("add", story, "--home", home)
    with contextlib.closing(Catalog(home / "catalog.sqlite")) as catalog:
        (article,) = catalog.articles()
    terminal = at_a_terminal(monkeypatch)
    dateline("show", article.id, "--home", home)
    assert terminal.shown.count("This article was amended on 26 May 2024.") == 2
    assert terminal.shown.index("This article was amended") < terminal.shown.index("Fares on the Karsund ferry")
