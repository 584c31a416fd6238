"""Does anything leave this machine? `python -m evals.bench.network [--no-browser]` (Linux, strace, Chromium).

Runs `add`, `search`, `ask`, `doctor` and `chat` (the page opened in a real browser, one question asked) in a new home
folder, each under `strace -f`, and prints every connection and look-up beyond loopback, of the program and all its
children. The model is the one the settings choose; weights come from the usual folder and are not fetched. Exit 1 when
anything was reached for.
"""

import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from assistant.settings import default_home
from evals.bench.page import CHROMIUM, FLAGS, wait_for_page
from index.ingest import SAMPLES

PORT = 7898
QUESTION = "What sectors did Campbell name?"
CALLS = "connect,sendto,sendmsg,sendmmsg"
DNS = 53
_ADDRESS = re.compile(r'(?:inet_addr\("([^"]+)"\)|inet_pton\(AF_INET6, "([^"]+)"|inet_pton\(AF_INET, "([^"]+)")')
_PORT = re.compile(r"sin6?_port=htons\((\d+)\)")
_NAME_SERVICE = re.compile(r'sun_path="(/run/systemd/resolve/[^"]*|/var/run/nscd/socket)"')


@dataclass(frozen=True)
class Seen:
    """What strace saw of one command."""

    calls: int
    """Calls that name an address, loopback ones too: none at all would mean that nothing was traced."""
    outside: tuple[str, ...]


def outside(lines: list[str]) -> Seen:
    """The calls that reach beyond loopback or ask for a name, out of the lines of an strace log."""
    calls, found = 0, []
    for line in lines:
        address = _ADDRESS.search(line)
        if _NAME_SERVICE.search(line) and "connect(" in line and "ENOENT" not in line:
            found.append(line)
        if address is None:
            continue
        calls += 1
        host = next(part for part in address.groups() if part)
        port = _PORT.search(line)
        if not _loopback(host) or (port is not None and int(port.group(1)) == DNS):
            found.append(line)
    return Seen(calls, tuple(found))


def _loopback(host: str) -> bool:
    return host.startswith("127.") or host in ("::1", "::ffff:127.0.0.1")


def traced(log: Path, command: list[str]) -> list[str]:
    """The command under strace."""
    return ["strace", "-f", "--seccomp-bpf", "-qq", "-s", "200", "-e", f"trace={CALLS}", "-o", str(log), *command]


def read(log: Path) -> Seen:
    """What a log holds."""
    return outside(log.read_text("utf-8", "replace").splitlines())


def _dateline(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "assistant.cli", *arguments]


def _report(name: str, seen: Seen) -> int:
    sys.stdout.write(f"{name:8} {len(seen.outside)} of {seen.calls} calls reached beyond loopback\n")
    for line in seen.outside[:20]:
        sys.stdout.write(f"    {line}\n")
    return len(seen.outside)


def main(browser: bool) -> int:
    """How many calls reached outside."""
    reached = 0
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        (home / "weights").symlink_to(default_home() / "weights")
        os.environ.update(DATELINE_HOME=str(home), HF_HUB_OFFLINE="0")
        log = Path(folder) / "strace.log"
        for arguments in (
            ("add", str(SAMPLES)),
            ("search", QUESTION),
            ("ask", QUESTION),
            ("ask", QUESTION, "--json"),
            ("doctor",),
        ):
            done = subprocess.run(traced(log, _dateline(*arguments)), capture_output=True, check=False)
            if done.returncode:
                sys.stdout.write(done.stderr.decode("utf-8", "replace"))
            reached += _report(arguments[0], read(log))
        chat = _dateline("chat", "--no-browser", "--port", str(PORT))
        with subprocess.Popen(traced(log, chat), stderr=subprocess.DEVNULL, start_new_session=True) as process:
            try:
                wait_for_page(process, f"http://127.0.0.1:{PORT}/")
                left = _visit(f"http://127.0.0.1:{PORT}/") if browser else []
                time.sleep(5)  # what starts late
            finally:
                os.killpg(process.pid, signal.SIGTERM)  # strace itself passes it on to nobody
                process.wait(120)
        reached += _report("chat", read(log))
        if browser:
            sys.stdout.write(f"browser  {len(left)} requests beyond the page's own origin\n")
            reached += len(left)
    return reached


def _visit(address: str) -> list[str]:
    """Asks one question on the page; the addresses that the page asked for elsewhere."""
    from playwright.sync_api import sync_playwright

    asked: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = browser.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.goto(address)
        page.get_by_label("Question").fill(QUESTION)
        page.keyboard.press("Enter")
        page.locator("#current .exchange:not(:has(.doing)):not(:has(.draft))").wait_for(timeout=300_000)
        browser.close()
    return [url for url in asked if not url.startswith((address, "data:", "blob:"))]


if __name__ == "__main__":
    sys.exit(1 if main("--no-browser" not in sys.argv[1:]) else 0)
