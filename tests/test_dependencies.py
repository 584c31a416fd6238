"""What Dateline is built on has a floor, a version in the locks, and a licence that lets it be passed on."""

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.dependencies import LOCKS, ROOT, Weakness, known, licence, locked, weaknesses

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RANGES = {
    "requirements.lock": PROJECT["dependencies"],
    "requirements-evals.lock": PROJECT["dependencies"] + PROJECT["optional-dependencies"]["evals"],
    "requirements-dev.lock": [
        *PROJECT["dependencies"],
        *PROJECT["optional-dependencies"]["evals"],
        *PROJECT["optional-dependencies"]["dev"],
    ],
}
FREE = re.compile(
    r"(?i)apache|\bMIT\b|MIT-CMU|BSD|\bISC\b|\bPSF\b|python software foundation|CNRI-Python|\bzlib\b|CC0|BSL-1\.0"
    r"|unlicense|public domain|MPL|mozilla|HPND|matplotlib"
)
"""Licences under which a package may be used and passed on beside ours. (MPL asks to keep its own files open.)"""


def key(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_range_has_a_floor_and_a_locked_version_within_it(lock: str) -> None:
    versions = {key(name): version for name, version in locked(lock).items()}
    for text in RANGES[lock]:
        wanted = Requirement(text)
        assert any(item.operator in (">=", "==") for item in wanted.specifier), text
        assert wanted.specifier.contains(versions[key(wanted.name)]), text


def test_each_lock_takes_nothing_away_from_the_one_before() -> None:
    first, second, third = (locked(name) for name in LOCKS)
    assert first.items() <= second.items() <= third.items()


def test_everything_a_user_gets_has_a_free_licence() -> None:
    found = {name: licence(name) for name in locked("requirements.lock")}
    installed = {name: text for name, text in found.items() if text is not None}
    assert len(installed) > 100
    assert not {name: text for name, text in installed.items() if not FREE.search(text)}


def test_what_nobody_explained_is_found_in_an_audit() -> None:
    vulnerable = {"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["2.0"], "description": "words"}
    sound = {"name": "a", "version": "1.0", "vulns": []}
    assert weaknesses({"dependencies": [sound]}) == []
    report = {"dependencies": [sound, {"name": "b", "version": "1.0", "vulns": [vulnerable]}]}
    assert known(report) == 2
    assert known({"dependencies": [{"name": "a", "skip_reason": "not found"}]}) == 0
    assert weaknesses(report) == [Weakness("b", "1.0", "PYSEC-1", "2.0")]
