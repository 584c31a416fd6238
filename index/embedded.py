"""Vectors that the catalog holds already: the same words under the same heading are not embedded twice.

There is no cache beside it that removed words could stay in: what is found are the passages of articles that are there.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager

import numpy as np
from sqlalchemy import Connection, select

from index import copies, schema
from index.embed import Embedded, PassageText, passage_texts
from index.types import Passage, Sentence

MOST_READ = 8
"""Articles that are looked through for one: its own passages from before, then those of what prints the same."""


class EmbeddedBefore:
    """What was embedded when other articles, or an earlier version of this one, were stored."""

    def __init__(self, reading: Callable[[], AbstractContextManager[Connection]]) -> None:
        """`reading` opens a transaction of the catalog."""
        self._reading = reading

    def known(
        self, article_id: str, content_hash: str, text: str, wanted: Sequence[PassageText]
    ) -> dict[PassageText, Embedded]:
        """The vectors of those of the `wanted` passages, of an article with this text, that need not be embedded."""
        missing = set(wanted)
        found: dict[PassageText, Embedded] = {}
        with self._reading() as connection:
            for number, like in enumerate(_alike(connection, article_id, content_hash, text)):
                if not missing or number == MOST_READ:
                    break
                found |= {one: vectors for one, vectors in _stored(connection, like) if one in missing}
                missing -= found.keys()
        return found


def _alike(connection: Connection, article_id: str, content_hash: str, text: str) -> Iterator[str]:
    """The ids of articles that may hold the same passages, each once; one that waits to be deleted is still there."""
    articles = schema.articles.c
    same = (articles.id == article_id) | (articles.content_hash == content_hash)
    query = select(articles.id).where(same).order_by(articles.id != article_id, articles.id).limit(MOST_READ)
    first = list(connection.execute(query).scalars())
    yield from first
    yield from (other for other in copies.likely(connection, text) if other not in first)


def _stored(connection: Connection, article_id: str) -> Iterator[tuple[PassageText, Embedded]]:
    """The article's passages as they were embedded, with their vectors."""
    articles, versions, table = schema.articles.c, schema.versions.c, schema.passages.c
    newest = (versions.article_id == articles.id) & (versions.version == articles.version)
    query = select(articles.title, articles.published, versions.text).join(schema.versions, newest)
    article = connection.execute(query.where(articles.id == article_id)).one()
    for row in connection.execute(select(schema.passages).where(table.article_id == article_id).order_by(table.id)):
        spans = np.frombuffer(row.sentences, np.int32).reshape(-1, 3).tolist()
        passage = Passage(row.start, row.end, tuple(Sentence(*span) for span in spans))
        vector = np.frombuffer(row.vector, np.float32)
        sentences = np.frombuffer(row.sentence_vectors, np.float16).reshape(-1, len(vector)).astype(np.float32)
        [text] = passage_texts(article.title, article.published, article.text, [passage])
        yield text, Embedded(vector, sentences)
