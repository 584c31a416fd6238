"""Opening a home folder."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from index.library import try_writing


def test_many_may_try_the_home_folder_at_once_and_leave_nothing(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ThreadPoolExecutor(8) as pool:
        for attempt in [pool.submit(try_writing, home) for _ in range(400)]:
            attempt.result()
    assert list(home.iterdir()) == []
