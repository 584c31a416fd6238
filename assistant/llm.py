"""One conversation with any OpenAI-compatible endpoint. The only file that imports openai."""

import contextlib
import logging
import math
import re
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal, Protocol

import httpx2
import openai

from assistant.errors import (
    LLMBusyError,
    LLMCutError,
    LLMError,
    LLMOverflowError,
    LLMRefusedError,
    LLMUnreachableError,
)
from assistant.local_llm import Address
from assistant.patience import within
from assistant.types import Usage

logger = logging.getLogger(__name__)

CONNECT_SECONDS = 5.0
PIECES_A_TOKEN = 2
"""An endpoint may cut its tokens otherwise than `max_tokens` counts them; what goes on past this ends never."""


HERE = "on this machine"
"""Where the embedded model runs."""


@dataclass(frozen=True)
class Message:
    """One message of a prompt."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True)
class Piece:
    """A few characters of a streamed answer; the last one has no text but the usage."""

    text: str
    usage: Usage | None = None
    odds: Mapping[str, float] | None = None
    """The first token's likeliest alternatives and their probabilities, where the endpoint tells."""


class LLM(Protocol):
    """Anything that continues a conversation."""

    name: str
    where: str
    """Where it runs, for the reader: HERE, or the endpoint's address."""

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[Piece]: ...

    def probability(self, messages: Sequence[Message], yes: str, no: str) -> tuple[float | None, Usage]: ...


class OpenAIEndpoint:
    """An endpoint reached with the openai client; its exceptions become ours."""

    def __init__(
        self, name: str, where: str, address: Callable[[], Address], timeout: float, *, local: bool = False
    ) -> None:
        """`address` is asked at every call, because the embedded server may have moved; `local` ignores proxies."""
        self.name = name
        self.where = where
        self._address = address
        self._timeout = timeout
        self._local = local
        self._logprobs = True

    @cached_property
    def _http(self) -> httpx2.Client:
        """Made when it is first needed: a proxy or certificate of the environment may be unusable."""
        # Retries and redirects are off: the client would sleep through a long Retry-After, or carry the key elsewhere.
        waits = httpx2.Timeout(self._timeout, connect=CONNECT_SECONDS)
        try:
            return httpx2.Client(timeout=waits, follow_redirects=False, trust_env=not self._local)
        except (ImportError, OSError, ValueError) as error:
            raise LLMUnreachableError(
                f"No connection to {self.where} can be set up: {error}. Look at the variables for proxies (ALL_PROXY,"
                " HTTP_PROXY, HTTPS_PROXY) and certificates (SSL_CERT_FILE)."
            ) from error

    def close(self) -> None:
        if "_http" in self.__dict__:
            self._http.close()

    def stream(self, messages: Sequence[Message], max_tokens: int) -> Iterator[Piece]:
        """The answer as it comes; LLMError (a subclass says which) when there is none or it broke off."""
        with _translated(self.where), self._with_logprobs(messages, max_tokens, stream=True) as stream:
            if stream.response.headers.get("content-type", "").startswith("text/html"):
                raise _web_page(self.where)
            finish: str | None = None
            usage: Usage | None = None
            pieces = 0
            silence = _Silence(self._timeout, stream.close)
            with silence.watched():
                for chunk in stream:
                    usage = _usage(chunk.usage) or usage
                    for choice in chunk.choices[:1]:
                        finish = choice.finish_reason or finish
                        if choice.delta is not None and choice.delta.content:
                            silence.broken()
                            yield Piece(str(choice.delta.content), odds=None if pieces else _odds(choice.logprobs))
                            silence.broken()  # what the caller did meanwhile is not the model's silence
                            pieces += 1
                    if pieces > PIECES_A_TOKEN * max_tokens:
                        raise LLMCutError(
                            f"The model {_at(self.where)} went on past the length it was given.", lasting=True
                        )
            if silence.too_long:
                raise LLMUnreachableError(
                    f"The model {_at(self.where)} did not answer in time (no word for {self._timeout:g} s);"
                    " DATELINE_LLM_TIMEOUT gives it longer."
                )
            # A stream may end without a word about why: then it was cut, and half an answer is no answer.
            if finish == "content_filter":
                raise _filtered(self.where)
            if finish == "length":
                raise LLMCutError("The answer was longer than allowed and was cut.", lasting=True)
            if finish != "stop":
                told = "its end" if pieces else "its first word"
                raise LLMCutError(f"The answer of the model {_at(self.where)} broke off before {told}.")
            yield Piece("", usage or Usage())

    def probability(self, messages: Sequence[Message], yes: str, no: str) -> tuple[float | None, Usage]:
        """P(yes) / (P(yes) + P(no)) of the next token; without logprobs 1, 0 or (neither word) None."""
        with _translated(self.where):
            reply = self._with_logprobs(messages, 2)
            if isinstance(reply, str):  # what the client makes of an answer that is no JSON
                raise _web_page(self.where)
            if not reply.choices:
                raise LLMError(f"The endpoint {self.where} sent an answer without content.")
            choice = reply.choices[0]
            usage = _usage(reply.usage) or Usage()
            if odds := _odds(choice.logprobs):
                total = odds.get(yes, 0.0) + odds.get(no, 0.0)
                return (odds.get(yes, 0.0) / total if total else None), usage
            word = (choice.message.content or "").strip().lower()
            return (1.0 if word.startswith(yes) else 0.0 if word.startswith(no) else None), usage

    def _with_logprobs(self, messages: Sequence[Message], max_tokens: int, **extra: Any) -> Any:
        if self._logprobs:
            try:
                return self._create(messages, max_tokens, logprobs=True, top_logprobs=10, **extra)
            except openai.BadRequestError as error:
                if "logprob" not in str(error).lower():
                    raise
                self._logprobs = False  # this endpoint has none: its word has to do
        return self._create(messages, max_tokens, **extra)

    def _create(self, messages: Sequence[Message], max_tokens: int, **extra: Any) -> Any:
        address = self._address()
        client = openai.OpenAI(
            base_url=address.base_url, api_key=address.key or "none", max_retries=0, http_client=self._http
        )
        if extra.get("stream"):
            extra["stream_options"] = {"include_usage": True}

        def create() -> Any:
            return client.chat.completions.create(
                model=self.name,
                messages=[{"role": message.role, "content": message.text} for message in messages],  # type: ignore[misc]
                max_tokens=max_tokens,
                temperature=0,
                seed=0,
                **extra,
            )

        return within(self._timeout + min(CONNECT_SECONDS, self._timeout), create, _close)


