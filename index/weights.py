"""Model weights, trusted by hash and never by source: found on this disk, or fetched and proved before use."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import DiskFullError, HomeError, WeightsError
from index.manifest import MODELS, Model, total_bytes
from index.weights_disk import check, length, place, target, weights_folder
from index.weights_sources import Progress, bytes_there, fetch_missing, hub_cache_copy

__all__ = ["Progress", "fetch", "fetch_model", "find", "find_model", "weights_folder"]

log = logging.getLogger(__name__)


def find(model: str, home: Path, given: Path | None = None) -> Path | None:
    """The model's file, or its folder when it has several; None when it is not on this disk. Fetches nothing.

    WeightsError when a file that would be used has a wrong byte, or when `given` is not the model.
    """
    return find_model(_named(model), home, given)


def fetch(model: str, home: Path, given: Path | None = None, progress: Progress | None = None) -> Path:
    """Find the model, or fetch it. An interrupted fetch goes on where it stopped; two at once fetch once.

    WeightsError when no source has the right bytes; HomeError or DiskFullError when there is nowhere to put them.
    """
    return fetch_model(_named(model), home, given, progress)


def find_model(model: Model, home: Path, given: Path | None = None) -> Path | None:
    if given is not None:
        return _given(model, given, home)
    if all(length(target(model, home, file)) is not None for file in model.files):
        for file in model.files:
            check(target(model, home, file), file, home)
        return place(model, home)
    if len(model.files) == 1:  # several are copied by fetch: in a foreign folder other files could lie beside them
        return hub_cache_copy(model, model.files[0], home)
    return None


def fetch_model(model: Model, home: Path, given: Path | None = None, progress: Progress | None = None) -> Path:
    if given is not None:
        return _given(model, given, home)
    if (found := _find_whole(model, home)) is not None:
        return found
    folder = weights_folder(home)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with _one_fetch_at_a_time(model, home, progress):
            return _find_whole(model, home) or fetch_missing(model, home, progress)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            need_mb = (total_bytes(model) - bytes_there(model, home)) // 10**6 + 1
            raise DiskFullError(
                f"The disk filled up while {model.name} was fetched into {folder}. {need_mb:,} MB are still to come; "
                "what came is kept. Free some space and try again, or choose another home."
            ) from error
        raise HomeError(f"{folder} cannot be written ({error.strerror or error}). Choose another home.") from error


def _named(model: str) -> Model:
    if model not in MODELS:
        raise WeightsError(f"There is no model named {model!r}; there are {', '.join(MODELS)}.")
    return MODELS[model]


def _given(model: Model, given: Path, home: Path) -> Path:
    """What the reader named is used in place or refused; nothing else is tried instead."""
    one = len(model.files) == 1
    for file in model.files:
        path = given if one and not given.is_dir() else given / file.name
        if length(path) is None:
            raise WeightsError(f"There is no file {path}, which was named as weights of {model.name}.")
        check(path, file, home)
        if one:
            return path
    return given


def _find_whole(model: Model, home: Path) -> Path | None:
    """As `find_model`, but a damaged copy in our own folder is only a reason to fetch again."""
    try:
        return find_model(model, home)
    except WeightsError as error:
        log.warning("fetching again: %s", error)
        return None


@contextmanager
def _one_fetch_at_a_time(model: Model, home: Path, progress: Progress | None) -> Iterator[None]:
    lock = FileLock(weights_folder(home) / "fetch.lock")
    while True:
        try:
            lock.acquire(timeout=0.5)
            break
        except Timeout:
            if progress is not None:
                label = f"{model.name}: waiting for another process that is fetching"
                progress(label, bytes_there(model, home), total_bytes(model))
    try:
        yield
    finally:
        lock.release()
