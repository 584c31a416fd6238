"""Whatever a file is made to do, it ends in time and memory, in a reason that can be read, and the next one works."""

import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.readers import read_source
from index.readers.process import MEGABYTES, SECONDS, ReaderProcess
from index.types import Failure, RawArticle
from tests import proc
from tests.index.hostile_files import HOSTILE, SECRET, locked
from tests.index.test_readers import PAGE

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def process() -> Iterator[ReaderProcess]:
    with ReaderProcess(seconds=5) as started:  # a file that takes that long is one that would take too long
        yield started


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("good") / "good.html"
    path.write_text(PAGE, "utf-8")
    return path


def test_there_are_enough_of_them() -> None:
    assert len(HOSTILE) >= 40


SLOW = {
    "html: a million attributes",
    "markdown: a table of a million cells",
    "text: a front matter without end",
    "mail: in punycode",
}
"""What is given up only when its time is over; test_process.py has the short form."""


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.soak] if name in SLOW else []) for name in HOSTILE]
)
def test_a_hostile_file_ends_with_a_word_and_the_next_one_works(
    name: str, process: ReaderProcess, good: Path, tmp_path: Path
) -> None:
    hostile = HOSTILE[name]
    path = tmp_path / f"clip{hostile.ending}"
    path.write_bytes(hostile.make())
    began = time.monotonic()
    found = list(read_source(str(path), process))
    assert time.monotonic() - began < SECONDS
    reasons = [item.reason for item in found if isinstance(item, Failure)]
    assert found
    assert peak(process) <= MEGABYTES << 10
    for item in found:
        if isinstance(item, RawArticle):
            item.text.encode(), item.title.encode()
            assert SECRET not in item.text + item.title
    for reason in reasons:
        assert reason.strip()
        assert not re.search("reader failed on it|reader broke down", reason), reason
    if hostile.says is not None:
        assert any(re.search(hostile.says, reason) for reason in reasons), reasons
    assert sorted(path.name for path in tmp_path.iterdir()) == [path.name], "nothing was written beside it"
    [next_one] = read_source(str(good), process)
    assert isinstance(next_one, RawArticle)
    assert "212 people" in next_one.text


def peak(process: ReaderProcess) -> int:
    """The most address space in kB that the process had; 0 where it cannot be seen, or when it was replaced."""
    running = process._process
    try:
        status = Path(f"/proc/{running.pid}/status").read_text() if running and proc.VISIBLE else ""
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmPeak:")), 0)


def test_a_pdf_locked_with_aes_says_so_where_nothing_can_unlock_it(tmp_path: Path) -> None:
    path = tmp_path / "locked.pdf"
    path.write_bytes(locked("AES-256"))
    program = (
        "import sys; sys.modules['cryptography'] = sys.modules['Crypto'] = None\n"
        "from index.readers.pdf import read_pdf\nfrom index.errors import ReadError\n"
        "try: read_pdf(open(sys.argv[1], 'rb').read(), 'locked.pdf')\n"
        "except ReadError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "encrypted" in done.stdout
