"""Sources in, passages findable: read -> split -> embed -> store, one transaction an article."""

import hashlib
import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from index import fingerprint, languages
from index.catalog import Known
from index.detect import detect
from index.embed import Embedded, PassageText, passage_texts
from index.fetch.fetcher import Fetcher
from index.followed import Followed, remember
from index.library import Library
from index.readers import read_source
from index.readers.folders import EVERYTHING, Chosen
from index.readers.process import ReaderProcess
from index.readers.web import AlreadyRead, never
from index.split import normalise, passages, sentences
from index.types import AddReport, Failure, Passage, RawArticle, Stored

logger = logging.getLogger(__name__)

EMBED_TOGETHER = 256
"""Passages that are embedded in one go; articles are stored as soon as theirs are done."""

SAMPLES = Path(__file__).parent / "articles"

_LONGEST_NAME = 300
_ABOUT = ("source", "author", "published", "updated", "url", "language")
"""What may be corrected without a word of the article changing."""

Progress = Callable[[Stored | Failure], None]


@dataclass(frozen=True)
class _Prepared:
    raw: RawArticle
    origin: str
    """Where these words came from; the article may be known from elsewhere."""
    article_id: str
    identity: str
    content_hash: str
    state: str
    passages: list[Passage]


def add(
    library: Library,
    sources: Sequence[str],
    progress: Progress | None = None,
    chosen: Chosen = EVERYTHING,
    fetcher: Fetcher | None = None,
    known: AlreadyRead = never,
) -> AddReport:
    """Adds what `sources` name and is `chosen`. What is stored stays stored, whatever happens to the rest."""

    def follow(source: str) -> None:
        remember(library.home, Followed(source, chosen))

    fetcher = fetcher or Fetcher()  # one for all: it knows which host it asked last, and what each asks for
    with ReaderProcess() as process:
        items = (item for source in sources for item in read_source(source, process, chosen, fetcher, known, follow))
        return add_articles(library, items, progress)


def add_samples(library: Library, progress: Progress | None = None) -> AddReport:
    """Adds the sample articles that come with Dateline; their file names are their ids."""
    read = (item for item in read_source(str(SAMPLES)))
    marked = (
        replace(item, id=Path(item.origin).stem, sample=True) if isinstance(item, RawArticle) else item for item in read
    )
    return add_articles(library, marked, progress)


def remove_samples(library: Library) -> int:
    """Removes every sample article; returns how many there were."""
    ids = [article.id for article in library.catalog.articles() if article.sample]
    if ids:
        library.remove(ids)
    return len(ids)


def add_articles(
    library: Library, items: Iterable[RawArticle | Failure], progress: Progress | None = None
) -> AddReport:
    """Stores articles in order and tells `progress` of each; the derived indexes follow at the end."""
    report = AddReport()

    def tell(done: Stored | Failure) -> None:
        (report.articles if isinstance(done, Stored) else report.failed).append(done)  # type: ignore[arg-type]
        if progress:
            progress(done)

    waiting: list[_Prepared] = []
    urls: dict[str, str] = {}

    def store() -> None:
        _store(library, waiting, tell)
        waiting.clear()

    with library.writing():
        try:
            for item in _until_it_breaks(items, store):
                prepared = item if isinstance(item, Failure) else _prepare(library, item, urls)
                if not isinstance(item, Failure) and any(_alike(prepared, other) for other in waiting):
                    store()  # what it may repeat is in the catalog before it is compared
                    prepared = _prepare(library, item, urls)
                if isinstance(prepared, _Prepared):
                    waiting.append(prepared)
                    if sum(len(p.passages) for p in waiting) >= EMBED_TOGETHER:
                        store()
                else:
                    tell(prepared)
            store()
        finally:
            if report.articles:
                library.sync(wait=True)
    return report


def _alike(one: object, other: _Prepared) -> bool:
    """Whether both may be the same article."""
    return isinstance(one, _Prepared) and (
        one.identity == other.identity or (one.raw.id is None and one.content_hash == other.content_hash)
    )


def _until_it_breaks(
    items: Iterable[RawArticle | Failure], store: Callable[[], None]
) -> Iterator[RawArticle | Failure]:
    """The items; when a reader breaks, what was read before is stored first."""
    try:
        yield from items
    except Exception:
        store()
        raise


