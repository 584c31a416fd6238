"""What a soak reached is said at its end: figures are for SECURITY.md, and no test hangs on a time."""

from collections.abc import Callable

import pytest

_reached = pytest.StashKey[list[str]]()


@pytest.fixture
def reached(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a figure; it is printed with the summary."""
    return request.config.stash.setdefault(_reached, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(_reached, []):
        terminalreporter.write_line(line)
