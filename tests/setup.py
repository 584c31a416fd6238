"""Fetches what the tests need before they start, with the progress a person wants to see: weights and a browser."""

import shutil
import subprocess
import sys
from pathlib import Path

from assistant.errors import DatelineError
from assistant.settings import load
from index import weights

BROWSER = Path("/usr/bin/chromium")


def main() -> int:
    """Exit status 0 when everything is there."""
    settings = load()
    try:
        for model in (settings.embedding, settings.llm_weights):
            weights.fetch(model, settings.home, progress=_progress)
    except DatelineError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    if not BROWSER.exists() and not _install_browser():
        print(  # noqa: T201
            "The browser tests need Chromium at /usr/bin/chromium. Install Debian's package `chromium` and run again.",
            file=sys.stderr,
        )
        return 1
    return 0


def _progress(label: str, done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{label}: {done / 1e6:,.0f} of {total / 1e6:,.0f} MB ", end="", file=sys.stderr)  # noqa: T201


def _install_browser() -> bool:
    if shutil.which("apt-get") is None:
        return False
    print("Installing Chromium for the browser tests ...", file=sys.stderr)  # noqa: T201
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        if subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode:
            return False
    return BROWSER.exists()


if __name__ == "__main__":
    sys.exit(main())
