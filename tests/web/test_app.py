"""What the server lets in and what it sends along, over real HTTP."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from assistant.errors import SettingsError
from assistant.pipeline import Assistant
from assistant.settings import load
from assistant.uploads import Uploads
from assistant.web.app import build, serve
from assistant.web.guard import allowed_hosts, inline_scripts, loopback
from assistant.web.listener import listen
from assistant.web.reach import Reach
from index.library import Library

PATHS = ["/", "/page.css", "/config", "/nowhere", "/theme.css", "/gradio_api/queue/data", "/gradio_api/info"]
TOOLS = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
CALL = {"data": [], "fn_index": 0, "session_hash": "x"}


@pytest.fixture(scope="module")
def client(web_page: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=web_page, trust_env=False, timeout=20) as client:
        yield client


@pytest.mark.parametrize("path", PATHS)
def test_every_response_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'self'"
    assert policy["img-src"] == "'self' data:"
    assert policy["connect-src"] == policy["form-action"] == policy["base-uri"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "unsafe-inline" not in policy["script-src"]
    assert "http" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"


def test_refusals_carry_the_headers_too(client: httpx.Client) -> None:
    for headers in ({"Host": "evil.example"}, {"Origin": "https://evil.example"}):
        assert "content-security-policy" in client.get("/", headers=headers).headers


def test_the_page_names_its_inline_scripts_and_its_style(client: httpx.Client) -> None:
    page = client.get("/")
    assert page.headers["content-security-policy"].count("'sha256-") == len(inline_scripts(page.content)) > 0
    assert '<link rel="stylesheet" href="/page.css">' in page.text
    assert "<title>" not in page.text or "Gradio" not in page.text.split("<title>")[1].split("</title>")[0]
    style = client.get("/page.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text
    assert "@import" not in style.text


@pytest.mark.parametrize("host", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "localhost.evil"])
def test_a_foreign_host_is_refused(client: httpx.Client, host: str) -> None:
    assert client.get("/", headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
def test_another_sites_page_is_refused(client: httpx.Client, origin: str) -> None:
    for path in ("/gradio_api/queue/join", "/gradio_api/upload", "/gradio_api/component_server"):
        assert client.post(path, json=CALL, headers={"Origin": origin}).status_code == 403


def test_our_own_page_is_let_in(client: httpx.Client) -> None:
    own = str(client.base_url).rstrip("/")
    assert client.post("/gradio_api/reset", json={"event_id": "none"}, headers={"Origin": own}).status_code == 200


def test_a_kept_answers_address_leads_to_the_page_and_nowhere_else(client: httpx.Client) -> None:
    for name, told in (("0f3a", "0f3a"), ("a%26b%3Dc", "a%26b%3Dc"), ("%0d%0aSet-Cookie:x", "%0D%0ASet-Cookie%3Ax")):
        answer = client.get(f"/answer/{name}")
        assert (answer.status_code, answer.headers["location"]) == (303, f"../?answer={told}")
        assert "content-security-policy" in answer.headers
    assert client.get("/answer/0f3a", headers={"Host": "evil.example"}).status_code == 400


def test_files_of_this_machine_are_not_served(client: httpx.Client, sample_home: Path) -> None:
    for path in ("/etc/passwd", str(sample_home / "catalog.sqlite"), __file__):
        assert client.get(f"/gradio_api/file={path}").status_code in (403, 404)


def test_only_the_calls_for_programs_are_documented(client: httpx.Client) -> None:
    assert client.get("/docs").status_code == 404
    assert client.get("/openapi.json").status_code == 404
    assert set(client.get("/gradio_api/info").json()["named_endpoints"]) == {"/ask", "/search", "/add"}


def quiet_assistant(library: Library, home: Path, **given: object) -> Assistant:
    return Assistant(library, None, load(home, {}, **given))


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "reading-room.example"])
def test_beyond_this_machine_accounts_are_asked_for(sample_library: Library, tmp_path: Path, host: str) -> None:
    with pytest.raises(SettingsError, match="dateline user add"):
        build(quiet_assistant(sample_library, tmp_path), Reach(host))


def test_a_port_that_is_taken_is_said_plainly(sample_library: Library, tmp_path: Path) -> None:
    with contextlib.closing(listen("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"port {port}.*DATELINE_PORT"):
            serve(quiet_assistant(sample_library, tmp_path), Reach(), port, open_browser=False)


@pytest.mark.parametrize(
    ("host", "ours"), [("127.0.0.1", True), ("localhost", True), ("::1", True), ("[::1]", True), ("0.0.0.0", False)]
)
def test_loopback_is_told_from_the_rest(host: str, ours: bool) -> None:
    assert loopback(host) is ours
    assert ("*" in allowed_hosts(host)) is (not ours)


PROGRAM = """
import sys
from pathlib import Path
from assistant.pipeline import Assistant
from assistant.settings import load
from assistant.web.app import serve
from assistant.web.reach import Reach
from index.library import Library

home = Path(sys.argv[1])
class Unused:
    dimensions = 4
    def embed_question(self, text): raise AssertionError
    def embed_passages(self, passages): raise AssertionError
library = Library(home, lambda: Unused())
serve(Assistant(library, None, load(home, {})), Reach(), 0, False, lambda url: print(url, flush=True))
library.close()
print("closed", flush=True)
"""


@pytest.mark.skipif(os.name != "posix", reason="interrupts are sent differently elsewhere")
def test_the_page_is_served_until_it_is_interrupted_and_takes_only_its_own_folder_along(tmp_path: Path) -> None:
    other = Uploads(tmp_path)
    (tmp_path / "uploads").mkdir()
    others = [tmp_path / "uploads" / "mine.txt", other.folder / "in flight.txt"]
    for file in others:
        file.write_text("Words.")
    command = [sys.executable, "-c", PROGRAM, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        try:
            address = process.stdout.readline().strip()
            assert httpx.get(address, trust_env=False, timeout=10).status_code == 200
            assert len(list(tmp_path.glob(".uploads-*"))) == 2
            with socket.create_connection(("127.0.0.1", int(address.rstrip("/").rpartition(":")[2]))):
                process.send_signal(signal.SIGINT)
                process.wait(20)
        finally:
            process.kill()
    assert all(file.is_file() for file in others)
    assert list(tmp_path.glob(".uploads-*")) == [other.folder]
    other.close()
