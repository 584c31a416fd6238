"""Which embedder made a library's vectors: told by the vector of one sentence, whatever its folder is called.

Vectors of two models cannot be compared, though they may have as many numbers: every search would be by chance.
"""

import json

import numpy as np

from index.catalog import Catalog
from index.embed import Embedder
from index.errors import WeightsError
from index.meta import EMBEDDER

SENTENCE = "The harbour tunnel will open in March, the minister said."
SAME = 0.95
"""Cosine from which two vectors of the sentence are of one model: bfloat16 and other machines' float32 give .999."""
_DIGITS = 4


def refuse_another(catalog: Catalog, embedder: Embedder) -> None:
    """WeightsError when the library's vectors are of another model; libraries that do not say are taken as they are."""
    noted = catalog.note(EMBEDDER)
    if noted is None:
        return
    known = json.loads(noted)
    was, now = np.asarray(known["vector"], np.float32), embedder.embed_question(SENTENCE)
    if was.shape == now.shape and float(was @ now) >= SAME * float(np.linalg.norm(was)):
        return
    raise WeightsError(
        f"The vectors of the library in {catalog.path.parent} were made by the embedder {known['name']}, whose space"
        f" {embedder.name} does not share. Nothing was changed. Set `embedder` to what it was, or add the articles to a"
        " new home (--home) with this one."
    )


def note(catalog: Catalog, embedder: Embedder) -> None:
    """Keeps with which embedder vectors were made first. For the one that may write."""
    if catalog.note(EMBEDDER) is None:
        vector = [round(float(number), _DIGITS) for number in embedder.embed_question(SENTENCE)]
        catalog.set_note(EMBEDDER, json.dumps({"name": embedder.name, "vector": vector}))
