"""A peer as a child process with an environment of its own, held to its time and ended when we are done with it."""

import json
import os
import queue
import subprocess
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

from evals.peers.talk import Cited, Job, Reply

ROOT = Path(__file__).parents[2]
START_SECONDS = 300.0

QUIET = {
    "ANONYMIZED_TELEMETRY": "False",  # chromadb, posthog
    "DO_NOT_TRACK": "1",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "HF_HUB_OFFLINE": "1",
    "LANGCHAIN_TRACING_V2": "false",
    "LANGSMITH_TRACING": "false",
    "LITELLM_LOCAL_MODEL_COST_MAP": "True",  # else litellm asks the network for prices when imported
    "LITELLM_TELEMETRY": "False",
    "NO_PROXY": "127.0.0.1",
    "OTEL_SDK_DISABLED": "true",
    "TOKENIZERS_PARALLELISM": "false",
    "TRANSFORMERS_OFFLINE": "1",
}
"""Peers report, trace and fetch nothing: what leaves this machine is not theirs to decide."""


class PeerError(Exception):
    """A peer cannot be used; the message says why."""


class LateError(PeerError):
    """A peer was given up because its time was over."""


def environment(environ: Mapping[str, str]) -> dict[str, str]:
    """The environment a peer runs in: nothing that reports, and no key of anybody's."""
    return {name: value for name, value in environ.items() if not name.endswith("_API_KEY")} | QUIET


class Child:
    """One peer's process. It ends by itself when its input does, and with `close` in any case."""

    def __init__(self, command: Sequence[str], job: Job) -> None:
        """Starts the peer and waits until its articles are added; PeerError when that fails."""
        self._errors = TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - closed with the rest
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                text=True,
                encoding="utf-8",
                cwd=ROOT,
                env=environment(os.environ),
            )
        except OSError as error:
            self._errors.close()
            raise PeerError(f"{command[0]} cannot be started: {error.strerror}. `make peers` installs it.") from error
        self._lines: queue.Queue[str] = queue.Queue()
        self._reader = threading.Thread(target=self._read, name="peer output", daemon=True)
        self._reader.start()
        try:
            ready = self._exchange(asdict(job), START_SECONDS)
            self.version = str(ready["version"])
            self.ingest_seconds = float(ready["ingest_seconds"])
        except PeerError:
            self.close()
            raise
        except (KeyError, TypeError, ValueError) as error:
            self.close()
            raise PeerError(f"its first line was not understood: {error!r}") from error

    def ask(self, id_: str, text: str, seconds: float) -> tuple[Reply | str, float]:
        """The reply, or what went wrong with this one question, and the seconds it took; LateError when time is up."""
        said = self._exchange({"id": id_, "text": text}, seconds)
        try:
            if "error" in said:
                return str(said["error"]), float(said["seconds"])
            cited = tuple(Cited(**citation) for citation in said["citations"])
            return Reply(said["answer"], tuple(said["contexts"]), cited), float(said["seconds"])
        except (KeyError, TypeError, ValueError) as error:
            raise PeerError(f"a reply was not understood: {error!r}") from error

    def close(self) -> None:
        """Ends the process; not politely, since nothing of it is kept."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout, self._errors):
            if pipe is not None:
                with suppress(BrokenPipeError):  # it died with something of ours unread
                    pipe.close()

    def _exchange(self, message: dict[str, Any], seconds: float) -> dict[str, Any]:
        assert self._process.stdin is not None
        with suppress(OSError):  # it is gone: the end of its output says so, and its errors say why
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        try:
            line = self._lines.get(timeout=seconds)
        except queue.Empty:
            raise LateError(f"no answer within {seconds:.0f} s") from None
        if not line:
            raise PeerError(self._last_words())
        said = json.loads(line)
        if not isinstance(said, dict):
            raise PeerError(f"a line was not understood: {line[:80]!r}")
        return said

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def _last_words(self) -> str:
        status = self._process.wait()
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors if line.strip()]
        return f"it ended with status {status}: {lines[-1] if lines else 'no message'}"
