"""The Hugging Face hub: its cache on this disk, and plain HTTP that fails quickly offline and resumes when cut."""

import os
import threading
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx

from index.errors import WeightsError
from index.manifest import File
from index.weights_disk import length

HUB = "https://huggingface.co"
TRIES = 5  # connections a file; each goes on where the last one was cut
_CONNECT_S, _READ_S, _PROBE_S = 3.0, 30.0, 6.0


def url(repository: str, name: str, endpoint: str = HUB) -> str:
    return f"{endpoint.rstrip('/')}/{repository}/resolve/main/{name}"


def cached(repository: str, name: str) -> Path | None:
    """The file in the standard Hugging Face cache, whatever its bytes."""
    from huggingface_hub import try_to_load_from_cache  # 0.3 s of import that most starts do not need

    found = try_to_load_from_cache(repository, name)
    return Path(found) if isinstance(found, str) else None


def fill(
    repository: str, files: Sequence[File], part_of: Callable[[File], Path], report: Callable[[str, int], None]
) -> None:
    """Bring each `part_of(file)` to its full length. WeightsError says what could not be had, after trying each."""
    if os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}:
        raise WeightsError("the hub was not asked, since HF_HUB_OFFLINE is set")
    endpoint = os.environ.get("HF_ENDPOINT") or HUB
    host = _host(endpoint)
    _probe(url(repository, files[0].name, endpoint), host)
    failures = []
    limits = httpx.Timeout(_READ_S, connect=_CONNECT_S)
    # identity: a compressed body could be neither resumed nor measured
    with httpx.Client(timeout=limits, follow_redirects=True, headers={"accept-encoding": "identity"}) as client:
        for file in files:
            try:
                _fill_one(client, url(repository, file.name, endpoint), host, file, part_of(file), report)
            except WeightsError as error:
                failures.append(str(error))
            except httpx.HTTPError as error:
                failures.append(f"{host} broke off while sending {file.name} ({error or type(error).__name__})")
                break
    if failures:
        raise WeightsError("; ".join(failures))


def _host(endpoint: str) -> str:
    """The host alone: an endpoint may carry a password, and messages are shown."""
    try:
        host = httpx.URL(endpoint).host
    except httpx.InvalidURL:
        host = ""
    if not host:
        raise WeightsError("HF_ENDPOINT is not a URL")
    return host


def _probe(address: str, host: str) -> None:
    """Ask once, with a deadline on the whole. A connect timeout covers neither a dead resolver nor eight addresses."""
    answers: list[Exception | None] = []

    def ask() -> None:
        try:
            httpx.head(address, timeout=httpx.Timeout(_PROBE_S, connect=_CONNECT_S))
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:  # ValueError: an unusable proxy
            answers.append(error)
        else:
            answers.append(None)

    thread = threading.Thread(target=ask, name="hub-probe", daemon=True)
    thread.start()
    thread.join(_PROBE_S)
    if not answers:
        raise WeightsError(f"{host} did not answer in {_PROBE_S:.0f} s")
    if answers[0] is not None:
        raise WeightsError(f"{host} cannot be reached ({answers[0]})") from answers[0]


def _fill_one(
    client: httpx.Client, address: str, host: str, file: File, part: Path, report: Callable[[str, int], None]
) -> None:
    for _ in range(TRIES):
        have = length(part) or 0
        if have == file.bytes:
            return
        try:
            _get(client, address, host, file, part, report)
        except httpx.TransportError:
            if (length(part) or 0) <= have:
                raise
    if length(part) != file.bytes:
        raise WeightsError(f"{host} kept breaking off while sending {file.name}; what came is kept")


def _get(
    client: httpx.Client, address: str, host: str, file: File, part: Path, report: Callable[[str, int], None]
) -> None:
    """One request, going on after the bytes already there. Never writes more than the pinned length."""
    have = length(part) or 0
    if have > file.bytes:
        have = 0
    with client.stream("GET", address, headers={"range": f"bytes={have}-"} if have else {}) as response:
        if response.status_code == 206 and response.headers.get("content-range", "").startswith(f"bytes {have}-"):
            pass
        elif response.status_code == 200:
            have = 0
        else:
            raise WeightsError(f"{host} answered {response.status_code} for {file.name}")
        declared = response.headers.get("content-length")
        if declared is not None and declared != str(file.bytes - have) and "content-encoding" not in response.headers:
            raise WeightsError(
                f"{host} has another {file.name}: {declared} bytes to come, expected {file.bytes - have}"
            )
        with part.open("ab") as out:
            out.truncate(have)
            for block in response.iter_bytes():
                have += len(block)
                if have > file.bytes:
                    out.truncate(0)
                    raise WeightsError(f"{host} sent more than the {file.bytes:,} bytes of {file.name}")
                out.write(block)
                report(f"from {host}", 0)
