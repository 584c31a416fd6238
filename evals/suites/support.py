"""Is a claim supported by a text? SummEdits (Laban et al., EMNLP 2023), WiCE (Kamoi et al., EMNLP 2023), or our form.

Each line is `{id, claim, text, label}`, or SummEdits' or WiCE's own. Labels: supported (1), partially (0.5), not (0).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from sklearn.metrics import balanced_accuracy_score, roc_auc_score

from assistant import prompt
from assistant.check import check_claim
from assistant.commands.check import check_json
from assistant.open import open_llm
from assistant.settings import Settings
from evals import lines
from evals.errors import EvalError
from evals.measures import Measure, Scores, mean
from evals.piles import with_weights
from evals.types import Ask, Item, Outcome, Suite

_LABELS = {
    **dict.fromkeys(("1", "1.0", "true", "supported", "yes", "consistent"), 1.0),
    **dict.fromkeys(("0.5", "partial", "partially_supported", "partially"), 0.5),
    **dict.fromkeys(("0", "0.0", "false", "not_supported", "unsupported", "no", "inconsistent"), 0.0),
}
_VERDICTS = {"supported": 1.0, "partial": 0.5, "unsupported": 0.0}


class _Claim(BaseModel):
    """A line of any of the three forms."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field("", coerce_numbers_to_str=True)
    claim: str = Field(validation_alias=AliasChoices("claim", "summary"), min_length=1)
    text: str | list[str] = Field(validation_alias=AliasChoices("text", "doc", "evidence"))
    label: str = Field(coerce_numbers_to_str=True)
    meta: dict[str, Any] = {}


def support(path: str) -> Suite:
    """The claims of a file, or of the one JSONL file in a folder."""
    file = _file(Path(path))
    items = []
    places = []
    texts: dict[str, tuple[str, str]] = {}
    for number, line in lines.numbered(file, _Claim):
        label = _LABELS.get(line.label.lower())
        if label is None:
            raise EvalError(f"{file}:{number}: label: {line.label!r} is none of {', '.join(sorted(_LABELS))}.")
        key = line.id or str(line.meta.get("id") or number)
        words = line.text if isinstance(line.text, str) else "\n".join(line.text)
        kind = {1.0: "supported", 0.5: "partial", 0.0: "not"}[label]
        items.append(Item(key, line.claim, kind, {"label": label, "text": words}))
        texts[key] = (line.claim, words)
        places.append((number, key))
    lines.unique(file, places)

    @contextmanager
    def open_check(settings: Settings) -> Iterator[Ask]:
        own = with_weights(settings)
        template = prompt.load("check", own.prompts)
        with open_llm(own) as llm:

            def ask(item: Item) -> Outcome:
                claim, words = texts[item.id]
                result = check_claim(claim, words, llm, template)
                scores = {
                    "label": float(item.gold["label"] == 1.0),
                    "score": result.score,
                    "says": float(result.support == "supported"),
                    "same": float(_VERDICTS[result.support] == item.gold["label"]),
                }
                return Outcome(f"{result.support} ({result.score:.2f})", check_json(result), scores)

            yield ask

    return Suite(f"support:{Path(path).name}", items, open_check, _MEASURES)


def _file(path: Path) -> Path:
    if not path.is_dir():
        return path
    found = sorted([*path.glob("*.jsonl"), *path.glob("*.jsonl.gz")])
    if len(found) != 1:
        raise EvalError(f"{path} holds {len(found)} JSONL files; name the one that is meant.")
    return found[0]


def _balanced(rows: Sequence[Scores]) -> float | None:
    labels = [row["label"] for row in rows]
    return float(balanced_accuracy_score(labels, [row["says"] for row in rows])) if len(set(labels)) == 2 else None


def _auc(rows: Sequence[Scores]) -> float | None:
    labels = np.array([row["label"] for row in rows])
    return float(roc_auc_score(labels, [row["score"] for row in rows])) if len(set(labels.tolist())) == 2 else None


_MEASURES = (
    Measure("balanced_accuracy", "balanced accuracy", _balanced, tolerance=0.03),
    Measure("auc", "area under ROC", _auc, tolerance=0.03),
    Measure("accuracy", "same of three verdicts", mean("same")),
)