def _close(reply: Any) -> None:
    """What came after it was given up: a stream is ended, an answer is forgotten."""
    if isinstance(reply, openai.Stream):
        with contextlib.suppress(httpx2.HTTPError, httpx2.StreamError, OSError):
            reply.close()


class _Silence:
    """Ends a stream on which bytes arrive (keep-alives, empty pieces) but no word: no read ever times out there."""

    def __init__(self, seconds: float, end: Callable[[], None]) -> None:
        self.too_long = False
        self._seconds = seconds
        self._end = end
        self._since = time.monotonic()
        self._done = threading.Event()

    def broken(self) -> None:
        """A word has come."""
        self._since = time.monotonic()

    @contextlib.contextmanager
    def watched(self) -> Iterator[None]:
        """While the block runs; an error that is due to the end of the stream is not raised."""
        watch = threading.Thread(target=self._watch, name="silence of the model", daemon=True)
        watch.start()
        try:
            yield
        except (httpx2.HTTPError, httpx2.StreamError, openai.APIError, OSError, ValueError, AttributeError):
            if not self.too_long:
                raise
        finally:
            self._done.set()
            watch.join()

    def _watch(self) -> None:
        while not self._done.wait(min(1.0, self._seconds / 4)):
            if time.monotonic() - self._since > self._seconds:
                self.too_long = True
                self._end()
                return


