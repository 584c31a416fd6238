"""Opening Chroma. The only file that imports chromadb.

Also a program, `python -P chroma.py FOLDER`, that opens a store and searches it: native code that meets a damaged store
can end its process, so one that was not closed in order is tried in a process of its own first.
"""

import subprocess
import sys
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from chromadb.api.models.Collection import Collection as Collection

PASSAGES = "passages"
LOOKED_AT = 800
"""So many of the nearest its graph goes through to find the first ones: more are found (evals/bench/NOTES.md)."""
_PATIENCE_S = 120
"""Loading 100,000 vectors takes about a second; a store that never answers is as good as broken."""


def open_files(folder: Path) -> Any:
    """The client of the embedded store in `folder`; whatever Chroma raises."""
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient

    try:
        return chromadb.PersistentClient(path=str(folder), settings=_settings())
    except BaseException:
        # Chroma would hand the half-started system of this path to the next client.
        SharedSystemClient.clear_system_cache()
        raise


def open_server(url: str) -> Any:
    """The client of a Chroma server, http://host:port."""
    import chromadb

    host, _, port = url.removeprefix("http://").rstrip("/").partition(":")
    return chromadb.HttpClient(host=host, port=int(port or 8000), settings=_settings())


def collection(client: Any, name: str = PASSAGES) -> "Collection":
    """The collection of that name, made when it is not there; vectors are ours, the space is cosine."""
    found: Collection = client.get_or_create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine", "ef_search": LOOKED_AT}}
    )
    if found.configuration_json["hnsw"]["ef_search"] != LOOKED_AT:  # an older Dateline made it
        with warnings.catch_warnings():  # of a collection whose vectors are not Chroma's own it says "legacy"
            warnings.simplefilter("ignore", DeprecationWarning)
            found.modify(configuration={"hnsw": {"ef_search": LOOKED_AT}})
    return found


def _settings() -> Any:
    from chromadb.config import Settings

    return Settings(anonymized_telemetry=False)


def survives(folder: Path) -> bool:
    """Whether a process of its own can open the store in `folder` and search it."""
    command = [sys.executable, "-P", str(Path(__file__)), str(folder)]
    nothing = subprocess.DEVNULL
    try:
        done = subprocess.run(command, stdin=nothing, stdout=nothing, stderr=nothing, timeout=_PATIENCE_S, check=False)
    except (subprocess.TimeoutExpired, OSError):
        return False
    return done.returncode == 0


def _try_out(folder: Path) -> None:
    store = collection(open_files(folder))
    some = store.get(limit=1, include=["embeddings"])["embeddings"]
    if some is not None and len(some):
        store.query(query_embeddings=some, n_results=10)


if __name__ == "__main__":
    _try_out(Path(sys.argv[1]))
