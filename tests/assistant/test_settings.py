"""A setting is name, default and meaning in one place; a key in the environment sends nothing anywhere."""

from pathlib import Path

import pytest

from assistant import budget, prompt
from assistant.errors import SettingsError
from assistant.open import open_llm
from assistant.settings import PROMPT_TOKENS, Settings, load


def test_nothing_set_means_the_model_on_this_machine(tmp_path: Path) -> None:
    settings = load(tmp_path, {"OPENAI_API_KEY": "sk-lying-about", "OPENAI_BASE_URL": "https://elsewhere.example"})
    assert (settings.llm, settings.llm_base_url, settings.llm_api_key) == ("embedded", None, None)


def test_naming_a_model_chooses_the_endpoint_and_then_the_usual_names_count(tmp_path: Path) -> None:
    settings = load(tmp_path, {"DATELINE_LLM_MODEL": "gpt-x", "OPENAI_API_KEY": "sk-1"})
    assert (settings.llm, settings.llm_base_url) == ("endpoint", "https://api.openai.com/v1")
    assert settings.llm_api_key == "sk-1"


@pytest.mark.parametrize(
    ("url", "openai_url", "key"),
    [
        ("https://api.openai.com/v1/", "", "sk-1"),
        ("https://eu.api.openai.com/v1", "", "sk-1"),
        ("", "https://proxy.example/v1", "sk-1"),
        ("https://proxy.example/v1", "https://proxy.example/v1", "sk-1"),
        ("https://other.example/v1", "https://proxy.example/v1", None),
        ("http://127.0.0.1:11434/v1", "", None),
        ("http://api.openai.com/v1", "", None),
        ("https://api.openai.com@evil.example/v1", "", None),
        ("https://evilapi.openai.com.example/v1", "", None),
    ],
)
def test_openais_key_goes_to_openai_and_the_address_set_along_with_it(
    tmp_path: Path, url: str, openai_url: str, key: str | None
) -> None:
    given = {"DATELINE_LLM_MODEL": "m", "OPENAI_API_KEY": "sk-1", "DATELINE_LLM_BASE_URL": url}
    environ = {**given, "OPENAI_BASE_URL": openai_url}
    assert load(tmp_path, environ).llm_api_key == key
    assert load(tmp_path, {**environ, "DATELINE_LLM_API_KEY": "mine"}).llm_api_key == "mine"


def test_environment_goes_before_file_and_options_before_both(tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").write_text('port = 1\nhost = "::1"\nevidence_sentences = 3\n')
    settings = load(tmp_path, {"DATELINE_PORT": "2", "DATELINE_EVIDENCE_SENTENCES": "4"}, port=5)
    assert (settings.port, settings.evidence_sentences, settings.host) == (5, 4, "::1")


def test_an_endpoint_without_a_model_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="DATELINE_LLM_MODEL"):
        load(tmp_path, {"DATELINE_LLM": "endpoint"})


@pytest.mark.parametrize("url", ["http://[::1", "ftp://x/v1", "localhost:8000", "http://x:99999999/v1"])
def test_an_address_that_is_none_is_refused(tmp_path: Path, url: str) -> None:
    with pytest.raises(SettingsError, match="llm_base_url"):
        load(tmp_path, {"DATELINE_LLM_BASE_URL": url, "DATELINE_LLM_MODEL": "m"})


def test_a_key_loses_its_line_end_and_one_that_cannot_be_sent_is_refused_unseen(tmp_path: Path) -> None:
    environ = {"DATELINE_LLM_BASE_URL": "http://127.0.0.1:9/v1", "DATELINE_LLM_MODEL": "m"}
    assert load(tmp_path, {**environ, "DATELINE_LLM_API_KEY": "secret\r\n"}).llm_api_key == "secret"
    with pytest.raises(SettingsError) as refused:
        load(tmp_path, {**environ, "DATELINE_LLM_API_KEY": "sécret"})
    assert "llm_api_key" in str(refused.value)
    assert "sécret" not in str(refused.value)


