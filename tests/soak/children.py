"""What processes do to a library for a long time: `python -m tests.soak.children WHAT HOME [...]`, a JSON value a line.

What takes long to import is imported where it is needed: a child starts quickly. An article's every sentence holds its
name and edition in one word, so that a mixture of two editions shows.
"""

import contextlib
import faulthandler
import itertools
import json
import os
import random
import re
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from index.errors import WriterBusyError
from index.ingest import add, add_articles
from index.library import Library
from index.search import search
from index.split import passages, sentences
from index.types import RawArticle, StoredPassage
from tests.index.children import opened, say
from tests.proc import children

SENTENCES = 30
NAMES = 12
HANGS_S = 300
"""No machine takes this long to open a small library, or for one change of it."""
MODULE = "tests.soak.children"


def tell(value: Any) -> None:
    say(json.dumps(value))


def word(name: str, edition: int) -> str:
    return f"zq{name}e{edition}"


def text_of(name: str, edition: int) -> str:
    """Three passages or so."""
    lines = (f"Sentence {n} of {word(name, edition)} tells that the harbour was shut." for n in range(SENTENCES))
    return " ".join(lines)


def article(name: str, edition: int) -> RawArticle:
    return RawArticle(text_of(name, edition), "-", title=f"On {name}", id=name)


# --- what is there --------------------------------------------------------------------------------------------------


def found(library: Library, sample: int = 3) -> dict[str, Any]:
    """The edition of every article, and all that is wrong: mixed editions, strays, passages that cannot be found."""
    catalog = library.catalog
    editions: dict[str, int] = {}
    wrong = []
    stored: dict[str, list[StoredPassage]] = defaultdict(list)
    for item in catalog.passages(catalog.passage_ids()).values():
        stored[item.article_id].append(item)
    for known in catalog.articles():
        text = catalog.text(known.id)
        editions[known.id] = edition = int((re.findall(r"zq\w+e(\d+)", text) or [-1])[0])
        if text != text_of(known.id, edition):
            wrong.append(f"{known.id} mixes editions")
        mine = sorted(stored.pop(known.id, []), key=lambda item: item.passage.start)
        cut = passages(text, sentences(text, "en"), library.passage_words)
        if [item.passage for item in mine] != cut or {item.version for item in mine} != {known.version}:
            wrong.append(f"the passages of {known.id} are not those of edition {edition}")
    wrong += [f"passages of {name}, which is not there" for name in stored]
    wrong += [problem] if (problem := catalog.check()) else []
    for name in random.sample(sorted(editions), min(sample, len(editions))):
        hits = search(library, word(name, editions[name])).hits
        if not hits or hits[0].article.id != name or word(name, editions[name]) not in hits[0].text:
            wrong.append(f"{name} is not found by its word")
    library.sync()
    held = {library.words.count(), library.vectors.count(), catalog.passage_count()}
    if len(held) > 1 or library.words.problem or library.vectors.problem:
        wrong.append(f"the indexes differ: {held} {library.words.problem} {library.vectors.problem}")
    return {"articles": editions, "wrong": wrong}


def unfindable(library: Library) -> list[int] | str:
    """The passages that are not among the nearest to their own vector, asked of Chroma itself."""
    if library.vectors.problem:
        return library.vectors.problem
    return [
        number
        for number, vector in library.catalog.vectors()
        if number not in {near for near, _ in library.vectors.search(vector, 10)}
    ]


def check(home: Path) -> None:
    """Says what is there, and whether every vector is found as its own nearest by Chroma itself."""
    from assistant.pipeline import Assistant
    from assistant.settings import load

    with opened(home) as library:
        state = found(library, sample=100)
        asked = Assistant(library, None, load(home, {"DATELINE_LLM": "none"})).ask("Which harbour was shut?")
        tell({**state, "unfindable": unfindable(library), "evidence": len(asked.evidence)})


def titles(home: Path) -> None:
    """Says what every article is called after, and which vectors Chroma does not find."""
    with opened(home) as library:
        library.sync()
        names = [item.title.removeprefix("On ") for item in library.catalog.articles()]
        tell({"titles": names, "unfindable": unfindable(library)})


# --- what is done ---------------------------------------------------------------------------------------------------


def mix(home: Path, seed: str) -> None:
    """Says what is there, then adds, updates and removes at random; `doing` before each, `did` after."""
    chance = random.Random(int(seed))
    faulthandler.dump_traceback_later(HANGS_S, exit=True)  # one that hangs says where, and fails the test
    with opened(home) as library:
        state = found(library)
        tell(state)
        known: dict[str, int] = state["articles"]
        for number in itertools.count():
            faulthandler.dump_traceback_later(HANGS_S, exit=True)
            name, edition = f"a{chance.randrange(NAMES)}", int(seed) * 100_000 + number
            if name in known and chance.random() < 0.3:
                tell({"doing": [name, None]})
                library.remove([name])
                del known[name]
                tell({"did": [name, None]})
            else:
                tell({"doing": [name, edition]})
                add_articles(library, [article(name, edition)])
                known[name] = edition
                tell({"did": [name, edition]})


