"""Is the right article found, and early? No model is asked.

`retrieval` asks the golden questions of the sample articles, and looks too whether the gold words are among the
passages and the evidence; `beir:PATH` takes any folder in BEIR's form (Thakur et al., NeurIPS 2021).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assistant.batch import QuestionLine
from assistant.commands.search import rank_articles
from assistant.condense import condense
from assistant.pipeline import SEARCH_HITS, Assistant
from assistant.settings import Settings
from assistant.types import Evidence, Query
from evals import lines, ranking
from evals.answering import checked
from evals.folders import article_ids, corpus_of, judgments, qrels_of
from evals.measures import Measure, mean, quantile
from evals.metrics import covered
from evals.piles import over_corpus, over_samples
from evals.questions import Asked, GoldQuestion, read
from evals.suites.golden import QUESTIONS
from evals.types import Ask, Item, Outcome, Suite
from index.search import search
from index.types import Hit

DEPTH = 100

_RANKING = (
    Measure("ndcg@10", "nDCG@10", mean("ndcg@10"), tolerance=0.02),
    Measure("mrr", "reciprocal rank", mean("mrr"), tolerance=0.02),
    *(Measure(f"recall@{k}", f"recall@{k}", mean(f"recall@{k}")) for k in (1, 3, 5, 10, 20, 100)),
    Measure("evidence_ms", "evidence, median", quantile("evidence_ms", 0.5), "lower", "ms"),
)
_GOLDEN = (
    Measure("gold_in_passages", "gold words in 5 passages", mean("gold_in_passages"), tolerance=0.02),
    Measure("gold_in_evidence", "gold words in the evidence", mean("gold_in_evidence"), tolerance=0.02),
)


def retrieval(path: str = "") -> Suite:
    """The golden questions as a retrieval test; with a path, the BEIR folder there."""
    if path:
        return beir(path)
    questions = {q.id: q for q in read(QUESTIONS) if q.metadata.answerable}
    items = [
        Item(q.id, q.text, q.metadata.kind, {"relevant": {gold.article: 1 for gold in q.metadata.gold}})
        for q in questions.values()
    ]
    return Suite("retrieval", items, lambda s: _golden(s, questions), (*_RANKING, *_GOLDEN), needs_model=False)


@contextmanager
def _golden(settings: Settings, questions: Mapping[str, GoldQuestion]) -> Iterator[Ask]:
    with over_samples(settings) as assistant:
        spans = checked(questions.values(), assistant.library.catalog)

        def query(item: Item) -> Query:
            question = questions[item.id]
            return condense(question.text, question.turns, question.filters)

        def more(item: Item, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> dict[str, float]:
            passages = [(h.article.id, h.stored.passage.start, h.stored.passage.end) for h in hits[:5]]
            chosen = [(e.article.id, e.start, e.end) for e in evidence]
            return {
                "gold_in_passages": covered(spans[item.id], passages),
                "gold_in_evidence": covered(spans[item.id], chosen),
            }

        yield lambda item: _ranked(assistant, item, query(item), more)


def beir(path: str) -> Suite:
    """A BEIR folder: `corpus.jsonl[.gz]`, `queries.jsonl`, `qrels/*.tsv` (`test.tsv` when there are several)."""
    folder = Path(path)
    qrels, corpus = qrels_of(folder), corpus_of(folder)
    queries = lines.by_id(folder / "queries.jsonl", _Line, lambda query: query.id)
    judged = judgments(qrels, queries, article_ids(corpus))
    items = [Item(key, queries[key].text, "query", {"relevant": dict(found)}) for key, found in judged.items()]

    @contextmanager
    def open_folder(settings: Settings) -> Iterator[Ask]:
        with over_corpus(settings, corpus) as assistant:
            yield lambda item: _ranked(
                assistant, item, condense(item.text, queries[item.id].turns, queries[item.id].filters), _nothing
            )

    return Suite(f"beir:{folder.name}", items, open_folder, _RANKING, needs_model=False)


class _Line(QuestionLine):
    text: Asked


def _nothing(item: Item, hits: Sequence[Hit], evidence: Sequence[Evidence]) -> dict[str, float]:
    return {}


def _ranked(
    assistant: Assistant,
    item: Item,
    query: Query,
    more: Callable[[Item, Sequence[Hit], Sequence[Evidence]], Mapping[str, float]],
) -> Outcome:
    answer = assistant.ask(query.text, (), query.filters)  # without a model: search and evidence, timed
    hits = search(assistant.library, query.text, SEARCH_HITS, query.filters).hits
    ranked = rank_articles(assistant.library, query, DEPTH)
    run = ranking.run_lines(item.id, ranked)
    relevant: Mapping[str, int] = item.gold["relevant"]
    scores = ranking.scores(ranking.qrels_lines(item.id, relevant.items()), run)
    scores["evidence_ms"] = answer.timings["evidence"]
    scores |= more(item, hits, answer.evidence)
    place = next((n for n, (_, key) in enumerate(ranked, start=1) if relevant.get(key, 0) > 0), None)
    output: dict[str, Any] = {"query": query.text, "run": run}
    return Outcome(f"found at place {place}" if place else f"not among the first {DEPTH}", output, scores)
