"""The process in which files are read, seen from outside: it can be killed, and then the next one goes on."""

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

from index.errors import ReadError
from index.readers.folders import Chosen, is_corpus, is_read
from index.readers.job import OUT_OF_MEMORY, TOO_MUCH, Found, Job, Read, read_found, write_job
from index.types import Failure

SECONDS = 30
MEGABYTES = 512
_CHILD = Path(__file__).with_name("child.py")
_START_S = 60
_SLOW_MEMBERS = 3
"""Files of one ZIP that may take too long before the rest of it is given up."""


class ReaderProcess:
    """Reads files in one process after another: one that hangs, grows or crashes is killed and replaced.

    It starts when the first file comes, and ends with `close` or with this program, however that ends.
    """

    def __init__(self, seconds: float = SECONDS, megabytes: int = MEGABYTES) -> None:
        self._seconds, self._megabytes = seconds, megabytes
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> "ReaderProcess":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, job: Job, data: bytes = b"") -> list[Read]:
        """The articles of one file; a failure among them says why there are none, or not all."""
        try:
            return self._ask(job, data).articles
        except ReadError as error:
            return [Failure(job.origin, str(error))]

    def read_archive(self, path: Path, origin: str, chosen: Chosen) -> Iterator[Read]:
        """The articles in a ZIP, file by file, each with the limits of a file."""
        job = Job(origin, ".zip", os.fspath(path), what="members")
        try:
            found = self._ask(job, b"")
        except ReadError as error:
            yield Failure(origin, str(error))
            return
        yield from found.articles
        slow = 0
        members = [
            member
            for member in found.members
            if is_read(member.name) and not is_corpus(member.name) and chosen(member.name)
        ]
        for place, member in enumerate(members):
            ending = Path(member.name).suffix.lower()
            job = Job(f"{origin}/{member.name}", ending, os.fspath(path), member.number)
            try:
                yield from self._ask(job, b"").articles
            except ReadError as error:
                yield Failure(job.origin, str(error))
                slow += isinstance(error, TooSlowError)
            if slow == _SLOW_MEMBERS and place + 1 < len(members):
                left = len(members) - place - 1
                yield Failure(origin, f"{slow} of its files took too long; the other {left} were left out")
                return
        if not members and not found.articles:
            yield Failure(origin, "no file in it can be read")

    def close(self) -> None:
        """Ends the process, whatever it does."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):  # what could not be written is lost with the process
                    if stream is not None:
                        stream.close()
            process.wait()

    def _ask(self, job: Job, data: bytes) -> Found:
        with self._lock:
            process = self._started()
            late = threading.Event()

            def kill() -> None:
                late.set()
                process.kill()

            watch = threading.Timer(self._seconds, kill)
            watch.daemon = True
            watch.start()
            try:
                line = _exchange(process, write_job(job) + data)
            except BaseException:  # Ctrl-C: what it would still answer is to be no answer to the next question
                self.close()
                raise
            finally:
                watch.cancel()
            found = None
            if line.endswith(b"\n"):
                with contextlib.suppress(ValueError, KeyError, TypeError, AttributeError):
                    found = read_found(line)
            if found is not None:
                if found.spent or late.is_set():
                    self.close()
                return found
            status = self._ended(process)
            if late.is_set() or status == -_SIGXCPU:
                raise TooSlowError(f"reading it took longer than {self._seconds:.0f} s, so it was given up")
            raise ReadError(TOO_MUCH if status == OUT_OF_MEMORY else "its reader broke down on it")

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            self._process = subprocess.Popen(
                [sys.executable, "-P", str(_CHILD), str(self._megabytes), str(int(self._seconds))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )
            # That a busy machine starts it slowly is not the file's fault: the file's time begins afterwards.
            watch = threading.Timer(_START_S, self._process.kill)
            watch.daemon = True
            watch.start()
            ready = _exchange(self._process, b"")
            watch.cancel()
            if not ready:
                self.close()
                raise ReadError("the process that reads files does not start; `dateline doctor` may say why")
        return self._process

    def _ended(self, process: subprocess.Popen[bytes]) -> int:
        """Its exit status; it is given a moment to end by itself, so that the reason can be told."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
        self.close()
        return process.returncode


class TooSlowError(ReadError):
    """A file took longer to read than a file may."""


_SIGXCPU = 24


def _environment() -> dict[str, str]:
    """Ours without keys, and with little memory reserved: numpy does so for each of its threads."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "DATELINE_"))}
    return {**kept, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}


def _exchange(process: subprocess.Popen[bytes], request: bytes) -> bytes:
    """The answer's line; empty or without its end when the process ended before it was done."""
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(request)
        process.stdin.flush()
        return process.stdout.readline()
    except (OSError, ValueError):  # ValueError: closed meanwhile
        return b""
