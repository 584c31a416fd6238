"""Where weights lie on this disk, and whether a file there is the pinned one.

A sha256 is taken once and remembered for as long as the file's size and mtime stay the same.
"""

import hashlib
import json
import logging
import os
import tempfile
from pathlib import Path

from index.errors import WeightsError
from index.manifest import File, Model

log = logging.getLogger(__name__)


def weights_folder(home: Path) -> Path:
    return home / "weights"


def place(model: Model, home: Path) -> Path:
    """The file of a model that is one file; the folder of one that is several."""
    return weights_folder(home) / (model.files[0].name if len(model.files) == 1 else model.name)


def target(model: Model, home: Path, file: File) -> Path:
    return place(model, home) if len(model.files) == 1 else place(model, home) / file.name


def part(model: Model, home: Path, file: File) -> Path:
    """Always a beginning of the file, whichever source wrote it, so any source can go on with it."""
    whole = target(model, home, file)
    return whole.with_name(whole.name + ".part")


def memory(home: Path) -> Path:
    """The marker that remembers which files were hashed and found right."""
    return weights_folder(home) / ".verified"


def length(path: Path) -> int | None:
    """Bytes of a regular file; None when there is none."""
    try:
        return path.stat().st_size if path.is_file() else None
    except OSError:
        return None


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def check(path: Path, file: File, home: Path) -> None:
    """Raise WeightsError, naming the file, unless its bytes are the pinned ones."""
    try:
        status = path.stat()
        if status.st_size != file.bytes:
            raise WeightsError(
                f"{path} is not the pinned {file.name}: expected {file.bytes:,} bytes, found {status.st_size:,}"
            )
        if _remembered(home).get(str(path.absolute())) == _stamp(file, status):
            return
        found = sha256(path)
    except OSError as error:
        raise WeightsError(f"{path} cannot be read ({error.strerror or error})") from error
    if found != file.sha256:
        raise WeightsError(f"{path} is not the pinned {file.name}: expected sha256 {file.sha256}, found {found}")
    _write(path, _stamp(file, status), home)


def remember(path: Path, file: File, home: Path) -> None:
    """The file was just hashed and is right."""
    _write(path, _stamp(file, path.stat()), home)


def _stamp(file: File, status: os.stat_result) -> list[str | int]:
    return [file.sha256, status.st_size, status.st_mtime_ns]


def _remembered(home: Path) -> dict[str, object]:
    """What was checked before. A marker that cannot be read only costs hashing again."""
    try:
        found = json.loads(memory(home).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _write(path: Path, stamp: list[str | int], home: Path) -> None:
    known = {name: value for name, value in _remembered(home).items() if os.path.exists(name)}
    known[str(path.absolute())] = stamp
    try:
        weights_folder(home).mkdir(parents=True, exist_ok=True)
        handle, new = tempfile.mkstemp(prefix=".verified.", dir=weights_folder(home))
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(known, stream, indent=0)
        os.replace(new, memory(home))
    except OSError as error:  # a read-only home can still be used; it hashes each time
        log.debug("cannot remember that %s was checked: %s", path, error)
