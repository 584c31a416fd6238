"""A model of a few kilobytes that llama.cpp really loads: it writes nonsense without end, served like any other."""

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

WIDTH, INNER, HEADS = 32, 64, 2
CONTEXT = 32_768
"""Tokens: no answer comes to its end while a test looks at it."""
STRING, ARRAY = 8, 9
BYTES = 256
KINDS = {"I": 4, "i": 5, "f": 6}
"""GGUF's numbers for unsigned, signed and floating values of four bytes, by struct's letters."""
WORDS = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(BYTES))]
UNKNOWN, CONTROL, BYTE = 2, 3, 6


def tiny_model(path: Path) -> Path:
    """Writes the model to `path`, as GGUF: Llama with one layer, whose tokens are bytes."""
    random = np.random.default_rng(7)

    def weights(*shape: int) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
        return (random.standard_normal(shape) / 8).astype(np.float32)

    words = weights(len(WORDS), WIDTH)
    words[: len(WORDS) - BYTES] = 0  # an end is never the likeliest
    tensors = {
        "token_embd.weight": words,
        "output_norm.weight": np.ones(WIDTH, np.float32),
        "blk.0.attn_norm.weight": np.ones(WIDTH, np.float32),
        "blk.0.ffn_norm.weight": np.ones(WIDTH, np.float32),
        **{f"blk.0.attn_{name}.weight": weights(WIDTH, WIDTH) for name in ("q", "k", "v", "output")},
        **{f"blk.0.ffn_{name}.weight": weights(INNER, WIDTH) for name in ("gate", "up")},
        "blk.0.ffn_down.weight": weights(WIDTH, INNER),
    }
    facts = [
        _text("general.architecture", "llama"),
        _number("llama.context_length", "I", CONTEXT),
        _number("llama.embedding_length", "I", WIDTH),
        _number("llama.feed_forward_length", "I", INNER),
        _number("llama.block_count", "I", 1),
        _number("llama.attention.head_count", "I", HEADS),
        _number("llama.rope.dimension_count", "I", WIDTH // HEADS),
        _number("llama.attention.layer_norm_rms_epsilon", "f", 1e-5),
        _text("tokenizer.ggml.model", "llama"),
        _key("tokenizer.ggml.tokens", ARRAY) + struct.pack("<IQ", STRING, len(WORDS)) + b"".join(map(_string, WORDS)),
        _numbers("tokenizer.ggml.scores", "f", [0.0] * len(WORDS)),
        _numbers("tokenizer.ggml.token_type", "i", [UNKNOWN, CONTROL, CONTROL, *[BYTE] * BYTES]),
        _number("tokenizer.ggml.bos_token_id", "I", 1),
        _number("tokenizer.ggml.eos_token_id", "I", 2),
    ]
    head = struct.pack("<4sIQQ", b"GGUF", 3, len(tensors), len(facts)) + b"".join(facts)
    data = b""
    for name, tensor in tensors.items():
        shape = tensor.shape[::-1]
        head += _string(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, len(data))
        data += _aligned(tensor.tobytes())
    path.write_bytes(_aligned(head) + data)
    return path


def _aligned(data: bytes) -> bytes:
    return data + bytes(-len(data) % 32)


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _key(name: str, kind: int) -> bytes:
    return _string(name) + struct.pack("<I", kind)


def _text(name: str, value: str) -> bytes:
    return _key(name, STRING) + _string(value)


def _number(name: str, kind: str, value: float) -> bytes:
    return _key(name, KINDS[kind]) + struct.pack(f"<{kind}", value)


def _numbers(name: str, kind: str, values: Sequence[float]) -> bytes:
    return _key(name, ARRAY) + struct.pack(f"<IQ{len(values)}{kind}", KINDS[kind], len(values), *values)
