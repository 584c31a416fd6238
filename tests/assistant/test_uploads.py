"""What was sent to the page goes with it, however it ended, and takes nobody else's along."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.errors import HomeError
from assistant.uploads import Uploads, sweep

PAGE = """
import sys, time
from pathlib import Path
from assistant.uploads import Uploads
uploads = Uploads(Path(sys.argv[1]))
(uploads.folder / "half sent.txt").write_text("Zyxwombat")
print("ready", flush=True)
time.sleep(60)
"""


def test_the_folder_goes_with_its_page(tmp_path: Path) -> None:
    with contextlib.closing(Uploads(tmp_path)) as uploads:
        (uploads.folder / "a.txt").write_text("Words.")
    assert not list(tmp_path.glob(".uploads-*"))


@pytest.mark.skipif(os.name != "posix", reason="processes are killed differently elsewhere")
def test_what_a_killed_page_left_goes_with_the_next_sweep_and_what_a_living_one_has_stays(tmp_path: Path) -> None:
    command = [sys.executable, "-c", PAGE, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as page:
        assert page.stdout is not None
        assert page.stdout.readline() == "ready\n"
        sweep(tmp_path)
        with contextlib.closing(Uploads(tmp_path)):
            assert list(tmp_path.glob(".uploads-*/half sent.txt"))
        page.send_signal(signal.SIGKILL)
        page.wait(10)
    assert list(tmp_path.glob(".uploads-*/half sent.txt"))
    sweep(tmp_path)
    assert not list(tmp_path.glob(".uploads-*"))


def test_a_home_that_cannot_be_written_is_a_message(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(HomeError, match="cannot be written"):
        Uploads(tmp_path / "file")


def test_a_home_that_is_not_there_has_nothing_to_sweep(tmp_path: Path) -> None:
    sweep(tmp_path / "none")
    assert not (tmp_path / "none").exists()