def _odds(logprobs: Any) -> dict[str, float]:
    """The first token's alternatives, spelled alike ("Yes", " yes") added up; empty when the endpoint tells none."""
    odds: dict[str, float] = {}
    if logprobs and logprobs.content:
        for item in logprobs.content[0].top_logprobs:
            word = item.token.strip().lower()
            if not math.isnan(item.logprob):
                odds[word] = odds.get(word, 0.0) + math.exp(min(0.0, item.logprob))
    return odds


def _usage(usage: Any) -> Usage | None:
    if usage is None:
        return None
    details = getattr(usage, "prompt_tokens_details", None)
    cached = getattr(details, "cached_tokens", None) or 0
    return Usage(usage.prompt_tokens or 0, cached, usage.completion_tokens or 0)


@contextlib.contextmanager
def _translated(where: str) -> Iterator[None]:
    """The client's exceptions as ours, each with what to do about it."""
    try:
        yield
    except (openai.APITimeoutError, httpx2.TimeoutException, TimeoutError) as error:
        raise LLMUnreachableError(
            f"The model {_at(where)} did not answer in time; DATELINE_LLM_TIMEOUT gives it longer."
        ) from error
    except openai.APIStatusError as error:
        raise _status(error, where) from error
    except (openai.APIConnectionError, httpx2.TransportError) as error:
        told = "Is the address right, is it running?" if where != HERE else "It starts again with the next question."
        raise LLMUnreachableError(f"The model {_at(where)} cannot be reached. {told}") from error
    except (openai.APIError, ValueError, AttributeError, TypeError, ArithmeticError, RecursionError) as error:
        if type(error) is openai.APIError and error.body is not None:
            raise _told(error, where) or LLMError(
                f"The endpoint {where} ended its answer with an error of its own. Ask again; its log may say more."
            ) from error
        raise LLMError(f"The endpoint {where} sent an answer that cannot be read.") from error


def _at(where: str) -> str:
    return where if where == HERE else f"at {where}"


def _web_page(where: str) -> LLMError:
    return LLMError(
        f"What is at {where} sent a web page, not an answer. Does DATELINE_LLM_BASE_URL lead to its API (often …/v1)?"
    )


def _filtered(where: str) -> LLMError:
    return LLMRefusedError(f"The endpoint {where} held the answer back (content filter).", lasting=True)


def _told(error: openai.APIError, where: str) -> LLMError | None:
    """What the endpoint's own words say of the request, in a refusal or in the middle of an answer."""
    text = f"{error} {error.body}".lower()
    if "exceed_context_size" in text or "context_length" in text:
        return LLMOverflowError(
            f"The question and its evidence are longer than the model {_at(where)} can read.", lasting=True
        )
    return _filtered(where) if "content_filter" in text else None


def _status(error: openai.APIStatusError, where: str) -> LLMError:
    if error.status_code < 500 and (told := _told(error, where)):
        return told
    asked = error.response.headers.get("retry-after", "")
    wait = int(asked) if re.fullmatch(r"[0-9]{1,6}", asked) else None
    match error.status_code:
        case 401 | 403:
            return LLMRefusedError(
                f"The endpoint {where} refused the key (status {error.status_code}). Set DATELINE_LLM_API_KEY."
            )
        case 404:
            return LLMRefusedError(
                f"The endpoint {where} knows no such model or path (404). Check DATELINE_LLM_MODEL and _BASE_URL."
            )
        case 429:
            return LLMBusyError(
                f"The endpoint {where} takes no more questions for now (429)."
                + (f" It asks to wait {wait} s." if wait is not None else ""),
                wait,
            )
        case 503:
            return LLMBusyError(f"The model {_at(where)} is not ready yet (503). Try again in a moment.", wait)
        case code if 300 <= code < 400:
            return LLMRefusedError(
                f"The endpoint {where} redirects elsewhere ({code}); that is not followed. Set the final address."
            )
        case code if code >= 500:
            return LLMError(f"The endpoint {where} failed (status {code}).")
        case code:
            return LLMRefusedError(f"The endpoint {where} refused the request (status {code}).")
