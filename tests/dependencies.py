"""What Dateline is built on: `python -m tests.dependencies` prints the licences, with `audit` it looks for weaknesses.

The audit is pip-audit's, in an environment of its own (`.venv-audit`), over everything the locks name. Where it cannot
be had, or its database not be reached, that is said, and nothing is held against the build.
"""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-evals.lock", "requirements-dev.lock")
PIP_AUDIT = "pip-audit>=2.9,<3"
SECONDS = 300
EXPLAINED: Mapping[str, str] = {}
"""Weaknesses that do not concern us, by their id, each with the reason why."""


@dataclass(frozen=True)
class Weakness:
    """One that is known of a package."""

    package: str
    version: str
    id: str
    mended_in: str


def locked(name: str) -> dict[str, str]:
    """Package -> version, as a lock names them."""
    lines = (ROOT / name).read_text("utf-8").split()
    return dict(line.split("==", 1) for line in lines if "==" in line)


def licence(package: str) -> str | None:
    """What an installed package says its licence is; None when it is not installed here."""
    try:
        about = metadata(package)
    except PackageNotFoundError:
        return None
    named = [line.rpartition(" :: ")[2] for line in about.get_all("Classifier") or [] if line.startswith("License")]
    said = [*(about.get_all("License-Expression") or []), "; ".join(named), *(about.get_all("License") or [])]
    return next((text.strip()[:60] for text in said if text.strip()), "")


def weaknesses(report: Mapping[str, Any]) -> list[Weakness]:
    """What pip-audit found and nobody explained, out of its JSON."""
    return [
        Weakness(item["name"], item["version"], found["id"], ", ".join(found.get("fix_versions", ())) or "no version")
        for item in report["dependencies"]
        for found in item.get("vulns", ())
        if not {found["id"], *found.get("aliases", ())} & set(EXPLAINED)
    ]


def known(report: Mapping[str, Any]) -> int:
    """How many of the packages the database knows; a mirror without one passes over all of them in silence."""
    return sum("skip_reason" not in item for item in report["dependencies"])


def audit() -> int:
    """0 when nothing is wrong or nothing could be learned, else 1; says which."""
    report = _report()
    if isinstance(report, str):
        sys.stdout.write(f"No audit of the dependencies: {report}\n")
        return 0
    found = weaknesses(report)
    for item in found:
        sys.stdout.write(f"{item.package} {item.version}: {item.id}, mended in {item.mended_in}\n")
    total = len(report["dependencies"])
    sys.stdout.write(f"{known(report)} of {total} dependencies looked up, {len(found)} unexplained weaknesses\n")
    return 1 if found else 0


def _report() -> dict[str, Any] | str:
    """pip-audit's report, or why there is none."""
    folder = ROOT / ".venv-audit"
    program = folder / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    try:
        if not program.exists():
            subprocess.run([sys.executable, "-m", "venv", folder], check=True, capture_output=True)
        if subprocess.run([str(program), "-c", "import pip_audit"], capture_output=True, check=False).returncode:
            install = [str(program), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PIP_AUDIT]
            subprocess.run(install, check=True, capture_output=True, timeout=SECONDS)
        options = ["--disable-pip", "--no-deps", "--progress-spinner=off", "--format=json", "--requirement"]
        done = subprocess.run(
            [str(program), "-m", "pip_audit", *options, str(ROOT / LOCKS[-1])],
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        report: dict[str, Any] = json.loads(done.stdout)
        return report if known(report) else "its database knows none of them, as one that is out of reach"
    except (OSError, subprocess.SubprocessError) as error:
        return f"pip-audit cannot be installed or run here ({type(error).__name__})"
    except ValueError:
        reason = re.sub(r"\s+", " ", done.stderr.strip().rpartition("\n")[2])[:200]
        return f"its database cannot be reached ({reason})"


def main() -> int:
    if sys.argv[1:] == ["audit"]:
        return audit()
    for package, version in locked(LOCKS[-1]).items():
        sys.stdout.write(f"{package:44} {version:14} {licence(package) or 'not installed here'}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
