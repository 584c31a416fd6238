"""Homes of every format there was, kept as SQL in `formats/`: `python -m tests.index.homes` adds one of today's format.

To be run once, when the format is about to be released; what is there is never written again.
"""

import contextlib
import json
import sqlite3
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from assistant.conversations.store import FILE, FORMAT, Conversations
from assistant.conversations.types import Exchange, Feedback
from index.ingest import SAMPLES, add_articles
from index.library import Library
from index.readers import read_source
from index.search import search
from index.types import RawArticle
from index.upgrade import SCHEMA_VERSION
from tests.index.children import opened

FOLDER = Path(__file__).parent / "formats"
QUESTIONS = 20


def fill(home: Path) -> dict[str, object]:
    """A home with added, updated, removed articles and a conversation; what has to be the same ever after."""
    read = [item for item in read_source(str(SAMPLES)) if isinstance(item, RawArticle)][:8]
    articles = [
        replace(item, id=Path(item.origin).stem, origin=f"/clippings/{Path(item.origin).name}", sample=True)
        for item in read
    ]
    with opened(home) as library:
        add_articles(library, articles)
        add_articles(library, [replace(articles[0], text=articles[0].text + "\n\nIt was corrected on Friday.")])
        library.remove([str(articles[1].id)])
        kept = remembered(library, questions(library))
    with contextlib.closing(Conversations(home)) as conversations:
        conversations.keep("c1", Exchange("What was corrected?", "x1", trouble="The model was away."))
        conversations.judge("x1", Feedback("wrong", "on Friday"))
    return kept


def questions(library: Library) -> list[str]:
    """Sentences of stored passages: what they find does not hang on how hits are weighed."""
    ids = library.catalog.passage_ids()
    stored = library.catalog.passages(ids[:: max(1, len(ids) // QUESTIONS)][:QUESTIONS])
    found = []
    for item in stored.values():
        text, first = library.catalog.text(item.article_id, item.version), item.passage.sentences[0]
        found.append(text[first.start : first.end])
    return found


def remembered(library: Library, asked: list[str]) -> dict[str, object]:
    """The articles with their versions, and the best hit of every question."""
    articles = {article.id: len(library.catalog.versions(article.id)) for article in library.catalog.articles()}
    answers = {}
    for question in asked:
        best = search(library, question).hits[0]
        answers[question] = [best.article.id, best.stored.passage.start, best.stored.passage.end]
    return {"articles": articles, "answers": answers}


def make(home: Path, name: str, file: str) -> None:
    """The file of a home, made from its SQL."""
    home.mkdir(exist_ok=True)
    with contextlib.closing(sqlite3.connect(home / file)) as made:
        made.executescript((FOLDER / f"{name}.sql").read_text("utf-8"))


def dump(path: Path, name: str) -> None:
    target = FOLDER / f"{name}.sql"
    if target.exists():
        sys.exit(f"{target} is there already, and what was released stays as it was.")
    with contextlib.closing(sqlite3.connect(path)) as database:
        version = database.execute("PRAGMA user_version").fetchone()[0]
        lines = [*database.iterdump(), f"PRAGMA user_version = {version};"]
    target.write_text("\n".join(lines) + "\n", "utf-8")


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        kept = fill(home)
        if not (FOLDER / f"conversations-{FORMAT}.sql").exists():
            dump(home / FILE, f"conversations-{FORMAT}")
        dump(home / "catalog.sqlite", f"catalog-{SCHEMA_VERSION}")
    (FOLDER / f"catalog-{SCHEMA_VERSION}.json").write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n")


if __name__ == "__main__":
    main()
