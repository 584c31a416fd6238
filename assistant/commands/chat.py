"""`dateline chat`: the web app, served until it is stopped."""

import signal
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

from assistant.commands.model import say_model, start_model
from assistant.commands.options import Home
from assistant.commands.terminal import counting, fetching, say

if TYPE_CHECKING:
    from assistant.pipeline import Assistant


def chat(
    host: Annotated[
        str | None, typer.Option("--host", metavar="HOST", help="Address to serve on. [default: 127.0.0.1]")
    ] = None,
    port: Annotated[
        int | None,
        typer.Option("--port", metavar="PORT", min=0, max=65535, help="Port; 0: a free one. [default: 7860]"),
    ] = None,
    browser: Annotated[bool, typer.Option("--browser/--no-browser", help="Open the page in the browser.")] = True,
    samples: Annotated[
        bool, typer.Option("--samples/--no-samples", help="Give a library that is brand new the sample articles.")
    ] = True,
    root_path: Annotated[
        str | None, typer.Option("--root-path", metavar="PATH", help="Path a reverse proxy shows it at, e.g. /news.")
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option("--allow-host", metavar="NAME", help="Name it may be asked for by; may be given again."),
    ] = None,
    behind_proxy: Annotated[
        str | None,
        typer.Option(
            "--behind-proxy",
            metavar="ADDRESS",
            help="Believe X-Forwarded-For and X-Forwarded-Proto when they come from this address, e.g. 127.0.0.1.",
        ),
    ] = None,
    accounts: Annotated[
        bool,
        typer.Option(
            "--accounts", help="Ask for accounts on this machine too; elsewhere and behind a proxy they always are."
        ),
    ] = False,
    home: Home = None,
) -> None:
    """Ask in the browser. Ctrl-C ends it. Beyond this machine accounts are asked for: `dateline user add NAME`."""
    from assistant.settings import load

    settings = load(home, host=host, port=port, root_path=root_path, allowed_hosts=allow_host or None)
    signal.signal(signal.SIGTERM, _end)  # so that what is open is closed, the embedded model's server too
    from assistant.accounts.users import accounts_for
    from assistant.open import open_assistant
    from assistant.web.listener import listen
    from assistant.web.reach import Reach

    # A port that is taken, or accounts that are not there, are found out before anything is loaded.
    listen(settings.host, settings.port).close()
    reach = Reach.of(settings, behind_proxy, accounts)
    if reach.guarded:
        accounts_for(settings.home).close()
    try:
        with fetching() as progress, open_assistant(settings, progress) as assistant:
            if samples and assistant.library.catalog.generation == 0:
                _add_samples(assistant)
            say_model(assistant.llm)
            start_model(assistant)  # it loads while the page is built
            from assistant.web.app import serve

            serve(assistant, reach, settings.port, browser, ready=_tell_address)
    except KeyboardInterrupt:  # the usual way to end it, not an accident
        say("Stopped.")


def _tell_address(address: str) -> None:
    say(f"Dateline is at {address} (Ctrl-C ends it).")


def _end(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


def _add_samples(assistant: "Assistant") -> None:
    from index.ingest import add_samples

    say("This library is new: adding the sample articles (`dateline remove --samples` removes them).")
    with counting("Adding sample articles") as count:
        add_samples(assistant.library, lambda done: count(done.source))
