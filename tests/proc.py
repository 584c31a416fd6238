"""What /proc says of the processes of the tests."""

import os
from pathlib import Path

VISIBLE = os.path.basename(os.path.realpath("/proc/self")) == str(os.getpid())
"""Whether it shows them under the numbers they know: in some sandboxes it counts otherwise."""


def runs(pid: int) -> bool:
    """Whether there is such a process, and it has not ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def children(pid: int) -> list[int]:
    """The processes that this one started and that are still there, ended ones nobody asked after included."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:  # gone meanwhile
            continue
        if parent == pid:
            found.append(int(stat.parent.name))
    return found
