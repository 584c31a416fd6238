"""axe-core, fetched once from the npm registry for the tests only: it never becomes part of the program."""

import functools
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

VERSION = "4.14.1"
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
FOLDER = Path(tempfile.gettempdir()) / f"dateline-axe-core-{VERSION}"


@functools.cache
def source() -> str:
    """The script; the test that asks is skipped with a word when npm is not there or reaches nothing."""
    script = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("axe-core is fetched with npm, which is not there")
        command = [npm, "install", "--prefix", str(FOLDER), "--no-save", "--ignore-scripts", f"axe-core@{VERSION}"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
        if done.returncode != 0:
            pytest.skip(f"npm cannot fetch axe-core: {done.stderr.strip()[-200:]}")
    return script.read_text("utf-8")


def violations(page: Page) -> list[str]:
    """What axe-core finds wrong at levels A and AA, one line each."""
    page.evaluate(source())
    found: dict[str, Any] = page.evaluate(
        "levels => axe.run(document, {runOnly: {type: 'tag', values: levels}, resultTypes: ['violations']})", LEVELS
    )
    return [
        f"{item['id']}: {node['target']} {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
        for item in found["violations"]
        for node in item["nodes"]
    ]
