"""Sources -> RawArticle: files of many kinds, folders, ZIPs, corpora."""

from index.readers.formats import read_bytes
from index.readers.sources import read_source

__all__ = ["read_bytes", "read_source"]
