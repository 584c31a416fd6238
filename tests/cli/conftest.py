"""The command line in this process (fast), and as a process of its own where that is the point."""

import json
import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from assistant import cli
from index import ingest
from index.embed import Embedder
from tests.scripted_llm import ScriptedLLM

REPOSITORY = Path(__file__).parents[2]


@dataclass(frozen=True)
class Done:
    """What a command left behind."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """Standard output as the one JSON value it has to be."""
        return json.loads(self.out)


Command = Callable[..., Done]


@pytest.fixture(autouse=True)
def cli_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, embedder_folder: Path) -> None:
    """No variable of the person who runs the tests counts; without a server of the test's own no model answers."""
    for name in list(os.environ):
        if name.startswith(("DATELINE_", "OPENAI_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("DATELINE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DATELINE_EMBEDDER", str(embedder_folder))
    monkeypatch.setenv("DATELINE_LLM", "none")
    monkeypatch.setenv("PYTHONWARNINGS", "ignore")


@pytest.fixture
def dateline(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], embedder: Embedder) -> Command:
    """`dateline("list", "--json")` in this process, with the embedder that is loaded already."""
    monkeypatch.setattr("assistant.open.SentenceTransformerEmbedder", lambda folder: embedder)

    def run(*arguments: str | Path) -> Done:
        capfd.readouterr()
        root = logging.getLogger()
        before = root.handlers[:]
        with pytest.raises(SystemExit) as ended:
            cli.main([str(argument) for argument in arguments])
        root.handlers[:] = before  # its own writes to what standard error is now, which ends with the test
        out, err = capfd.readouterr()
        return Done(int(ended.value.code or 0), out, err)

    return run


@pytest.fixture
def dateline_process() -> Command:
    """The same as a process of its own; `stdin` and further variables by name."""

    def run(*arguments: str | Path, stdin: bytes = b"", environment: Mapping[str, str] | None = None) -> Done:
        done = subprocess.run(
            [sys.executable, "-m", "assistant.cli", *map(str, arguments)],
            input=stdin,
            capture_output=True,
            cwd=REPOSITORY,
            env={**os.environ, **(environment or {})},
            timeout=60,
            check=False,
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def use_llm(monkeypatch: pytest.MonkeyPatch) -> Callable[[ScriptedLLM], None]:
    """Makes the commands ask this server."""

    def use(llm: ScriptedLLM) -> None:
        for name, value in llm.environment.items():
            monkeypatch.setenv(name, value)

    return use


@pytest.fixture
def few_samples(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Three sample articles in place of all, where it does not matter how many there are."""
    folder = tmp_path / "samples"
    folder.mkdir()
    for path in sorted(ingest.SAMPLES.iterdir())[:3]:
        shutil.copy(path, folder)
    monkeypatch.setattr(ingest, "SAMPLES", folder)
