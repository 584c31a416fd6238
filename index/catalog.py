"""The catalog: one SQLite file that is the truth. Everything else can be rebuilt from it.

One transaction an article; each raises the generation by one and writes which passages came and went, so that the
derived indexes (Chroma, tantivy) can follow. SQLAlchemy Core, so that another database can take SQLite's place.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import BindParameter, Connection, bindparam, delete, func, insert, select, text, update
from sqlalchemy.exc import DatabaseError, NoResultFound, OperationalError, SQLAlchemyError

from index import candidates, copies, meta, said, schema, upgrade
from index.aside import Aside, not_aside
from index.candidates import Candidates
from index.changes import Changes, since, tell
from index.copies import Copies
from index.embed import Embedded, Vectors
from index.embedded import EmbeddedBefore
from index.errors import CatalogError, DamagedError, DatelineError, DiskFullError, HomeError, NotFoundError
from index.filtered import filtered, filtered_passages, number
from index.sqlite import Database, is_full, scrub
from index.types import Article, Filters, Passage, RawArticle, StoredPassage
from index.when.days import day_of

_ARTICLE_COLUMNS = [schema.articles.c[name] for name in Article.__dataclass_fields__]
_IDS: BindParameter[str] = bindparam("ids", expanding=True)
# Made once: putting a query together takes longer than SQLite needs to answer it.
_CURRENT = select(*_ARTICLE_COLUMNS).where(schema.articles.c.id.in_(_IDS))
_version = schema.versions.c
_TEXTS = (
    select(_version.article_id, _version.version, _version.text)
    .where(not_aside(_version.article_id), _version.article_id.in_(_IDS))
    # Pairs in one condition would have SQLite look at every version that there is.
    .where(_version.version.in_(bindparam("versions", expanding=True)))
)


@dataclass(frozen=True)
class Searched:
    """How much a search looked through: articles, and the first and last day among them."""

    articles: int
    first: str | None
    last: str | None


@dataclass(frozen=True)
class Known:
    """An article that is in the catalog already, what it is known by, and the hash of its title and words."""

    article: Article
    identity: str
    content_hash: str
    aside: bool
    """Whether it was removed and waits to be deleted."""


class Catalog:
    """Reads are safe from any process and thread; `put` and `remove` are for the one that holds the write lock."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise HomeError(
                f"The folder {path.parent} cannot be made: {error.strerror}. Choose another with --home"
                " or DATELINE_HOME."
            ) from error
        self._database = Database(path, _explain)
        self._reading, self._writing = self._database.reading, self._database.changing
        with self._database.translated():
            upgrade.prepare(self._database.engine, path)
        self.copies = Copies(self._reading)
        self.said = said.Said(self._reading, self._writing)
        self.embedded = EmbeddedBefore(self._reading)
        self.aside = Aside(self._reading, self._writing, meta.next_generation)

    def close(self) -> None:
        self._database.close()

    @property
    def id(self) -> str:
        """What tells this catalog from every other; another one when it was restored from a backup."""
        with self._reading() as connection:
            return meta.get(connection, "id")

    @property
    def generation(self) -> int:
        with self._reading() as connection:
            return int(meta.get(connection, "generation"))

    # --- articles -------------------------------------------------------------------------------------------------

    def articles(self, filters: Filters | None = None) -> list[Article]:
        """All articles that pass the filters, newest first, then by id."""
        query = select(*_ARTICLE_COLUMNS).order_by(
            schema.articles.c.day.desc().nulls_last(), schema.articles.c.published.desc(), schema.articles.c.id
        )
        with self._reading() as connection:
            return [_article(row) for row in connection.execute(filtered(query, filters))]

    def article(self, article_id: str, *, aside: bool = False) -> Article:
        """The article with this id, or NotFoundError; with `aside` also one that waits to be deleted."""
        query = select(*_ARTICLE_COLUMNS).where(schema.articles.c.id == article_id)
        with self._reading() as connection:
            row = connection.execute(query if aside else filtered(query, None)).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no article {article_id!r}. `dateline list` shows the ids.")
        return _article(row)

    def current(self, article_ids: Iterable[str]) -> dict[str, Article]:
        """The articles with these ids as they are now; ids that are gone are left out."""
        with self._reading() as connection:
            return {row.id: _article(row) for row in connection.execute(_CURRENT, {"ids": sorted(set(article_ids))})}

    def text(self, article_id: str, version: int | None = None) -> str:
        """The stored text of a version (the newest when None); all offsets count in it."""
        version = version or self.article(article_id).version
        table = schema.versions
        query = select(table.c.text).where(table.c.article_id == article_id, table.c.version == version)
        with self._reading() as connection:
            found = connection.execute(query.where(not_aside(table.c.article_id))).scalar_one_or_none()
        if found is None:
            raise NotFoundError(f"Article {article_id!r} has no version {version}.")
        return str(found)

    def versions(self, article_id: str) -> list[tuple[int, str]]:
        """(version, when it was stored) of an article, oldest first."""
        table = schema.versions
        with self._reading() as connection:
            rows = connection.execute(
                select(table.c.version, table.c.added).where(table.c.article_id == article_id).order_by(table.c.version)
            )
            return [(row.version, row.added) for row in rows]

    def added(self) -> dict[str, str]:
        """When each article was first stored (ISO date-time in UTC), by its id."""
        table = schema.versions
        query = select(table.c.article_id, func.min(table.c.added)).group_by(table.c.article_id)
        with self._reading() as connection:
            return {row[0]: row[1] for row in connection.execute(query)}

    def find(self, identity: str, content_hash: str | None, words_first: bool = False) -> Known | None:
        """The article that is the same one: by identity, else (when a hash is given) by its words; or the other way.

        One that was removed and waits to be deleted is found too, after those that are there.
        """
        table = schema.articles
        there = not_aside(table.c.id)
        by_identity, by_words = table.c.identity == identity, table.c.content_hash == content_hash
        with self._reading() as connection:
            for condition in (by_words, by_identity) if words_first else (by_identity, by_words):
                query = select(table, there.label("there")).where(condition).order_by(there.desc(), table.c.id).limit(1)
                if (row := connection.execute(query).one_or_none()) is not None:
                    return Known(_article(row), row.identity, row.content_hash, not row.there)
        return None

    def searched(self, filters: Filters | None = None) -> Searched:
        """How many articles pass the filters, and over which days."""
        table = schema.articles
        query = select(func.count(), func.min(table.c.day), func.max(table.c.day)).select_from(table)
        with self._reading() as connection:
            count, first, last = connection.execute(filtered(query, filters)).one()
        return Searched(count, _iso(first), _iso(last))

    # --- writing --------------------------------------------------------------------------------------------------

    def put(
        self,
        raw: RawArticle,
        article_id: str,
        identity: str,
        content_hash: str,
        passages: Sequence[Passage],
        embedded: Sequence[Embedded],
    ) -> Article:
        """Stores an article with its passages and vectors: one transaction, all or nothing.

        Other words than before are a new version; with the same ones only what is known about them changes.
        """
        with self._writing() as connection:
            upgrade.read_format(connection, self.path)  # a newer Dateline may have changed it since it was opened
            generation = meta.next_generation(connection)
            table = schema.articles
            before = connection.execute(
                select(table.c.version, table.c.content_hash).where(table.c.id == article_id)
            ).one_or_none()
            same_words = before is not None and before.content_hash == content_hash
            version = (before.version if before else 0) + (not same_words)
            values = {
                "identity": identity,
                "content_hash": content_hash,
                "title": raw.title,
                "source": raw.source,
                "author": raw.author,
                "published": raw.published,
                "day": _day(raw.published),
                "updated": raw.updated,
                "url": raw.url,
                "language": raw.language,
                "words": len(raw.text.split()),
                "version": version,
                "origin": raw.origin,
                "sample": raw.sample,
            }
            if before is None:
                connection.execute(insert(table).values(id=article_id, **values))
            else:
                connection.execute(update(table).where(table.c.id == article_id).values(**values))
                connection.execute(delete(schema.aside).where(schema.aside.c.article_id == article_id))
                _drop_passages(connection, article_id, generation)
            if not same_words:
                added = datetime.now(UTC).isoformat(timespec="seconds")
                new = {"article_id": article_id, "version": version, "text": raw.text, "title": raw.title}
                connection.execute(insert(schema.versions).values(**new, added=added))
                copies.place(connection, article_id)
            said.place(connection, article_id, raw.text, [s for one in passages for s in one.sentences], raw.language)
            for passage, vectors in zip(passages, embedded, strict=True):
                spans = np.array([(s.start, s.end, s.paragraph) for s in passage.sentences], dtype=np.int32)
                result = connection.execute(
                    insert(schema.passages).values(
                        article_id=article_id,
                        version=version,
                        start=passage.start,
                        end=passage.end,
                        sentences=spans.tobytes(),
                        vector=vectors.passage.astype(np.float32).tobytes(),
                        sentence_vectors=vectors.sentences.astype(np.float16).tobytes(),
                    )
                )
                number = int((result.inserted_primary_key or [0])[0])
                connection.execute(
                    insert(schema.changes).values(generation=generation, passage_id=number, removed=False)
                )
        return self.article(article_id)

    def remove(self, article_ids: Sequence[str]) -> None:
        """Deletes articles with all their versions, passages and vectors; an unknown id: NotFoundError, no change."""
        for article_id in article_ids:
            self.article(article_id, aside=True)
        with self._writing() as connection:
            upgrade.read_format(connection, self.path)  # a newer Dateline may have changed it since it was opened
            generation = meta.next_generation(connection)
            copies.take_away(connection, article_ids)
            said.take_away(connection, article_ids)
            for article_id in article_ids:
                _drop_passages(connection, article_id, generation)
                connection.execute(delete(schema.versions).where(schema.versions.c.article_id == article_id))
                connection.execute(delete(schema.articles).where(schema.articles.c.id == article_id))
            meta.put(connection, meta.UNCLEAN, " ".join(meta.PARTS))
        upgrade.drop_copies(self.path)

    def note(self, key: str) -> str | None:
        """What is kept under this key beside the articles; None when nothing is."""
        with self._reading() as connection:
            return meta.find(connection, key)

    def set_note(self, key: str, value: str) -> None:
        with self._writing() as connection:
            meta.put(connection, key, value)

    def set_languages(self, languages: Mapping[str, str]) -> None:
        """Fills in the languages of these articles (id -> code) where none is known."""
        table = schema.articles
        with self._writing() as connection:
            for article_id, language in languages.items():
                which = (table.c.id == article_id) & table.c.language.is_(None)
                connection.execute(update(table).where(which).values(language=language))

    def scrub(self) -> bool:
        """Writes the file anew without what was deleted; False when a reader holds on to the old one."""
        with self._database.translated():
            return scrub(self._database.engine)

    # --- passages -------------------------------------------------------------------------------------------------

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """The passages with these ids; ids that are gone are left out."""
        columns = [schema.passages.c[name] for name in ("id", "article_id", "version", "start", "end", "sentences")]
        with self._reading() as connection:
            rows = [row for part in _parts(ids) for row in connection.execute(_with_ids(select(*columns), part))]
        return {row.id: StoredPassage(row.id, row.article_id, row.version, candidates.passage_of(row)) for row in rows}

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """The sentences' vectors of these passages, each of shape (sentences, dimensions)."""
        columns = [schema.passages.c.id, schema.passages.c.vector, schema.passages.c.sentence_vectors]
        with self._reading() as connection:
            rows = [row for part in _parts(ids) for row in connection.execute(_with_ids(select(*columns), part))]
        return {
            row.id: np.frombuffer(row.sentence_vectors, np.float16).reshape(-1, len(row.vector) // 4).astype(np.float32)
            for row in rows
        }

    def candidates(self, ids: Sequence[int]) -> Candidates:
        """Those of these passages that are there, with all that a search needs of them; a few thousand at most."""
        with self._reading() as connection:
            return candidates.read(connection, ids)

    def texts(self, keys: Iterable[tuple[str, int]]) -> dict[tuple[str, int], str]:
        """The stored texts of these (article id, version) pairs, read in one go; those that are gone are left out."""
        wanted = set(keys)
        found: dict[tuple[str, int], str] = {}
        with self._reading() as connection:
            for part in _parts(sorted({article_id for article_id, _ in wanted})):
                rows = connection.execute(_TEXTS, {"ids": part, "versions": sorted({version for _, version in wanted})})
                found |= {(row.article_id, row.version): row.text for row in rows}
        return {key: words for key, words in found.items() if key in wanted}

    def passage_ids(self, filters: Filters | None = None) -> list[int]:
        """The ids of all searchable passages that pass the filters, in order."""
        query = select(schema.passages.c.id).order_by(schema.passages.c.id)
        if filters is None or filters.empty:
            query = query.where(not_aside(schema.passages.c.article_id))
        else:
            query = filtered_passages(query, filters)
        with self._reading() as connection:
            return list(connection.execute(query).scalars())

    def passage_count(self) -> int:
        """How many passages can be searched."""
        query = select(func.count()).select_from(schema.passages).where(not_aside(schema.passages.c.article_id))
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def vectors(self, ids: Sequence[int] | None = None) -> Iterator[tuple[int, Vectors]]:
        """(passage id, vector) of these passages, or of all, in order of id."""
        query = select(schema.passages.c.id, schema.passages.c.vector).order_by(schema.passages.c.id)
        with self._reading() as connection:
            for part in [None] if ids is None else _parts(sorted(ids)):
                for row in connection.execution_options(yield_per=1000).execute(_with_ids(query, part)):
                    yield row.id, np.frombuffer(row.vector, np.float32)

    def changes_since(self, generation: int) -> Changes:
        """What happened after `generation`; a passage that came and went is only among the removed."""
        with self._reading() as connection:
            return since(connection, generation, int(meta.get(connection, "generation")))

    def check(self) -> str | None:
        """SQLite's own integrity check: None when whole, else what it found."""
        with self._reading() as connection:
            found = connection.execute(text("PRAGMA quick_check(5)")).scalars().all()
        return None if found == ["ok"] else "; ".join(map(str, found))


def _explain(error: SQLAlchemyError, path: Path) -> DatelineError | None:
    if isinstance(error, OperationalError):
        message = str(error.orig)
        if "disk is full" in message or ("I/O" in message and is_full(path.parent)):
            return DiskFullError(
                f"The disk that holds {path.parent} is full. Everything added before is kept; free some space and run"
                " the same command again."
            )
        if "unable to open" in message or "readonly" in message:
            return HomeError(
                f"The library in {path.parent} cannot be written, which reading it needs too: {message}. Make the"
                " folder writable, or choose another with --home or DATELINE_HOME."
            )
        hint = " Another program has it open; try again when that is done." if "locked" in message else ""
        return CatalogError(f"The catalog {path} cannot be used: {message}.{hint}")
    if isinstance(error, DatabaseError | NoResultFound):
        what = error.orig if isinstance(error, DatabaseError) else "it does not say what it is"
        return DamagedError(
            f"The catalog {path} is damaged: {what}. It was left as it is; restore it from a backup, or move it away"
            " and add the articles again."
        )
    return None


def _drop_passages(connection: Connection, article_id: str, generation: int) -> None:
    tell(connection, article_id, generation, removed=True)
    connection.execute(delete(schema.passages).where(schema.passages.c.article_id == article_id))


def _with_ids(query: Any, ids: Sequence[int] | None) -> Any:
    """Only these passages (None: all), and none of an article that is set aside."""
    query = query.where(not_aside(schema.passages.c.article_id))
    return query if ids is None else query.where(schema.passages.c.id.in_(ids))


def _parts(ids: Sequence[Any], size: int = 5000) -> list[Sequence[Any]]:
    return [ids[begin : begin + size] for begin in range(0, len(ids), size)]


def _article(row: Any) -> Article:
    return Article(**{name: row._mapping[name] for name in Article.__dataclass_fields__})


def _day(published: str | None) -> int | None:
    day = day_of(published)
    return number(day) if day else None


def _iso(day: int | None) -> str | None:
    return None if day is None else f"{day // 10000:04}-{day // 100 % 100:02}-{day % 100:02}"
