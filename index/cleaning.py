"""After articles were removed: their bytes leave every file of the home, now or when that is next possible.

The catalog says what is still to be cleaned (a note that is written with the removal itself), so a process that was
killed before the end, a full disk, or another process that has Chroma open only put it off.
"""

import logging
from collections.abc import Callable, Mapping

from index.catalog import Catalog
from index.errors import DatelineError
from index.meta import UNCLEAN

logger = logging.getLogger(__name__)


def unclean(catalog: Catalog) -> frozenset[str]:
    """Which of `meta.PARTS` still hold bytes of removed articles."""
    return frozenset((catalog.note(UNCLEAN) or "").split())


def clean(catalog: Catalog, drop: Mapping[str, Callable[[], bool]]) -> frozenset[str]:
    """Cleans what is unclean; returns what could not be cleaned now.

    For the one that holds the write lock. `drop` deletes a derived index; it is filled again when it is next needed.
    """
    left = unclean(catalog)
    for part in sorted(left):
        try:
            if drop.get(part, catalog.scrub)():
                left -= {part}
                catalog.set_note(UNCLEAN, " ".join(sorted(left)))
        except (DatelineError, OSError) as error:
            logger.warning("removed articles are not yet gone from the %s: %s", part, error)
    return left
