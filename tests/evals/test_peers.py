"""The same measure for everybody, and a peer that fails is a row that says so; the others go on."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.llm import Message, OpenAIEndpoint
from assistant.local_llm import Address
from evals.peers import run
from evals.peers.__main__ import table
from evals.peers.child import Child, PeerError, environment
from evals.peers.choose import choose, stands_alone
from evals.peers.declining import declines
from evals.peers.meter import Meter, Tokens, tokens
from evals.peers.ours import given
from evals.peers.run import PEERS, Gold, ask_all
from evals.peers.score import GivenText, Result, is_valid, row
from evals.peers.talk import Cited, GivenArticle, Job, Reply
from evals.questions import GoldQuestion, GoldSpan, locate, read
from evals.suites.golden import QUESTIONS
from index.library import Library
from tests.scripted_llm import ScriptedLLM

KETTLE = "The larger Brewline K3 is not affected."
ARTICLE = "brewline-kettle-recall"

FAKE = """
import json, sys, time, urllib.request
from evals.peers.talk import Cited, Reply, serve

class Fake:
    def __init__(self, job):
        self.job = job
        print("what a library prints is no reply")

    def add(self, articles):
        self.article = next(item for item in articles if item.id == "brewline-kettle-recall")

    def ask(self, question):
        if question == "slow":
            time.sleep(60)
        if question == "broken":
            raise ValueError("too much to read")
        if question == "dead":
            sys.exit("out of memory")
        body = json.dumps({"messages": [{"role": "user", "content": question}]}).encode()
        call = urllib.request.Request(self.job.base_url + "/chat/completions", body)
        for _ in range(2):
            urllib.request.urlopen(call).read()
        words = "The larger Brewline K3 is not affected."
        return Reply("It is not affected [1].", (self.article.text,), (Cited(self.article.id, words),))

