"""What the tests share: the embedder, small libraries, and a guard that nothing is reached beyond this machine."""

import contextlib
import ctypes
import gc
import ipaddress
import os
import socket
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from assistant.settings import default_home
from index import weights
from index.embed import Embedder, SentenceTransformerEmbedder
from index.ingest import add_samples
from index.library import Library

EMBEDDER = "all-minilm-l6-v2"

# How long an example takes says what else the machine does; hypothesis would call a test flaky for it.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")


class Outside(OSError):
    """What a test gets that reaches for another machine: it is offline."""


class Network:
    """Stands in for `connect` and `getaddrinfo`; remembers who was asked for beyond loopback."""

    def __init__(self) -> None:
        self.attempts: list[str] = []
        self.open = False

    def check(self, host: object) -> None:
        if not self.open and not _is_loopback(host):
            self.attempts.append(str(host))
            raise Outside(f"no test may reach {host}")

    @contextlib.contextmanager
    def opened(self) -> Iterator[None]:
        """For weights only: they are fetched once, and proved by their hash."""
        self.open = True
        try:
            yield
        finally:
            self.open = False


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


@pytest.fixture(scope="session", autouse=True)
def network() -> Iterator[Network]:
    network = Network()
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, _guarded_connect(network, getattr(socket.socket, name)))
    look_up = socket.getaddrinfo

    def guarded_look_up(host: Any, *args: Any, **named: Any) -> Any:
        network.check(host)
        return look_up(host, *args, **named)

    patch.setattr(socket, "getaddrinfo", guarded_look_up)
    yield network
    patch.undo()


def _guarded_connect(network: Network, connect: Any) -> Any:
    def guarded(self: socket.socket, address: Any) -> Any:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            network.check(address[0])
        return connect(self, address)

    return guarded


@pytest.fixture(autouse=True)
def nothing_beyond_loopback(network: Network) -> Iterator[None]:
    """Fails the test that reached for another machine, even when the code under test took it for being offline."""
    network.attempts.clear()
    yield
    assert not network.attempts, f"the test reached for {network.attempts}"


@pytest.fixture(scope="session")
def embedder_folder(network: Network) -> Path:
    """The embedding model's folder; fetched when it is not on this disk."""
    with network.opened():
        return weights.fetch(EMBEDDER, default_home())


@pytest.fixture(scope="session")
def embedder(embedder_folder: Path) -> Embedder:
    return SentenceTransformerEmbedder(embedder_folder)


@pytest.fixture
def library(tmp_path: Path, embedder: Embedder) -> Iterator[Library]:
    """An empty library of the test's own."""
    with contextlib.closing(Library(tmp_path / "home", lambda: embedder)) as opened:
        yield opened


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Path:
    """A home folder with all sample articles; only to be read."""
    home = tmp_path_factory.mktemp("samples") / "home"
    with contextlib.closing(Library(home, lambda: embedder)) as opened:
        report = add_samples(opened)
    assert report.articles
    assert not report.failed
    return home


@pytest.fixture(scope="session")
def sample_library(sample_home: Path, embedder: Embedder) -> Iterator[Library]:
    """The library of `sample_home`, opened; only to be read."""
    with contextlib.closing(Library(sample_home, lambda: embedder)) as opened:
        opened.sync()
        yield opened


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 3 MB; skipped where mounting is not permitted."""
    libc = ctypes.CDLL(None, use_errno=True)
    disk = tmp_path / "disk"
    disk.mkdir()
    if libc.mount(b"tmpfs", os.fsencode(disk), b"tmpfs", 0, b"size=3000000"):
        pytest.skip(f"mounting is not permitted here ({os.strerror(ctypes.get_errno())})")
    try:
        yield disk
    finally:
        libc.umount2(os.fsencode(disk), 2)  # MNT_DETACH


_reached = pytest.StashKey[list[str]]()


@pytest.fixture
def reached(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """Takes a figure that a soak reached; it is printed at the end, for SECURITY.md. No test hangs on a time."""
    return request.config.stash.setdefault(_reached, []).append


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for line in config.stash.get(_reached, []):
        terminalreporter.write_line(line)


@pytest.fixture(scope="session", autouse=True)
def leftovers() -> Iterator[None]:
    """What third-party libraries leave to the collector goes before pytest looks for warnings nobody caught."""
    yield
    gc.collect()
