"""A thousand odd requests, and every way to ask for a file: nothing fails, and nothing is given away."""

import json
import os
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from assistant.web.sent import NO_PAGE
from index.library import Library
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import scripted, served
from tests.web.raw import exchange, request

ROOT = Path(__file__).parents[2]
SIGNS = (b"root:x:", b"SQLite format 3", b"[build-system]", b"def serve(", b"SECRET-OF-THE-HOME")
"""How files begin that are nobody's business."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("odd")
    (folder / "dateline.toml").write_text("# SECRET-OF-THE-HOME\n")
    return folder


@pytest.fixture(scope="module")
def port(sample_library: Library, home: Path) -> Iterator[int]:
    with ScriptedLLM(default="Not in the articles.") as llm, served(scripted(sample_library, home, llm)) as address:
        found = urlsplit(address).port
        assert found
        yield found
        assert exchange(found, request(found, "GET", "/")).status == 200, "it still serves"


# --- files ----------------------------------------------------------------------------------------------------------

ROUTES = """/ /static/ /assets/ /svelte/ /theme.css/ /gradio_api/file= /gradio_api/file/ /file= /file/
/gradio_api/proxy=
/gradio_api/stream/ /gradio_api/custom_component/ /gradio_api/custom_component/a/server/b/ /pwa_icon/ /monitoring/
/gradio_api/run-history/records/ /gradio_api/deep_link?session_hash= /gradio_api/upload_progress?upload_id=
/static/img/ /static/fonts/ /gradio_api/heartbeat/ /gradio_api/call/ /gradio_api/queue/data?session_hash=""".split()


def climbing(path: str) -> list[str]:
    """The ways to spell a path from wherever a route begins."""
    bare = path.lstrip("/")
    ways = [path, f"/{path}", bare]
    ways += [step * 12 + bare for step in ("../", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%252f", "....//", "..;/", "..\\")]
    ways += ["..%5c" * 12 + bare, "%c0%ae%c0%ae/" * 12 + bare, quote(path, safe=""), f"{path}%00.png", f"/./{path}"]
    return [*ways, f"file://{path}", f"file:{path}", f"/proc/self/root{path}", f"{path}?x=.png", f"C:{path}"]


def test_no_route_gives_a_file_away(port: int, home: Path) -> None:
    asked = []
    files = [
        "/etc/passwd",
        str(home / "conversations.sqlite"),
        str(home / "dateline.toml"),
        str(ROOT / "pyproject.toml"),
    ]
    for route in ROUTES:
        asked += [route + way for file in files for way in climbing(file)]
    assert len(asked) > 1000
    with ThreadPoolExecutor(16) as pool:
        found = list(pool.map(lambda path: exchange(port, request(port, "GET", path)), asked))
    for path, answered in zip(asked, found, strict=True):
        assert answered.status < 500, path
        for sign in SIGNS:
            assert sign not in answered.head + answered.body, path


@pytest.mark.parametrize(
    "path",
    [
        *("file=http://127.0.0.1:{port}/config", "file=https://news.example/", "file=/http://127.0.0.1:{port}/"),
        *("file=%68ttp://127.0.0.1:{port}/", "file=HTTP://127.0.0.1:{port}/", "file/http://127.0.0.1:{port}/"),
        *("proxy=http://127.0.0.1:{port}/", "proxy=https://x.hf.space/", "file=file:///etc/passwd", "file=ftp://x/"),
    ],
)
def test_the_page_fetches_no_web_address_for_anybody(path: str, port: int) -> None:
    answered = exchange(port, request(port, "GET", "/gradio_api/" + path.replace("{port}", str(port))))
    assert answered.status == 404


@pytest.mark.parametrize("path", ["run/x", "api/x", "call/x", "call/v2/x", "component_server", "vibe-edit", "stream/x"])
def test_functions_are_not_called_by_name(path: str, port: int) -> None:
    assert exchange(port, request(port, "POST", f"/gradio_api/{path}", b"{}")).status == 404


# --- what gradio itself fails at --------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["queue/data?session_hash=nowhere", "call/ask/nowhere"])
def test_the_stream_of_a_page_that_is_not_there_ends_by_itself(
    path: str, port: int, caplog: pytest.LogCaptureFixture
) -> None:
    answered = exchange(port, request(port, "GET", f"/gradio_api/{path}"))
    assert answered.status == 200
    assert b"404: Not Found" in answered.body
    assert answered.body.endswith(b"\r\n0\r\n\r\n"), "it is whole"
    assert not caplog.records, "and nothing failed"


@pytest.mark.parametrize("name", ["%1a", "%20", "a%3Fb", "%C5%BF", "a.b", "x" * 101])
def test_a_page_whose_name_is_part_of_no_address_is_none(name: str, port: int) -> None:
    assert exchange(port, request(port, "GET", f"/gradio_api/heartbeat/{name}")).status == 404


def test_an_event_of_a_page_without_a_name_is_refused(port: int) -> None:
    kind = {"Content-Type": "application/json"}
    for path, body in (("queue/join", {"fn_index": 0, "data": []}), ("call/search", {"data": ["ferry"]})):
        call = json.dumps({**body, "session_hash": ""}).encode()
        answered = exchange(port, request(port, "POST", f"/gradio_api/{path}", call, kind))
        assert (answered.status, json.loads(answered.body)) == (422, {"detail": NO_PAGE})


def test_words_in_place_of_a_file_are_no_upload(port: int, caplog: pytest.LogCaptureFixture) -> None:
    body = b'--b\r\nContent-Disposition: form-data; name="files"\r\n\r\nwords\r\n--b--\r\n'
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    for query in ("", "?upload_id=x"):
        assert exchange(port, request(port, "POST", f"/gradio_api/upload{query}", body, headers)).status == 422
    assert not caplog.records


# --- hosts, origins, sizes ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:7860", "0.0.0.0", "[::2]", " "]
)
def test_a_foreign_host_is_refused_on_every_route(host: str, port: int) -> None:
    for path in ("/", "/config", "/gradio_api/queue/join", "/static/x", "/nowhere"):
        assert exchange(port, request(port, "GET", path, host=host)).status == 400


@pytest.mark.parametrize("method", ["POST", "GET", "PUT", "OPTIONS", "DELETE"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "file://", "\xff"])
def test_a_foreign_origin_is_refused(origin: str, method: str, port: int) -> None:
    for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/login"):
        answered = exchange(port, request(port, method, path, b"{}", {"Origin": origin}))
        assert answered.status in (400, 403)


@pytest.mark.parametrize("path", ["/gradio_api/queue/join", "/gradio_api/cancel", "/login", "/"])
def test_a_body_that_is_too_large_is_refused_before_it_is_read(path: str, port: int) -> None:
    announced = request(
        port, "POST", path, headers={"Content-Length": "20000000000", "Content-Type": "application/json"}
    )
    assert exchange(port, announced + b"{").status == 413
    chunked = request(port, "POST", path, headers={"Transfer-Encoding": "chunked", "Content-Type": "application/json"})
    chunk = b"100000\r\n" + b" " * 0x100000 + b"\r\n"
    assert exchange(port, chunked + chunk * 20).status in (0, 400, 405, 413)


# --- a thousand odd requests ----------------------------------------------------------------------------------------

PATHS = """/ /config /theme.css /login /logout /user /robots.txt /manifest.json /favicon.ico /monitoring /page.css
/nowhere
/gradio_api/info /gradio_api/queue/join /gradio_api/queue/data /gradio_api/upload /gradio_api/upload_progress
/gradio_api/cancel /gradio_api/reset /gradio_api/component_server /gradio_api/heartbeat/x /gradio_api/startup-events
/gradio_api/app_id /gradio_api/file=x /gradio_api/login_check /gradio_api/user""".split()
METHODS = "GET HEAD POST PUT DELETE PATCH OPTIONS TRACE CONNECT PROPFIND GeT FOO".split()
VALUES: list[object] = [
    *(
        None,
        True,
        -1,
        0,
        1,
        10**30,
        1.5,
        "",
        "x",
        "\ud800",
        "\0",
        "../../etc/passwd",
        [],
        {},
        [[]],
        {"a": {}},
        [None] * 5,
    ),
    *("x" * 5000, {"path": "/etc/passwd", "meta": {"_type": "gradio.FileData"}}, {"url": "http://10.0.0.1/"}, [1, "a"]),
]
FIELDS = "data fn_index session_hash event_data trigger_id event_id api_name batched simple_format component_id fn_name"
HEADERS = """Content-Type Accept Accept-Encoding Accept-Language Cookie Range If-None-Match If-Modified-Since Referer
X-Forwarded-For X-Forwarded-Host X-Forwarded-Proto Forwarded Upgrade Sec-WebSocket-Key Expect Authorization
X-Gradio-User Transfer-Encoding Content-Length TE Trailer Content-Encoding X-HTTP-Method-Override
Access-Control-Request-Method""".split()
WORDS = [
    "",
    "x",
    "*",
    "bytes=0-",
    "bytes=9999999-1",
    "gzip",
    "chunked",
    "identity, chunked",
    "websocket",
    "100-continue",
]
WORDS += [
    "-1",
    "99999999999999999999",
    "application/json",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "Basic !",
]
WORDS += ["a=b; a=c", "\xff\xfe", "Wed, 99 Foo 2024", "x" * 9000, "application/json; charset=utf-99", "text/html", "\t"]


def odd_body(chance: random.Random) -> bytes:
    match chance.randrange(7):
        case 0:
            return b""
        case 1:
            return chance.randbytes(chance.randrange(1, 300))
        case 2:
            return b"[" * 100_000
        case 3:
            return b'{"data": ' + b"[" * 5000 + b"]" * 5000 + b', "fn_index": 0, "session_hash": "x"}'
        case 4:
            name = chance.choice(
                ['filename="../../x.txt"', 'filename=""', 'filename="' + "x" * 400 + '"', "", 'filename="\0"']
            )
            part = f'--b\r\nContent-Disposition: form-data; name="files"; {name}\r\n\r\nwords\r\n--b'
            return part.encode() + chance.choice([b"--\r\n", b"", b"\r\n\r\n"])
        case _:
            names = chance.sample(FIELDS.split(), chance.randrange(1, 8))
            return json.dumps({name: chance.choice(VALUES) for name in names}).encode()


def odd(chance: random.Random, port: int) -> bytes:
    """One request that no browser sends."""
    method, path = chance.choice(METHODS), chance.choice(PATHS)
    path += chance.choice(
        ["", "", "?", "?session_hash=x", "?session_hash[]=%00", "?upload_id=", "/", "//", "/%00", "/%ff", "#a"]
    )
    match chance.randrange(10):
        case 0:
            return chance.randbytes(chance.randrange(1, 400))
        case 1:
            return f"{method} {path}\r\n\r\n".encode()
        case 2:
            version = chance.choice(["0.9", "1.0", "2.0", "9", "x"])
            return f"{method} {path} HTTP/{version}\r\nHost: 127.0.0.1\r\n\r\n".encode()
        case 3:
            many = {f"X-{number}": "x" * chance.randrange(200) for number in range(chance.randrange(300))}
            return request(port, method, path, headers=many)
        case 4:
            chunked = {"Transfer-Encoding": "chunked", "Content-Type": "application/json"}
            ends = [
                b"zz\r\n{}\r\n0\r\n\r\n",
                b"ffffffffffffffff\r\n{}",
                b"2\r\n{}\r\n0\r\n\r\n",
                b"-1\r\n\r\n",
                b"2;x=y\r\n{}",
                b"",
            ]
            return request(port, "POST", path, headers=chunked) + chance.choice(ends)
        case 5:
            head = request(port, method, path)
            extra = [b"Host: evil.example\r\n", b"No colon here\r\n", b": empty\r\n", b"X: a\r\n b\r\n", b"A\0B: c\r\n"]
            return head[:-2] + chance.choice(extra) + b"\r\n"
        case _:
            kind = chance.choice(
                ["application/json", "application/json", "multipart/form-data; boundary=b", "text/plain"]
            )
            headers = {"Content-Type": kind}
            for name in chance.sample(HEADERS, chance.randrange(3)):
                headers[name] = chance.choice(WORDS)
            return request(port, chance.choice([method, "POST", "POST"]), path, odd_body(chance), headers)


def test_a_thousand_odd_requests_fail_nowhere(port: int) -> None:
    chance = random.Random(20240410)
    requests = [odd(chance, port) for _ in range(1000)]
    with ThreadPoolExecutor(16) as pool:
        answered = list(pool.map(lambda data: exchange(port, data, whole=False), requests))
    failed = [(got.status, data[:300]) for got, data in zip(answered, requests, strict=True) if got.status >= 500]
    assert not failed, f"{len(failed)} of 1000: {failed[:8]}"
    assert len({got.status for got in answered}) > 5, "they were of many kinds"


def test_odd_values_in_calls_that_are_almost_right_fail_nowhere(port: int) -> None:
    config = json.loads(exchange(port, request(port, "GET", "/config"), most=10_000_000).body)
    functions = [item["id"] for item in config["dependencies"]]
    components = [item["id"] for item in config["components"]]
    chance = random.Random(20240411)

    def almost_right(path: str) -> dict[str, object]:
        right = {
            "queue/join": {"data": [], "fn_index": chance.choice(functions), "trigger_id": chance.choice(components)},
            "cancel": {"event_id": "x", "fn_index": chance.choice(functions)},
            "reset": {"event_id": "x"},
        }[path]
        body: dict[str, object] = {**right, "session_hash": f"odd-{chance.randrange(9)}"}
        for name in chance.sample([*body, "event_data", "extra"], chance.randrange(3)):
            body[name] = chance.choice(VALUES)
        if chance.random() < 0.3:
            body.pop(chance.choice(list(body)))
        return body

    paths = [chance.choice(["queue/join", "queue/join", "cancel", "reset"]) for _ in range(300)]
    bodies = [json.dumps(almost_right(path)).encode() for path in paths]
    kind = {"Content-Type": "application/json"}
    calls = [request(port, "POST", f"/gradio_api/{path}", body, kind) for path, body in zip(paths, bodies, strict=True)]
    with ThreadPoolExecutor(8) as pool:
        answered = list(pool.map(lambda data: exchange(port, data), calls))
    failed = [
        (path, got.status, body[:200])
        for path, body, got in zip(paths, bodies, answered, strict=True)
        if got.status >= 500
    ]
    assert not failed, f"{len(failed)} of 300: {failed[:8]}"
    assert [got for got in answered if got.status == 200]


def test_an_upload_keeps_to_its_folder_and_its_size(port: int, home: Path) -> None:
    before = set(home.parent.rglob("*"))
    names = [
        "../../evil.txt",
        "/etc/evil.txt",
        "..\\..\\evil.txt",
        "CON",
        ".",
        "..",
        "evil.txt/../../x",
        "x" * 300,
        "a\nb",
    ]
    for name in names:
        body = (
            f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\nwords\r\n--b--\r\n'.encode()
        )
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        assert exchange(port, request(port, "POST", "/gradio_api/upload", body, headers)).status < 500
    new = set(home.parent.rglob("*")) - before
    assert all(home in path.parents for path in new)
    assert all(part.startswith(".uploads-") for path in new for part in [path.relative_to(home).parts[0]])
    assert not os.path.exists("/etc/evil.txt")
