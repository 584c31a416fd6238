"""How the embedded model's server is started; that it answers is seen in tests/web/test_real_model.py."""

from pathlib import Path

import pytest

from assistant.errors import LLMUnreachableError
from assistant.local_llm import LlamaServer


@pytest.mark.parametrize("name", ["xllamacpp", "assistant", "os"])
def test_nothing_in_the_current_folder_is_executed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    (tmp_path / f"{name}.py").write_text(f"open({str(tmp_path / 'executed')!r}, 'w')\n")
    monkeypatch.chdir(tmp_path)
    server = LlamaServer(tmp_path / "none.gguf", 512, 1, tmp_path)
    with pytest.raises(LLMUnreachableError, match="could not be started"):
        server.address()
    server.stop()
    assert not (tmp_path / "executed").exists()
