"""The products of a model with their weights laid out for the processor, where it does not multiply bfloat16 itself."""

import logging
import warnings
from typing import Any

import numpy as np

logger = logging.getLogger(__name__)

_PROBE = "The harbour tunnel will open in March 2025, the port said."
_APART = 1e-3
"""By how much a number of the probe's vector may differ from what it was; float16 weights come to some 1e-5."""


def pack(model: Any) -> None:
    """Has the weights of a sentence-transformers model's products as float16 in the order the processor reads them;
    numbers in between stay float32, and vectors what they were to 1e-5.

    A question's few rows are mostly a wait for weights: it takes four fifths of the time, passages take what they took
    (see evals/bench/NOTES.md). Torch does it with FBGEMM, on x86-64 alone; elsewhere, where torch no longer has it, and
    with a model that looks at its own weights the model stays as it is.
    """
    import torch

    if "fbgemm" not in torch.backends.quantized.supported_engines:
        return
    before = model.encode(_PROBE, show_progress_bar=False)
    products = {name: module for name, module in model.named_modules() if type(module) is torch.nn.Linear}
    try:
        with warnings.catch_warnings():  # it is to move to a package of its own, which would be one more to install
            warnings.simplefilter("ignore")
            from torch.ao.quantization import quantize_dynamic

            quantize_dynamic(model, {torch.nn.Linear}, dtype=torch.float16, inplace=True)  # type: ignore[no-untyped-call]
        same = np.allclose(model.encode(_PROBE, show_progress_bar=False), before, rtol=0, atol=_APART)
    except Exception as error:  # noqa: BLE001  each model's own code fails in its own way
        logger.info("the embedding model's weights cannot be laid out anew: %s", error)
        same = False
    if not same:
        for name, module in products.items():
            model.set_submodule(name, module)
