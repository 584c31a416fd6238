"""Files of results: one a line, in order; a stop costs nothing done, and a file that is not ours stays as it is.

A result file is always the results of the first so many items: that is what makes it safe to go on with.
"""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

from filelock import lock_descriptor

from assistant.batch import L, refuse_irregular
from assistant.errors import HomeError, ReadError, WriterBusyError


class Results:
    """A file of results that is open and ours alone; nothing in it changes before the first `write`."""

    def __init__(self, path: Path, file: BinaryIO, lines: Sequence[Mapping[str, Any]], whole: int) -> None:
        """`lines` are the results that are there already, the first `whole` bytes of the file."""
        self.path = path
        self.lines = lines
        self._file = file
        self._whole: int | None = whole

    @property
    def done(self) -> int:
        """How many results were there when it was opened."""
        return len(self.lines)

    def write(self, result: Mapping[str, Any]) -> None:
        """Writes one result as a line; when this returns, the line is on the disk."""
        text = json.dumps(result, ensure_ascii=False, allow_nan=False)
        try:
            if self._whole is not None:  # a last line that was torn off is ours, and is cut away
                self._file.truncate(self._whole)
                self._whole = None
            self._file.write(text.encode("utf-8", "backslashreplace") + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _unwritable(self.path, error) from error


@contextmanager
def open_results(
    path: Path,
    items: Sequence[L],
    same: Callable[[Mapping[str, Any], L], bool],
    begins: Callable[[L], str],
) -> Iterator[Results]:
    """The results of `items` in `path`, as far as they are there; made when it is not, and locked.

    `same` says whether a result is an item's, `begins` how the line of an item's result begins. ReadError when
    anything in the file is not a result of the first items: then it belongs to something else, and is left alone.
    """
    refuse_irregular(path)
    new = not path.exists()
    try:
        file = path.open("ab+")
    except OSError as error:
        raise _unwritable(path, error) from error
    with file:
        with suppress(OSError):  # a disk that knows no locks
            if not lock_descriptor(file.fileno(), blocking=False):
                raise WriterBusyError(
                    f"Another Dateline process is writing {path}. Nothing was run; name another --out file, or wait"
                    " until it is done."
                )
        try:
            file.seek(0)
            data = file.read()
            whole = data.rfind(b"\n") + 1
            lines = [_result(line) for line in data[:whole].split(b"\n")[:-1]]
            for number, result in enumerate(lines, start=1):
                if result is None or number > len(items) or not same(result, items[number - 1]):
                    raise _not_ours(path, number)
            if data[whole:] and (
                len(lines) == len(items) or not _begins_alike(data[whole:], begins(items[len(lines)]))
            ):
                raise _not_ours(path, len(lines) + 1)
            yield Results(path, file, [line for line in lines if line is not None], whole)
        finally:
            if new and not os.fstat(file.fileno()).st_size:
                with suppress(OSError):
                    path.unlink()


def _begins_alike(torn: bytes, begins: str) -> bool:
    expected = begins.encode("utf-8", "backslashreplace")
    return torn.startswith(expected) or expected.startswith(torn)


def _result(line: bytes) -> Mapping[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


def _not_ours(path: Path, number: int) -> ReadError:
    return ReadError(
        f"{path}:{number} is not the result of line {number} of the input. Nothing was run or changed; name another"
        " --out file, or move this one away."
    )


def _unwritable(path: Path, error: OSError) -> HomeError:
    return HomeError(
        f"{path} cannot be written: {error.strerror}. The lines that are in it are kept; the same command goes on"
        " after them."
    )
