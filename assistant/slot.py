"""What the embedded model has read of the fixed prompt, kept on disk, so that the next start need not read it again.

Worth the more, the longer the fixed part of the prompt is. The file holds the model's state after the warm-up alone: no
question, no article.
"""

import contextlib
import hashlib
import http.client
import json
import logging
import urllib.request
from pathlib import Path

logger = logging.getLogger(__name__)

SUFFIX = ".slot"
SECONDS = 30.0
_FAILURES = (OSError, ValueError, http.client.HTTPException)


class SlotFile:
    """One state in `folder`, found again by what it depends on; its own name says which bytes it must have."""

    def __init__(self, folder: Path, *depends_on: str) -> None:
        """`depends_on` names everything that changes the state: weights, context, prompt, version of llama.cpp."""
        self.folder = folder
        self._key = hashlib.sha256("\0".join(depends_on).encode()).hexdigest()[:16]

    def restore(self, base_url: str, key: str) -> bool:
        """Whether the server at `base_url` took the state; a file that is not what its name says is deleted."""
        for path in self.folder.glob(f"{self._key}-*{SUFFIX}"):
            try:
                if _sha256(path) == path.stem.partition("-")[2]:
                    _post(base_url, key, "restore", path.name)
                    return True
            except _FAILURES as error:
                logger.info("the kept prompt could not be restored: %s", error)
            with contextlib.suppress(OSError):
                path.unlink()
        return False

    def save(self, base_url: str, key: str) -> None:
        """Keeps the server's present state in place of any other; without space for it, the start stays slow."""
        temporary = self.folder / f"{self._key}.new"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            _post(base_url, key, "save", temporary.name)
            path = self.folder / f"{self._key}-{_sha256(temporary)}{SUFFIX}"
            temporary.replace(path)
            for other in self.folder.glob(f"*{SUFFIX}"):
                if other != path:
                    other.unlink()
        except _FAILURES as error:
            logger.info("the prompt could not be kept: %s", error)
            with contextlib.suppress(OSError):
                temporary.unlink()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _post(base_url: str, key: str, action: str, name: str) -> None:
    request = urllib.request.Request(
        f"{base_url}/slots/0?action={action}",
        json.dumps({"filename": name}).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json"},
    )
    # No proxy: the server is on loopback.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=SECONDS) as reply:
        json.load(reply)
