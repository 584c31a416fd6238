"""A model whose weights are laid out anew says what it said before, or is left alone."""

from pathlib import Path

import numpy as np
import pytest
import torch
from sentence_transformers import SentenceTransformer

from index.packed import pack

TEXTS = ["What sectors did Campbell name?", "Lena Ortiz will lead the city museum from June. " * 20]
DENSE = "0.auto_model.encoder.layer.0.output.dense"


class Looking(torch.nn.Module):
    """As some models do, it looks at what its weights are made of before each product."""

    def __init__(self, inner: torch.nn.Module) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        product: torch.Tensor = self.inner(rows.to(self.inner.weight.dtype))  # type: ignore[arg-type]
        return product


@pytest.fixture
def model(embedder_folder: Path) -> SentenceTransformer:
    if "fbgemm" not in torch.backends.quantized.supported_engines:
        pytest.skip("torch lays no weights out for this processor")
    return SentenceTransformer(str(embedder_folder), device="cpu", local_files_only=True)


def products(model: SentenceTransformer) -> int:
    return sum(type(module) is torch.nn.Linear for module in model.modules())


def test_vectors_stay_the_same(model: SentenceTransformer) -> None:
    before = model.encode(TEXTS)
    pack(model)
    assert products(model) == 0
    assert np.allclose(model.encode(TEXTS), before, rtol=0, atol=1e-4)


def test_a_model_that_looks_at_its_weights_is_left_alone(model: SentenceTransformer) -> None:
    dense = model.get_submodule(DENSE)
    model.set_submodule(DENSE, Looking(dense))
    before, there = model.encode(TEXTS), products(model)
    pack(model)
    assert products(model) == there
    assert model.get_submodule(f"{DENSE}.inner") is dense
    assert np.array_equal(model.encode(TEXTS), before)
