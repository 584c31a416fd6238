"""Behind a reverse proxy, below a path: the page works there whole, and believes of the proxy's words what it was told to."""

import contextlib
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from assistant.errors import SettingsError
from assistant.settings import load
from assistant.web.reach import Reach
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
        page.reload()
        expect(page.locator("p.answer")).to_contain_text("submarines")
        assert re.fullmatch(rf"{re.escape(address)}\?conversation=[0-9a-f]+", page.url)
        page.get_by_role("button", name="Log out").click()
        expect(page.get_by_role("status")).to_have_text("You are logged out.")
        assert page.url == f"{address}login?out"
        assert not visitor.left
        assert not [path for path in proxy.elsewhere if path != "/favicon.ico"]
        assert not visitor.complaints


def test_behind_https_the_cookie_goes_by_https_only_and_below_the_path_only(upstream: str) -> None:
    with proxied(upstream, "/news", strips=True, scheme="https") as proxy:
        with httpx.Client(base_url=f"http://127.0.0.1:{proxy.port}", trust_env=False) as client:
            assert client.get("/news", headers=PAGE).headers["location"] == "/news/"
            assert client.get("/news/", headers=PAGE).headers["location"] == "/news/login"
            form = {"username": "ann", "password": PASSWORDS["ann"]}
            answer = client.post("/news/login", data=form, headers=PAGE)
            assert answer.headers["location"] == "/news/"
            assert "Secure" in answer.headers["set-cookie"]
            assert "Path=/news/;" in answer.headers["set-cookie"]
            cookie = answer.headers["set-cookie"].partition(";")[0]
            config = client.get("/news/config", headers={"Cookie": cookie, "X-Forwarded-Host": "evil.example"})
            assert config.json()["root"].startswith("https://127.0.0.1:")
            assert config.json()["root"].endswith("/news")


def tries(client: httpx.Client, spoken_of: str) -> list[int]:
    """What 22 guesses are answered, each said to come from another address."""
    statuses = []
    for number in range(22):
        headers = {"X-Forwarded-For": spoken_of.format(number)}
        form = {"username": f"name{number}", "password": "a guess of mine"}
        statuses.append(client.post("/login", data=form, headers=headers).status_code)
    return statuses


def test_addresses_are_believed_from_the_named_proxy_only_and_never_the_browsers_own(
    sample_library: Library, tmp_path: Path, web_llm: ScriptedLLM
) -> None:
    add_members(tmp_path)
    assistant = scripted(sample_library, tmp_path, web_llm)
    for proxy, spoken_of, told_apart in (
        ("127.0.0.1", "192.0.2.{}", True),
        ("127.0.0.1", "192.0.2.{}:4711", True),
        ("127.0.0.1", "192.0.2.{}, 198.51.100.7", False),  # what stands before the proxy's own word is made up
        (None, "192.0.2.{}", False),
        ("192.0.2.99", "192.0.2.{}", False),
    ):
        with served(assistant, Reach(proxy=proxy, accounts=True)) as address:
            with httpx.Client(base_url=address, trust_env=False, timeout=30) as client:
                assert (429 not in tries(client, spoken_of)) is told_apart


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
