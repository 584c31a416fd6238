"""`dateline eval draft --from-feedback`: what was judged on the page becomes questions that can be asked again."""

import contextlib
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.conversations.store import Conversations
from assistant.conversations.types import Exchange, Feedback
from assistant.llm import OpenAIEndpoint
from assistant.local_llm import Address
from assistant.pipeline import Assistant
from assistant.settings import load
from assistant.web import asking
from assistant.web.line import Line
from evals.feedback import judged, once, proposal
from evals.questions import GoldQuestion, read
from index.embed import Embedder
from index.ingest import add_articles
from index.library import Library
from index.types import RawArticle
from tests.cli.conftest import Command, cli_environment, dateline, use_llm  # noqa: F401 - fixtures, and one for all
from tests.scripted_llm import ScriptedLLM

Use = Callable[[ScriptedLLM], None]

STORY = """The port of Karsund is the largest of the three on the coast.
Fares on the Karsund ferry will rise by 4% in May, the port said on Monday.
Mayor Astrid Aune called the rise on the Karsund ferry a tax on all islanders.
"""
RISE, CALLED, WHEN, WEATHER = (
    "By how much will fares on the Karsund ferry rise?",
    "What did Mayor Astrid Aune call the rise on the Karsund ferry?",
    "When will fares on the Karsund ferry rise?",
    "Who owns the port of Karsund?",
)
FOUR = "They will rise by 4% in May [1]."
TAX = "She called it a tax on all islanders [1]."
NOTHING = "Not in the articles."


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    return lambda typed: monkeypatch.setattr("sys.stdin", io.StringIO(typed))


class Reader:
    """Somebody at the page: asks of the library in a home folder, and judges what comes."""

    def __init__(self, home: Path, library: Library, llm: ScriptedLLM, kept: Conversations) -> None:
        endpoint = OpenAIEndpoint("scripted", "on this machine", lambda: Address(llm.base_url, "key"), 20, local=True)
        self.assistant = Assistant(library, endpoint, load(home, {}))
        self.llm, self.kept = llm, kept

    def judge(
        self, question: str, reply: str, feedback: Feedback | None, before: Sequence[Exchange] = (), talk: str = ""
    ) -> Exchange:
        self.llm.replies.append(reply)
        *_, last = asking.ask(self.assistant, Line(1), before, question)
        self.kept.keep(talk or last.id, last)
        self.kept.judge(last.id, feedback)
        return last


@contextlib.contextmanager
def at_the_page(home: Path, embedder: Embedder, text: str = STORY) -> Iterator[Reader]:
    with (
        ScriptedLLM(default=NOTHING) as llm,
        contextlib.closing(Library(home, lambda: embedder)) as library,
        contextlib.closing(Conversations(home)) as kept,
    ):
        add_articles(library, [RawArticle(text, "ferry.txt", "Fares rise", "Coast Daily", id="ferry")])
        yield Reader(home, library, llm, kept)


def facts(question: GoldQuestion) -> list[list[str]]:
    return [fact.any_of for fact in question.metadata.key_facts]


def test_judged_answers_are_kept_mended_and_dropped_and_can_be_asked_again(
    dateline: Command,  # noqa: F811
    use_llm: Use,  # noqa: F811
    answers: Callable[[str], None],
    embedder: Embedder,
    tmp_path: Path,
) -> None:
    home, out = tmp_path / "home", tmp_path / "mine.jsonl"
    with at_the_page(home, embedder) as page:
        page.judge(RISE, FOUR, Feedback("right"))
        page.judge(CALLED, NOTHING, Feedback("wrong", "the mayor is quoted"))
        page.judge(WEATHER, NOTHING, Feedback("right"))
        page.judge(WHEN, FOUR, Feedback("citation"))
        page.judge("Where is Karsund?", NOTHING, None)

    nowhere = "m\n\nnot written anywhere\n"
    answers(f"k\n{nowhere}m\n\na tax on all islanders\nk\ns\n")
    done = dateline("eval", "draft", "--from-feedback", "--out", out)
    assert done.code == 0, done.err
    assert "You said: wrong: the mayor is quoted" in done.out
    assert "Neither these words" in done.out
    assert "3 questions added" in done.out
    right, mended, declined = read(out)
    assert (right.id, right.text, right.metadata.kind) == ("f001", RISE, "feedback")
    assert [gold.quote for gold in right.metadata.gold] == [STORY.splitlines()[1]]
    assert facts(right) == [["they will rise by 4% in may", "will rise by 4% in may"]]
    assert (mended.text, facts(mended)) == (CALLED, [["a tax on all islanders"]])
    assert mended.metadata.gold[0].quote in STORY
    assert (declined.text, declined.metadata.answerable) == (WEATHER, False)

    answers("m\n\n\n")  # only the one that was stopped at is left, and the articles are said not to say
    assert "1 answer with your verdict" in dateline("eval", "draft", "--from-feedback", "--out", out).out
    assert [question.metadata.answerable for question in read(out)] == [True, True, False, False]

    with ScriptedLLM([FOUR, TAX], default=NOTHING) as llm:
        use_llm(llm)
        done = dateline("eval", out, "--json")
    assert done.code == 0, done.err
    [result] = done.json.values()
    assert result["items"] == 4


