"""BM25 over passages. The only file that imports tantivy.

Holds passage ids and word statistics (no stored text); follows the catalog (`index/derived.py`).
"""

import logging
import math
import shutil
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import numpy as np
import tantivy
from filelock import FileLock, Timeout

from index import derived
from index.catalog import Catalog
from index.errors import SearchError

logger = logging.getLogger(__name__)

TITLE_WEIGHT = 0.5
"""What a word of the title counts when passages are put forward; titles repeat in every passage of an article."""
K1 = 1.2
"""BM25's k1 as tantivy has it: a word that is repeated for ever scores (k1 + 1) times its weight."""
_MADE_BY = "tantivy"
NAMED_AT_ONCE = 2000
"""Passages that a query names one by one; a filter that leaves more is applied to what is found."""
_MEMORY = 64_000_000  # bytes the writer may use before it flushes

STOP_WORDS = frozenset(
    "a about after all also an and any are as at be because been before being between both but by can could did do does"
    " doing during each for from further had has have having he her here hers him his how i if in into is it its just"
    " me more most my no nor not now of off on once only or other our out over own said same say says she should so"
    " some such than that the their them then there these they this those to too under until up very was we were what"
    " when where which while who whom whose why will with would you your".split()
)


_PLAIN = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase()).build()
_ANALYZER = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.stemmer("english"))
    .build()
)


def content_words(text: str) -> list[str]:
    """The words of `text` that are no stop words, lower case."""
    return [word for word in _PLAIN.analyze(text) if word not in STOP_WORDS]


@lru_cache(maxsize=4096)
def stems(text: str) -> tuple[str, ...]:
    """The stems of the content words, as the index holds them; kept, as a question asks for a sentence's twice."""
    return tuple(_ANALYZER.analyze(" ".join(content_words(text))))


