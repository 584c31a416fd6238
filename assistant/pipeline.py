"""One question, seven hops: condense -> search -> evidence -> prompt -> generate -> verify -> answer."""

import logging
import time
import uuid
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date

from assistant import budget, overview, prompt, small_talk, trace
from assistant.compose import abstain, compose, quotes_only
from assistant.condense import condense
from assistant.dated import asks_when
from assistant.differ.find import find
from assistant.differ.note import noted, with_evidence
from assistant.errors import LLMError
from assistant.evidence import choose
from assistant.llm import LLM, Message
from assistant.reading import Reading, cited, read
from assistant.settings import Settings
from assistant.standing import as_of, corrections
from assistant.types import Abstention, Answer, Evidence, Query, SearchedArticles, Turn, Usage
from assistant.verify.bare import spelled_out
from assistant.verify.expected import asks_to_compare, asks_whether
from assistant.verify.parse import DECLINING, declined, parse
from assistant.verify.support import Signals, Verdict, judge, unmentioned
from index.library import Library
from index.outlets import named
from index.search import search
from index.types import Article, Filters, Hit
from index.unmatched import unmatched
from index.words import stems

logger = logging.getLogger(__name__)

SEARCH_HITS = 20


@dataclass(frozen=True)
class EvidenceReady:
    """The evidence is chosen; the model has not been asked yet."""

    query: Query
    evidence: tuple[Evidence, ...]
    searched: SearchedArticles


@dataclass(frozen=True)
class Draft:
    """What the model has written so far. Nothing of it is verified yet."""

    text: str


@dataclass(frozen=True)
class Checking:
    """The model has written all; now it is verified."""


Event = EvidenceReady | Draft | Checking | Answer


