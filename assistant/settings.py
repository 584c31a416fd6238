"""Every setting: its name, default and meaning, in one place.

Values come from `DATELINE_<NAME>` in the environment, else from `dateline.toml` in the home folder, else from here.
Nothing is read at import time.
"""

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from assistant.errors import SettingsError
from index.split import PASSAGE_WORDS

_HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*|\[[0-9A-Fa-f:.]+\]", re.ASCII)
OPENAI_URL = "https://api.openai.com/v1"
PROMPT_TOKENS = 270
"""What the prompt that comes with Dateline and a short question take, roundly."""
AND_RERANKER = " + "
EVIDENCE_TOKENS = 350
"""A passage that must find room beside them."""


class Settings(BaseModel):
    """One frozen object; an unknown name in `dateline.toml` is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    home: Path = Field(description="Folder of the library, its indexes and the weights.")
    llm: Literal["embedded", "endpoint", "none"] = Field(
        "embedded",
        description="Which model answers: llama.cpp on this machine, an OpenAI-compatible endpoint, or none (quotes"
        " only). Setting llm_base_url or llm_model chooses the endpoint.",
    )
    llm_base_url: str | None = Field(None, description="The endpoint's base URL, e.g. http://127.0.0.1:11434/v1.")
    llm_model: str | None = Field(None, description="The endpoint's model name.")
    llm_api_key: str | None = Field(
        None,
        repr=False,
        description="The endpoint's key. When it is not set, OPENAI_API_KEY goes to OpenAI itself and to"
        " OPENAI_BASE_URL, and nowhere else.",
    )
    llm_timeout: float = Field(60.0, gt=0, description="Seconds without a word after which the model is given up.")
    llm_context: int = Field(4096, ge=1024, description="Tokens the model reads and writes in one go.")
    llm_threads: int = Field(0, ge=0, description="Processor threads of the embedded model; 0: one a core.")
    llm_weights: str = Field(
        "qwen2.5-coder-1.5b", description="The embedded model: a name from the manifest, or the path of a .gguf file."
    )
    embedder: str = Field(
        "all-minilm-l6-v2",
        description="The embedding model: a name from the manifest, or a sentence-transformers folder. With"
        f"{AND_RERANKER}FOLDER behind it, the cross-encoder in that folder ranks the best passages again.",
    )
    chroma_url: str | None = Field(
        None, description="A Chroma server (http://host:port) in place of the embedded store."
    )
    prompts: Path | None = Field(
        None, description="A folder of prompt files in place of the ones that come with Dateline."
    )
    passage_words: int = Field(
        PASSAGE_WORDS,
        ge=20,
        le=400,
        description="About how many words a passage holds; for articles added from now on.",
    )
    evidence_sentences: int = Field(12, ge=1, le=40, description="Sentences put before the model at most.")
    answer_tokens: int = Field(160, ge=16, description="Tokens of an answer at most.")
    check_threshold: float = Field(
        0.3,
        ge=0,
        le=1,
        description="An answer that is less likely right than this, by all signs there are, is withheld.",
    )
    host: str = Field("127.0.0.1", description="Address the page is served on; beyond loopback accounts are asked for.")
    port: int = Field(7860, ge=0, le=65535, description="Port the page is served on.")
    root_path: str | None = Field(
        None,
        pattern=r"^(/[A-Za-z0-9_][A-Za-z0-9_.~-]*)+$",
        description="Path below which a reverse proxy shows the page, e.g. /news; accounts are asked for then.",
    )
    allowed_hosts: tuple[str, ...] | None = Field(
        None,
        description="Names the page may be asked for by beside the address it is served on, e.g. news.example;"
        " accounts are asked for then.",
    )

    @property
    def embedding(self) -> str:
        """The embedding model alone."""
        return self.embedder.partition(AND_RERANKER)[0].strip()

    @property
    def reranker(self) -> Path | None:
        """The folder of the cross-encoder; None when none is named."""
        named = self.embedder.partition(AND_RERANKER)[2].strip()
        return Path(named).expanduser() if named else None

    def with_embedding(self, folder: Path) -> "Settings":
        """The same with the embedding model in this folder."""
        both = [str(folder), *([str(self.reranker)] if self.reranker else [])]
        return self.model_copy(update={"embedder": AND_RERANKER.join(both)})

    @field_validator("llm_base_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        try:
            parts = urlsplit(value or "http://none")
            usable = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:  # "http://[::1"
            usable = False
        if not usable:
            raise ValueError("it has to be an address like http://127.0.0.1:11434/v1")
        return value

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _are_names(cls, value: object) -> object:
        names = value.replace(",", " ").split() if isinstance(value, str) else value
        if isinstance(names, list | tuple):
            if not all(isinstance(name, str) and _HOST.fullmatch(name) for name in names):
                raise ValueError("names of hosts stand there, like news.example: no port, no path, no wildcard")
            return tuple(name.lower() for name in names)
        return names

    @field_validator("llm_api_key")
    @classmethod
    def _can_be_sent(cls, value: str | None) -> str | None:
        value = value.strip() if value else value  # a line end comes along when a key is read from a file
        if value and not (value.isascii() and value.isprintable()):
            raise ValueError("it holds a character no key has; was it copied whole?")
        return value


def default_home(environ: Mapping[str, str] | None = None) -> Path:
    """`$DATELINE_HOME`, else the platform's user data folder."""
    named = (os.environ if environ is None else environ).get("DATELINE_HOME")
    return Path(named).expanduser() if named else user_data_path("dateline", appauthor=False)


