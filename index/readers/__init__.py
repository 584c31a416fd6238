"""Sources -> RawArticle: text, Markdown, HTML and BEIR corpora."""

from index.readers.sources import read_bytes, read_source

__all__ = ["read_bytes", "read_source"]
