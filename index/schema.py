"""The catalog's tables. A change here needs a step in `index/upgrade.py`, which brings older catalogs along."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

metadata = MetaData()

meta = Table("meta", metadata, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))

articles = Table(
    "articles",
    metadata,
    Column("id", Text, primary_key=True),
    Column("identity", Text, nullable=False, unique=True),  # what makes it the same article when it comes again
    Column("content_hash", Text, nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("author", Text),
    Column("published", Text),
    Column("day", Integer),  # published as yyyymmdd, for filters; null when unknown
    Column("updated", Text),
    Column("url", Text),
    Column("language", Text),
    Column("words", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("sample", Boolean, nullable=False),
)

versions = Table(
    "versions",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("added", Text, nullable=False),  # when it was stored, UTC; never shown as a publication date
    ForeignKeyConstraint(["article_id"], ["articles.id"], ondelete="CASCADE"),
)

# Only the newest version of an article is searched, so only it has passages. A passage keeps its sentences and their
# vectors with it: they are always read together.
passages = Table(
    "passages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("article_id", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("sentences", LargeBinary, nullable=False),  # int32 (n, 3): start, end, paragraph
    Column("vector", LargeBinary, nullable=False),  # float32 (d,)
    Column("sentence_vectors", LargeBinary, nullable=False),  # float16 (n, d)
    ForeignKeyConstraint(["article_id"], ["articles.id"], ondelete="CASCADE"),
    Index("passages_of_article", "article_id"),
    sqlite_autoincrement=True,  # an id is never given twice, or a derived index could show the wrong words
)

# Articles that were removed and may still be brought back (`index/aside.py`).
aside = Table(
    "aside",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("stamp", Text, nullable=False, index=True),  # when it was removed, UTC; shared by what went together
    ForeignKeyConstraint(["article_id"], ["articles.id"], ondelete="CASCADE"),
)

# What the derived indexes follow: passage ids only, never words.
changes = Table(
    "changes",
    metadata,
    Column("generation", Integer, primary_key=True),
    Column("passage_id", Integer, primary_key=True),
    Column("removed", Boolean, nullable=False),
    sqlite_with_rowid=False,
)

# Which articles print the same words, see `index/copies.py`. An article of a few words has no sketch.
sketches = Table(
    "sketches",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("article_id", Text, nullable=False, unique=True),
    Column("signature", LargeBinary, nullable=False),  # uint32 (n,), see `index/shingles.py`
    Column("cluster", Integer, nullable=False, index=True),  # the lowest number of the articles that print the same
    ForeignKeyConstraint(["article_id"], ["articles.id"], ondelete="CASCADE"),
    sqlite_autoincrement=True,
)

# Who says which sentence of an article's newest version, see `index/said.py`. `named` and `held` are where the text
# says the speaker and the office.
speeches = Table(
    "speeches",
    metadata,
    Column("article_id", Text, primary_key=True),
    Column("start", Integer, primary_key=True),
    Column("end", Integer, nullable=False),
    Column("speaker", Text, nullable=False),
    Column("named", Integer, nullable=False),
    Column("office", Text),
    Column("held", Integer),
    ForeignKeyConstraint(["article_id"], ["articles.id"], ondelete="CASCADE"),
    sqlite_with_rowid=False,
)

# Articles whose words are much alike meet in a bucket, so that a new one is compared with those in its buckets only.
buckets = Table(
    "buckets",
    metadata,
    Column("bucket", Integer, primary_key=True),
    Column("number", Integer, primary_key=True),
    sqlite_with_rowid=False,
)