def _prepare(library: Library, raw: RawArticle, urls: dict[str, str]) -> _Prepared | Stored | Failure:
    """`urls`: the identities by URL that were met in this run, each with the file it came from."""
    title = normalise(raw.title).replace("\n", " ")
    raw = replace(
        raw,
        text=normalise(raw.text),
        title=title,
        source=_name(raw.source),
        author=raw.author and _name(raw.author),
        language=languages.code(raw.language),
    )
    if not any(character.isalnum() for character in raw.text):
        return Failure(raw.origin, "it holds no words")
    content_hash = hashlib.sha256(f"{raw.title}\n{raw.text}".encode()).hexdigest()
    identity = _identity(raw, content_hash)
    if identity.startswith("url:") and raw.origin != "-":
        own = _identity(replace(raw, url=None), content_hash)
        # Two files that came together are two articles, whatever address they share: none replaces the other.
        if urls.setdefault(identity, raw.origin) != raw.origin or library.catalog.find(own, None):
            identity = own
    # Another file may have the name of an upload: the words say first which article it is.
    same = library.catalog.find(identity, None if raw.id else content_hash, words_first=raw.named is not None)
    origin = raw.origin
    if same is not None and same.aside:
        identity = identity if raw.id or same.content_hash != content_hash else same.identity
    elif same is not None and same.content_hash == content_hash:
        raw, identity = _told_anew(raw, identity, same)
        if all(getattr(raw, name) == getattr(same.article, name) for name in _ABOUT):
            return Stored(same.article.id, origin, "unchanged", raw.note)
    raw = replace(raw, language=raw.language or detect(raw.text))
    state = "added" if same is None or same.aside else "updated"  # one that was removed comes back by being added
    article_id = same.article.id if same else raw.id or hashlib.sha256(identity.encode()).hexdigest()[:12]
    found = passages(raw.text, sentences(raw.text, raw.language or "en"), library.passage_words)
    return _Prepared(raw, origin, article_id, identity, content_hash, state, found)


def _name(text: str) -> str:
    """An outlet or author on one line, no longer than a name is: it stands beside every hit, also before the model."""
    return " ".join(normalise(text[: 10 * _LONGEST_NAME]).split())[:_LONGEST_NAME]


def _told_anew(raw: RawArticle, identity: str, same: Known) -> tuple[RawArticle, str]:
    """The same words again: what is known about them, with what `raw` says now; and what the article is known by then.

    The source they came from may correct what it said. Another one, which printed the same, only fills in what is
    missing: or two files with the same words would correct one another for ever.
    """
    was = same.article
    again = same.identity == identity or (was.origin == raw.origin and not raw.named)
    told: dict[str, Any] = {}
    for name in _ABOUT:
        before, now = getattr(was, name), getattr(raw, name)
        told[name] = (now or before) if again else (before or now)
    if raw.id or (again and not same.identity.startswith("id:")):
        return replace(raw, **told), identity
    return replace(raw, **told, origin=was.origin, sample=was.sample), same.identity


def _identity(raw: RawArticle, content_hash: str) -> str:
    """What makes it the same article when it comes again: its id, its URL, its name or file, else its words."""
    if raw.id:
        return f"id:{raw.id}"
    if raw.url:
        try:
            parts = urlsplit(raw.url)
        except ValueError:  # "http://[..."
            return f"url:{raw.url}"
        story = parts.fragment if parts.fragment.startswith("!") else ""  # "#!/story/1" is a page of its own
        return "url:" + urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, parts.query, story))
    if raw.named:
        return f"named:{raw.named}"
    return f"file:{raw.origin}" if raw.origin != "-" else f"text:{content_hash}"


def _store(library: Library, waiting: list[_Prepared], tell: Progress) -> None:
    texts = [passage_texts(item.raw.title, item.raw.published, item.raw.text, item.passages) for item in waiting]
    embedded: dict[PassageText, Embedded] = {}
    for item, wanted in zip(waiting, texts, strict=True):
        embedded |= library.catalog.embedded.known(item.article_id, item.content_hash, item.raw.text, wanted)
    new = [text for text in dict.fromkeys(text for wanted in texts for text in wanted) if text not in embedded]
    if new:
        embedded |= zip(new, library.embedder.embed_passages(new), strict=True)
        fingerprint.note(library.catalog, library.embedder)
    for item, wanted in zip(waiting, texts, strict=True):
        vectors = [embedded[text] for text in wanted]
        library.catalog.put(item.raw, item.article_id, item.identity, item.content_hash, item.passages, vectors)
        tell(Stored(item.article_id, item.origin, item.state, item.raw.note))