class WordIndex:
    """Read by any number of processes; the one that holds its lock file brings it up to date."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self.folder = folder
        self._catalog = catalog
        self._lock = threading.RLock()
        self._owner = FileLock(folder.parent / "words.lock", thread_local=False)
        self._index: tantivy.Index | None = None
        self.problem: str | None = None
        """Why words cannot be searched now, or only old ones; None when all is well."""

    def _open(self) -> tantivy.Index:
        builder = tantivy.SchemaBuilder()
        # In tantivy 0.27 an indexed unsigned field kills the writer: the id is stored, and deleted by as a raw text.
        builder.add_unsigned_field("id", stored=True)
        builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("title", tokenizer_name="en_stem")
        builder.add_text_field("body", tokenizer_name="en_stem")
        files = self.folder / "files"
        files.mkdir(parents=True, exist_ok=True)
        return tantivy.Index(builder.build(), path=str(files))

    def clear(self) -> None:
        self._index = None
        shutil.rmtree(self.folder / "files", ignore_errors=True)

    def _recover(self) -> None:
        self.clear()
        self._index = self._open()

    def sync(self) -> bool:
        """Brings the index to the catalog's generation; False when another process is doing so, or it cannot be."""
        with self._lock, self._owning() as owns:
            try:
                with derived.contained():
                    stamp = derived.stamped_generation(self.folder, self._catalog)
                    if owns and self._index is None and stamp is not None:
                        derived.refuse_other_files(self.folder, _MADE_BY)
                    self._index = self._open()  # another process may have made it anew
                    if owns:
                        derived.follow(self, self._catalog, self._recover)
            except (ValueError, OSError) as error:
                return owns and self._try_rebuild(error)
            self.problem = None if owns else "another Dateline process is bringing the word index up to date"
            return owns

    def rebuild(self) -> bool:
        with self._lock, self._owning() as owns:
            return owns and self._try_rebuild(None)

    def drop(self) -> bool:
        """Deletes its files, which hold words of removed passages until tantivy merges; the next sync makes it anew.

        False when another process is at it.
        """
        with self._lock, self._owning() as owns:
            if owns:
                derived.unstamp(self.folder)
                self.clear()
            return owns

    def _try_rebuild(self, cause: Exception | None) -> bool:
        if cause is not None:
            logger.warning("the word index failed (%s), rebuilding it", cause)
        try:
            with derived.contained():
                derived.rebuild(self, self._catalog, self._recover)
        except (ValueError, OSError) as error:
            self._index = None
            self.problem = f"The word index failed ({error}); searches go by meaning alone. `dateline doctor --repair`"
            logger.warning("the word index cannot be rebuilt: %s", error)
            return False
        self.problem = None
        return True

    @contextmanager
    def _owning(self) -> Iterator[bool]:
        """Whether this process may change the index now."""
        try:
            self._owner.acquire(timeout=0)
        except (Timeout, OSError):
            yield False
            return
        try:
            yield True
        finally:
            self._owner.release()

    def count(self) -> int:
        """How many passages it holds."""
        return 0 if self._index is None else int(self._index.searcher().num_docs)

    def holds(self, number: int) -> bool:
        """Whether the passage is in it."""
        return self._index is not None and self._index.searcher().doc_freq("key", str(number)) > 0

    def apply(self, catalog: Catalog, added: list[int], removed: list[int]) -> None:
        assert self._index is not None
        writer = self._index.writer(_MEMORY, 1)
        for number in [*removed, *added]:  # a passage that is already there is replaced, never doubled
            writer.delete_documents_by_term("key", str(number))
        titles: dict[str, str] = {}
        texts: dict[tuple[str, int], str] = {}
        for begin in range(0, len(added), 2000):
            for stored in catalog.passages(added[begin : begin + 2000]).values():
                if stored.article_id not in titles:
                    titles[stored.article_id] = catalog.article(stored.article_id).title
                    texts.clear()  # one article's text at a time: memory stays flat
                key = (stored.article_id, stored.version)
                if key not in texts:
                    texts[key] = catalog.text(*key)
                words = texts[key][stored.passage.start : stored.passage.end]
                writer.add_document(
                    tantivy.Document(id=stored.id, key=str(stored.id), title=titles[stored.article_id], body=words)
                )
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        derived.remember_files(self.folder, _MADE_BY)

    def search(self, question: str, k: int, only: Sequence[int] | None = None) -> list[tuple[int, float]]:
        """(passage id, BM25 score) of the `k` best passages, best first; none for a question of stop words only.

        `only` restricts to these passage ids, which are in order.
        """
        terms = " ".join(content_words(question))
        fields = {"title": TITLE_WEIGHT, "body": 1.0}
        if not terms or (only is not None and not only):
            return []
        if only is None or len(only) <= NAMED_AT_ONCE:
            return self._mended(lambda: self._run(terms, fields, k, only))
        allowed, total = np.asarray(only, dtype=np.int64), self.count()
        ahead = int(1.5 * k * total / len(only)) + 1  # as many as hold `k` that pass, if those are spread evenly
        while True:
            found = self._mended(lambda ahead=ahead: self._run(terms, fields, ahead))  # type: ignore[misc]
            numbers = np.asarray([number for number, _ in found], dtype=np.int64)
            places = np.minimum(np.searchsorted(allowed, numbers), len(allowed) - 1)
            passing = [hit for hit, passes in zip(found, allowed[places] == numbers, strict=True) if passes][:k]
            if len(passing) == k or len(found) < ahead:
                return passing
            ahead *= 4

    def shares(self, question: str, ids: Sequence[int]) -> dict[int, float]:
        """How much of the most the question's words could score (BM25, titles aside) these passages do, from 0 to 1.

        Passages that hold none of the words are left out.
        """
        terms = content_words(question)
        most = (K1 + 1) * sum(self.weight(stem) for stem in stems(question))
        if not most or not ids:
            return {}
        found = self._mended(lambda: self._run(" ".join(terms), {"body": 1.0}, len(ids), ids))
        return {number: min(1.0, score / most) for number, score in found}

    def _mended(self, ask: Callable[[], list[tuple[int, float]]]) -> list[tuple[int, float]]:
        """What `ask` returns; when it fails, once more over an index made anew."""
        with self._lock:
            try:
                with derived.contained():
                    return ask()
            except (ValueError, OSError) as error:
                derived.unstamp(self.folder)
                with self._owning() as owns:
                    if owns and self._try_rebuild(error):
                        return ask()
                raise SearchError(f"The word index failed: {error}. `dateline doctor --repair` rebuilds it.") from error

    def _run(
        self, text: str, fields: dict[str, float], k: int, only: Sequence[int] | None = None
    ) -> list[tuple[int, float]]:
        if self._index is None:
            return []
        query = self._index.parse_query(text, list(fields), field_boosts=fields)
        if only is not None:
            keys = tantivy.Query.term_set_query(self._index.schema, "key", [str(number) for number in only])
            allowed = tantivy.Query.const_score_query(keys, 0.0)
            query = tantivy.Query.boolean_query([(tantivy.Occur.Must, query), (tantivy.Occur.Must, allowed)])
        searcher = self._index.searcher()
        found = searcher.search(query, limit=k, count=False).hits
        hits = [(int(searcher.doc(address)["id"][0]), float(score)) for score, address in found]
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def weight(self, stem: str) -> float:
        """How much a stem tells: BM25's inverse document frequency over passages, 0 or more."""
        index = self._index
        if index is None:
            return 0.0
        searcher = index.searcher()
        total, having = searcher.num_docs, searcher.doc_freq("body", stem)
        return math.log(1 + (total - having + 0.5) / (having + 0.5))