def test_what_has_to_be_in_an_answer_can_be_mended(
    dateline: Command,  # noqa: F811
    answers: Callable[[str], None],
    embedder: Embedder,
    tmp_path: Path,
) -> None:
    with at_the_page(tmp_path / "home", embedder) as page:
        page.judge(RISE, FOUR, Feedback("right"))
    out = tmp_path / "mine.jsonl"
    answers("m\n?\n\n-\nm\nHow much dearer will the Karsund ferry be?\n4% | 4 percent\n")
    done = dateline("eval", "draft", "--from-feedback", "--out", out)
    assert "something has to be looked for" in done.out
    [question] = read(out)
    assert (question.text, facts(question)) == ("How much dearer will the Karsund ferry be?", [["4%", "4 percent"]])


def test_a_follow_up_takes_along_what_was_said_before(embedder: Embedder, tmp_path: Path) -> None:
    with at_the_page(tmp_path / "home", embedder) as page:
        first = page.judge(RISE, FOUR, None, talk="c1")
        page.judge("And what did the mayor call it?", TAX, Feedback("right"), [first], talk="c1")
        page.judge(WEATHER, NOTHING, Feedback("right"), [first], talk="c1")
        follow_up, alone = [proposal(item, page.assistant.library.catalog) for item in judged(page.kept)]
    assert follow_up is not None
    assert first.answer is not None
    said = [(turn.role, turn.text) for turn in follow_up.history]
    assert said == [("user", RISE), ("assistant", first.answer.text)]
    assert alone is not None
    assert alone.history == []


def test_an_answer_whose_proof_is_gone_is_not_proposed_as_it_was(embedder: Embedder, tmp_path: Path) -> None:
    with at_the_page(tmp_path / "home", embedder) as page:
        page.judge(RISE, FOUR, Feedback("right"))
        library = page.assistant.library
        [item] = judged(page.kept)
        assert proposal(item, library.catalog) is not None
        assert item.exchange.answer is not None
        degraded = replace(item.exchange.answer, sentences=(), text="", degraded="No model.")
        assert proposal(replace(item, exchange=replace(item.exchange, answer=degraded)), library.catalog) is None
        changed = RawArticle(STORY.replace("4%", "5%"), "ferry.txt", "Fares rise", "Coast Daily", id="ferry")
        add_articles(library, [changed])
        assert proposal(item, library.catalog) is None
        library.remove(["ferry"])
        assert proposal(item, library.catalog) is None


def test_words_that_stand_twice_take_along_what_stands_around_them(embedder: Embedder, tmp_path: Path) -> None:
    text = "Fares rise.\nThe ferry is late. Fares rise.\nFares rise. Nobody knew."
    with at_the_page(tmp_path / "home", embedder, text) as page:
        catalog = page.assistant.library.catalog
        assert once("Nobody knew.", 0, "ferry", catalog) == "Nobody knew."
        assert once("Fares rise.", text.index("Fares rise. N"), "ferry", catalog) == "Fares rise. Nobody knew."
        held = once("Fares rise.", 0, "ferry", catalog)
        assert held is not None
        assert text.count(held) == 1
        assert once("Fares fall.", 0, "ferry", catalog) is None


def test_without_conversations_nothing_is_drafted(dateline: Command, tmp_path: Path) -> None:  # noqa: F811
    done = dateline("eval", "draft", "--from-feedback", "--out", tmp_path / "mine.jsonl")
    assert (done.code, "Nothing was asked" in done.err) == (1, True)
    assert dateline("eval", "golden", "--from-feedback").code == 2
