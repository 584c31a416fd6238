"""BM25 over passages. The only file that imports tantivy.

Holds passage ids and word statistics (no stored text); follows the catalog (`index/derived.py`).
"""

import math
import shutil
import threading
from pathlib import Path

import tantivy

from index import derived
from index.catalog import Catalog
from index.errors import SearchError

TITLE_WEIGHT = 0.5
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


def stems(text: str) -> list[str]:
    """The stems of the content words, as the index holds them."""
    return _ANALYZER.analyze(" ".join(content_words(text)))


class WordIndex:
    """Opened by any number of processes; the one that can take tantivy's writer lock brings it up to date."""

    def __init__(self, folder: Path, catalog: Catalog) -> None:
        self.folder = folder
        self._catalog = catalog
        self._lock = threading.Lock()
        self._index = self._open()

    def _open(self) -> tantivy.Index:
        builder = tantivy.SchemaBuilder()
        # In tantivy 0.27 an indexed unsigned field kills the writer: the id is stored, and deleted by as a raw text.
        builder.add_unsigned_field("id", stored=True)
        builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
        builder.add_text_field("title", tokenizer_name="en_stem")
        builder.add_text_field("body", tokenizer_name="en_stem")
        files = self.folder / "files"
        files.mkdir(parents=True, exist_ok=True)
        try:
            return tantivy.Index(builder.build(), path=str(files))
        except ValueError:
            self.clear()
            return tantivy.Index(builder.build(), path=str(files))

    def clear(self) -> None:
        shutil.rmtree(self.folder / "files", ignore_errors=True)
        (self.folder / "files").mkdir(parents=True, exist_ok=True)

    def _recover(self) -> None:
        self.clear()
        self._index = self._open()

    def sync(self) -> bool:
        """Brings the index to the catalog's generation; False when another process is doing so."""
        with self._lock:
            try:
                derived.follow(self, self._catalog, self._recover)
                self._index.reload()
            except ValueError as error:
                if "LockBusy" in str(error):
                    self._index.reload()
                    return False
                derived.rebuild(self, self._catalog, self._recover)
                self._index.reload()
        return True

    def rebuild(self) -> None:
        with self._lock:
            derived.rebuild(self, self._catalog, self._recover)
            self._index.reload()

    def count(self) -> int:
        """How many passages it holds."""
        return int(self._index.searcher().num_docs)

    def apply(self, catalog: Catalog, added: list[int], removed: list[int]) -> None:
        writer = self._index.writer(_MEMORY, 1)
        for number in [*removed, *added]:  # a passage that is already there is replaced, never doubled
            writer.delete_documents("key", str(number))
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

    def search(self, question: str, k: int) -> list[tuple[int, float]]:
        """(passage id, BM25 score) of the `k` best passages, best first; none for a question of stop words only."""
        terms = content_words(question)
        if not terms:
            return []
        text = " ".join(terms)
        try:
            query = self._index.parse_query(text, ["title", "body"], field_boosts={"title": TITLE_WEIGHT})
            searcher = self._index.searcher()
            found = searcher.search(query, limit=k, count=False).hits
            hits = [(int(searcher.doc(address)["id"][0]), float(score)) for score, address in found]
        except (ValueError, OSError) as error:
            raise SearchError(f"The word index failed: {error}. `dateline doctor --repair` rebuilds it.") from error
        return sorted(hits, key=lambda hit: (-hit[1], hit[0]))

    def weight(self, stem: str) -> float:
        """How much a stem tells: BM25's inverse document frequency over passages, 0 or more."""
        searcher = self._index.searcher()
        total, having = searcher.num_docs, searcher.doc_freq("body", stem)
        return math.log(1 + (total - having + 0.5) / (having + 0.5))
