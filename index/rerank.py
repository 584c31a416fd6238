"""A cross-encoder reads the question together with each passage: how well one answers the other, told more surely and
slowly than by their vectors. The only file that imports sentence-transformers' `CrossEncoder`.
"""

import json
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Protocol

from index.embed import number_type
from index.errors import WeightsError

TOGETHER = 8
"""Pairs that go through the model at once."""


class Reranker(Protocol):
    """Anything that tells how well passages answer a question."""

    def score(self, question: str, passages: Sequence[str]) -> list[float]: ...


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder read from a local folder; nothing is ever fetched by name."""

    def __init__(self, folder: Path) -> None:
        """WeightsError when there is none in `folder`."""
        _refuse_another_kind(folder)
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import CrossEncoder
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            self._model = CrossEncoder(
                str(folder),
                device="cpu",
                local_files_only=True,
                model_kwargs={"dtype": number_type()},
                activation_fn=torch.nn.Identity(),  # others round the best ones off to the same 1.0
            )
        except Exception as error:  # a wrong file fails in many shapes, some of them the loaders' own
            raise WeightsError(f"The cross-encoder in {folder} cannot be loaded: {error}") from error
        if self._model.num_labels != 1:
            raise WeightsError(
                f"The cross-encoder in {folder} gives {self._model.num_labels} figures for a pair; one that ranks gives"
                " one. Name another behind the + of `embedder`, or none."
            )
        self._line = ThreadPoolExecutor(1, "rerank")  # its tokenizer is not for two threads at once

    def score(self, question: str, passages: Sequence[str]) -> list[float]:
        """One figure for each passage, higher is better; only their order means something."""
        return self._line.submit(self._score, question, passages).result()

    def _score(self, question: str, passages: Sequence[str]) -> list[float]:
        pairs = [(question, passage) for passage in passages]
        scores = self._model.predict(pairs, batch_size=TOGETHER, show_progress_bar=False)
        return [float(score) for score in scores]


def _refuse_another_kind(folder: Path) -> None:
    """An embedder would be loaded too, with a last layer made up by chance."""
    why = "there is no such folder"
    if folder.is_dir():
        try:
            kinds = json.loads((folder / "config.json").read_text("utf-8"))["architectures"]
            why = "" if str(kinds[0]).endswith("ForSequenceClassification") else f"it holds a {kinds[0]}"
        except (OSError, ValueError, LookupError, TypeError):
            why = "it holds no config.json that says what it is"
    if why:
        raise WeightsError(
            f"{folder} is no cross-encoder: {why}. Name the folder of one (such as ms-marco-MiniLM-L6-v2) behind the +"
            " of `embedder`, or leave the + out."
        )
