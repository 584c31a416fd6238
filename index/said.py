"""Who says which sentence, in the catalog: read when an article is stored, in its transaction, and gone with it.

Only the newest version's sentences are there, as only they are searched. What the rules find is in `index/speech/`.
"""

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager

import numpy as np
from sqlalchemy import Connection, delete, func, insert, select

from index import schema
from index.aside import not_aside
from index.names import fold
from index.speech.attribute import attribute
from index.speech.types import Mention, Speech
from index.speech.words import DETERMINERS, ROLES
from index.types import Sentence

_PARTS = 500
_speeches = schema.speeches


class Said:
    """What the catalog knows of who speaks. Changes are for the one that holds the library's write lock."""

    def __init__(
        self,
        reading: Callable[[], AbstractContextManager[Connection]],
        writing: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        """`reading` and `writing` open a transaction of the catalog."""
        self._reading = reading
        self._writing = writing

    def of(self, article_ids: Iterable[str]) -> dict[str, list[Speech]]:
        """The sentences of these articles that are somebody's, in order; articles without any are left out."""
        found: dict[str, list[Speech]] = {}
        ids = sorted(set(article_ids))
        query = select(_speeches).order_by(_speeches.c.article_id, _speeches.c.start)
        with self._reading() as connection:
            for begin in range(0, len(ids), _PARTS):
                some = _speeches.c.article_id.in_(ids[begin : begin + _PARTS])
                for row in connection.execute(query.where(some)):
                    named = Mention(row.named, row.named + len(row.speaker))
                    held = None if row.office is None else Mention(row.held, row.held + len(row.office))
                    speech = Speech(row.start, row.end, row.speaker, row.office, named, held)
                    found.setdefault(row.article_id, []).append(speech)
        return found

    def speakers(self) -> list[str]:
        """Everybody who speaks in any article, in order of their names."""
        query = select(_speeches.c.speaker).distinct().where(not_aside(_speeches.c.article_id))
        with self._reading() as connection:
            return sorted(connection.execute(query).scalars())

    def most_heard(self, most: int) -> list[str]:
        """The names of those who say most, at most so many, the most first; "police" and "the company" are no names."""
        speaker = _speeches.c.speaker
        query = select(speaker).where(not_aside(_speeches.c.article_id)).group_by(speaker)
        by_folded: dict[str, str] = {}
        with self._reading() as connection:
            for name in connection.execute(query.order_by(func.count().desc(), speaker)).scalars():
                if len(by_folded) == most:
                    break
                if name.split()[0].lower() not in DETERMINERS | ROLES:
                    by_folded.setdefault(fold(name), name)
        return list(by_folded.values())

    def read(self, article_ids: Sequence[str]) -> None:
        """Finds out anew who speaks in articles that are stored; those that are gone are left out."""
        with self._writing() as connection:
            for article_id in article_ids:
                _read(connection, article_id)


def place(
    connection: Connection, article_id: str, text: str, sentences: Sequence[Sentence], language: str | None
) -> None:
    """Stores who says which of the sentences, in place of what was stored of the article before."""
    take_away(connection, [article_id])
    rows = [
        {
            "article_id": article_id,
            "start": speech.start,
            "end": speech.end,
            "speaker": speech.speaker,
            "named": speech.named.start,
            "office": speech.office,
            "held": speech.held.start if speech.held else None,
        }
        for speech in attribute(text, sentences, language)
    ]
    if rows:
        connection.execute(insert(_speeches), rows)


def take_away(connection: Connection, article_ids: Sequence[str]) -> None:
    """Forgets who speaks in these articles."""
    for article_id in article_ids:
        connection.execute(delete(_speeches).where(_speeches.c.article_id == article_id))


def _read(connection: Connection, article_id: str) -> None:
    articles, versions, passages = schema.articles.c, schema.versions.c, schema.passages.c
    query = select(articles.language, versions.text).join(
        schema.versions, (versions.article_id == articles.id) & (versions.version == articles.version)
    )
    row = connection.execute(query.where(articles.id == article_id)).one_or_none()
    if row is None:
        return
    stored = select(passages.sentences).where(passages.article_id == article_id).order_by(passages.id)
    spans = [span for data in connection.execute(stored).scalars() for span in np.frombuffer(data, np.int32).tolist()]
    sentences = [Sentence(*spans[at : at + 3]) for at in range(0, len(spans), 3)]
    place(connection, article_id, row.text, sentences, row.language)
