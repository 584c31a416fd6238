"""Behind a reverse proxy, below a path: the page works there whole, and believes the proxy it was told to believe."""

import asyncio
import contextlib
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from assistant.errors import SettingsError
from assistant.settings import load
from assistant.web.reach import Inward, Reach
from index.library import Library
from tests.scripted_llm import ScriptedLLM
from tests.web.conftest import scripted, served
from tests.web.members import PASSWORDS, add_members
from tests.web.reader import Reader
from tests.web.small_proxy import SmallProxy, proxied

Visit = Callable[..., Reader]

QUESTION = "What sectors did Campbell name?"
SECTORS = "Campbell named submarines, aeronautical design including stealth technology, and missile capabilities [1]."
PAGE = {"Accept": "text/html,*/*;q=0.8"}
NAME = "news.localhost"
"""Browsers take names below `localhost` for this machine, without asking anybody."""


@pytest.fixture(scope="module")
def upstream(sample_library: Library, tmp_path_factory: pytest.TempPathFactory, web_llm: ScriptedLLM) -> Iterator[str]:
    """The page, below /news/ for browsers, where a proxy on this machine is believed."""
    home = tmp_path_factory.mktemp("proxied")
    add_members(home)
    reach = Reach(root_path="/news", names=(NAME,), proxy="127.0.0.1")
    with served(scripted(sample_library, home, web_llm), reach) as address:
        yield address


@pytest.fixture(params=[True, False], ids=["prefix taken off", "prefix passed on"])
def proxy(upstream: str, request: pytest.FixtureRequest) -> Iterator[SmallProxy]:
    with proxied(upstream, "/news", strips=request.param) as running:
        yield running


def test_a_question_is_asked_through_the_proxy_in_a_real_browser(
    reader: Visit, proxy: SmallProxy, web_llm: ScriptedLLM
) -> None:
    address = f"http://{NAME}:{proxy.port}/news/"
    with contextlib.closing(reader(address, login=("ann", PASSWORDS["ann"]))) as visitor:
        web_llm.replies.append(SECTORS)
        visitor.ask(QUESTION)
        page = visitor.page
        expect(page.locator("p.answer")).to_contain_text("submarines")
        page.locator("p.answer .cite").first.click()
        expect(page.locator(".reading mark")).to_contain_text("submarines")
        visitor.reload()
        expect(page.locator("p.answer")).to_contain_text("submarines")
        assert re.fullmatch(rf"{re.escape(address)}\?conversation=[0-9a-f]+", page.url)
        assert not visitor.complaints  # from now on what the old page still asks is refused, and it may say so
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("status")).to_have_text("You are logged out.")
        assert page.url == f"{address}login?out"
        assert not visitor.left
        assert not proxy.elsewhere


def test_behind_https_the_cookie_goes_by_https_only_and_below_the_path_only(upstream: str) -> None:
    with contextlib.ExitStack() as stack:
        proxy = stack.enter_context(proxied(upstream, "/news", strips=False, scheme="https"))
        client = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{proxy.port}", trust_env=False))
        assert client.get("/news", headers=PAGE).headers["location"] == "/news/"
        assert client.get("/news/", headers=PAGE).headers["location"] == "/news/login"
        form = {"username": "ann", "password": PASSWORDS["ann"]}
        answer = client.post("/news/login", data=form, headers=PAGE)
        assert answer.headers["location"] == "/news/"
        assert "Secure" in answer.headers["set-cookie"]
        assert "Path=/news/;" in answer.headers["set-cookie"]
        cookie = answer.headers["set-cookie"].partition(";")[0]
        config = client.get("/news/config", headers={"Cookie": cookie, "X-Forwarded-Host": "evil.example"})
        assert config.json()["root"] == f"https://127.0.0.1:{proxy.port}/news"


DIRECT = "127.0.0.1", "http"


