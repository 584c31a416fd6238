"""The README says what the code says."""

import re

import pytest

from assistant.cli import app
from tests.docs import README, ROOT, fill


@pytest.fixture(scope="module")
def readme() -> str:
    return README.read_text("utf-8")


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="the tree is listed by git")
def test_the_generated_parts_are_up_to_date(readme: str) -> None:
    assert readme == fill(readme), "run `python -m tests.docs`"


def test_the_commands_of_the_readme_exist(readme: str) -> None:
    known = {item.name or "" for item in app.registered_commands}
    known |= {item.name or "" for item in app.registered_groups}
    shown = set(re.findall(r"(?:^|[`/ ])dateline ([a-z]+)", readme))
    assert shown
    assert shown <= known
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert set(re.findall(r"make ([a-z]+)", readme)) <= set(targets)


def test_pictures_and_files_the_readme_points_to_are_there(readme: str) -> None:
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", readme):
        assert (ROOT / target).exists(), target
