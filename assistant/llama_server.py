"""The child process that serves the embedded model: llama.cpp's own OpenAI-compatible server, on loopback.

Run as `python -P llama_server.py MODEL.gguf CONTEXT THREADS FOLDER`, with the key on the first line of standard input;
FOLDER is where it may keep what it has read (see slot.py). It imports nothing of ours, so that its path is enough.
It prints its address as one line and serves until standard input ends, so it can never outlive the program that
started it, not even one that was killed.
"""

import contextlib
import os
import sys
import threading


def main() -> None:
    model, context, threads, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    key = sys.stdin.readline().strip()
    # Watched from before the model is loaded: whoever started us may be killed meanwhile.
    _die_with_input()
    watch = threading.Thread(target=_end_with_input, daemon=True)
    watch.start()
    # llama.cpp logs to standard output; the address goes out on a copy of it, and the logs to standard error.
    address_out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)

    import xllamacpp

    params = xllamacpp.CommonParams()
    params.model.path = model
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    params.api_keys = [key]
    params.n_ctx = context
    params.n_parallel = 1
    params.n_ubatch = 128  # a quarter of the default: the buffer for a batch's logits is what costs memory
    params.cache_ram_mib = 0  # one conversation at a time: its own slot is cache enough
    # Weights are read, not mapped: what llama.cpp repacks for the processor would otherwise be in memory twice.
    params.load_mode = xllamacpp.llama_load_mode.LLAMA_LOAD_MODE_NONE
    params.n_gpu_layers = 0
    params.cpuparams.n_threads = threads
    params.cpuparams_batch.n_threads = threads
    params.ui = False
    params.endpoint_slots = False
    params.slot_save_path = os.path.join(folder, "")  # llama.cpp joins it to the name as it is
    params.verbosity = 1
    params.offline = True
    try:
        server = xllamacpp.Server(params)
        print(server.listening_address, file=address_out, flush=True)
        watch.join()
    finally:
        os._exit(1)  # nobody hears the address, or there is none: nothing may stay behind


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