serve(Fake, "pytest")
"""


def question(text: str, *, answerable: bool = True) -> GoldQuestion:
    fact = {"fact": "not affected", "importance": "vital", "any_of": ["not affected"]}
    gold = {"kind": "yes_no", "answerable": answerable, "key_facts": [fact] if answerable else []}
    return GoldQuestion.model_validate({"_id": text, "text": text, "metadata": gold})


@pytest.fixture
def articles(sample_library: Library) -> dict[str, GivenText]:
    return given(sample_library)


@pytest.fixture
def span(sample_library: Library) -> GoldSpan:
    start = sample_library.catalog.text(ARTICLE).index(KETTLE)
    return GoldSpan(ARTICLE, start, start + len(KETTLE))


@pytest.fixture
def meter() -> Iterator[Meter]:
    with ScriptedLLM() as server, Meter(server.base_url) as meter:
        yield meter


def fake(meter: Meter, articles: dict[str, GivenText], code: str = FAKE) -> Child:
    job = Job(
        meter.base_url, "key", "scripted", 8192, 512, 9, "", tuple(GivenArticle(i, t.text) for i, t in articles.items())
    )
    return Child([sys.executable, "-c", code], job)


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "I don't know.",
        "I'm sorry, but the context does not say.",
        "The provided context does not mention the mayor's age.",
        "The articles don't explicitly state who paid.",
        "The population of Belgium is not mentioned in the provided sources [1].",
        "There is no information about that.",
        "None of the provided sources are helpful.",
        "It cannot be determined from the text.",
    ],
)
def test_an_answer_that_says_it_does_not_know_declines(answer: str) -> None:
    assert declines(answer)


@pytest.mark.parametrize(
    "answer",
    [
        KETTLE,
        "No, much of it was given covertly.",
        "The company did not give a price.",
        "The ferry is closed. The articles do not say when it opens.",
        "She has no plans to resign.",
    ],
)
def test_an_answer_that_denies_something_does_not_decline(answer: str) -> None:
    assert not declines(answer)


def test_a_third_of_the_questions_cannot_be_answered_and_all_stand_alone() -> None:
    chosen = choose(read(QUESTIONS), 20)
    assert len(chosen) == 20
    assert sum(not q.metadata.answerable for q in chosen) == 7
    assert all(stands_alone(q) for q in chosen)
    assert len({q.metadata.kind for q in chosen}) >= 9
    assert chosen == choose(read(QUESTIONS), 20)


def test_more_questions_than_there_are_is_all_of_them() -> None:
    questions = [question(f"q{i}", answerable=i % 3 > 0) for i in range(6)]
    assert choose(questions, 100) == questions


def test_a_citation_is_valid_when_its_words_stand_in_the_article_and_prove_the_answer(
    articles: dict[str, GivenText], span: GoldSpan
) -> None:
    asked = Result(question("K3?"), (span,), Reply("It is fine."), 1.0, Tokens())
    whole = articles[ARTICLE].text
    assert is_valid(Cited(ARTICLE, KETTLE), asked, articles)
    assert is_valid(Cited(ARTICLE, whole), asked, articles)  # however long, it holds the proof
    assert not is_valid(Cited(ARTICLE, KETTLE.replace("K3", "K2")), asked, articles)
    assert not is_valid(Cited("barley-harvest-districts", KETTLE), asked, articles)
    assert not is_valid(Cited(ARTICLE, articles[ARTICLE].heading.strip()), asked, articles)
    assert not is_valid(Cited("", ""), asked, articles)


def test_a_row_has_no_figure_where_there_is_nothing_to_measure(articles: dict[str, GivenText], span: GoldSpan) -> None:
    answered = Result(question("K3?"), (span,), Reply("The K3 is not affected."), 2.0, Tokens(1, 900, 300))
    refused = replace(
        answered, question=question("K4?", answerable=False), reply=Reply("I don't know.", (), (Cited("", ""),))
    )
    failed = replace(answered, reply=None, error="gone")
    made = row("Peer", "peer 1.0", 3.0, [answered, refused, failed], articles)
    assert (made.questions, made.failed, made.citations, made.citations_valid) == (3, 1, 0, None)
    assert (made.key_facts, made.unanswerable_declined, made.answerable_declined) == (0.5, 1.0, 0.0)
    assert (made.prompt_tokens, made.read_tokens) == (900, 600)


def test_tokens_are_read_from_whole_and_streamed_responses_and_from_nothing_else() -> None:
    whole = b'{"choices": [], "usage": {"prompt_tokens": 12, "prompt_tokens_details": {"cached_tokens": 5}}}'
    streamed = b'data: {"usage":{"prompt_tokens":1}}\n\ndata: {"usage":{"prompt_tokens":31}}\n\ndata: [DONE]\n'
    assert tokens(whole) == Tokens(1, 12, 5)
    assert tokens(streamed) == Tokens(1, 31, 0)
    assert tokens(rb'{"content": "\"prompt_tokens\": 7"}') == Tokens()


def test_the_meter_counts_every_call_and_changes_nothing() -> None:
    with ScriptedLLM(["Two words."], key="secret") as server, Meter(server.base_url) as meter:
        address = Address(meter.base_url, "secret")
        endpoint = OpenAIEndpoint("scripted", "the test", lambda: address, 5, local=True)
        said = "".join(piece.text for piece in endpoint.stream([Message("user", "?")], 9))
        endpoint.probability([Message("user", "?")], "yes", "no")
        endpoint.close()
        assert said == "Two words."
        assert meter.take() == Tokens(2, 800, 600)
        assert meter.take() == Tokens()


def test_a_peer_is_asked_in_its_own_process_and_its_calls_are_counted(
    articles: dict[str, GivenText], span: GoldSpan, meter: Meter
) -> None:
    gold = Gold(((question("K3?"), (span,)), (question("broken"), (span,)), (question("again"), (span,))), articles)
    told: list[str] = []
    made, results = ask_all("Fake", lambda: fake(meter, articles), gold, meter, lambda name, _: told.append(name))
    assert (made.questions, made.failed, made.problem) == (3, 1, None)
    assert results[1].error == "ValueError: too much to read"
    assert (made.citations, made.citations_valid, made.key_facts) == (2, 1.0, 0.667)
    assert (made.prompt_tokens, made.read_tokens) == (800, 200)
    assert made.version == f"pytest {pytest.__version__}"
    assert told == ["Fake"] * 3


def test_a_late_peer_is_started_again_and_given_up_in_the_end(
    articles: dict[str, GivenText], meter: Meter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "QUESTION_SECONDS", 0.3)
    monkeypatch.setattr(run, "LATE_AT_MOST", 2)
    started: list[Child] = []

    def start() -> Child:
        started.append(fake(meter, articles))
        return started[-1]

    gold = Gold(tuple((question(text), ()) for text in ("slow", "broken", "slow", "broken")), articles)
    made, results = ask_all("Fake", start, gold, meter, lambda name, result: None)
    assert [result.error for result in results] == [
        "no answer within 0 s",
        "ValueError: too much to read",
        "no answer within 0 s",
    ]
    assert made.problem == "late 2 times; the rest was not asked"
    assert len(started) == 2


def test_a_peer_that_dies_has_its_last_words_in_its_row(articles: dict[str, GivenText], meter: Meter) -> None:
    gold = Gold(((question("dead"), ()),), articles)
    made, _ = ask_all("Fake", lambda: fake(meter, articles), gold, meter, lambda name, result: None)
    assert made.problem == "it ended with status 1: out of memory"
    assert "out of memory" in str(next(iter(table([made]).columns[-1].cells)))


@pytest.mark.parametrize(
    ("code", "words"),
    [("import no_such_library", "No module named 'no_such_library'"), ("print('hello')", "not understood")],
)
def test_a_peer_that_cannot_start_says_why(articles: dict[str, GivenText], meter: Meter, code: str, words: str) -> None:
    with pytest.raises(PeerError, match=words):
        fake(meter, articles, code)


def test_a_peer_that_is_not_installed_says_what_installs_it(tmp_path: Path) -> None:
    with pytest.raises(PeerError, match="make peers"):
        Child([str(tmp_path / "python")], Job("", "", "", 0, 0, 0, "", ()))


def test_peers_get_no_keys_and_report_to_nobody() -> None:
    made = environment({"OPENAI_API_KEY": "sk", "LANGSMITH_TRACING": "true", "PATH": "/bin"})
    assert "OPENAI_API_KEY" not in made
    assert (made["LANGSMITH_TRACING"], made["PATH"]) == ("false", "/bin")


def test_every_peer_has_a_script_and_every_gold_question_its_spans(sample_library: Library) -> None:
    folder = Path(run.__file__).parent
    assert all((folder / f"{module}.py").is_file() for module in PEERS.values())
    assert all(locate(q, sample_library.catalog) for q in choose(read(QUESTIONS), 20) if q.metadata.answerable)
