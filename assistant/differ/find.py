"""Where the articles that were found give different values for what is asked.

Two ways lead to a pair of sentences. Either they are alike word for word but for the value (`alike`); or each is what
its article says nearest to the question, and gives a figure of what is asked, or a day (`nearest`). In both they and
what stands around them must bear on the question.
"""

import re
from collections.abc import Iterable, Sequence

from assistant.differ import asked
from assistant.differ.alike import Pair, alike, holds
from assistant.differ.nearest import nearest
from assistant.differ.read import Read, Weighed, read
from assistant.differ.types import Difference, Told, Value, Version
from assistant.differ.values import conflict, same_kind
from assistant.types import Evidence
from assistant.verify.names import has_name, names, same_name
from index.copies import first_published
from index.library import Library
from index.notices import notices
from index.search import Found
from index.types import Article

ABOUT = 0.3
"""Share of the question (by how much its words tell) that a sentence and what stands around it must hold."""
MOST = 4
"""Values shown at most."""

_YEAR = re.compile(r"\b(?:1[5-9]|20|21)\d\d\b")


def find(library: Library, question: str, found: Found, evidence: Sequence[Evidence]) -> Difference | None:
    """The values that articles give for what is asked, when they are not the same; None when nothing differs.

    At least one of the sentences is among the evidence. `question` is the one that stands alone.
    """
    wanted = asked.kinds(question)
    if not wanted or not evidence:
        return None
    weighed = Weighed(library, question)
    told = [
        item
        for item in read(library, weighed, found, evidence)
        if weighed.share(item.around) >= ABOUT and _of_the_years(question, item)
    ]
    pairs = _of_the_same(library, question, alike(question, told, wanted))
    if not pairs:  # what is alike word for word is surer
        pairs = _of_the_same(library, question, nearest(question, told, wanted), every=True)
    if not pairs:
        return None
    versions = _versions(pairs)
    in_time = tuple(sorted(versions, key=lambda version: first_published(version.told.article)))
    later = _replaced(library, in_time)
    return Difference(in_time if later else versions, later)


def _of_the_years(question: str, item: Read) -> bool:
    """Whether a sentence may be about the years that the question names: it or its headline has one, or it has none."""
    wanted, said = set(_YEAR.findall(question)), set(_YEAR.findall(item.told.text))
    return not wanted or not said or bool(wanted & (said | set(_YEAR.findall(item.told.article.title))))


def _of_the_same(library: Library, question: str, found: Iterable[Pair], *, every: bool = False) -> list[Pair]:
    """Those of the pairs of which both articles have the same of the names that the question has, or `every` one:
    another company's profit is another fact."""
    pairs, wanted = list(found), [name for name in names(question) if name.isalpha()]
    told = [one.told for pair in pairs for one in (pair.one, pair.other)]
    texts = library.catalog.texts((one.article.id, one.version) for one in told)
    there = {key: _names_in(wanted, article, texts[key]) for key, article in _articles(told) if key in texts}

    def same(pair: Pair) -> bool:
        mine, theirs = (there.get((one.told.article.id, one.told.version)) for one in (pair.one, pair.other))
        return mine is not None and mine == theirs and (not every or len(mine) == len(set(wanted)))

    return [pair for pair in pairs if same(pair)]


def _articles(told: Iterable[Told]) -> Iterable[tuple[tuple[str, int], Article]]:
    """The articles of sentences, each once, by (article id, version)."""
    return {(one.article.id, one.version): one.article for one in told}.items()


def _names_in(wanted: Sequence[str], article: Article, text: str) -> set[str]:
    words = f"{article.title} {article.source} {text}"
    return {name for name in wanted if has_name(name, words)}


def _versions(pairs: Sequence[Pair]) -> tuple[Version, ...]:
    """The values of the best pair, and what other pairs set against one of them; each once, with the sentence that
    bears most on the question."""
    kept: list[tuple[Value, Told]] = []
    for pair in sorted(pairs, key=lambda pair: -pair.score):
        both = [(pair.mine, pair.one.told), (pair.theirs, pair.other.told)]
        known = [any(_same(value, other) for other, _ in kept) for value, _ in both]
        if kept and not any(known):
            continue
        kept += [item for item, there in zip(both, known, strict=True) if not there]
    return tuple(Version(value.text, told) for value, told in kept[:MOST])


def _same(one: Value, other: Value) -> bool:
    if one.kind != other.kind:
        return False
    if one.kind == "name":
        return same_name(one.text, other.text)
    if one.kind == "denial":
        return one.text == other.text
    return not (same_kind(one, other) and conflict(one, other))


def _replaced(library: Library, versions: Sequence[Version]) -> bool:
    """Whether the last of them took the place of those before: the outlet itself gave another value later, or a
    correction says that the value before was wrong."""
    *before, last = (version.told for version in versions)
    if any(not told.article.published or not _earlier(told, last) for told in before):
        return False
    if last.article.source and all(told.article.source == last.article.source for told in before):
        return True
    text = library.catalog.text(last.article.id, last.version)
    return any(
        any(holds(notice.text, version.value) for version in versions[:-1]) and notice.start <= last.end
        for notice in notices(text)
    )


def _earlier(one: Told, other: Told) -> bool:
    return first_published(one.article)[:2] < first_published(other.article)[:2]
