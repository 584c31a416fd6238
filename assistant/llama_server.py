"""The child process that serves the embedded model: llama.cpp's own OpenAI-compatible server, on loopback.

Run as `python -P llama_server.py MODEL.gguf CONTEXT THREADS [PROGRAM]`, with the key on the first line of standard
input; PROGRAM is a llama-server that `make native` built. It imports nothing of ours, so that its path is enough. It
prints its address as one line and serves until standard input ends, so it can never outlive the program that started
it, not even one that was killed.
"""

import contextlib
import functools
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping

BATCH = 128
"""Tokens that are read at once; a quarter of the default: the buffer for a batch's logits is what costs memory."""


def main() -> None:
    model, context, threads, *built = sys.argv[1:]
    key = sys.stdin.readline().strip()
    # Watched from before the model is loaded: whoever started us may be killed meanwhile.
    _die_with_input()
    watch = threading.Thread(target=_end_with_input, daemon=True)
    watch.start()
    # llama.cpp logs to standard output; the address goes out on a copy of it, and the logs to standard error.
    address_out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    if built and (address := _start_built(built[0], model, context, threads, key)):
        print(address, file=address_out, flush=True)
        watch.join()

    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = int(context)
    params.n_parallel = 1
    params.n_ubatch = BATCH
    params.cache_ram_mib = 0  # one conversation at a time: its own slot is cache enough
    # Weights are read, not mapped: what llama.cpp repacks for the processor would otherwise be in memory twice.
    params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = int(threads)
    params.cpuparams_batch.n_threads = int(threads)
    params.ui = False
    params.endpoint_slots = False
    params.verbosity = 1
    params.offline = True
    try:
        server = xllamacpp.Server(params)
        print(server.listening_address, file=address_out, flush=True)
        watch.join()
    finally:
        os._exit(1)  # nobody hears the address, or there is none: nothing may stay behind


def _start_built(program: str, model: str, context: str, threads: str, key: str) -> str | None:
    """The address of a llama.cpp that was built for this processor; we end with it, and it with us.

    None when it does not start, as on another processor: then the one that was installed serves.
    """
    options = {
        "--model": model,
        "--host": "127.0.0.1",
        "--port": "0",
        "--ctx-size": context,
        "--parallel": "1",
        "--ubatch-size": str(BATCH),
        "--cache-ram": "0",
        "--load-mode": "none",
        "--gpu-layers": "0",
        "--threads": threads,
        "--threads-batch": threads,
    }
    command = [program, *(part for option in options.items() for part in option), "--no-ui", "--no-slots", "--offline"]
    try:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=_without_llama(os.environ) | {"LLAMA_API_KEY": key},  # a command line is for everybody to read
            preexec_fn=_dying_with_parent(),
        )
    except OSError:
        return None
    assert server.stdout is not None
    for line in server.stdout:
        if found := re.search(rb"listening on (http://\S+)", line):
            threading.Thread(target=_end_with, args=(server,), daemon=True).start()
            return found[1].decode()
    server.wait()
    return None


def _without_llama(environment: Mapping[str, str]) -> dict[str, str]:
    """llama-server takes any of its settings from the environment, its address too."""
    return {name: value for name, value in environment.items() if not name.startswith("LLAMA_")}


def _dying_with_parent() -> Callable[[], object] | None:
    """For a child to call: where the system can (Linux), it ends when we do, by whatever means that was."""
    import ctypes

    prctl = getattr(ctypes.CDLL(None), "prctl", None)  # found before the child is made, which should do little
    return prctl and functools.partial(prctl, 1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _end_with(server: "subprocess.Popen[bytes]") -> None:
    assert server.stdout is not None
    for _ in server.stdout:  # a pipe that nobody empties would stop it
        pass
    os._exit(1)


def _die_with_input() -> None:
    """Where the system can: it ends us itself when our input ends.

    llama.cpp keeps Python's lock while it loads, so that no thread of ours could, were it stuck there.
    """
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())  # who gets SIGIO, whose default is to end
        fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)


def _end_with_input() -> None:
    while os.read(0, 4096):
        pass
    os._exit(0)  # llama.cpp's threads need no farewell, and must not hold the exit up


if __name__ == "__main__":
    main()