def load(home: Path | None = None, environ: Mapping[str, str] | None = None, **given: object) -> Settings:
    """The settings in force; `given` (command-line options) go before environment and file."""
    environ = os.environ if environ is None else environ
    home = (home or default_home(environ)).absolute()
    values: dict[str, object] = {**_file(home / "dateline.toml"), **_environment(environ)}
    values.update({name: value for name, value in given.items() if value is not None})
    values["home"] = home
    if "llm" not in values and ("llm_base_url" in values or "llm_model" in values):
        values["llm"] = "endpoint"
    if values.get("llm") == "endpoint":
        # Only an endpoint the user chose gets the usual names: a key lying in the environment sends nothing anywhere.
        values.setdefault("llm_base_url", environ.get("OPENAI_BASE_URL") or OPENAI_URL)
        if environ.get("OPENAI_API_KEY") and _goes_with_openai_key(str(values["llm_base_url"]), environ):
            values.setdefault("llm_api_key", environ["OPENAI_API_KEY"])
        if not values.get("llm_model"):
            raise SettingsError(
                "An endpoint was chosen but no model: set DATELINE_LLM_MODEL to the model's name there."
            )
    if "page_password" in values:
        raise SettingsError(
            f"page_password is no setting any more: everybody has an account of their own now. Take it out of"
            f" {home / 'dateline.toml'} and add accounts with `dateline user add NAME`."
        )
    try:
        settings = Settings.model_validate(values)
    except ValidationError as error:
        problems = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise SettingsError(
            f"A setting cannot be used: {problems}. (DATELINE_* variables, {home / 'dateline.toml'})"
        ) from None
    _check_room(settings)
    return settings


def _goes_with_openai_key(url: str, environ: Mapping[str, str]) -> bool:
    """Whether OPENAI_API_KEY was meant for this address: OpenAI's own, or the one that was set along with the key."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    host = parts.hostname or ""
    own = parts.scheme == "https" and (host == "api.openai.com" or host.endswith(".api.openai.com"))
    return own or url == environ.get("OPENAI_BASE_URL")


def _check_room(settings: Settings) -> None:
    """SettingsError when the model could never be shown any evidence."""
    prompt = 0 if settings.prompts else PROMPT_TOKENS  # of another prompt's length we know nothing here
    needed = prompt + EVIDENCE_TOKENS + 2 * settings.answer_tokens
    if settings.llm != "none" and settings.llm_context < needed:
        raise SettingsError(
            f"llm_context = {settings.llm_context} leaves no room for evidence beside the prompt and answers of"
            f" answer_tokens = {settings.answer_tokens}. Set DATELINE_LLM_CONTEXT to {needed} or more, or"
            " DATELINE_ANSWER_TOKENS to less."
        )


def _file(path: Path) -> dict[str, object]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise SettingsError(f"{path} cannot be read: {error}") from error


def _environment(environ: Mapping[str, str]) -> dict[str, object]:
    names = {f"DATELINE_{name.upper()}": name for name in Settings.model_fields if name != "home"}
    return {names[key]: value for key, value in environ.items() if key in names and value != ""}


def shown_address(url: str) -> str:
    """An address as it may be printed: without name, password and query."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