class Assistant:
    """Answers questions from one library with one model, or with quotes only when there is none."""

    def __init__(self, library: Library, llm: LLM | None, settings: Settings) -> None:
        self.library = library
        self.llm = llm
        self.settings = settings
        self._template = prompt.load("answer", settings.prompts)
        self._stated = prompt.load("stated", settings.prompts)
        self._whether = prompt.load("whether", settings.prompts)
        self._compare = prompt.load("compare", settings.prompts)

    def warm_up(self) -> None:
        """Loads the models and has the fixed part of the prompt read, so that the first question waits for neither."""
        with ThreadPoolExecutor(1) as other:  # the model's server is another process: both start at once
            model = other.submit(self.warm_model)
            search(self.library, "warm up", 1)
            model.result()

    def warm_model(self) -> None:
        """The model's half of `warm_up`."""
        if self.llm is not None:
            self.llm.probability(self._messages((), "?"), "yes", "no")

    def ask(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, strict: bool = False
    ) -> Answer:
        """The verified answer to one question."""
        *_, answer = self.stream(question, history, filters, strict=strict)
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, question: str, history: Sequence[Turn] = (), filters: Filters | None = None, *, strict: bool = False
    ) -> Iterator[Event]:
        """The same, as it comes: the evidence, drafts while the model writes, word that it is checked, and the verified
        answer last.

        When the model fails the quotes stand; with `strict` only when the question is why, else the LLMError is raised.
        """
        clock = _Clock()
        query = condense(question, history, filters)
        looked = self.library.catalog.searched(query.filters)
        searched = SearchedArticles(looked.articles, looked.first, looked.last)
        answer = Answer(
            id=uuid.uuid4().hex[:12],
            question=question,
            query=query.text,
            text="",
            sentences=(),
            evidence=(),
            withheld=(),
            abstention=None,
            searched=searched,
            model=self.llm.name if self.llm else "none",
        )
        who = f"{self.llm.name}, {self.llm.where}" if self.llm else None
        if said := small_talk.reply(query.asked, searched, who):
            yield EvidenceReady(query, (), searched)
            yield replace(answer, abstention=Abstention(said, (), small_talk=True), timings=clock.marked("total"))
            return

        if nothing := unmatched(self.library.catalog, query.filters):
            yield EvidenceReady(query, (), searched)
            yield replace(abstain(answer, nothing), timings=clock.marked("total"))
            return
        if query.summary_of == "":
            articles = self.library.catalog.articles(query.filters)
            if len(articles) > overview.FEW:
                yield EvidenceReady(query, (), searched)
                said = overview.headlines(articles, searched)
                yield replace(answer, abstention=Abstention(said, (), small_talk=True), timings=clock.marked("total"))
                return
            query = overview.of_articles(query, articles) if articles else query
        found = search(self.library, query.text, SEARCH_HITS, query.filters, "what is new")
        clock.mark("search")
        most, speaker = self.settings.evidence_sentences, query.filters.speaker
        chosen = tuple(choose(self.library, query.sought, found, most, earlier=query.earlier, speaker=speaker))
        clock.mark("evidence")
        yield EvidenceReady(query, chosen, searched)

        # What the rest takes nobody waits for who waits for others: the page goes on when it is this question's turn.
        difference = find(self.library, query.text, found, chosen)
        evidence = with_evidence(chosen, difference)
        first = found if query.summary_of is None else overview.from_the_beginning(self.library, found)
        reading = read(self.library, first, evidence, whole=speaker is None)
        if self.llm is not None:
            reading = reading.fitting(self._room(self._question(query)))
        answer = replace(answer, evidence=evidence)
        if not evidence:
            answer = abstain(
                answer, "There are no articles to search." if not searched.articles else "Nothing came near."
            )
        elif missing := unmentioned(query.text, [_words(hit) for hit in found.hits]):
            answer = abstain(answer, f"Nothing that was found mentions {' or '.join(missing)}.")
        elif self.llm is None:
            answer = quotes_only(answer, "No model is set up; these are the sentences that came nearest.")
        elif not reading.pieces:
            answer = quotes_only(
                answer,
                "The question and its evidence are longer than the model can read; a larger DATELINE_LLM_CONTEXT makes"
                " room for them.",
            )
        else:
            try:
                answer = yield from self._generate(answer, self.llm, query, reading, clock)
            except LLMError as error:
                if strict and not error.lasting:
                    raise
                logger.warning("the model failed: %s", type(error).__name__)
                answer = quotes_only(answer, str(error))
        answer = noted(answer, difference)
        answer = replace(
            answer,
            as_of=as_of(answer, query.asked, found.hits, date.today()),
            corrections=corrections(answer, self.library.catalog),
        )
        answer = replace(answer, timings=clock.marked("total"))
        trace.record(answer)
        yield answer

    def _generate(
        self, answer: Answer, llm: LLM, query: Query, reading: Reading, clock: "_Clock"
    ) -> Generator[Draft | Checking, None, Answer]:
        messages = self._messages(reading.pieces, self._question(query))
        written = yield from self._write(llm, messages, clock)
        answer = replace(answer, usage=written.usage)
        if declined(written.text):
            return abstain(answer, "The articles do not say.")
        yield Checking()
        verdict, checked = self._verify(llm, query, messages, (*answer.evidence, *reading.sentences), written)
        verdict, evidence = cited(verdict, answer.evidence)
        return compose(replace(answer, evidence=evidence, usage=written.usage + checked), verdict)

    def _write(self, llm: LLM, messages: list[Message], clock: "_Clock") -> Generator[Draft, None, "_Written"]:
        text = ""
        usage = Usage()
        declining = 0.0
        for piece in llm.stream(messages, self.settings.answer_tokens):
            if piece.text and not text:
                clock.mark("first_token")
                declining = (piece.odds or {}).get(DECLINING, 0.0)
            text += piece.text
            usage += piece.usage or Usage()
            if piece.text:
                yield Draft(text)
        return _Written(text, declining, usage)

    def _verify(
        self, llm: LLM, query: Query, asked: list[Message], citable: tuple[Evidence, ...], written: "_Written"
    ) -> tuple[Verdict, Usage]:
        """`asked`: the messages that were answered; the check goes on from them, so that they are read once."""
        claims = spelled_out(parse(written.text, {item.marker for item in citable}), citable, query.asked)
        plain = " ".join(claim.text for claim in claims)
        probability, usage = llm.probability([*asked, *prompt.fill(self._stated, {"answer": plain})], "yes", "no")
        telling = {stem: self.library.words.weight(stem) for stem in stems(query.sought)}
        signals = Signals(probability, written.declining, telling, _wary(query))
        return judge(claims, citable, query.sought, signals, self.settings.check_threshold), usage

    def _room(self, question: str) -> int:
        """Tokens that are left for evidence once the fixed part, the question and the answer (twice) are counted."""
        fixed = sum(budget.tokens(message.text) for message in self._messages((), question))
        fixed += sum(budget.tokens(message.text) for message in self._stated.messages)
        return self.settings.llm_context - fixed - 2 * self.settings.answer_tokens

    def _question(self, query: Query) -> str:
        """The question as the model reads it; where a small one would not look before it speaks, with how to answer."""
        asked = prompt.question(query)
        how = self._compare if asks_to_compare(query.asked) else self._whether if _wary(query) else None
        return prompt.fill(how, {"question": asked})[-1].text if how else asked

    def _messages(self, pieces: Sequence[Evidence], question: str) -> list[Message]:
        laid_out = prompt.lay_out(
            pieces, days=asks_when(question), outlets=any(named(p.article.source, question) for p in pieces)
        )
        return prompt.fill(self._template, {"passages": laid_out, "question": question})


def _wary(query: Query) -> bool:
    """Whether the model is told not to answer yes."""
    return asks_whether(query.asked) and not asks_to_compare(query.asked)


def _words(hit: Hit) -> str:
    """A passage, and what stands above its article and that article's copies, which a question may call it by."""
    return " ".join([hit.text, *(_heading(article) for article in (hit.article, *hit.also_in))])


def _heading(article: Article) -> str:
    return " ".join(part for part in (article.title, article.source, article.author) if part)


@dataclass(frozen=True)
class _Written:
    """What the model wrote, and how likely it was to decline instead."""

    text: str
    declining: float
    usage: Usage


class _Clock:
    """Milliseconds since the question, under the names of the contract."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self.marks: dict[str, float] = {}

    def mark(self, name: str) -> None:
        self.marks[name] = round((time.perf_counter() - self._start) * 1000, 1)

    def marked(self, name: str) -> dict[str, float]:
        """All marks, this one the last."""
        self.mark(name)
        return self.marks
