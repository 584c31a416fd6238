"""`dateline chat` from start to answer in a real browser: `python -m evals.bench.page [PICTURE.png]` (Linux, Chromium).

Uses the home folder in force, where weights and articles should be already; prints the seconds from the start to the
page and to the answer of one question on the sample articles, when the browser first painted and first had content, and
the resident memory of the program and its children.
"""

import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import sync_playwright

PORT = 7899
WAIT_SECONDS = 300
QUESTION = "What sectors did Campbell name?"
PAINTS = "() => performance.getEntriesByType('paint').map(entry => `${entry.name} ${Math.round(entry.startTime)} ms`)"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]


def resident(pid: int) -> int:
    """Resident bytes of a process and its descendants."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") + sum(resident(int(child)) for child in children)


def wait_for_page(process: "subprocess.Popen[bytes]", address: str) -> None:
    """Returns when the page answers; RuntimeError when it does not."""
    deadline = time.monotonic() + WAIT_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=2).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the page did not start")


def main(picture: str | None) -> None:
    """Prints four lines of figures; writes a picture of the answer with its article open when asked to."""
    address = f"http://127.0.0.1:{PORT}/"
    begun = time.monotonic()
    command = [sys.executable, "-m", "assistant.cli", "chat", "--no-browser", "--port", str(PORT)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
    try:
        wait_for_page(process, address)
        sys.stdout.write(f"page after {time.monotonic() - begun:.1f} s\n")
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 860})
            page.goto(address)
            box = page.get_by_label("Question")
            box.fill(QUESTION)
            box.press("Enter")
            page.locator("p.answer .cite").first.wait_for(timeout=WAIT_SECONDS * 1000)
            sys.stdout.write(
                f"answer after {time.monotonic() - begun:.1f} s: {page.locator('p.answer').inner_text()}\n"
            )
            sys.stdout.write(f"in the browser: {', '.join(page.evaluate(PAINTS))}\n")
            sys.stdout.write(f"resident: {resident(process.pid) / 1e9:.2f} GB\n")
            if picture is not None:
                page.locator("p.answer .cite").first.click()
                page.locator(".reading mark").wait_for()
                time.sleep(1)
                page.screenshot(path=picture)
            browser.close()
    finally:
        process.terminate()
        process.wait(30)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else None)
