"""What the reader said of an answer -> a question with its gold, or what somebody has to know to write one."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from assistant.condense import follows_up
from assistant.conversations.store import Conversations
from assistant.conversations.types import Exchange
from assistant.errors import NotFoundError
from assistant.types import Citation, Evidence, Sentence, Turn
from assistant.web.asking import turns
from evals.metrics import normal, unmarked
from evals.questions import Gold, GoldQuestion, GoldQuote, HistoryTurn, KeyFact
from index.catalog import Catalog
from index.split import sentences
from index.words import content_words

_MARKS = " .,;:!?\"'()"


@dataclass(frozen=True)
class Judged:
    """An exchange the reader judged, and what was said before when its question leans on that."""

    exchange: Exchange
    history: tuple[Turn, ...] = ()


@dataclass(frozen=True)
class Piece:
    """Words that stand exactly once in their article as it is now, and whether the answer cited them."""

    article: str
    heading: str
    quote: str
    cited: bool


def judged(kept: Conversations) -> Iterator[Judged]:
    """Every exchange with feedback, in the order they were asked in."""
    for conversation in kept.judged():
        for place, exchange in enumerate(conversation.exchanges):
            if exchange.feedback is not None:
                before = conversation.exchanges[:place] if follows_up(exchange.question) else ()
                yield Judged(exchange, tuple(turns(before)))


def pieces(exchange: Exchange, catalog: Catalog) -> list[Piece]:
    """What the answer cited, then what else it had before it; words that are in the library no more are left out."""
    found: dict[tuple[str, str], Piece] = {}
    cited = [mark for sentence in _sentences(exchange) for mark in sentence.citations]
    spans: list[tuple[Citation | Evidence, str, bool]] = [(mark, mark.quote, True) for mark in cited]
    spans += [(item, item.text, False) for item in exchange.evidence]
    for span, words, is_cited in spans:
        quote = once(words, span.start, span.article.id, catalog)
        if quote is not None:
            article = span.article
            heading = ", ".join(
                part for part in (article.title, article.source, (article.published or "")[:10]) if part
            )
            found.setdefault((article.id, quote), Piece(article.id, heading, quote, is_cited))
    return list(found.values())


def once(words: str, start: int, article: str, catalog: Catalog) -> str | None:
    """Words that hold these and stand once in the article's text: they themselves, else with what stands around them.

    None when they are not there (any more).
    """
    try:
        text = catalog.text(article)
    except NotFoundError:
        return None
    if words not in text:
        return None
    at = start if text[start : start + len(words)] == words else text.index(words)
    first, last = at, at + len(words)
    while text.count(text[first:last]) > 1:
        wider = _paragraph(text, first, last)
        first, last = wider if wider != (first, last) else _paragraph(text, max(0, first - 1), last + 1)
    return text[first:last]


def proposal(item: Judged, catalog: Catalog) -> GoldQuestion | None:
    """The question with its gold, when the reader called its answer right and all it cites still stands there."""
    exchange, answer = item.exchange, item.exchange.answer
    if exchange.feedback is None or exchange.feedback.verdict != "right" or answer is None or answer.small_talk:
        return None
    if answer.abstained:
        return unanswerable(item)
    cited = [piece for piece in pieces(exchange, catalog) if piece.cited]
    marks = {(mark.article.id, mark.start) for sentence in answer.sentences for mark in sentence.citations}
    if not cited or len(cited) < len(marks):
        return None
    facts = [_fact(unmarked(sentence.text), exchange.question, cited) for sentence in answer.sentences]
    return question_of(item, exchange.question, cited, [known for known in facts if known])


def question_of(item: Judged, text: str, proof: Sequence[Piece], facts: Sequence[KeyFact]) -> GoldQuestion:
    """A question the articles answer; its id is given when it is kept."""
    quotes = [GoldQuote(article=piece.article, quote=piece.quote) for piece in proof]
    return _question(item, text, Gold(kind="feedback", answerable=True, gold=quotes, key_facts=list(facts)))


def unanswerable(item: Judged, text: str | None = None) -> GoldQuestion:
    """A question the articles do not answer."""
    return _question(item, text or item.exchange.question, Gold(kind="unanswerable", answerable=False))


def fact(words: str, ways: Iterable[str]) -> KeyFact | None:
    """A key fact, with the ways an answer may put it; None when there are none."""
    strings = dict.fromkeys(normal(way).strip(_MARKS) for way in ways)
    any_of = [string for string in strings if string]
    return KeyFact(fact=words, importance="vital", any_of=any_of) if any_of else None


def holding(words: str, among: Sequence[Piece], catalog: Catalog) -> list[Piece]:
    """Where these words stand: the pieces that hold them, else the sentences of the same articles that do."""
    wanted = normal(words).strip(_MARKS)
    if found := [piece for piece in among if wanted in normal(piece.quote)]:
        return found
    for piece in {piece.article: piece for piece in among}.values():
        text = catalog.text(piece.article)
        for span in sentences(text, catalog.article(piece.article).language or "en"):
            quote = once(text[span.start : span.end], span.start, piece.article, catalog)
            if quote is not None and wanted in normal(quote):
                found.append(Piece(piece.article, piece.heading, quote, cited=False))
    return found


def _paragraph(text: str, first: int, last: int) -> tuple[int, int]:
    """From the beginning of the line that `first` stands in to the end of the one that `last` does."""
    end = text.find("\n", last)
    return text.rfind("\n", 0, first) + 1, end if end >= 0 else len(text)


def _question(item: Judged, text: str, gold: Gold) -> GoldQuestion:
    chosen = item.exchange.filters
    history = [HistoryTurn(role=turn.role, text=turn.text) for turn in item.history if turn.text]
    return GoldQuestion(
        _id="new",
        text=text,
        history=history,
        since=chosen.since,
        until=chosen.until,
        source=chosen.source,
        metadata=gold,
    )


def _fact(sentence: str, question: str, proof: Sequence[Piece]) -> KeyFact | None:
    """The sentence, and the longest run of its words that its proof has too: another answer will put it another way."""
    runs = [_shared(normal(sentence).split(), normal(piece.quote).split()) for piece in proof]
    longest = max(runs, key=len)
    new = set(content_words(longest)) - set(content_words(question))
    return fact(sentence, [sentence, longest] if new else [sentence])


def _shared(ours: list[str], theirs: list[str]) -> str:
    """The longest run of words that both have; a comma or full stop behind its last word may be another."""
    run = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    a, b = run.a + run.size, run.b + run.size
    longer = a < len(ours) and b < len(theirs) and ours[a].strip(_MARKS) == theirs[b].strip(_MARKS)
    return " ".join(ours[run.a : a + longer])


def _sentences(exchange: Exchange) -> Sequence[Sentence]:
    return exchange.answer.sentences if exchange.answer else ()
