"""Ranking metrics by ir-measures from TREC qrels and runs. The only file that imports ir_measures."""

from collections.abc import Iterable, Sequence

import ir_measures

KEYS = {
    "ndcg@10": ir_measures.nDCG @ 10,
    "mrr": ir_measures.RR,
    **{f"recall@{k}": ir_measures.R @ k for k in (1, 3, 5, 10, 20, 100)},
}
"""Ours -> ir-measures': nDCG (Järvelin and Kekäläinen, TOIS 2002), reciprocal rank, recall at k."""


def run_lines(query_id: str, ranked: Sequence[tuple[float, str]], tag: str = "dateline") -> list[str]:
    """One query's lines of a TREC run; (score, article id), best first."""
    return [f"{query_id} Q0 {key} {rank} {score:.6f} {tag}" for rank, (score, key) in enumerate(ranked, start=1)]


def qrels_lines(query_id: str, relevant: Iterable[tuple[str, int]]) -> list[str]:
    """One query's lines of TREC qrels; (article id, grade)."""
    return [f"{query_id} 0 {key} {grade}" for key, grade in relevant]


def scores(qrels: Sequence[str], run: Sequence[str]) -> dict[str, float]:
    """One query's figures; a query for which nothing was found scores 0."""
    judged = list(ir_measures.read_trec_qrels(_file(qrels)))  # type: ignore[no-untyped-call]
    ranked = list(ir_measures.read_trec_run(_file(run)))  # type: ignore[no-untyped-call]
    found = {metric.measure: metric.value for metric in ir_measures.iter_calc(list(KEYS.values()), judged, ranked)}
    return {key: float(found.get(measure, 0.0)) for key, measure in KEYS.items()}


def _file(lines: Sequence[str]) -> str:
    """The lines as a file's text; a string without a line break would be taken for a path."""
    return "".join(f"{line}\n" for line in lines) or "\n"
