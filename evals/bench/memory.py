"""Memory of `dateline chat` with the embedded model: `python -m evals.bench.memory [--home DIR ...]` (Linux).

Starts the page, waits until it answers, asks nothing more than what the start asks, and prints the resident memory of
the program and of all its children.
"""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

PORT = 7899
WAIT_SECONDS = 180


def resident(pid: int) -> int:
    """Resident bytes of a process and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(resident(int(child)) for child in children)


def main(options: list[str]) -> int:
    """Prints the time until the page answers and the memory half a minute later."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "assistant.cli", "chat", "--no-browser", "--port", str(PORT), *options]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        while True:
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=2).read()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() - begun > WAIT_SECONDS:
                    sys.stdout.write("the page did not start\n")
                    return 1
                time.sleep(0.2)
        sys.stdout.write(f"page after {time.monotonic() - begun:.1f} s\n")
        time.sleep(30)  # models load and the fixed prompt is read in the background
        sys.stdout.write(f"resident: {resident(process.pid) / 1e9:.2f} GB\n")
    finally:
        process.terminate()
        process.wait(20)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
