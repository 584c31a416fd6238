"""Calls that schemathesis makes from the description of the routes: right ones, and such as are wrong in every place.

Whatever they say, none fails, hangs or is told what is nobody's business.
"""

import contextlib
import json
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import APIOperation, BaseSchema, Case, GenerationMode
from schemathesis.core.failures import FailureGroup

from index.embed import Embedder
from index.library import Library
from tests.scripted_llm import ScriptedLLM
from tests.soak.scale import scaled
from tests.web.conftest import built, running, scripted
from tests.web.description import HEARD, described, shut
from tests.web.test_odd_requests import SIGNS

PATIENCE_SECONDS = 20
"""For an answer to begin, and for a stream in all; of a stream the first event is read."""
CONFIG = {
    "seed": 20240412,
    "request-timeout": PATIENCE_SECONDS,
    "max-redirects": 0,
    "max-stream-events": 1,
    "warnings": False,
    "cache": {"enabled": False},
    "analysis": {"constants": {"enabled": False}},
}
ANSWERING = {
    *("GET /", "HEAD /", "GET /page.css", "GET /generation", "GET /answer/{name}", "POST /login", "GET /logout"),
    *("GET /config", "GET /favicon.ico", "GET /theme.css", "GET /robots.txt", "GET /manifest.json"),
    *(
        f"{method} /gradio_api/{path}"
        for method, paths in {
            "GET": "app_id call/{api_name}/{event_id} heartbeat/{session_hash} info login_check queue/data"
            " startup-events theme.css user",
            "POST": "call/{api_name} cancel queue/join reset upload",
        }.items()
        for path in paths.split()
    ),
}
"""The routes that any of these calls gets more from than a refusal: another one would be one too many."""
TRACES = (b"Traceback (most recent", b'.py", line ', b"site-packages")
HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


Operation = APIOperation[Any, Any, Any, Any]
Call = Case[Any]


@dataclass(frozen=True)
class Served:
    """A page with a library of its own, and the description of its routes."""

    address: str
    schema: BaseSchema
    own: frozenset[str]
    """Paths of the routes that are not gradio's."""


@pytest.fixture(scope="module")
def page(sample_home: Path, embedder: Embedder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("described") / "home"
    shutil.copytree(sample_home, home)
    (home / "dateline.toml").write_text("# SECRET-OF-THE-HOME\n")
    with contextlib.ExitStack() as stack:
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("NO_PROXY", "*")
        library = stack.enter_context(contextlib.closing(Library(home, lambda: embedder)))
        llm = stack.enter_context(ScriptedLLM(default="Not in the articles."))
        app: FastAPI = built(scripted(library, home, llm))
        address = stack.enter_context(running(app))
        config = schemathesis.Config.from_dict({**CONFIG, "base-url": address})
        schema = schemathesis.openapi.from_dict(described(app), config=config)
        yield Served(address, schema, frozenset(app.openapi()["paths"]))


def cases(operation: Operation, drawn: int) -> list[Call]:
    """Calls at the edges of what is described and beyond; for open routes also `drawn` right and wrong ones each."""
    schema, modes = operation.schema, list(GenerationMode)
    generation = schema.config.generation_for(operation=operation)
    made = list(schema.iter_coverage_cases(operation, generation_modes=modes, generation_config=generation))
    if shut(operation.path):  # whatever is said there: it is turned away for its path
        return made[::10]
    if not (operation.body or operation.query):  # a text in a path cannot be wrong
        modes = [GenerationMode.POSITIVE]
    chosen = settings(
        max_examples=drawn,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=[*HealthCheck],
    )
    for mode in modes:

        @chosen
        @seed(operation.label)
        @given(operation.as_strategy(generation_mode=mode))
        def draw(case: Call) -> None:
            made.append(case)

        draw()
    return made


def route(case: Call) -> str:
    """The method and path a call was made for; with a slash at its end it is the same."""
    return f"{case.operation.method.upper()} {case.operation.path.rstrip('/') or '/'}"


def answer_to(case: Call, page: Served) -> tuple[int, str]:
    """The status of the answer to a call, and what is wrong with it: nothing, if all is well."""
    path = case.operation.path
    try:
        answer = case.call()
    except Exception as error:  # noqa: BLE001  whatever it is, there was no answer
        return 0, f"no whole answer: {error!r}"
    headers = {name: values[0] for name, values in answer.headers.items()}
    told = json.dumps(headers).encode() + answer.content
    found = [f"it gives away {sign!r}" for sign in (*SIGNS, *TRACES) if sign in told]
    found += [f"{name} is {headers.get(name)}" for name, value in HEADERS.items() if headers.get(name) != value]
    if "default-src 'self'" not in headers.get("content-security-policy", ""):
        found.append("it has no policy")
    if answer.status_code >= 500 or (shut(path) and answer.status_code != 404):
        found.append(f"it is answered {answer.status_code}")
    if path in page.own and case.method == case.operation.method.upper():
        try:
            case.validate_response(answer)
        except FailureGroup as group:
            found += [f"it is not as described: {str(one)[:300]}" for one in group.exceptions]
    return answer.status_code, "; ".join(found)


def heard(page: Served) -> bytes:
    """What came of all the events, each of which was some open page's."""
    told, until = b"", time.monotonic() + 6 * PATIENCE_SECONDS
    with httpx.stream(
        "GET", f"{page.address}gradio_api/queue/data?session_hash={HEARD}", trust_env=False, timeout=PATIENCE_SECONDS
    ) as stream:
        for line in stream.iter_lines():
            assert time.monotonic() < until, "the events never end"
            told += line.encode() + b"\n"
            if '"close_stream"' in line:
                break
    return told


LONG = pytest.param(scaled(100, 100), marks=[pytest.mark.soak, pytest.mark.timeout(7200)])


@pytest.mark.parametrize("drawn", [4, LONG])
def test_calls_made_from_the_description_fail_nowhere(
    drawn: int, page: Served, caplog: pytest.LogCaptureFixture, reached: Callable[[str], None]
) -> None:
    # All are made before the first is sent: a server at work in this process would disturb the drawing.
    operations = [operation for path in page.schema for operation in page.schema[path].values()]
    made = [case for operation in operations for case in cases(operation, drawn)]
    with ThreadPoolExecutor(16) as pool:
        answered = list(pool.map(lambda case: answer_to(case, page), made))
    statuses = Counter(status for status, _ in answered)
    reached(f"{len(made)} calls of {len(set(map(route, made)))} routes: {dict(sorted(statuses.items()))}")
    bad = [f"{why}: {case.as_curl_command()[:500]}" for case, (_, why) in zip(made, answered, strict=True) if why]
    assert not bad, f"{len(bad)} of {len(made)}:\n" + "\n".join(bad[:12])
    failed = [record for record in caplog.records if record.name in ("uvicorn.error", "assistant.web.surface")]
    assert not failed, f"the server failed at {len(failed)} requests"
    answering = {route(case) for case, (status, _) in zip(made, answered, strict=True) if 200 <= status < 400}
    assert answering == ANSWERING
    events = heard(page)
    assert events.count(b'"msg":"process_completed"') > 50
    assert b'"success":true' in events
    assert not [sign for sign in (*SIGNS, *TRACES) if sign in events]
    assert httpx.get(page.address, trust_env=False, timeout=30).status_code == 200, "it still serves"
