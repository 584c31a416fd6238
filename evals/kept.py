"""Where a run is kept: in a folder of its own until the command that began it is done, then among the other logs."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

_WHOLE = "whole"
"""The name of the file that names the log once every item is answered."""
FORGOTTEN_DAYS = 30
"""A run that was stopped so long ago will not be gone on with; a younger one may be another command's."""


@dataclass(frozen=True)
class Run:
    """Where a run is kept and what it is asked with."""

    name: str
    fingerprint: str
    """Of everything that shapes an answer; a run that was stopped goes on only with the same."""
    folder: Path
    """Logs of commands that are done; what is not yet is in a folder below."""
    judge: str | None = None
    """Another model that grades, in Inspect's notation (`openai/gpt-4.1-mini`)."""
    repeat: int = 1
    """How often each item is asked."""

    @property
    def unfinished(self) -> Path:
        return self.folder / f"{self.stem}-{self.fingerprint}"

    @property
    def answers(self) -> Path:
        """Where each answer is kept as it comes."""
        return self.unfinished / "answers.jsonl"

    @property
    def whole(self) -> Path | None:
        """The log when every item has its answer; None when the run was stopped, or was never begun."""
        try:
            log = self.unfinished / (self.unfinished / _WHOLE).read_text("utf-8")
        except FileNotFoundError:
            return None
        return log if log.is_file() else None

    @property
    def stem(self) -> str:
        """How the folders of unfinished runs of this suite begin."""
        return "unfinished-" + "".join(c if c.isalnum() else "-" for c in self.name)[-60:]


def mark_whole(log: Path, where: Run) -> None:
    """Says that every item is answered. The log stays: what comes after may fail, and then nothing is asked again."""
    (where.unfinished / _WHOLE).write_text(log.name, "utf-8")


def put_away(where: Run) -> None:
    """Moves a whole log out of its folder, which goes, with those of the same suite that were forgotten long ago."""
    log = where.whole
    assert log
    shutil.move(log, where.folder / log.name)
    shutil.rmtree(where.unfinished, ignore_errors=True)
    for left in where.folder.glob(f"{where.stem}-*"):
        if _days_old(left) > FORGOTTEN_DAYS:
            shutil.rmtree(left, ignore_errors=True)


def _days_old(folder: Path) -> float:
    """Since anything in it was written."""
    written = [path.stat().st_mtime for path in (folder, *folder.rglob("*"))]
    return (time.time() - max(written)) / 86400
