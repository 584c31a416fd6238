"""Files of results: wherever writing stopped, what is whole is kept and what is torn is cut away."""

import json
from pathlib import Path

from assistant.batch import appending, count_done, read_claims, read_questions
from index.types import Filters


def test_a_file_torn_at_any_byte_goes_on_after_its_last_whole_line(tmp_path: Path) -> None:
    claims_file, out = tmp_path / "claims.jsonl", tmp_path / "out.jsonl"
    claims_file.write_text("".join(json.dumps({"id": f"é{n}", "claim": "c", "text": "t"}) + "\n" for n in range(3)))
    claims = read_claims(claims_file)
    with appending(out) as write:
        for claim in claims:
            write({"id": claim.id, "note": "né\u2028e\n"})
    whole = out.read_bytes()
    for cut in range(len(whole) + 1):
        out.write_bytes(whole[:cut])
        done = count_done(out, claims, lambda line, claim: line["id"] == claim.id)
        assert done == whole[:cut].count(b"\n")
        assert out.read_bytes() == whole[: whole.rfind(b"\n", 0, cut) + 1]


def test_a_question_line_has_its_history_and_filters(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    line = {"_id": 7, "text": "And?", "history": [{"role": "assistant", "text": "So."}], "source": ""}
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(line).encode() + b"\r\n\r\n")  # as some editors write it
    (question,) = read_questions(path)
    assert (question.id, question.text) == ("7", "And?")
    assert [(turn.role, turn.text) for turn in question.turns] == [("assistant", "So.")]
    assert question.filters == Filters()
