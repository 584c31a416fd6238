"""Where a run's log is kept: apart while it is not whole, among the whole ones when the command that began it is done."""

import shutil
import time
from dataclasses import dataclass
from pathlib import Path

FORGOTTEN_DAYS = 30
"""A run that was stopped so long ago will not be gone on with; a younger one may be another command's."""


@dataclass(frozen=True)
class Run:
    """Where a run is kept and what it is asked with."""

    name: str
    fingerprint: str
    """Of everything that shapes an answer; a run that was stopped goes on only with the same."""
    folder: Path
    """Logs that are whole; what is not yet is in a folder below."""
    judge: str | None = None
    """Another model that grades, in Inspect's notation (`openai/gpt-4.1-mini`)."""

    @property
    def unfinished(self) -> Path:
        return self.folder / f"{self.stem}-{self.fingerprint}"

    @property
    def stem(self) -> str:
        """How the folders of unfinished runs of this suite begin."""
        return "unfinished-" + "".join(c if c.isalnum() else "-" for c in self.name)[-60:]


def put_away(log: Path, where: Run) -> Path:
    """Moves a whole log out of its folder, which goes, with those of the same suite that were forgotten long ago."""
    kept = where.folder / log.name
    shutil.move(log, kept)
    shutil.rmtree(where.unfinished, ignore_errors=True)
    for left in where.folder.glob(f"{where.stem}-*"):
        if _days_old(left) > FORGOTTEN_DAYS:
            shutil.rmtree(left, ignore_errors=True)
    return kept


def _days_old(folder: Path) -> float:
    """Since anything in it was written."""
    written = [path.stat().st_mtime for path in (folder, *folder.rglob("*"))]
    return (time.time() - max(written)) / 86400
