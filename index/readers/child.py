"""The process that reads files: run as `python -P child.py MEGABYTES SECONDS`, killed by whoever started it.

It takes jobs on standard input and answers each on standard output (see job.py), until its input ends. Memory and
processor time are limited where the platform can; a wrong file costs this process and nothing else.
"""

import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

if __name__ == "__main__":  # started by its path: the package it belongs to is found from there
    sys.path.insert(0, str(Path(__file__).parents[2]))

from index.errors import ReadError
from index.readers.archive import Archive
from index.readers.formats import LARGEST_FILE, read_many
from index.readers.job import OUT_OF_MEMORY, TOO_MUCH, Job, Member, Read, read_job, write_found
from index.types import Failure

SPENT = 0.6
"""Of the memory that may be had; a process that once took more is replaced, since freed memory is not given back."""


def main() -> None:
    megabytes, seconds = int(sys.argv[1]), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the program that started us; it ends our input
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints is no answer
    _limit_memory(megabytes)
    reader = JobReader()
    answers.write(READY)
    answers.flush()
    while line := sys.stdin.buffer.readline():
        try:
            job = read_job(line)
            data = sys.stdin.buffer.read(job.size)
            _limit_time(seconds)
            found, members, whole = reader.answer(job, data)
            del data
            answer = write_found(found, members, not whole or _grown(megabytes))
        except MemoryError:  # so little is left that the failure cannot be told
            os._exit(OUT_OF_MEMORY)
        answers.write(answer)
        answers.flush()


class JobReader:
    """Reads one job after the other; the ZIP of the last one stays open."""

    def __init__(self) -> None:
        self._archive: tuple[str, Archive] | None = None

    def answer(self, job: Job, data: bytes) -> tuple[list[Read], list[Member], bool]:
        """What was read, the members when those were asked for, and whether this process is still sound."""
        try:
            if job.what == "members":
                return [], self._open(job).members(), True
            return list(read_many(self._data(job, data), job.origin, job.ending, job.url, job.charset)), [], True
        except ReadError as error:
            return [Failure(job.origin, str(error))], [], True
        except OSError as error:
            return [Failure(job.origin, f"it cannot be read: {error.strerror or error}")], [], True
        except MemoryError:
            return [Failure(job.origin, TOO_MUCH)], [], False
        except RecursionError:
            return [Failure(job.origin, "it is nested too deep")], [], False
        except Exception as error:  # noqa: BLE001 - a parser's own mistake is this file's failure
            return [Failure(job.origin, f"its reader failed on it ({type(error).__name__})")], [], False

    def _data(self, job: Job, data: bytes) -> bytes:
        if job.path is None:
            return data
        if job.member is not None:
            return self._open(job).read(job.member)
        with Path(job.path).open("rb") as file:
            return _within_limit(file)

    def _open(self, job: Job) -> Archive:
        assert job.path is not None
        if self._archive is None or self._archive[0] != job.path:
            self._archive = (job.path, Archive(Path(job.path)))
        return self._archive[1]


READY = b"ready\n"


def _within_limit(file: BinaryIO) -> bytes:
    data = file.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        size = os.fstat(file.fileno()).st_size
        raise ReadError(f"it is {size / 1e6:.0f} MB; one file may have {LARGEST_FILE / 1e6:.0f} MB")
    return data


def _limit_memory(megabytes: int) -> None:
    with contextlib.suppress(
        ImportError, ValueError, OSError
    ):  # no such limit on Windows, and none that works on macOS
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_AS, (megabytes << 20, megabytes << 20))


def _limit_time(seconds: int) -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _grown(megabytes: int) -> bool:
    # Not `getrusage`: its peak is inherited, so below a large program every reader would look grown from the start.
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return False
    peak = next((int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM:")), 0)
    return peak * 1024 > SPENT * (megabytes << 20)


if __name__ == "__main__":
    main()
