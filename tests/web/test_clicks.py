"""A citation opens at exactly its words, in every script; `python -m tests.web.clicks` clicks a hundred."""

import contextlib
from collections.abc import Callable
from pathlib import Path

from assistant.pipeline import Assistant
from assistant.settings import load
from evals.bench.long_table import Hashed
from index.library import Library
from tests.web.clicks import STORIES, keep, spans, wrong
from tests.web.conftest import served
from tests.web.reader import Reader

Visit = Callable[..., Reader]


def test_citations_open_at_their_words_in_every_script_and_version(reader: Visit, tmp_path: Path) -> None:
    with contextlib.closing(Library(tmp_path, Hashed)) as library:
        cited = list(spans(library, 8))
        assert {mark.article.id for mark in cited} == {f"story-{number}" for number in range(len(STORIES))}
        assert any(mark.version < mark.article.version for mark in cited)
        assert any("\n" in mark.quote for mark in cited)
        keep(tmp_path, cited)
        with served(Assistant(library, None, load(tmp_path, {}))) as address:
            visitor = reader(address)
            assert wrong(visitor.page, address, cited) == []
            assert not visitor.left
