"""Settings -> an opened library and an assistant with its model. What the command line and the page start from."""

import contextlib
import logging
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from assistant.errors import WeightsError
from assistant.llm import HERE, LLM, OpenAIEndpoint
from assistant.local_llm import Address, LlamaServer
from assistant.pipeline import Assistant
from assistant.settings import Settings, shown_address
from index import weights
from index.embed import Embedder, SentenceTransformerEmbedder
from index.library import Library
from index.rerank import CrossEncoderReranker

logger = logging.getLogger(__name__)


def open_library(settings: Settings, progress: weights.Progress | None = None) -> Library:
    """The library in the home folder; the embedder is fetched and loaded when it is first needed."""
    folder = settings.reranker
    reranker = None if folder is None else partial(CrossEncoderReranker, folder)
    return Library(settings.home, _embedder(settings, progress), settings.chroma_url, settings.passage_words, reranker)


def _embedder(settings: Settings, progress: weights.Progress | None) -> Callable[[], Embedder]:
    def make() -> Embedder:
        folder = Path(settings.embedding).expanduser()
        if not folder.is_dir():
            folder = weights.fetch(settings.embedding, settings.home, progress=progress)
        return SentenceTransformerEmbedder(folder)

    return make


@contextlib.contextmanager
def open_llm(settings: Settings, progress: weights.Progress | None = None) -> Iterator[LLM | None]:
    """The model the settings choose; None for quotes only. The embedded server ends with the block."""
    if settings.llm == "none":
        yield None
    elif settings.llm == "endpoint":
        assert settings.llm_base_url is not None
        assert settings.llm_model is not None
        address = Address(settings.llm_base_url, settings.llm_api_key or "")
        endpoint = OpenAIEndpoint(
            settings.llm_model, shown_address(settings.llm_base_url), lambda: address, settings.llm_timeout
        )
        with contextlib.closing(endpoint):
            yield endpoint
    else:
        try:
            path = llm_weights(settings, progress)
        except WeightsError as error:
            logger.warning("%s", error)
            yield None
            return
        server = embedded_server(settings, path)
        endpoint = OpenAIEndpoint(path.stem, HERE, server.address, settings.llm_timeout, local=True)
        try:
            with contextlib.closing(endpoint):
                yield endpoint
        finally:
            server.stop()


def embedded_server(settings: Settings, path: Path) -> LlamaServer:
    """The server for the weights at `path`; it starts when its address is first asked for."""
    return LlamaServer(path, settings.llm_context, settings.llm_threads)


def llm_weights(settings: Settings, progress: weights.Progress | None = None) -> Path:
    """The embedded model's file, fetched when it is not there yet."""
    given = Path(settings.llm_weights).expanduser()
    if given.suffix == ".gguf":
        if not given.is_file():
            raise WeightsError(f"There is no weights file {given} (DATELINE_LLM_WEIGHTS).")
        return given
    return weights.fetch(settings.llm_weights, settings.home, progress=progress)


@contextlib.contextmanager
def open_assistant(settings: Settings, progress: weights.Progress | None = None) -> Iterator[Assistant]:
    """Library, model and assistant together, closed in order."""
    with (
        contextlib.closing(open_library(settings, progress)) as library,
        open_llm(settings, progress) as llm,
    ):
        yield Assistant(library, llm, settings)
