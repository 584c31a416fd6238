"""Passages, sentences and questions -> unit vectors. The only file that imports sentence-transformers to embed.

One pass of the model over a passage gives two things: the passage's vector (the model's own mean pooling) and a vector
for each of its sentences, the mean of that sentence's token vectors. A sentence's vector thus knows the passage around
it ("He said ..."), and costs nothing more ("late chunking", arXiv:2409.04701).
"""

import logging
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from index.errors import WeightsError
from index.packed import pack
from index.types import Passage

logger = logging.getLogger(__name__)

Vectors = npt.NDArray[np.float32]
"""Shape (n, dimensions), float32, rows of length 1."""

BATCH = 12
"""Passages that go through the model at once, one such batch on each core: see evals/bench/NOTES.md."""


@dataclass(frozen=True)
class PassageText:
    """What is embedded for one passage: a heading (title and date) and the passage with its sentences' spans."""

    heading: str
    text: str
    spans: tuple[tuple[int, int], ...]
    """The sentences' `[start, end)` in `text`."""


@dataclass(frozen=True)
class Embedded:
    """A passage's vector, shape (dimensions,), and its sentences' vectors, shape (sentences, dimensions)."""

    passage: Vectors
    sentences: Vectors


class Embedder(Protocol):
    """Anything that turns questions and passages into vectors of one space."""

    name: str

    def embed_question(self, text: str) -> Vectors: ...

    def embed_passages(self, passages: Sequence[PassageText]) -> list[Embedded]: ...


class SentenceTransformerEmbedder:
    """A sentence-transformers model read from a local folder; nothing is ever fetched by name."""

    def __init__(self, folder: Path) -> None:
        os.environ.setdefault("HF_HUB_OFFLINE", "1")
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # its bars would be drawn across ours
        try:
            self._model = SentenceTransformer(
                str(folder), device="cpu", local_files_only=True, model_kwargs={"dtype": number_type()}
            )
        except Exception as error:  # a wrong file fails in many shapes, some of them the loaders' own
            raise WeightsError(f"The embedding model in {folder} cannot be loaded: {error}") from error
        if number_type() == torch.float32:
            pack(self._model)
        self.name = folder.name
        self._tokenizer: Any = self._model.tokenizer
        self._before_questions: str = self._model.prompts.get(self._model.default_prompt_name or "") or ""
        self._limit = int(self._model.max_seq_length or 256)
        self._workers = ThreadPoolExecutor(torch.get_num_threads(), "embed", torch.set_num_threads, (1,))
        # Questions have threads of their own, or they would wait for passages. Each uses one core: a question is too
        # short to be shared out, and where other programs keep the cores busy, the threads of one product would wait
        # for each other longer than they work.
        self._askers = ThreadPoolExecutor(torch.get_num_threads(), "question", torch.set_num_threads, (1,))

    def embed_question(self, text: str) -> Vectors:
        """The question's vector, shape (dimensions,)."""
        return self._askers.submit(self._embed_question, text).result()

    def _embed_question(self, text: str) -> Vectors:
        output = self._run(self._tokens([self._before_questions + text]))
        vector: Vectors = _unit(output["sentence_embedding"].float().numpy())[0]
        return vector

    def embed_passages(self, passages: Sequence[PassageText]) -> list[Embedded]:
        """The vectors of each passage and of each of its sentences, in order."""
        order = sorted(range(len(passages)), key=lambda n: len(passages[n].text))  # like lengths: less padding
        batches = [[passages[n] for n in order[begin : begin + BATCH]] for begin in range(0, len(order), BATCH)]
        embedded = (item for batch in self._workers.map(self._batch, batches) for item in batch)
        done = dict(zip(order, embedded, strict=True))
        return [done[n] for n in range(len(passages))]

    def _batch(self, batch: Sequence[PassageText]) -> list[Embedded]:
        texts = [f"{item.heading}\n{item.text}" if item.heading else item.text for item in batch]
        tokens = self._tokens(texts, return_offsets_mapping=True, return_special_tokens_mask=True)
        offsets = tokens.pop("offset_mapping").numpy()
        special = tokens.pop("special_tokens_mask").numpy().astype(bool)
        output = self._run(tokens)
        token_vectors = output["token_embeddings"].float().numpy()
        passage_vectors = _unit(output["sentence_embedding"].float().numpy())
        return [
            Embedded(
                passage_vectors[row],
                _pool(item, offsets[row], special[row], token_vectors[row], passage_vectors[row]),
            )
            for row, item in enumerate(batch)
        ]

    def _tokens(self, texts: Sequence[str], **more: bool) -> Any:
        """The texts as the model reads them, cut at what it takes and padded to the longest."""
        return self._tokenizer(
            list(texts), padding=True, truncation=True, max_length=self._limit, return_tensors="pt", **more
        )

    def _run(self, tokens: Any) -> Any:
        """What the model makes of them: more directly than by `encode`, which takes a tenth longer for a question."""
        import torch

        with torch.inference_mode():
            return self._model(dict(tokens))


def number_type() -> Any:
    """bfloat16 where the processor multiplies it natively, else float32: elsewhere it would be emulated, and slower."""
    import torch

    native = torch.cpu.get_capabilities()
    return torch.bfloat16 if native.get("avx512_bf16") or native.get("amx_bf16") else torch.float32


def _pool(
    item: PassageText,
    offsets: npt.NDArray[np.int64],
    special: npt.NDArray[np.bool_],
    tokens: Vectors,
    fallback: Vectors,
) -> Vectors:
    """Mean of each sentence's token vectors; a sentence past the model's limit takes the passage's vector."""
    shift = len(item.heading) + 1 if item.heading else 0
    middles = (offsets[:, 0] + offsets[:, 1]) // 2 - shift
    rows = []
    for start, end in item.spans:
        mine = (middles >= start) & (middles < end) & ~special
        rows.append(tokens[mine].mean(axis=0) if mine.any() else fallback)
    return _unit(np.stack(rows)) if rows else np.zeros((0, len(fallback)), dtype=np.float32)


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


def heading(title: str, published: str | None) -> str:
    """What stands before a passage when it is embedded: its article's title and day."""
    return ". ".join(part for part in (title.strip(), (published or "")[:10]) if part)


def passage_texts(title: str, published: str | None, text: str, passages: Sequence[Passage]) -> list[PassageText]:
    """The passages of an article as they are embedded; `text` is what their offsets count in."""
    head = heading(title, published)
    return [
        PassageText(head, text[p.start : p.end], tuple((s.start - p.start, s.end - p.start) for s in p.sentences))
        for p in passages
    ]