@pytest.mark.parametrize(
    ("believed", "headers", "seen"),
    [
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}, ("192.0.2.1", "https")),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1:4711"}, ("192.0.2.1", "http")),
        ("127.0.0.1", {"X-Forwarded-For": "[2001:db8::1]:4711"}, ("2001:db8::1", "http")),
        ("127.0.0.1", {"X-Forwarded-For": "2001:db8::1"}, ("2001:db8::1", "http")),
        # What stands before the proxy's own word came from the browser.
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.66, 192.0.2.1"}, ("192.0.2.1", "http")),
        ("127.0.0.1", {"X-Forwarded-Proto": "https, http"}, DIRECT),
        ("127.0.0.1", {"X-Forwarded-Proto": "javascript"}, DIRECT),
        ("127.0.0.1", {"X-Real-IP": "192.0.2.1", "Forwarded": "for=192.0.2.1;proto=https"}, DIRECT),
        ("127.0.0.1", {}, DIRECT),
        ("192.0.2.99", {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}, DIRECT),
        (None, {"X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "https"}, DIRECT),
    ],
)
def test_who_asked_is_believed_from_the_named_proxy_only(
    believed: str | None, headers: dict[str, str], seen: tuple[str, str]
) -> None:
    async def tell(scope: Scope, receive: Receive, send: Send) -> None:
        left = [name for name, _ in scope["headers"] if b"forward" in name or b"x-real" in name]
        answer = JSONResponse([scope["client"][0], scope["scheme"], [name.decode() for name in left]])
        await answer(scope, receive, send)

    async def ask() -> list[object]:
        transport = httpx.ASGITransport(Inward(tell, Reach(proxy=believed, accounts=True)))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            answer: list[object] = (await client.get("/", headers=headers)).json()
            return answer

    with ThreadPoolExecutor(1) as apart:  # the browser's driver runs an event loop in this thread
        assert apart.submit(asyncio.run, ask()).result() == [*seen, []]


@pytest.mark.parametrize("name", ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "forwarded", "x-real-ip"])
def test_a_page_for_this_machine_is_not_shown_through_a_proxy_by_mistake(web_page: str, name: str) -> None:
    answer = httpx.get(web_page, headers={name: "192.0.2.1"}, trust_env=False)
    assert answer.status_code == 403
    assert "--behind-proxy" in answer.text
    assert "content-security-policy" in answer.headers


def test_only_the_names_that_were_allowed_are_answered(upstream: str) -> None:
    with httpx.Client(base_url=upstream, trust_env=False) as client:
        for host in (NAME, f"{NAME}:8443", "NEWS.localhost", "127.0.0.1", "localhost:1"):
            assert client.get("/login", headers={"Host": host}).status_code == 200
        for host in ("evil.example", f"{NAME}.evil.example", f"x{NAME}", f"{NAME}:x", "", "[::2]", f"{NAME}:1:2"):
            answer = client.get("/login", headers={"Host": host})
            assert answer.status_code == 400
            assert "--allow-host" in answer.text or not host


@pytest.mark.parametrize(
    ("reach", "guarded"),
    [
        (Reach(), False),
        (Reach("localhost"), False),
        (Reach("::1"), False),
        (Reach("0.0.0.0"), True),
        (Reach("192.0.2.7"), True),
        (Reach(root_path="/news"), True),
        (Reach(names=("news.example",)), True),
        (Reach(proxy="127.0.0.1"), True),
        (Reach(accounts=True), True),
    ],
)
def test_only_who_is_alone_at_the_machine_needs_no_account(reach: Reach, guarded: bool) -> None:
    assert reach.guarded is guarded


def test_names_that_are_allowed_take_the_place_of_any(tmp_path: Path) -> None:
    assert Reach("0.0.0.0").hosts == ["*"]
    named = Reach.of(load(tmp_path, {}, host="0.0.0.0", allowed_hosts=["news.example"]))
    assert "*" not in named.hosts
    assert {"news.example", "127.0.0.1", "localhost"} <= set(named.hosts)


@pytest.mark.parametrize("proxy", ["", "proxy.example", "127.0.0.1:80", "*", "10.0.0.0/8"])
def test_a_proxy_is_named_by_its_one_address(tmp_path: Path, proxy: str) -> None:
    with pytest.raises(SettingsError, match="no address of a proxy"):
        Reach.of(load(tmp_path, {}), proxy)