def race(home: Path, who: str, how: str) -> None:
    """Adds ten articles at each line of its standard input, as the page or the command line does."""
    from assistant.web.shelf import add_pasted

    with opened(home) as library:
        library.sync()
        tell("ready")
        for number, _ in enumerate(sys.stdin):
            names = [f"{who}n{number}i{n}" for n in range(10)]
            try:
                if how == "page":
                    for name in names:
                        add_pasted(library, f"On {name}", "", "", text_of(name, number))
                else:
                    folder = home.parent / f"{who}{number}"
                    folder.mkdir()
                    for name in names:
                        (folder / f"{name}.txt").write_text(f"On {name}\n\n{text_of(name, number)}")
                    add(library, [str(folder)])
            except WriterBusyError as error:
                tell({"busy": str(error)})
            else:
                tell({"won": names})


class Reader:
    """Searches until the time is over; every hit has to be of one edition and in its article."""

    def __init__(self, library: Library, seconds: float) -> None:
        self._library = library
        self._until = time.monotonic() + seconds
        self.took: list[float] = []
        self.errors: list[str] = []

    def run(self) -> None:
        while time.monotonic() < self._until:
            name = f"a{random.randrange(NAMES)}"
            begun = time.monotonic()
            try:
                hits = search(self._library, f"{name} harbour shut").hits
                self.took.append(time.monotonic() - begun)
                for hit in hits:
                    said = set(re.findall(r"zq\w+?e\d+", hit.text))
                    if len(said) != 1 or f"zq{hit.article.id}e" not in said.pop():
                        self.errors.append(f"a hit in {hit.article.id} says {hit.text[:60]}")
            except Exception as error:  # noqa: BLE001  any error at all is what is looked for
                self.errors.append(f"{type(error).__name__}: {error}")


def report(readers: Sequence[Reader], writes: int = 0) -> None:
    took = sorted(itertools.chain.from_iterable(reader.took for reader in readers))
    errors = [error for reader in readers for error in reader.errors]
    p95 = round(1000 * took[int(0.95 * len(took))]) if took else None
    tell({"searches": len(took), "p95": p95, "errors": errors[:5], "writes": writes})


def read(home: Path, seconds: str) -> None:
    """Reads as another process does."""
    with opened(home) as library:
        reader = Reader(library, float(seconds))
        reader.run()
        report([reader])


def churn(home: Path, seconds: str) -> None:
    """Writes all the time, while two threads of this process read as the page does."""
    with opened(home) as library:
        readers = [Reader(library, float(seconds)) for _ in range(2)]
        threads = [threading.Thread(target=reader.run) for reader in readers]
        for thread in threads:
            thread.start()
        writes = 0
        while any(thread.is_alive() for thread in threads):
            name = f"a{random.randrange(NAMES)}"
            if writes % 10 == 9:
                with contextlib.suppress(StopIteration):
                    library.remove([next(iter(library.catalog.articles())).id])
            else:
                add_articles(library, [article(name, 1000 + writes)])
            writes += 1
        report(readers, writes)


def live(home: Path, times: str, url: str) -> None:
    """Asks, adds and removes; says what the process holds after a third of the times, and at the end."""
    from assistant.llm import OpenAIEndpoint
    from assistant.local_llm import Address
    from assistant.pipeline import Assistant
    from assistant.settings import load

    total = int(times)
    endpoint = OpenAIEndpoint("scripted", "on this machine", lambda: Address(url, "key"), 20, local=True)
    with opened(home) as library, contextlib.closing(endpoint):
        add_articles(library, [article(f"a{n}", 1) for n in range(NAMES)])
        assistant = Assistant(library, endpoint, load(home, {}))
        for number in range(1, total + 1):
            name = f"b{number % NAMES}"
            add_articles(library, [article(name, number)])
            answer = assistant.ask(f"What does {word(name, number)} tell of the harbour?")
            if answer.degraded or not answer.evidence:
                tell({"wrong": answer.degraded or "no evidence"})
            library.remove([name])
            if number in (total // 3, total):
                tell(held())


def held() -> dict[str, int]:
    """What this process holds: resident bytes, open files, threads, processes it started."""
    status = Path("/proc/self/status").read_text()
    return {
        "rss": 1024 * int(re.findall(r"VmRSS:\s+(\d+)", status)[0]),
        "files": len(os.listdir("/proc/self/fd")),
        "threads": int(re.findall(r"Threads:\s+(\d+)", status)[0]),
        "processes": len(children(os.getpid())),
    }


if __name__ == "__main__":
    deeds = (check, titles, mix, race, read, churn, live)
    {deed.__name__: deed for deed in deeds}[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
