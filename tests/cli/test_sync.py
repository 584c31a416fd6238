"""`dateline sync` and `add --watch`: what was added before, looked at again."""

from pathlib import Path

import pytest

from tests.cli.conftest import Command


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("a", "b"):
        (tmp_path / "in" / f"{name}.txt").write_text(f"Words of {name}.")
    return tmp_path / "in"


def test_sync_says_what_came_and_went(dateline: Command, folder: Path) -> None:
    first = dateline("add", folder, "--json").json
    (folder / "a.txt").unlink()
    (folder / "c.txt").write_text("Words of c.")
    done = dateline("sync", "--json")
    gone = next(item["id"] for item in first["articles"] if item["source"].endswith("a.txt"))
    assert (done.code, done.json["added"], done.json["unchanged"], done.json["removed"]) == (0, 1, 1, [gone])
    assert "0 added, 0 updated, 2 unchanged, 0 removed, 0 failed." in dateline("sync").out


def test_sync_without_anything_followed_says_what_to_do(dateline: Command) -> None:
    done = dateline("sync")
    assert done.code == 0
    assert "dateline add FOLDER" in done.err


def test_a_folder_that_went_away_is_a_failure_and_its_articles_stay(dateline: Command, folder: Path) -> None:
    dateline("add", folder)
    folder.rename(folder.with_name("away"))
    done = dateline("sync", "--json")
    assert done.code == 1
    assert done.json["failed"][0]["source"] == str(folder)
    assert len(dateline("list", "--json").json["articles"]) == 2


@pytest.mark.parametrize("more", [["{file}"], ["{folder}", "--json"], ["{folder}", "-"]])
def test_only_folders_are_watched(dateline: Command, folder: Path, more: list[str]) -> None:
    given = [part.format(file=folder / "a.txt", folder=folder) for part in more]
    done = dateline("add", "--watch", *given)
    assert (done.code, done.out) == (2, "")
    assert "--watch" in done.err
