"""Runs that were stopped: whose they are, and which of them go."""

import os
import time
from pathlib import Path

from evals.kept import FORGOTTEN_DAYS, Run, mark_whole, put_away


def unfinished(where: Run, days_ago: float = 0.0) -> Path:
    """A folder as a run that was stopped leaves it, last written so long ago."""
    where.unfinished.mkdir(parents=True)
    log = where.unfinished / f"{where.fingerprint}.eval"
    log.write_text("answers")
    then = time.time() - days_ago * 86400
    for path in (log, where.unfinished):
        os.utime(path, (then, then))
    return log


def test_a_run_that_is_done_takes_away_only_its_own_and_what_was_forgotten_long_ago(tmp_path: Path) -> None:
    mine, other, forgotten = (Run("golden", name, tmp_path) for name in ("aaa", "bbb", "ccc"))
    split = Run("golden:dev", "ddd", tmp_path)
    log = unfinished(mine)
    unfinished(other, days_ago=FORGOTTEN_DAYS - 1)
    unfinished(split)
    unfinished(forgotten, days_ago=FORGOTTEN_DAYS + 1)
    mark_whole(log, mine)
    assert mine.whole == log
    put_away(mine)
    assert (tmp_path / "aaa.eval").read_text() == "answers"
    assert not mine.unfinished.exists()
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "aaa.eval",
        "unfinished-golden-bbb",
        "unfinished-golden-dev-ddd",
    ]
