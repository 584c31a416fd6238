"""An answer and what was expected -> scores by name. What does not apply to a question is left out."""

from collections.abc import Callable, Sequence

from assistant.types import Answer, Citation
from evals import metrics
from evals.questions import GoldSpan, KeyFact


def common(answer: Answer, *, answerable: bool) -> dict[str, float]:
    """Abstention, time and tokens: what every answering suite measures."""
    scores = {f"{name}_ms": value for name, value in answer.timings.items() if name != "search"}
    scores |= {
        "abstained": float(answer.abstained),
        "declined_wrongly" if answerable else "declined_rightly": float(answer.abstained),
        "degraded": float(answer.degraded is not None),
        "prompt_tokens": answer.usage.prompt_tokens,
        "cached_tokens": answer.usage.cached_tokens,
        "completion_tokens": answer.usage.completion_tokens,
    }
    if answer.sentences:
        scores["answered_ms"] = answer.timings["total"]
    if answer.confidence is not None:
        scores["confidence"] = answer.confidence
    return scores


def citations(answer: Answer, text_of: Callable[[Citation], str], proves: metrics.Proves) -> dict[str, float]:
    """Citation precision and recall in the sense of ALCE (Gao et al., EMNLP 2023), and quote validity, as counts.

    Precision: of the citations, those that are right. Recall: of the sentences, those that their citations prove
    together.
    """
    cited = [(list(sentence.citations), sentence.text) for sentence in answer.sentences]
    every = [citation for those, _ in cited for citation in those]
    return {
        "citations": len(every),
        "right_citations": sum(sum(metrics.right_citations(those, said, proves)) for those, said in cited),
        "verbatim_citations": sum(metrics.is_verbatim(citation, text_of(citation)) for citation in every),
        "sentences": len(cited),
        "proved_sentences": sum(bool(those) and proves(those, said) for those, said in cited),
    }


def written(answer: Answer) -> str:
    """All the model wrote, shown or withheld: what risk against coverage is about."""
    return " ".join([answer.text, *(item.text for item in answer.withheld)])


def by_key_facts(answer: Answer, facts: Sequence[KeyFact], spans: Sequence[GoldSpan]) -> dict[str, float]:
    """Nuggets found, as TREC RAG counts them, and whether the proving words were among the evidence."""
    scores: dict[str, float] = {}
    for importance, name in (("vital", "key_facts"), ("okay", "okay_facts")):
        found = metrics.key_fact_recall(facts, answer.text, importance)
        if found is not None:
            scores[name] = found
    if facts:
        scores["right"] = metrics.key_fact_recall(facts, written(answer)) or 0.0
        scores["gold_in_evidence"] = metrics.covered(spans, [(e.article.id, e.start, e.end) for e in answer.evidence])
    else:
        scores["right"] = 0.0
    return scores


def by_short_answer(answer: Answer, wanted: Sequence[str]) -> dict[str, float]:
    """Whether one of the short answers wanted is in what was said. Nothing wanted: nothing right can be said."""
    scores = {"right": float(metrics.holds(written(answer), wanted))}
    if wanted:
        scores["answer_found"] = float(metrics.holds(answer.text, wanted))
    return scores


def shows_both(answer: Answer, values: Sequence[str], others: Sequence[str]) -> float:
    """Whether what is shown holds one of the `values` and one of the `others`, which contradict them."""
    return float(metrics.holds(answer.text, values) and metrics.holds(answer.text, others))