def test_an_endpoint_is_named_without_its_password(tmp_path: Path) -> None:
    settings = load(tmp_path, {"DATELINE_LLM_BASE_URL": "http://bob:hunter2@127.0.0.1:9/v1", "DATELINE_LLM_MODEL": "m"})
    with open_llm(settings) as llm:
        assert llm is not None
        assert llm.where == "http://127.0.0.1:9/v1"


@pytest.mark.parametrize("line", ["prot = 1", "port = 99999", "port = ", 'llm = "clippy"'])
def test_an_unknown_name_or_impossible_value_names_the_file(tmp_path: Path, line: str) -> None:
    (tmp_path / "dateline.toml").write_text(line)
    with pytest.raises(SettingsError, match=r"dateline\.toml"):
        load(tmp_path, {})


@pytest.mark.parametrize("given", [{"llm_context": 1024, "answer_tokens": 400}, {"answer_tokens": 2000}])
def test_a_context_without_room_for_evidence_is_refused_where_there_is_a_model(
    tmp_path: Path, given: dict[str, int]
) -> None:
    with pytest.raises(SettingsError, match=r"no room for evidence.*DATELINE_LLM_CONTEXT to \d+"):
        load(tmp_path, {}, **given)
    assert load(tmp_path, {"DATELINE_LLM": "none"}, **given)


def test_the_room_counted_for_the_prompt_is_what_it_takes() -> None:
    messages = prompt.fill(prompt.load("answer"), {"passages": "", "question": "?" * 100})
    taken = sum(budget.tokens(message.text) for message in [*messages, *prompt.load("stated").messages])
    assert 0.8 * PROMPT_TOKENS < taken <= PROMPT_TOKENS


def test_there_are_at_most_twenty_settings_each_explained() -> None:
    assert len(Settings.model_fields) <= 20
    assert all(field.description for field in Settings.model_fields.values())


def test_a_cross_encoder_is_named_behind_the_embedder(tmp_path: Path) -> None:
    alone = load(tmp_path, {"DATELINE_EMBEDDER": "/models/many languages"})
    assert (alone.embedding, alone.reranker) == ("/models/many languages", None)
    both = load(tmp_path, {"DATELINE_EMBEDDER": "all-minilm-l6-v2 + /models/ms-marco"})
    assert (both.embedding, both.reranker) == ("all-minilm-l6-v2", Path("/models/ms-marco"))
    moved = both.with_embedding(tmp_path)
    assert (moved.embedding, moved.reranker) == (str(tmp_path), both.reranker)
    assert load(tmp_path, {}).reranker is None


def test_keys_are_not_in_what_is_logged(tmp_path: Path) -> None:
    settings = load(tmp_path, {"DATELINE_LLM_MODEL": "m", "DATELINE_LLM_API_KEY": "sk-9"})
    assert "sk-9" not in repr(settings)


@pytest.mark.parametrize("given", ["news.example, Reading-Room.lan", ["news.example", "reading-room.lan"]])
def test_names_of_hosts_come_as_words_or_as_a_list(tmp_path: Path, given: object) -> None:
    assert load(tmp_path, {}, allowed_hosts=given).allowed_hosts == ("news.example", "reading-room.lan")


@pytest.mark.parametrize("given", ["*", "news.example:80", "https://news.example", "news.example/x", "a..b"])
def test_what_is_no_name_of_a_host_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingsError, match="allowed_hosts"):
        load(tmp_path, {"DATELINE_ALLOWED_HOSTS": given})


@pytest.mark.parametrize("given", ["news", "/news/", "//evil.example", "/a b", "/..", '/"><b>', "/news\n"])
def test_a_path_that_is_none_is_refused(tmp_path: Path, given: str) -> None:
    with pytest.raises(SettingsError, match="root_path"):
        load(tmp_path, {"DATELINE_ROOT_PATH": given})


def test_who_had_a_page_password_is_told_what_took_its_place(tmp_path: Path) -> None:
    (tmp_path / "dateline.toml").write_text('page_password = "long and secret"')
    with pytest.raises(SettingsError, match="dateline user add") as refused:
        load(tmp_path, {})
    assert "long and secret" not in str(refused.value)
