"""The embedded llama.cpp server: a child process on loopback with a random port and key, gone when we are."""

import atexit
import http.client
import logging
import os
import secrets
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from assistant.errors import LLMUnreachableError

logger = logging.getLogger(__name__)

START_SECONDS = 120.0
PROGRAM = Path(__file__).with_name("llama_server.py")
BUILT = Path(sys.prefix) / "llama.cpp" / "llama-server"
"""The llama.cpp that `make native` builds for the processor it runs on; without it the installed one serves."""
SPINS = "3000"
"""How long llama.cpp's threads look for work before they sleep (GOMP_SPINCOUNT). By default they spin for long, which
on a machine with anything else to do takes the processor from the very thread they wait for."""
SILENT_SECONDS = 20.0
"""A server says that it is well also while it reads or writes. One that does not say so in this time hangs, and is
ended: what it was asked fails at once, and it starts again. It is asked again after a quarter of this time."""


@dataclass(frozen=True)
class Address:
    """Where the server listens, and the key it wants."""

    base_url: str
    key: str


class LlamaServer:
    """Starts the server when it is first needed, and again when it has died or hangs."""

    def __init__(
        self,
        weights: Path,
        context: int,
        threads: int,
        silent_seconds: float = SILENT_SECONDS,
    ) -> None:
        """`threads` 0: one a core; `silent_seconds` is how long it may not say that it is well."""
        self.weights = weights
        self._context = context
        self._threads = threads or os.cpu_count() or 1
        self._silent_seconds = silent_seconds
        self._process: subprocess.Popen[str] | None = None
        self._address: Address | None = None
        self._lock = threading.Lock()
        atexit.register(self.stop)

    @property
    def pid(self) -> int | None:
        """The child's process id while it runs."""
        alive = self._process is not None and self._process.poll() is None
        return self._process.pid if alive and self._process else None

    def address(self) -> Address:
        """Where the running server is; LLMUnreachableError when it cannot be started."""
        with self._lock:
            if self._address is None or self.pid is None or not self._well(self._address):
                if self._process is not None:  # it died or hangs: its pipes are ours to close
                    self._process.kill()
                    _end(self._process)
                address = self._start()
                threading.Thread(target=self._watch, args=(self._process, address), name="pulse", daemon=True).start()
                self._address = address
            return self._address

    def _start(self) -> Address:
        key = secrets.token_urlsafe(24)
        command = [
            sys.executable,
            "-P",  # or it would import what lies in the folder the reader stands in, or beside the program
            str(PROGRAM),
            str(self.weights),
            str(self._context),
            str(self._threads),
            *([str(BUILT)] if BUILT.is_file() else []),
        ]
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={"GOMP_SPINCOUNT": SPINS, **os.environ},
        )
        self._process = process
        assert process.stdin is not None
        assert process.stdout is not None
        timer = threading.Timer(START_SECONDS, process.kill)
        timer.start()
        try:
            process.stdin.write(key + "\n")
            process.stdin.flush()
            url = process.stdout.readline().strip()
        except OSError:
            url = ""
        finally:
            timer.cancel()
        if not url:
            raise LLMUnreachableError(
                f"The embedded model could not be started (exit status {process.wait()}). `dateline doctor` checks its"
                f" weights ({self.weights}); DATELINE_LLM_BASE_URL and DATELINE_LLM_MODEL choose an endpoint instead."
            )
        logger.info("embedded model serves on %s", url)
        return Address(f"{url}/v1", key)

    def _watch(self, process: "subprocess.Popen[str]", address: Address) -> None:
        """Ends the server when it hangs: whoever waits for an answer of it is told at once, not when time is up."""
        while process.poll() is None:
            time.sleep(self._silent_seconds / 4)
            if process.poll() is None and not self._well(address):
                process.kill()

    def _well(self, address: Address) -> bool:
        """Whether the server says that it is there."""
        connection = http.client.HTTPConnection(urlsplit(address.base_url).netloc, timeout=self._silent_seconds)
        try:
            connection.request("GET", "/health")
            connection.getresponse().read()
        except TimeoutError:
            logger.warning("the embedded model hangs; it is ended, and started again for the next question")
            return False
        except (OSError, http.client.HTTPException):  # it has ended, or is ending
            return False
        else:
            return True
        finally:
            connection.close()

    def stop(self) -> None:
        """Ends the server; it also ends by itself when this process does."""
        process = self._process
        if process is not None:
            _end(process)  # without the lock: who holds it may be waiting for this very process
        with self._lock:
            if self._process is process:
                self._process = self._address = None


def _end(process: "subprocess.Popen[str]") -> None:
    """Closes the server's input, which ends it; kills it when that does not."""
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
