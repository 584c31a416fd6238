"""What can go wrong below the assistant. The whole tree, with the assistant's half, is drawn in `assistant/errors.py`.

Every message is for the reader: what happened, what was kept, what to do.
"""


class DatelineError(Exception):
    """The root: anything Dateline raises on purpose."""


class HomeError(DatelineError):
    """The home folder cannot be made, read or written."""


class DiskFullError(HomeError):
    """There is no room left on the disk."""


class CatalogError(DatelineError):
    """The catalog cannot be read, or was written by a newer Dateline."""


class DamagedError(CatalogError):
    """The catalog's file is no longer what was written."""


class WriterBusyError(DatelineError):
    """Another process is changing this library."""


class NotFoundError(DatelineError):
    """No article has that id."""


class ReadError(DatelineError):
    """A source is not an article we can read."""


class FetchError(ReadError):
    """Something on the web may not be fetched, or cannot be."""

    def __init__(self, message: str, *, out_of_reach: bool = False) -> None:
        """`out_of_reach`: the site does not answer; its other pages would fail the same way."""
        super().__init__(message)
        self.out_of_reach = out_of_reach


class SearchError(DatelineError):
    """A derived index failed; the catalog is whole."""


class WeightsError(DatelineError):
    """Model weights are missing, cannot be fetched, or have a wrong byte."""
