"""The gate on the real model: what we ship passes, and a broken prompt, splitter or verifier does not.

The three mutants are the kinds of mistake the gate is for; each is caught by the figures alone.
"""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assistant import prompt
from assistant.open import llm_weights
from assistant.settings import Settings, load
from assistant.types import Evidence
from assistant.verify.locate import Located, locate
from evals import baseline, results, run
from evals.suites import find
from index import weights
from index.split import passages
from index.types import Passage

BASELINE = Path(__file__).parents[2] / "evals" / "baseline.json"
FAST = 20
"""Golden questions of the fast part."""
FEW = 6
"""Questions that are enough to see a build that answers none of them any more."""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The pinned weights, and a home of the test's own: no pile of a sound build is taken for a mutant's."""
    own = load()
    embedder = str(weights.fetch(own.embedder, own.home))
    return load(tmp_path / "home", {}, llm_weights=str(llm_weights(own)), embedder=embedder)


def gate(suite_name: str, settings: Settings, *, few: bool = False) -> list[str]:
    """Why the gate is shut for this build."""
    suite = find(suite_name)
    before = baseline.scores_of(baseline.load(BASELINE), suite_name, BASELINE)
    if few:  # questions the sound build answers rightly, with right citations
        sound = [i for i in suite.items if before[i.id].get("key_facts") == 1 == before[i.id].get("citations")]
        suite = replace(suite, items=[i for i in sound if before[i.id]["right_citations"] == 1][:FEW])
        assert len(suite.items) == FEW
    done = run.run_suite(suite, settings, run.Options(seed=1))
    return results.failures(results.result(suite.name, done.model, done.rows, suite.measures, baseline=before))


@pytest.mark.model
@pytest.mark.timeout(600)
def test_the_fast_part_passes(settings: Settings, capfd: pytest.CaptureFixture[str]) -> None:
    options = run.Options(["retrieval", "golden"], as_json=True, baseline=BASELINE, limit=FAST)
    code = run.run_suites(options, settings)
    out, err = capfd.readouterr()
    assert code == 0, err
    found: dict[str, Any] = json.loads(out)
    assert found["golden"]["items"] == found["retrieval"]["items"] == FAST
    assert found["golden"]["figures"]["quotes_verbatim"]["value"] == 1.0
    assert found["golden"]["changes"]["key_facts"]["items"] > 0


@pytest.mark.model
@pytest.mark.timeout(600)
def test_a_prompt_that_asks_for_something_else_is_caught(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "prompts"
    folder.mkdir()
    for path in prompt.folder().glob("*.md"):
        (folder / path.name).write_text(path.read_text("utf-8"), "utf-8")
    text = (folder / "answer.md").read_text("utf-8")
    asked_for = "Reply with the number of words in the question and nothing else."
    broken = re.sub(r"(?<=## system\n).+", asked_for, text)
    assert broken != text
    (folder / "answer.md").write_text(broken, "utf-8")
    shut = gate("golden", settings.model_copy(update={"prompts": folder}), few=True)
    assert any("key facts" in reason for reason in shut), shut


@pytest.mark.model
@pytest.mark.timeout(600)
def test_a_verifier_that_cites_the_next_evidence_is_caught(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def off_by_one(claim: Any, evidence: tuple[Evidence, ...], question: str) -> Located:
        located = locate(claim, evidence, question)
        following = tuple(evidence[(evidence.index(item) + 1) % len(evidence)] for item in located.evidence)
        return replace(located, evidence=following)

    monkeypatch.setattr("assistant.verify.support.locate", off_by_one)
    shut = gate("golden", settings, few=True)
    assert any("citation precision" in reason for reason in shut), shut


def test_a_splitter_that_loses_every_other_passage_is_caught(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def losing(*given: Any) -> list[Passage]:
        return passages(*given)[::2]

    monkeypatch.setattr("index.ingest.passages", losing)
    shut = gate("retrieval", settings)
    assert any("gold words in 5 passages" in reason for reason in shut), shut
