"""Adding many sources at once, with word of each while it goes on. Knows no gradio."""

import threading
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from queue import SimpleQueue
from typing import Literal

from assistant.web.shelf import Line, Upload, apart, fetched, read_upload
from index.fetch.fetcher import Fetcher
from index.ingest import add_articles
from index.library import Library
from index.readers.process import ReaderProcess
from index.types import Failure, RawArticle, Stored

State = Literal["waiting", "reading", "storing", "done"]
Item = RawArticle | Failure


@dataclass(frozen=True)
class Source:
    """One file or address, how far it has come, and what became of the articles in it."""

    name: str
    state: State = "waiting"
    lines: tuple[Line, ...] = ()


Read = Callable[[int], Iterable[Item]]
"""The articles of the source with this number, and what failed of it."""


def add_uploads(library: Library, changing: threading.Lock, uploads: Sequence[Upload]) -> Generator[Sequence[Source]]:
    """Adds files that were sent, and deletes them, whoever goes on looking; how far all have come after each step."""

    def work(follow: "_Follow") -> None:
        try:
            with ReaderProcess() as process:
                seen: set[str] = set()
                follow.add(library, lambda number: apart(read_upload(uploads[number], process), seen))
        finally:
            for upload in uploads:
                upload.path.unlink(missing_ok=True)

    return _followed([upload.name for upload in uploads], changing, work)


def add_addresses(
    library: Library, changing: threading.Lock, addresses: Sequence[str], fetcher: Fetcher | None = None
) -> Generator[Sequence[Source]]:
    """The same for pages, feeds and sitemaps; of a feed the first pages."""
    asking = fetcher or Fetcher()  # one for all: it knows which host it asked last

    def work(follow: "_Follow") -> None:
        follow.add(library, lambda number: fetched(addresses[number], asking))

    return _followed(addresses, changing, work)


class _Follow:
    """Keeps how far each source has come, and tells it after each step."""

    def __init__(self, names: Sequence[str], tell: Callable[[Sequence[Source]], None]) -> None:
        self._sources = [Source(name) for name in names]
        self._tell = tell
        self._open: dict[int, int] = defaultdict(int)
        """Source -> how many of its articles are read and not stored yet."""
        self._of: dict[str, deque[int]] = defaultdict(deque)
        """Where an article came from -> the sources that wait to hear of theirs: files may share a name."""

    def add(self, library: Library, read: Read) -> None:
        add_articles(library, self._items(read), self._done)

    def _items(self, read: Read) -> Iterator[Item]:
        for number in range(len(self._sources)):
            self._set(number, "reading")
            for item in read(number):
                self._of[item.source if isinstance(item, Failure) else item.origin].append(number)
                self._open[number] += 1
                yield item
            self._set(number, "storing" if self._open[number] else "done")

    def _done(self, done: Stored | Failure) -> None:
        number = self._of[done.source].popleft()
        self._open[number] -= 1
        name = done.source.removeprefix("upload:")
        line = Line(name, "failed", done.reason) if isinstance(done, Failure) else Line(name, done.state)
        was = self._sources[number]
        over = was.state == "storing" and not self._open[number]
        self._sources[number] = replace(was, lines=(*was.lines, line))
        self._set(number, "done" if over else was.state)

    def _set(self, number: int, state: State) -> None:
        self._sources[number] = replace(self._sources[number], state=state)
        self._tell(tuple(self._sources))


def _followed(
    names: Sequence[str], changing: threading.Lock, work: Callable[[_Follow], None]
) -> Generator[Sequence[Source]]:
    """Does `work` in a thread of its own: it ends also when the page that began it is closed."""
    come: SimpleQueue[Sequence[Source] | BaseException | None] = SimpleQueue()

    def run() -> None:
        try:
            with changing:
                work(_Follow(names, come.put))
        except BaseException as error:  # noqa: BLE001  whoever follows raises it
            come.put(error)
        else:
            come.put(None)

    yield tuple(Source(name) for name in names)
    threading.Thread(target=run, name="adding", daemon=True).start()
    while (step := come.get()) is not None:
        if isinstance(step, BaseException):
            raise step
        yield step
