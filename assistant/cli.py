"""The command `dateline`: its commands, and what the reader sees when something goes wrong."""

import contextlib
import logging
import os
import sys
from collections.abc import Sequence
from typing import Annotated, NoReturn

import typer

from assistant.commands import add, articles, ask, backup, chat, check, doctor, evaluate, search, sync, user
from assistant.commands.terminal import heed_interrupts, safe, say

STOPPED = 130  # 128 + SIGINT, as shells count

app = typer.Typer(
    name="dateline",
    help="Ask a pile of news articles; every sentence of the answer is tied to the exact words that prove it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command("add", short_help="Add files, folders, URLs, feeds or whole corpora.")(add.add)
app.command("sync", short_help="Look again at folders and feeds.")(sync.sync)
app.command("list")(articles.list_articles)
app.command("show")(articles.show)
app.command("remove", short_help="Delete articles for good.")(articles.remove)
app.command("search")(search.search)
app.command("ask", short_help="Ask a question and get a proved answer.")(ask.ask)
app.command("check", short_help="Check a sentence against a text.")(check.check)
app.command("chat", short_help="Ask in the browser.")(chat.chat)
app.command("eval")(evaluate.evaluate)
app.command("backup", short_help="Write articles and conversations to one file.")(backup.backup)
app.command("restore", short_help="Put a backup back.")(backup.restore)
app.add_typer(user.app, name="user", short_help="Who may use the page from elsewhere.")
app.command("doctor", short_help="Say what is wrong, and mend it.")(doctor.doctor)


def _print_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import PackageNotFoundError, version

        try:
            typer.echo(f"dateline {version('dateline')}")
        except PackageNotFoundError:
            typer.echo("dateline (from a checkout that is not installed)")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    """Ask a pile of news articles; every sentence of the answer is tied to the exact words that prove it."""


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Runs one command and ends the process: 0 done, 1 it could not, 2 wrong usage; never with a traceback."""
    debug = bool(os.environ.get("DATELINE_DEBUG"))
    _prepare_streams(debug)
    heed_interrupts()
    sys.exit(_run(arguments, debug))


def _run(arguments: Sequence[str] | None, debug: bool) -> int:
    from assistant.errors import DatelineError, StoppedError

    try:
        app(arguments, prog_name="dateline")
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 1 if ended.code else 0
        if code == STOPPED:
            say("Stopped. What was added before is kept.")
        return _flushed(code)
    except KeyboardInterrupt:
        say("Stopped. What was added before is kept.")
        return STOPPED
    except BrokenPipeError:
        return _flushed(1)
    except StoppedError as stopped:
        say(str(stopped))
        return STOPPED
    except DatelineError as error:
        if debug:
            raise
        say(f"dateline: {error}")
    except Exception as error:  # the reader gets a sentence, not a traceback
        if debug:
            raise
        say(
            f"dateline: something unexpected went wrong ({type(error).__name__}). What was added before is kept."
            " Try `dateline doctor`; DATELINE_DEBUG=1 before the same command shows where it happened."
        )
    return 1


def _flushed(code: int) -> int:
    """The code, once what was printed is out; a reader that went away (`| head`) is no error worth a word."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return code


class _Plain(logging.Formatter):
    """A log record as a message for the reader: no level, no module, no traceback."""

    def format(self, record: logging.LogRecord) -> str:
        return safe(f"dateline: {record.getMessage()}")


def _prepare_streams(debug: bool) -> None:
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, ValueError):  # a stream that a test put there has no encoding to set
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s") if debug else _Plain())
    logging.basicConfig(level=logging.ERROR, handlers=[handler], force=True)
    for ours in ("assistant", "index", "dateline"):
        logging.getLogger(ours).setLevel(logging.DEBUG if debug else logging.WARNING)
    if not debug:  # what the pipeline warns of is in the answer too, in better words
        logging.getLogger("assistant.pipeline").setLevel(logging.ERROR)


if __name__ == "__main__":
    main()
